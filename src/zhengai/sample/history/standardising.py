"""The library of standards: most have a version that two people made, one waits, one is to be revised, some are only
on the list, and some have no rule that data could be held against. All figures are the sample's own."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from zhengai.college.queries import subjects
from zhengai.framework.actions import set_own_item
from zhengai.framework.queries import section
from zhengai.sample.history.people import LEADER, OFFICE, TEACHING_OFFICE
from zhengai.sample.history.stage import Stage
from zhengai.standards.abilities import AbilityRow, set_abilities
from zhengai.standards.climbing import note_document, recognise
from zhengai.standards.ladders import ladders
from zhengai.standards.library import Listed, decide_version, list_standards, propose_version
from zhengai.standards.models import Standard, StepReached

_SOURCE = "校内设定(示例)"
_COUNCIL, _COMMITTEE, _STAFF = "校长办公会", "专业建设委员会", "师资队伍建设委员会"
_GRADES = ("优秀", "合格")


@dataclass(frozen=True)
class _Said:
    """`rules`: element, indicator and limits from the best grade down; `words`: elements that data cannot measure."""

    level: str
    name: str
    type: str
    department: str
    body: str = ""  # empty: only on the list
    rules: tuple[tuple[str, str, str], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    years: int | None = None
    since: date = date(2025, 9, 4)

    @property
    def grades(self) -> tuple[str, ...]:
        return _GRADES if any("|" in limits for _, _, limits in self.rules) else ()

    @property
    def elements(self) -> list[dict[str, Any]]:
        return [
            *({"name": n, "indicator": i, "grades": _limits(written)} for n, i, written in self.rules),
            *({"name": name, "text": text} for name, text in self.words),
        ]


def _limits(written: str) -> dict[str, str]:
    """ "≤ 2% | ≤ 5%" is 优秀 and 合格; one limit alone is 达标."""
    parts = [part.strip() for part in written.split("|")]
    return dict(zip(_GRADES, parts, strict=True)) if len(parts) > 1 else {"达标": parts[0]}


_SAID = (
    _Said(
        "college", "教学管理标准", "学校", "教务处", _COUNCIL,
        (("课堂到课", "attendance_rate", "≥ 95%"), ("调停课", "schedule_change_rate", "≤ 5%"),
         ("督导听课", "supervision_coverage", "≥ 60%")),
        (("教学档案", "学期结束后一个月内归档，随时可以查阅"),), 3,
    ),
    _Said(
        "college", "师资队伍标准", "学校", "人事处", _STAFF,
        (("双师结构", "dual_qualified_share", "≥ 60%"), ("职称结构", "senior_title_share", "≥ 30%"),
         ("培训", "training_coverage", "≥ 80%")), (), 1, date(2025, 9, 4),
    ),
    _Said("college", "机构设置标准", "学校", "党委工作部"),
    _Said(
        "programme", "专业建设标准", "专业", "教务处", _COMMITTEE,
        (("毕业去向", "employment_rate", "≥ 95% | ≥ 88%"), ("证书获取", "certificate_rate", "≥ 90% | ≥ 75%"),
         ("双师结构", "dual_qualified_share", "≥ 70% | ≥ 50%")),
        (("产业调研", "每年走访合作企业，形成调研报告"), ("专业特色", "写明与同类专业的不同")), 3,
    ),
    _Said(
        "programme", "实验实训条件配备标准", "专业", "教务处", _COMMITTEE,
        (("实训室利用", "room_utilisation", "≥ 60%"), ("校外基地", "bases_per_programme", "≥ 2")),
    ),
    _Said(
        "programme", "专业教学标准", "专业", "教务处", _COMMITTEE, (),
        (("培养目标", "与岗位要求逐条对应"), ("课程体系", "基础、核心、拓展三类课程齐备"), ("毕业要求", "每条都有课程支撑")), 3,
    ),
    _Said(
        "course", "课程建设标准", "课程", "教务处", _COMMITTEE,
        (("学生评教", "evaluation_score", "≥ 92 | ≥ 85"), ("课程合格", "pass_rate", "≥ 95% | ≥ 85%"),
         ("课堂出勤", "absence_rate", "≤ 2% | ≤ 5%")),
        (("课程资源", "教材、课件、题库齐全，按学期更新"),), 3,
    ),
    _Said(
        "course", "课堂教学标准", "课程", "教务处", _COMMITTEE,
        (("课堂出勤", "attendance_rate", "≥ 95%"), ("调停课", "schedule_change_rate", "≤ 5%")),
        (("课堂秩序", "上课前五分钟到位，有互动，有小结"),),
    ),
    _Said("course", "课程标准", "课程", "教务处"),
    _Said(
        "teacher", "教师专业发展标准", "师资", "人事处", _STAFF,
        (("教学质量", "evaluation_score", "≥ 92 | ≥ 85"), ("培训", "training_days", "≥ 8 | ≥ 3")),
        (("师德", "遵守师德规范，没有师德失范行为"),), 3,
    ),
    _Said(
        "teacher", "各类专任教师任职标准", "师资", "人事处", _STAFF, (),
        (("学历", "硕士以上，紧缺专业可放宽"), ("资格", "持有高校教师资格证")),
    ),
    _Said(
        "student", "学生发展标准", "学生", "学工处", _COUNCIL,
        (("学业", "pass_rate", "≥ 95% | ≥ 80%"), ("出勤", "absence_rate", "≤ 1% | ≤ 5%"),
         ("课程平均分", "average_grade", "≥ 85 | ≥ 70")),
        (("品行", "遵守学生日常行为规范"), ("实践", "每学年参加一次社会实践或志愿服务")), 3,
    ),
    _Said("student", "班级建设标准", "学生", "学工处"),
)  # fmt: skip


def build_library(stage: Stage) -> None:
    """Proposed by the teaching office, decided by the leader in the name of a body. A list that a pack brought
    keeps its own words."""
    for said in _SAID:
        standard = _standard(stage, said)
        if not said.body or standard.versions.exists():
            continue
        version = propose_version(
            standard=standard,
            elements=said.elements,
            grades=said.grades,
            document="" if said.rules else f"{said.name}（2025 年版）",
            reason="按专业和课程的实际提出第一版，用一年数据试过界限。",
            revise_years=said.years,
            by=TEACHING_OFFICE,
        )
        decide_version(
            version=version, approve=True, body=said.body, decision="同意。", valid_from=said.since, by=LEADER
        )
    _build_ladder(stage)


def _standard(stage: Stage, said: _Said) -> Standard:
    held = Standard.objects.filter(college=stage.college, level=said.level, name=said.name).first()
    row = Listed(said.name, said.level, said.type, said.department)
    return held or list_standards(college=stage.college, rows=[row], source=_SOURCE, by=OFFICE)[0]


def revise(stage: Stage) -> None:
    """What a diagnosis learned goes into the standard; this one still waits for its decision."""
    standard = Standard.objects.get(college=stage.college, level="course", name="课堂教学标准")
    if standard.versions.count() > 1:
        return
    said = next(each for each in _SAID if each.name == standard.name)
    propose_version(
        standard=standard,
        elements=[*said.elements, {"name": "作业批改", "text": "一周内批改返回，共性问题在下一次课讲评"}],
        reason="上一轮课程诊断里，作业返回慢是评教偏低的共同原因，补上这一条。",
        revise_years=2,
        by=TEACHING_OFFICE,
    )


def _requirement(name: str, indicator: str = "", limit: str = "") -> dict[str, str]:
    return {"name": name, "indicator": indicator, "limit": limit} if indicator else {"name": name}


_MORALS = _requirement("师德", "", "")
_LADDER: dict[str, Any] = {
    "code": "sample_teachers",
    "name": "教师发展阶梯",
    "level": "teacher",
    "source": _SOURCE,
    "steps": [
        {"code": "new", "name": "新教师", "requirements": [_MORALS, _requirement("高校教师资格证")]},
        {
            "code": "qualified",
            "name": "合格教师",
            "requirements": [
                _MORALS,
                _requirement("教学质量", "evaluation_score", "≥ 80"),
                _requirement("培训", "training_days", "≥ 3"),
                _requirement("授课", "courses_taught", "≥ 1"),
            ],
        },
        {
            "code": "backbone",
            "name": "骨干教师",
            "requirements": [
                _MORALS,
                _requirement("教学质量", "evaluation_score", "≥ 88"),
                _requirement("企业实践", "enterprise_practice_days", "≥ 10"),
                _requirement("教研论文", "papers", "≥ 1"),
                _requirement("公开课或示范课"),
            ],
        },
        {
            "code": "leader",
            "name": "专业带头人",
            "requirements": [
                _MORALS,
                _requirement("教学质量", "evaluation_score", "≥ 90"),
                _requirement("课题", "projects", "≥ 1"),
                _requirement("组织领导能力"),
            ],
        },
    ],
}


def _build_ladder(stage: Stage) -> None:
    """Only where the college's pack has none for teachers."""
    held = section(stage.college, "ladders")
    if not any(each["level"] == "teacher" and not each.get("answers_for") for each in held):
        set_own_item(college=stage.college, section="ladders", item=_LADDER, by=OFFICE)


def climb(stage: Stage) -> None:
    """Some teachers were recognised; of the next step's requirements, one is proven by a document."""
    # a ladder for those who answer for a class is not for every teacher
    ladder = next((each for each in ladders(stage.college, "teacher") if not each.answers_for), None)
    if ladder is None:
        return
    for number, subject in enumerate(stage.subjects("teacher", stage.followed_teachers)):
        at = min(1 + number % 2, len(ladder.steps) - 1)
        if StepReached.objects.filter(subject=subject, ladder=ladder.code).exists():
            continue
        recognise(
            subject=subject,
            ladder=ladder.code,
            step=ladder.steps[at].code,
            document="师资队伍建设委员会 2026 年认定名单",
            by=OFFICE,
        )
        by_document = [
            each.name for step in ladder.steps[at:] for each in step.requirements if not each.indicator
        ]
        for requirement in by_document[:1]:
            note_document(
                subject=subject,
                ladder=ladder.code,
                requirement=requirement,
                document="年度师德考核表，院办档案室",
                by=OFFICE,
            )


_ABILITIES = (
    "专业基础：懂得岗位所需的基本原理",
    "专业技能：能独立完成岗位的基本操作",
    "综合应用：能发现和处理常见问题",
)


def set_some_abilities(stage: Stage) -> None:
    """One programme has tied what its graduates are to be able to do to two of its own courses each."""
    programme = stage.subjects("programme", stage.programmes[:1])[0]
    taught = subjects(stage.college, "course").filter(memberships__whole=programme, code__startswith="KC")
    codes = list(taught.order_by("code").values_list("code", flat=True).distinct())
    if programme.ability_points.exists() or len(codes) < 2 * len(_ABILITIES):
        return
    rows = [
        AbilityRow(f"第 {number} 行", "职业能力", name, code, "0.5", "75%")
        for number, name in enumerate(_ABILITIES)
        for code in codes[2 * number : 2 * number + 2]
    ]
    set_abilities(programme=programme, rows=rows, indicator="average_grade", by=OFFICE)
