"""Students: awards, projects, aid, discipline, activities, clubs, fitness; services and complaints. Counselling is
kept as monthly totals only."""

from collections.abc import Iterator

from zhengai.sample.building import stream
from zhengai.sample.records.days import YEARS, months, some_day
from zhengai.sample.records.staff import chance
from zhengai.sample.results import Row
from zhengai.sample.world import Department, Student, World

AWARDS = ("获奖编号", "获奖日期", "学号", "奖项名称", "竞赛类别", "级别")
PROJECTS = ("项目编号", "立项日期", "负责人学号", "项目名称", "项目类别")
AID = ("学年", "学号", "奖助类别", "金额")
DISCIPLINE = ("处分编号", "处分日期", "学号", "处分类别")
RECRUITMENT = ("学年", "部门编号", "征兵任务数", "入伍人数")
ACTIVITIES = (
    "活动编号",
    "活动日期",
    "部门编号",
    "班级编号",
    "活动类别",
    "活动名称",
    "应参与人数",
    "参与人数",
)
CLUBS = ("社团编号", "社团名称", "部门编号", "社团类别", "社员数")
VOLUNTEERS = ("学号", "服务时数")
FITNESS = ("学年", "学号", "是否达标")
TRANSFERS = ("学年", "学号", "是否批准")
CREDITS = ("学年", "学号", "应修学分", "已修学分")
COMPLAINTS = ("投诉编号", "受理日期", "部门编号", "投诉类别", "是否有效")
COUNSELLING = ("月份", "部门编号", "咨询人次")
CANTEEN = ("检查编号", "检查日期", "检查项目", "是否合格")
LIBRARY = ("月份", "部门编号", "进馆人次")

_AMOUNTS = {"奖学金": 1500, "助学金": 3300, "助学贷款": 8000}
_BY_CLASS = ("主题班会", "主题班会", "主题团日", "青年大学习", "心理健康活动")
_BY_DEPARTMENT = (
    "团校培训",
    "读书活动",
    "心理健康活动",
    "健康教育讲座",
    "辅导员进公寓",
    "辅导员进公寓",
    "专业技能竞赛",
    "职业指导讲座",
    "双创俱乐部活动",
    "科普活动",
    "社团活动",
    "志愿服务",
)


def awards(world: World) -> Iterator[Row]:
    rng = stream(world.size, "student awards")
    kinds = ("职业技能竞赛", "创新创业竞赛", "体育竞赛", "文艺竞赛")
    levels = ("校级", "市级", "省级", "校级", "国家级")
    for number, (_, student) in enumerate(world.students()[4::9], start=1):
        kind = kinds[number % 4]
        yield f"XJ{number:05d}", some_day(rng), student.code, f"示例{kind}", kind, levels[number % 5]


def projects(world: World) -> Iterator[Row]:
    rng = stream(world.size, "innovation")
    for number, (_, student) in enumerate(world.students()[7::25], start=1):
        kind = "大创计划" if number % 2 else "其他"
        yield f"SC{number:04d}", some_day(rng), student.code, f"示例项目第{number}项", kind


def aid(world: World) -> Iterator[Row]:
    for year, students in _present(world):
        for place, student in enumerate(students):
            kind = {0: "奖学金", 3: "助学金", 5: "助学贷款"}.get(place % 7)
            if kind:
                yield year, student.code, kind, _AMOUNTS[kind]


def discipline(world: World) -> Iterator[Row]:
    rng = stream(world.size, "discipline")
    for number, (_, student) in enumerate(world.students()[11::150], start=1):
        yield f"CF{number:03d}", some_day(rng), student.code, rng.choice(("警告", "严重警告", "记过"))


def recruitment(world: World) -> Iterator[Row]:
    for year in YEARS:
        for number, each in enumerate(_teaching(world)):
            planned = 3 + number
            yield year, each.code, planned, planned - number % 2


def activities(world: World) -> Iterator[Row]:
    rng = stream(world.size, "activities")
    number = 0
    for each in world.classes:
        for kind in _BY_CLASS:
            number += 1
            size = len(each.students)
            present = round(size * rng.uniform(0.85, 1.0))
            home = each.programme.department.code
            yield f"HD{number:06d}", some_day(rng), home, each.code, kind, f"示例{kind}", size, present
    for department in _teaching(world):
        for kind in _BY_DEPARTMENT:
            number += 1
            present = rng.randint(30, 120)
            expected = present + rng.randint(0, 15) if kind == "心理健康活动" else None
            yield (
                f"HD{number:06d}",
                some_day(rng),
                department.code,
                None,
                kind,
                f"示例{kind}",
                expected,
                present,
            )


def clubs(world: World) -> Iterator[Row]:
    rng = stream(world.size, "clubs")
    kinds = ("思想政治", "学术科技", "创新创业", "文化体育", "志愿公益")
    for number in range(1, 2 * len(_teaching(world)) + 1):
        home = _teaching(world)[number % len(_teaching(world))]
        yield f"ST{number:02d}", f"示例社团{number:02d}", home.code, kinds[number % 5], rng.randint(15, 60)


def volunteers(world: World) -> Iterator[Row]:
    rng = stream(world.size, "volunteers")
    for _, student in world.students():
        if rng.random() < 0.66:
            yield student.code, rng.randint(2, 60)


def fitness(world: World) -> Iterator[Row]:
    rng = stream(world.size, "fitness")
    for year, students in _present(world):
        for student in students:
            yield year, student.code, chance(rng, 0.91)


def transfers(world: World) -> Iterator[Row]:
    for number, (_, student) in enumerate(world.students()[13::60]):
        yield YEARS[0 if student.code < "2026" else 1], student.code, "否" if number % 5 == 4 else "是"


def credits(world: World) -> Iterator[Row]:
    rng = stream(world.size, "elective credits")
    for home, student in world.students():
        if home.cohort == 2024:
            yield YEARS[0], student.code, 4, 4 if rng.random() < 0.94 else 2


def complaints(world: World) -> Iterator[Row]:
    rng = stream(world.size, "complaints")
    kinds = ("教学", "食堂", "宿舍", "奖助学金", "其他")
    for number, home in enumerate(_teaching(world) * 2, start=1):
        yield (
            f"TS{number:03d}",
            some_day(rng),
            home.code,
            kinds[number % 5],
            "是" if number % 4 == 0 else "否",
        )


def counselling(world: World) -> Iterator[Row]:
    rng = stream(world.size, "counselling")
    for month in months():
        for each in _teaching(world):
            yield month, each.code, rng.randint(0, max(2, world.size.students // 300))


def canteen(world: World) -> Iterator[Row]:
    rng = stream(world.size, "canteen")
    for number in range(1, 61):
        item = ("食材", "餐具", "操作间", "留样")[number % 4]
        yield f"ST{number:04d}", some_day(rng), item, chance(rng, 0.97)


def library(world: World) -> Iterator[Row]:
    rng = stream(world.size, "library")
    students = {each.code: 0 for each in _teaching(world)}
    for home, _ in world.students():
        students[home.programme.department.code] += 1
    for month in months():
        for code, amount in students.items():
            yield month, code, round(amount * rng.uniform(2.0, 4.5))


def _teaching(world: World) -> list[Department]:
    """Departments that have students."""
    homes = {each.programme.department.code for each in world.classes}
    return [each for each in world.departments if each.code in homes]


def _present(world: World) -> Iterator[tuple[str, list[Student]]]:
    """The finished year with the students who were there."""
    yield YEARS[0], [student for home, student in world.students() if home.cohort <= int(YEARS[0][:4])]
