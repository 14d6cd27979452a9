"""Programmes: projects, companies, investigations, plans, books, theses, internships; public trainings and
international work."""

from collections.abc import Iterator

from zhengai.sample import outcomes
from zhengai.sample.building import stream
from zhengai.sample.records.days import YEARS, some_day
from zhengai.sample.results import Row
from zhengai.sample.world import World, spread

PROJECTS = ("学年", "专业代码", "项目类别", "项目名称", "级别")
COOPERATIONS = ("学年", "合作编号", "专业代码", "企业名称", "合作类别")
INVESTIGATIONS = ("学年", "专业代码", "企业名称", "规模以上企业")
CHANGES = ("调整编号", "批准日期", "专业代码", "调整类别")
BOOKS = ("学年", "专业代码", "册数")
THESES = ("毕业学年", "学号", "专业代码", "课程代码", "毕业设计成绩")
INTERNSHIPS = ("学年", "学号", "是否对口", "是否投保")
TRAININGS = ("培训编号", "开班日期", "部门编号", "专业代码", "培训类别", "委托企业", "人数", "天数", "到款额")
INTERNATIONAL = ("学年", "项目编号", "项目名称", "部门编号", "专业代码", "合作类别", "数量")
GRADUATES = ("毕业学年", "学号", "专业代码", "毕业去向", "境外就业", "困难类别", "档案转递", "绩点")
SURVEYS = (
    "毕业学年",
    "答卷编号",
    "专业代码",
    "半年后在业",
    "工作与专业相关",
    "接受过求职服务",
    "就业指导满意度",
    "学生工作满意度",
    "教学满意度",
    "生活服务满意度",
    "母校满意度",
)
EMPLOYERS = ("学年", "答卷编号", "专业代码", "用人单位", "满意度")

_COOPERATIONS = ("产教合作项目", "订单培养", "现代学徒制", "共建校内实训基地", "产教合作项目")
_TRAININGS = ("社会培训", "企业培训", "“走出去”企业培训", "国(境)外人员培训")
_INTERNATIONAL = ("合作办学", "对口支援", "课程标准开发", "合作科研")


def projects(world: World) -> Iterator[Row]:
    for year in YEARS:
        for number, each in enumerate(world.programmes):
            if number % 2 == 0:
                level = "省级" if number % 4 == 0 else "校级"
                yield year, each.code, "重点建设专业", f"{each.name}重点专业", level
            if number % 3 == 0:
                yield year, each.code, "专业教学资源库", f"{each.name}教学资源库", "省级"


def cooperations(world: World) -> Iterator[Row]:
    for year in YEARS:
        number = 0
        for place, each in enumerate(world.programmes):
            for kind in (*_COOPERATIONS[place % 5 :], *_COOPERATIONS[: place % 5])[:3]:
                number += 1
                yield year, f"HZ{number:03d}", each.code, f"示例企业{number:03d}", kind


def investigations(world: World) -> Iterator[Row]:
    rng = stream(world.size, "investigations")
    for year in YEARS:
        for each in world.programmes:
            for firm in rng.sample(range(1, 201), 4):
                yield year, each.code, f"示例企业{firm:03d}", rng.choice("是否")


def changes(world: World) -> Iterator[Row]:
    rng = stream(world.size, "plan changes")
    for number, each in enumerate(world.programmes, start=1):
        yield f"XD{number:03d}", some_day(rng), each.code, "教学计划修订"
        if number % 2:
            yield f"TZ{number:03d}", some_day(rng), each.code, "教学任务调整"


def books(world: World) -> Iterator[Row]:
    rng = stream(world.size, "programme books")
    for each in world.programmes:
        volumes = rng.randint(1200, 5200)
        for growth, year in enumerate(YEARS):
            yield year, each.code, volumes + growth * 150


def theses(world: World) -> Iterator[Row]:
    """Written in the last core course of the department."""
    rng = stream(world.size, "theses")
    core = {c.department.code: c.code for c in world.courses if c.nature == "专业核心课"}
    home = {each.code: each.department.code for each in world.programmes}
    for code, programme in _left(world, YEARS[0]):
        score = min(98, max(52, round(rng.gauss(79, 8))))
        yield YEARS[0], code, programme, core[home[programme]], score


def internships(world: World) -> Iterator[Row]:
    for each in world.classes:
        if each.cohort == 2024:
            matched = spread(len(each.students), round(len(each.students) * 0.8))
            for student, match in zip(each.students, matched, strict=True):
                yield YEARS[1], student.code, "是" if match else "否", "是"


def trainings(world: World) -> Iterator[Row]:
    rng = stream(world.size, "public trainings")
    for number in range(1, 2 * len(world.programmes) + 1):
        home = world.programmes[number % len(world.programmes)]
        people, days = rng.randint(20, 90), rng.randint(2, 10)
        kind = _TRAININGS[number % 4]
        firm = None if kind == "社会培训" else f"示例企业{number:03d}"
        income = people * days * 90
        yield (
            f"SP{number:03d}",
            some_day(rng),
            home.department.code,
            home.code,
            kind,
            firm,
            people,
            days,
            income,
        )


def international(world: World) -> Iterator[Row]:
    for year in YEARS:
        for number, home in enumerate(world.programmes[:6], start=1):
            kind = _INTERNATIONAL[(number - 1) % 4]
            amount = 2 if kind == "课程标准开发" else 1
            yield year, f"GJ{number:02d}", f"示例{kind}项目", home.department.code, home.code, kind, amount


def graduates(world: World) -> Iterator[Row]:
    """The same graduates as in 毕业生去向, with what other offices know of them."""
    for year in ("2024-2025", "2025-2026"):
        rng = stream(world.size, f"graduate details {year}")
        for place, (_, code, programme, way, *_) in enumerate(outcomes.graduates(world, year)):
            abroad = ("是" if rng.random() < 0.02 else "否") if way == "就业" else None
            hardship = "建档立卡" if place % 11 == 3 else "残疾" if place % 47 == 5 else "无"
            sent = "是" if rng.random() < 0.97 else "否"
            yield year, code, programme, way, abroad, hardship, sent, round(rng.uniform(2.2, 3.9), 2)


def surveys(world: World) -> Iterator[Row]:
    """Seven in ten graduates answer half a year later."""
    rng = stream(world.size, "graduate surveys")
    number = 0
    for _, programme in _left(world, YEARS[0]):
        if rng.random() > 0.7:
            continue
        number += 1
        works, served = rng.random() < 0.93, rng.random() < 0.85
        related = ("是" if rng.random() < 0.74 else "否") if works else None
        yield (
            YEARS[0],
            f"BY{number:05d}",
            programme,
            "是" if works else "否",
            related,
            "是" if served else "否",
            rng.randint(80, 98) if served else None,
            rng.randint(82, 97),
            rng.randint(84, 98),
            rng.randint(75, 95),
            rng.randint(85, 98),
        )


def employers(world: World) -> Iterator[Row]:
    rng = stream(world.size, "employers")
    number = 0
    for each in world.programmes:
        for _ in range(4):
            number += 1
            yield YEARS[0], f"YR{number:04d}", each.code, f"示例企业{number:03d}", rng.randint(80, 98)


def _left(world: World, year: str) -> list[tuple[str, str]]:
    """Numbers and programmes of the graduates of a year."""
    return [(str(row[1]), str(row[2])) for row in outcomes.graduates(world, year)]
