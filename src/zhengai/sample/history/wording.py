"""What the people of the story say where only a person can: plausible, short, and without a single figure."""

from dataclasses import dataclass

from zhengai.diagnosis.queries import FormRow


@dataclass(frozen=True)
class Told:
    cause: str
    measure: str


_ATTENDANCE = (
    Told(
        "连排的课靠近周末，学生请假后补交手续不及时；有的班对考勤要求不一致。",
        "统一课堂考勤要求，缺课当天由任课教师告知班主任，连续两周缺课的学生当面谈话。",
    ),
)
# indicator → what may lie behind it
_CAUSES: dict[str, tuple[Told, ...]] = {
    "evaluation_score": (
        Told(
            "课堂讲授偏多，学生动手和讨论的时间少，留言里集中提到节奏偏快。",
            "每次课留出一段分组任务，期中开一次座谈，学生的意见当周反馈给任课教师。",
        ),
        Told(
            "项目任务与岗位的联系讲得不够，作业批改返回得慢，学生不清楚自己差在哪里。",
            "改用企业真实任务作案例，作业一周内批改返回，共性问题在下一次课讲评。",
        ),
        Told(
            "几位任课教师的进度和要求不一致，平行班的学生感受差别较大。",
            "课程组每两周集体备课一次，统一进度、作业和评分标准，互相听课。",
        ),
    ),
    "pass_rate": (
        Told(
            "平时作业拖欠的学生没有及早发现，问题到期末才显出来。",
            "每四周做一次学情检查，拖欠作业的学生由任课教师当面辅导，班主任跟进。",
        ),
        Told(
            "前置课程基础不齐，几个难点章节练习量不够。",
            "开课第一周摸底，难点章节增加练习和答疑，给基础弱的学生安排同伴互助。",
        ),
    ),
    "absence_rate": _ATTENDANCE,
    "absence_rate_4_weeks": _ATTENDANCE,
    "attendance_rate": _ATTENDANCE,
    "employment_rate": (
        Told(
            "部分毕业生等待升学或考试结果，主动求职的少；合作企业提供的岗位与学生期望有差距。",
            "逐人登记去向意愿，毕业前安排两轮定向双选，未落实的学生由专业教师结对跟进。",
        ),
    ),
    "training_days": (
        Told(
            "课表排得满，培训安排与上课时间冲突。",
            "把下一学年的培训排进假期和无课周，由教研室统一报名。",
        ),
    ),
}
_ELSEWHERE = (
    Told(
        "这项工作分散在几个人手里，没有人定期看结果，发现得晚。",
        "明确一名责任人，每月对照数据检查一次，偏离时当月纠正。",
    ),
)
# 诊断点 → what a person says of it where no data can
_OPINIONS = {
    "课程标准": "课程标准与人才培养方案一致，本学期按标准执行，暂不需要修订。",
    "教学资源": "教材和实训项目够用，线上资源按教学进度更新。",
    "为人师表": "按师德规范要求自己，课后答疑和学生谈心都有记录。",
    "发展规划": "对照三年规划，今年的教学任务和培训已经完成，明年先做企业实践。",
    "人才需求": "走访了合作企业，岗位的基本能力要求没有大的变化，培养目标不作调整。",
    "毕业能力达成": "各项毕业要求都有课程支撑，综合实践能力还可以加强。",
    "专业特色": "工学结合的项目课程是本专业的特色，下一年继续做。",
    "质量目标与定位": "年度目标已经分到各层面，都写成了可以用数据检验的样子。",
    "机构与分工": "各层面有明确的责任人，预警都能找到人。",
}
_FIRST_ROUND = {"上轮改进的成效": "这是第一轮诊断，上一轮还没有改进措施；本轮发现的问题逐项建立改进。"}
_OPINION = "已经对照要求检查，按计划进行。"
_SILENT = "本周期没有这方面的数据，不作判断。"


def told_of(row: FormRow, subject: str) -> Told:
    """Two subjects do not say the same of the same problem, and each says it again the same way."""
    bad = next(fact.indicator for fact in row.facts if fact.is_bad)
    known = _CAUSES.get(bad, _ELSEWHERE)
    return known[sum(map(ord, subject)) % len(known)]


def opinion_of(row: FormRow) -> str:
    if row.point.indicators:
        return _SILENT
    return _FIRST_ROUND.get(row.point.name) or _OPINIONS.get(row.point.name, _OPINION)
