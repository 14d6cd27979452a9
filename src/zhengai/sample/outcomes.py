"""Admissions, graduates, certificates; research, trainings and incidents of the staff."""

from collections.abc import Iterator
from datetime import date, timedelta

from zhengai.sample import cast, slips
from zhengai.sample.building import stream
from zhengai.sample.identity import AS_OF
from zhengai.sample.results import Row
from zhengai.sample.world import World, spread

GRADUATES = ("毕业学年", "学号", "专业代码", "毕业去向", "是否对口", "月收入", "就业单位")
ADMISSIONS = ("学年", "专业代码", "招生计划", "录取人数", "第一志愿", "报到人数", "报到率")
CERTIFICATES = ("学年", "学号", "证书名称", "证书等级", "是否通过")
RESEARCH = ("成果编号", "取得日期", "教师工号", "成果名称", "成果类别", "级别", "到账经费")
TRAININGS = ("培训编号", "开始日期", "教师工号", "培训类别", "培训名称", "培训天数")
INCIDENTS = ("事故编号", "发生日期", "教师工号", "教学班号", "事故等级")

PLACED = 0.925
FALLING_PLACED = {"2024-2025": 0.90, "2025-2026": 0.65, "2026-2027": 0.95}
MATCHED = 0.72
_WAYS = ("就业", "就业", "就业", "升学", "就业", "就业", "升学", "就业", "创业", "就业", "参军", "就业")
_WAITING = ("待就业", "待就业", "暂不就业")


def graduates(world: World, year: str) -> Iterator[Row]:
    rng = stream(world.size, f"graduates {year}")
    hired = 0
    for programme in world.programmes:
        falling = programme.code == cast.FALLING_PROGRAMME
        number = world.size.class_size * (1 if falling else 2)
        share = FALLING_PLACED[year] if falling else PLACED
        placed = spread(number, int(number * share + 1e-9))
        employed = 0
        for seat, is_placed in enumerate(placed, start=1):
            code = f"{int(year[5:]) - 3}{programme.code[1:]}{seat:04d}"
            way = _WAYS[seat % len(_WAYS)] if is_placed else _WAITING[seat % len(_WAITING)]
            if way != "就业":
                yield year, code, programme.code, way, None, None, None
                continue
            employed += 1
            matched = employed * MATCHED // 1 > (employed - 1) * MATCHED // 1
            salary = rng.randrange(3800, 6600, 100)
            firm = f"示例企业{rng.randint(1, 200):03d}"
            hired += 1
            named = slips.employer(hired, firm) if year == "2025-2026" else firm
            yield year, code, programme.code, way, "是" if matched else "否", salary, named


def admissions(world: World) -> Iterator[Row]:
    for year in ("2025-2026", "2026-2027"):
        for programme in world.programmes:
            registered = sum(
                len(c.students)
                for c in world.classes
                if c.programme is programme and c.cohort == int(year[:4])
            )
            admitted = int(registered / 0.945)
            rate = f"{registered / admitted:.1%}"
            yield year, programme.code, admitted + 1, admitted, round(admitted * 0.62), registered, rate


def certificates(world: World) -> Iterator[Row]:
    for each in world.classes:
        if each.cohort == 2024:
            passed = spread(len(each.students), round(len(each.students) * 0.86))
            for student, is_passed in zip(each.students, passed, strict=True):
                name = f"{each.programme.name}职业技能等级证书"
                yield "2025-2026", student.code, name, "中级", "是" if is_passed else "否"


def research(world: World) -> Iterator[Row]:
    rng = stream(world.size, "research")
    kinds = ("论文", "论文", "课题", "专利", "横向", "教材")
    levels = {"论文": ("省级", "市级"), "课题": ("省级", "市级", "校级"), "教材": ("国家级", "省级")}
    staff = [t for t in world.teachers if t.kind == "专任"]
    for number, teacher in enumerate(staff + staff[::2], start=1):
        kind = kinds[number % len(kinds)]
        amount = rng.randrange(5000, 90000, 1000) if kind in ("课题", "横向") else None
        level = rng.choice(levels.get(kind, ("校级",)))
        yield (
            f"KY{number:05d}",
            _day(rng.random()),
            teacher.code,
            f"示例{kind}第{number}项",
            kind,
            level,
            amount,
        )


def trainings(world: World) -> Iterator[Row]:
    rng = stream(world.size, "trainings")
    kinds = ("企业实践", "校培", "省培", "国培", "校培")
    staff = [t for t in world.teachers if t.kind == "专任"]
    for number, teacher in enumerate(staff * 2, start=1):
        kind = kinds[number % len(kinds)]
        days = 30 if kind == "企业实践" else rng.randint(3, 15)
        yield f"PX{number:05d}", _day(rng.random()), teacher.code, kind, f"示例{kind}项目", days


def incidents(world: World) -> Iterator[Row]:
    """One small incident last spring, long settled."""
    offering = next(o for o in world.offerings if o.semester == "2025-2026-2")
    yield "SG0001", date(2026, 4, 15), offering.teacher.code, offering.code, "一般"


def _day(share: float) -> date:
    first = date(2025, 9, 1)
    return first + timedelta(days=int(share * (AS_OF - first).days))
