"""Teachers: projects, awards, growth, reviews, workload; research bodies; what the base registers lack of research
and training."""

from collections.abc import Iterator
from random import Random

from zhengai.sample import outcomes
from zhengai.sample.building import stream
from zhengai.sample.records.days import YEARS, some_day
from zhengai.sample.results import Row
from zhengai.sample.world import Teacher, World

RESEARCH = ("成果编号", "取得日期", "教师工号", "成果类别", "成果细类", "校企共同完成", "学生参与")
TRAININGS = ("培训编号", "开始日期", "教师工号", "培训类别", "培训天数", "课时")
PROJECTS = ("项目编号", "立项日期", "主持人工号", "项目名称", "项目类别", "级别", "是否结题")
BODIES = ("机构编号", "机构名称", "部门编号", "机构级别")
STUDIOS = ("工作室编号", "工作室名称", "部门编号", "级别")
AWARDS = ("获奖编号", "获奖日期", "教师工号", "奖项名称", "奖励类别", "级别")
GROWTH = ("记录编号", "日期", "教师工号", "成长类别", "内容")
REVIEWS = ("学年", "教师工号", "维度", "测评人", "得分")
WORKLOADS = ("学年", "教师工号", "工作量类别", "工作量")
CHANGES = ("变动编号", "变动日期", "教师工号", "变动类别", "是否高层次人才")
STUDENT_STAFF = ("工号", "岗位")

_FORMS = {"论文": ("国内论文", "国内论文", "国外论文"), "教材": ("教科书", "实践指导书", "专著")}
_PATENTS = ("实用新型专利", "发明", "外观设计专利")
_DIMENSIONS = ("知识结构", "双师能力", "教学水平", "科研水平", "社会服务", "学生管理", "师德")
HOURS_A_DAY = 8


def research(world: World) -> Iterator[Row]:
    """The same pieces as in 科研成果, with what the research office adds to them later."""
    for number, (code, day, teacher, _, kind, _, _) in enumerate(outcomes.research(world)):
        forms = _PATENTS if kind == "专利" else _FORMS.get(str(kind), ())
        form = forms[number % len(forms)] if forms else None
        yield code, day, teacher, kind, form, _yes(number % 3 == 0), _yes(number % 4 == 0)


def trainings(world: World) -> Iterator[Row]:
    for code, day, teacher, kind, _, days in outcomes.trainings(world):
        hours = None if kind == "企业实践" else int(str(days)) * HOURS_A_DAY
        yield code, day, teacher, kind, days, hours


def projects(world: World) -> Iterator[Row]:
    rng = stream(world.size, "teaching projects")
    kinds = ("教研项目", "教改项目", "项目化教学改革")
    levels = ("校级", "校级", "省级", "市级", "校级", "国家级")
    for number, teacher in enumerate(_staff(world)[::2], start=1):
        kind = kinds[number % 3]
        level = levels[(number // 3) % 6] if kind == "教研项目" else rng.choice(levels[:4])
        day = some_day(rng)
        yield (
            f"JY{number:04d}",
            day,
            teacher.code,
            f"示例{kind}第{number}项",
            kind,
            level,
            _yes(day.year < 2026),
        )


def bodies(world: World) -> Iterator[Row]:
    levels = ("院级", "其他主管部门", "省部级", "国家级")
    for number, department in enumerate(world.departments[:5], start=1):
        yield f"JG{number:02d}", f"示例{department.name}研究所", department.code, levels[(number - 1) % 4]


def studios(world: World) -> Iterator[Row]:
    for number, department in enumerate(world.departments[:4], start=1):
        level = "省级" if number == 1 else "校级"
        yield f"DS{number:02d}", f"示例{department.name}技能大师工作室", department.code, level


def awards(world: World) -> Iterator[Row]:
    rng = stream(world.size, "awards")
    kinds = ("教学比赛", "指导学生参赛", "教学成果奖", "科研成果奖", "其他", "教学名师")
    levels = ("院级", "市厅级", "省部级", "院级", "省部级", "国家级", "院级")
    for number, teacher in enumerate(_staff(world), start=1):
        kind, level = kinds[number % 6], levels[number % 7]
        yield f"HJ{number:04d}", some_day(rng), teacher.code, f"示例{kind}", kind, level


def growth(world: World) -> Iterator[Row]:
    rng = stream(world.size, "growth")
    kinds = (
        "师德教育",
        "学术活动",
        "公开课",
        "质量建设",
        "团队建设",
        "职业资格证书",
        "学历提升",
        "国(境)外学术交流",
    )
    number = 0
    for teacher in _staff(world):
        for kind in ("师德教育", *rng.sample(kinds, 3)):
            number += 1
            yield f"CZ{number:05d}", some_day(rng), teacher.code, kind, f"示例{kind}"


def reviews(world: World) -> Iterator[Row]:
    rng = stream(world.size, "reviews")
    for teacher in _staff(world):
        for dimension in _DIMENSIONS:
            base = rng.randint(78, 92)
            yield YEARS[0], teacher.code, dimension, "自评", base
            yield YEARS[0], teacher.code, dimension, "考评", base - rng.randint(0, 4)


def workloads(world: World) -> Iterator[Row]:
    rng = stream(world.size, "workloads")
    for teacher in _staff(world):
        for kind, most in (("科研", 120), ("学生管理", 80), ("社会服务", 60)):
            yield YEARS[0], teacher.code, kind, rng.randrange(0, most, 4)


def changes(world: World) -> Iterator[Row]:
    rng = stream(world.size, "staff changes")
    for number, teacher in enumerate(_staff(world)[::6], start=1):
        yield f"BD{number:03d}", some_day(rng), teacher.code, "新进", _yes(number % 3 == 0)


def student_staff(world: World) -> Iterator[Row]:
    advisers = sorted({each.adviser for each in world.classes})
    for number, code in enumerate(advisers):
        yield code, "专职辅导员" if number % 3 == 0 else "班主任"


def _staff(world: World) -> list[Teacher]:
    return [each for each in world.teachers if each.kind == "专任"]


def _yes(true: bool) -> str:
    return "是" if true else "否"


def chance(rng: Random, share: float) -> str:
    """是 in so many of a hundred cases."""
    return _yes(rng.random() < share)
