"""Courses: what was built, resources, teaching files, checks, patrols, the course platform, class reviews."""

from collections.abc import Iterator

from zhengai.sample.building import stream
from zhengai.sample.identity import CALENDAR, LAST_AUTUMN, LAST_SPRING, weeks_with_data
from zhengai.sample.records.days import YEARS
from zhengai.sample.records.staff import chance
from zhengai.sample.results import Row
from zhengai.sample.world import Offering, World

FEATURES = ("学年", "课程代码", "面向专业", "建设类别", "级别", "是否新建")
RESOURCES = ("学年", "课程代码", "面向专业", "资源类别", "数量")
FILES = ("学期", "教学班号", "文件类别", "是否齐备")
CHECKS = (
    "学期",
    "教学班号",
    "授课与计划一致性",
    "教学资料完整性",
    "计划教学单元数",
    "完成教学单元数",
    "计划实训项目数",
    "完成实训项目数",
)
PATROLS = ("学期", "周次", "教学班号", "教师到课情况")
PLATFORM = ("学期", "教学班号", "使用人数", "应完成任务人次", "完成任务人次", "线上学时")
REVIEWS = ("学期", "教学班号", "评学得分")
SURVEYS = ("学期", "教学班号", "答卷编号", "是否满意")

_FINISHED = (LAST_AUTUMN, LAST_SPRING)
_KINDS = (
    "精品在线开放课程",
    "混合式教学课程",
    "双创课程",
    "混合式教学课程",
    "非遗课程",
    "专创融合在线开放课程",
    "创新创业基础课程",
)
_CAREER = ("职业发展规划", "就业指导")
_RESOURCES = (
    ("教材", 1),
    ("教辅材料", 2),
    ("微课", 14),
    ("微视频", 20),
    ("案例", 12),
    ("实训项目", 6),
    ("其他数字资源", 30),
)
ANSWERS = 5  # of a class to the survey on a course


def features(world: World) -> Iterator[Row]:
    home = _home(world)
    for place, year in enumerate(YEARS):
        for number, each in enumerate(world.courses):
            if each.name in _CAREER:
                yield year, each.code, None, "职业规划与就业指导课程", None, "否"
            if number % 4 == 1:
                kind = _KINDS[(number // 4) % len(_KINDS)]
                fresh = place == 1 and number % 8 == 1
                yield (
                    year,
                    each.code,
                    home.get(each.code),
                    kind,
                    "省级" if number % 12 == 1 else "校级",
                    _yes(fresh),
                )


def resources(world: World) -> Iterator[Row]:
    rng = stream(world.size, "resources")
    home = _home(world)
    for year in YEARS:
        for each in world.courses:
            for kind, usual in _RESOURCES:
                number = rng.randint(usual // 2 + usual % 2, usual + usual // 2)
                yield year, each.code, home.get(each.code), kind, number


def files(world: World) -> Iterator[Row]:
    rng = stream(world.size, "teaching files")
    for semester, _, _ in CALENDAR:
        for each in _of(world, semester):
            for kind in ("授课计划", "课程考核方案", "教案", "教学日志"):
                yield semester, each.code, kind, chance(rng, 0.96)


def checks(world: World) -> Iterator[Row]:
    rng = stream(world.size, "teaching checks")
    for semester in _FINISHED:
        for each in _of(world, semester):
            units, practice = 16, rng.randint(4, 8)
            yield (
                semester,
                each.code,
                rng.randint(85, 99),
                rng.randint(84, 99),
                units,
                units - (rng.random() < 0.2),
                practice,
                practice - (rng.random() < 0.15),
            )


def patrols(world: World) -> Iterator[Row]:
    """A sixth of the classes is looked into every week."""
    rng = stream(world.size, "patrols")
    for semester, _, _ in CALENDAR:
        current = _of(world, semester)
        for week in range(1, weeks_with_data(semester) + 1):
            for each in current[week % 6 :: 6]:
                yield semester, week, each.code, chance(rng, 0.985)


def platform(world: World) -> Iterator[Row]:
    rng = stream(world.size, "course platform")
    for semester in _FINISHED:
        for each in _of(world, semester):
            active = round(len(each.students) * rng.uniform(0.82, 1.0))
            tasks = active * 12
            done = round(tasks * rng.uniform(0.85, 0.99))
            yield semester, each.code, active, tasks, done, round(each.lessons * 36 * rng.uniform(0.1, 0.35))


def reviews(world: World) -> Iterator[Row]:
    rng = stream(world.size, "class reviews")
    for semester in _FINISHED:
        for each in _of(world, semester):
            yield semester, each.code, rng.randint(80, 97)


def surveys(world: World) -> Iterator[Row]:
    rng = stream(world.size, "course surveys")
    for semester in _FINISHED:
        for each in _of(world, semester):
            for _ in range(min(ANSWERS, len(each.students))):
                yield semester, each.code, f"KC{rng.getrandbits(40):010x}", chance(rng, 0.92)


def _home(world: World) -> dict[str, str]:
    """The programme a course is mainly taught for; a public course has none."""
    own = (o for o in world.offerings if o.course.nature not in ("公共课", "公共选修课"))
    return {each.course.code: each.class_.programme.code for each in own}


def _of(world: World, semester: str) -> list[Offering]:
    return [each for each in world.offerings if each.semester == semester]


def _yes(true: bool) -> str:
    return "是" if true else "否"
