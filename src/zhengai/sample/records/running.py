"""How the platform and the data centre of the sample college run, and what was seen in the field."""

from collections.abc import Iterator

from zhengai.sample.building import stream
from zhengai.sample.identity import AS_OF
from zhengai.sample.records.days import some_day
from zhengai.sample.results import Row
from zhengai.sample.world import World

REQUESTS = ("请求编号", "提出日期", "提出部门", "请求类别", "请求内容", "处理状态", "处理日期", "处理结果")
CHECKS = ("检查编号", "检查日期", "检查类别", "检查范围", "检查结论", "发现问题数", "已整改数", "检查单位")
STAFF = ("人员编号", "所在机构", "姓名", "岗位", "职责", "专职", "状态")
FUNDS = ("经费编号", "年度", "经费类别", "预算数", "支出数")
PROCEDURES = ("规程编号", "规程名称", "规程类别", "发布日期", "状态")
REPORTS = ("报告编号", "完成日期", "报告名称", "编写部门", "报告类别", "主要结论", "反馈与使用")
RESEARCH = (
    "调研编号", "调研日期", "调研方式", "主题", "部门", "专业", "课程", "诊断点", "参加人数", "发现的情况", "结论与建议",
)  # fmt: skip

_OFFICE = "D18"
_ASKED = (
    ("功能", "课程诊断记录希望能成批提交"),
    ("数据", "实习数据请按月更新"),
    ("页面", "手机上成绩表看不全"),
    ("速度", "学期初打开名单较慢"),
)
_KINDS = ("漏洞", "安全", "保密", "授权", "备份与恢复")
_PROCEDURES = (
    ("数据采集管理办法", "采集"), ("数据使用申请办法", "使用"), ("数据分类与保密规定", "安全与保密"),
    ("账户与授权管理规程", "管理"), ("平台运维与备份规程", "运维"),
)  # fmt: skip
_PEOPLE = (
    ("罗毅", "负责人", "统筹数据中心的建设和运行", "是"),
    ("何川", "数据管理", "数据源登记、采集和质量", "是"),
    ("顾晴", "数据分析", "数据分析报告和专题统计", "否"),
    ("程岚", "系统运维", "平台运行、备份和安全", "是"),
)
_SEEN = (
    ("走访企业", "毕业生岗位适应", "企业认可动手能力，认为数据记录和沟通偏弱", "在实训课里加写作业报告"),
    ("座谈", "课程安排与学习负担", "学生反映实训周前后作业集中", "由教研室统筹作业时间"),
    ("听课观课", "课堂到课与参与", "后排学生参与少，提问多集中在前三排", "下月再听一次，比较到课率"),
    ("实地考察", "实训室使用", "设备完好，周五下午空置较多", "开放给社团和竞赛训练"),
)


def requests(world: World) -> Iterator[Row]:
    rng = stream(world.size, "platform requests")
    for number, (kind, text) in enumerate(_ASKED * 2, start=1):
        day = some_day(rng)
        done = number % 4 != 0
        yield (
            f"GJ{number:04d}", day, world.departments[number % len(world.departments)].code, kind, text,
            "已完成" if done else "处理中", day if done else None, "已处理，并告知提出部门" if done else None,
        )  # fmt: skip


def checks(world: World) -> Iterator[Row]:
    rng = stream(world.size, "platform checks")
    for number, kind in enumerate(_KINDS * 2, start=1):
        found = number % 3
        rectified = found if number < 9 else 0
        told = "没有问题" if not found else ("有问题已整改" if rectified == found else "有问题待整改")
        yield f"JC{number:04d}", some_day(rng), kind, "诊改平台和数据中心", told, found, rectified, "质管办"


def staff(world: World) -> Iterator[Row]:
    for number, (name, post, duties, full) in enumerate(_PEOPLE, start=1):
        yield f"RY{number:02d}", "数据中心", name, post, duties, full, "在岗"


def funds(world: World) -> Iterator[Row]:
    number = 0
    for year in (AS_OF.year - 1, AS_OF.year):
        for kind, budget in (
            ("运行维护", 120_000),
            ("软件与服务", 200_000),
            ("安全", 60_000),
            ("培训", 20_000),
        ):
            number += 1
            yield f"SJ{number:03d}", year, kind, budget, round(budget * (0.96 if year < AS_OF.year else 0.71))


def procedures(world: World) -> Iterator[Row]:
    rng = stream(world.size, "procedures of the data centre")
    for number, (name, kind) in enumerate(_PROCEDURES, start=1):
        yield f"GC{number:02d}", name, kind, some_day(rng), "有效"


def reports(world: World) -> Iterator[Row]:
    rng = stream(world.size, "data reports")
    kinds = ("建设与运行分析", "数据质量分析", "专题分析")
    for number in range(1, 7):
        kind = kinds[number % 3]
        yield (
            f"FX{number:03d}", some_day(rng), f"{kind}(第{number}份)", _OFFICE if number < 4 else "D11", kind,
            "数据按时率提高，实习数据仍有缺项", "已反馈给责任部门",
        )  # fmt: skip


def research(world: World) -> Iterator[Row]:
    """Of every programme one visit, of some courses one more."""
    rng = stream(world.size, "research in the field")
    number = 0
    for place, programme in enumerate(world.programmes):
        kind, topic, found, told = _SEEN[place % len(_SEEN)]
        number += 1
        yield (
            f"DY{number:04d}", some_day(rng), kind, topic, programme.department.code, programme.code, None, None,
            rng.randint(3, 25), found, told,
        )  # fmt: skip
    for place, course in enumerate(world.courses[:8]):
        kind, topic, found, told = _SEEN[(place + 1) % len(_SEEN)]
        number += 1
        yield (
            f"DY{number:04d}", some_day(rng), kind, topic, course.department.code, None, course.code, "3.2.1",
            rng.randint(3, 25), found, told,
        )  # fmt: skip
