"""The member tables: what the offices keep as lists of departments, programmes, people and courses."""

from collections.abc import Iterator
from datetime import date, timedelta

from zhengai.sample import names, slips
from zhengai.sample.building import stream
from zhengai.sample.identity import LAST_AUTUMN, LAST_SPRING, NOW, week_monday, weeks_with_data
from zhengai.sample.results import Row
from zhengai.sample.world import Student, Teacher, World, spread

DEPARTMENTS = ("部门编号", "部门名称", "部门类别", "负责人工号")
PROGRAMMES = ("专业代码", "专业名称", "所属部门", "学制", "开设年份", "专业负责人工号")
CLASSES = ("班级编号", "班级名称", "专业代码", "年级", "班主任工号")
COURSES = (
    "课程代码",
    "课程名称",
    "开课部门",
    "课程性质",
    "课程类型",
    "学分",
    "总学时",
    "课程标准",
    "线上课程",
    "校企合作课程",
    "课程负责人工号",
)
TEACHERS = (
    "教工号",
    "姓名",
    "性别",
    "所属部门",
    "专业代码",
    "教师类别",
    "是否专业课教师",
    "是否双师",
    "职称",
    "最高学位",
    "出生年月",
    "来校日期",
)
STUDENTS = (
    "学号",
    "姓名",
    "性别",
    "班级编号",
    "专业代码",
    "年级",
    "学籍状态",
    "学生类别",
    "出生日期",
    "生源地",
    "班主任工号",
)
OFFERINGS = ("教学班号", "学年学期", "课程代码", "教师工号", "专业代码", "班级编号", "计划学时", "选课人数")
CHANGES = ("调课单号", "原上课日期", "教学班号", "调课类别", "学时", "调课原因")

TITLES = ("讲师", "副教授", "讲师", "助教", "教授", "讲师")  # a third are 副高 and above
DEGREES = ("硕士", "学士", "学士", "硕士", "博士", "学士", "硕士")


def departments(world: World) -> Iterator[Row]:
    for each in world.departments:
        yield each.code, each.name, "二级学院", each.head
    for office in names.OFFICES:
        yield office.code, office.name, "职能部门", office.number


def programmes(world: World) -> Iterator[Row]:
    for number, each in enumerate(world.programmes):
        yield each.code, each.name, each.department.code, 3, 2003 + number % 17, each.leader


def classes(world: World) -> Iterator[Row]:
    for each in world.classes:
        yield each.code, each.name, each.programme.code, each.cohort, each.adviser


def courses(world: World) -> Iterator[Row]:
    for number, each in enumerate(world.courses):
        kind = "A类" if each.nature == "公共课" else ("B类", "C类", "B类")[number % 3]
        online = "是" if number % 4 == 0 else "否"
        yield (
            each.code,
            each.name,
            each.department.code,
            each.nature,
            kind,
            each.credits,
            world.size.lessons * 36,
            "是",
            online,
            "是" if number % 5 == 0 else "否",
            each.leader,
        )


def teachers(world: World) -> Iterator[Row]:
    rng = stream(world.size, "teacher details")
    dual = _dual(world)
    own = [t.code for t in world.teachers if t.kind == "专任"]
    for number, each in enumerate(world.teachers):
        place = own.index(each.code) if each.kind == "专任" else number
        age = rng.randint(27, 58)
        born = date(2026 - age, rng.randint(1, 12), rng.randint(1, 28))
        employed = date(min(2025, born.year + rng.randint(25, 32)), rng.choice((3, 7, 9)), 1)
        professional = each.programme is not None
        yield (
            each.code,
            each.name,
            rng.choice("男女"),
            each.department.code,
            each.programme.code if each.programme else None,
            each.kind,
            "是" if professional else "否",
            "是" if each.code in dual else "否",
            TITLES[place % len(TITLES)],
            DEGREES[place % len(DEGREES)],
            born,
            slips.employed(world, each, born, employed),
        )


def _dual(world: World) -> set[str]:
    """双师: three in five of the teachers of each programme, rounded so that none falls under one half."""
    found: set[str] = set()
    for programme in world.programmes:
        staff: list[Teacher] = world.teachers_of(programme)
        marks = spread(len(staff), -(-len(staff) * 11 // 20))
        found |= {teacher.code for teacher, mark in zip(staff, marks, strict=True) if mark}
    return found


def students(world: World) -> Iterator[Row]:
    rng = stream(world.size, "student details")
    for home, student in [*world.students(), *world.on_leave]:
        birthday = date(home.cohort - 19, 9, 1) + timedelta(days=rng.randrange(365))
        yield (
            student.code,
            student.name,
            rng.choice("男女"),
            home.code,
            home.programme.code,
            slips.enrol_year(world, home, student),
            student.status,
            student.kind,
            slips.birthday(world, home, student, birthday),
            names.place(rng),
            home.adviser,
        )


def offerings(world: World, semester: str) -> Iterator[Row]:
    for each in world.offerings:
        if each.semester == semester:
            yield (
                each.code,
                semester,
                each.course.code,
                each.teacher.code,
                each.class_.programme.code,
                each.class_.code,
                each.lessons * 36,
                len(each.students),
            )


def schedule_changes(world: World) -> Iterator[Row]:
    """At most one of a teacher and one of a course in a semester, and only where it is a small share."""
    rng = stream(world.size, "schedule changes")
    number = 0
    for semester in (LAST_AUTUMN, LAST_SPRING, NOW):
        current = [o for o in world.offerings if o.semester == semester]
        by_teacher = _amounts([o.teacher.code for o in current])
        by_course = _amounts([o.course.code for o in current])
        used: set[str] = set()
        for each in current:
            teacher, course = each.teacher.code, each.course.code
            if by_teacher[teacher] < 2 or by_course[course] < 2 or {teacher, course} & used:
                continue
            used |= {teacher, course}
            number += 1
            week = rng.randint(2, weeks_with_data(semester))
            day = week_monday(semester, week) + timedelta(days=rng.randrange(5))
            kind = rng.choice(("调课", "调课", "代课", "停课"))
            yield (
                f"TK{number:05d}",
                day,
                each.code,
                kind,
                2,
                rng.choice(("参加培训", "带队竞赛", "病假", "会议")),
            )


def _amounts(codes: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for code in codes:
        found[code] = found.get(code, 0) + 1
    return found


def counted(world: World) -> tuple[float, int]:
    """折合在校生数 and 全日制在校生数 of the register (教发〔2004〕2号)."""
    weight = {"留学生": 3.0, "夜大": 0.3, "函授": 0.1}
    present: list[Student] = [student for _, student in world.students()]
    full_time = sum(student.kind not in ("夜大", "函授") for student in present)
    return sum(weight.get(student.kind, 1.0) for student in present), full_time
