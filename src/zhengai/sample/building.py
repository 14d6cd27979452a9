"""Builds the World of a size. Each table draws from a stream of its own, so one more table changes no other."""

from collections import defaultdict
from random import Random

from zhengai.sample import cast, codes, names, timetable
from zhengai.sample.identity import Size
from zhengai.sample.world import (
    COHORTS,
    Class,
    Course,
    Department,
    Programme,
    Student,
    Teacher,
    World,
    share_out,
)


def stream(size: Size, table: str) -> Random:
    """Repeatable on every machine; not for secrets."""
    return Random(f"zhengai sample {size.name} {table}")  # noqa: S311


def build(size: Size) -> World:
    world = World(size)
    _organisation(world)
    _teachers(world)
    _classes(world)
    _courses(world)
    _responsible(world)
    timetable.assign(world)
    return world


def _organisation(world: World) -> None:
    for (code, name, programmes, _), amount in zip(names.DEPARTMENTS, world.size.programmes, strict=True):
        department = Department(code, name)
        world.departments.append(department)
        per_group = -(-amount // world.size.groups)
        for number, title in enumerate(programmes.split()[:amount]):
            world.programmes.append(
                Programme(f"P{code[1:]}{number + 1:02d}", title, department, number // per_group)
            )
    world.departments.append(Department(*names.PUBLIC_DEPARTMENT))


def _teachers(world: World) -> None:
    size = world.size
    persons = names.Persons(stream(size, "teachers"), cast.NAMES)
    total = size.full_time + size.outside + size.inside
    public = round(total * 0.22)
    places: list[Programme | None] = [None] * public
    amounts = list(reversed(share_out(total - public, len(world.programmes))))
    for home, amount in zip(world.programmes, amounts, strict=True):
        places += [home] * amount
    waiting = defaultdict(list)
    for name, code in cast.TEACHERS.items():
        waiting[code].append(name)
    kinds = _kinds(size, total)
    for number, (programme, kind) in enumerate(zip(places, kinds, strict=True), start=1):
        invented = persons.draw()
        named = waiting[programme.code] if programme else []
        # the cast belongs to the college's own staff
        name = named.pop(0) if named and kind == "专任" else invented
        department = programme.department if programme else world.departments[-1]
        world.teachers.append(Teacher(f"T{number:04d}", name, department, programme, kind))


def _kinds(size: Size, total: int) -> list[str]:
    """Outside and inside part-timers spread evenly among the full-time ones."""
    kinds = ["专任"] * total
    for kind, amount, offset in (("校外兼职", size.outside, 0.9), ("校内兼课", size.inside, 0.5)):
        for i in range(amount):
            place = int((i + offset) * total / amount)
            while kinds[place % total] != "专任":
                place += 1
            kinds[place % total] = kind
    return kinds


def _classes(world: World) -> None:
    size = world.size
    persons = names.Persons(stream(size, "students"), cast.NAMES)
    amounts = share_out(size.classes, len(world.programmes))
    for cohort in COHORTS:
        for programme, amount in zip(world.programmes, amounts, strict=True):
            for number in range(1, amount + 1):
                code = f"{cohort}{programme.code[1:]}{number:02d}"
                each = Class(code, f"{programme.name}{cohort % 100}{number:02d}班", programme, cohort)
                each.students = [
                    Student(f"{code}{seat:02d}", persons.draw()) for seat in range(1, size.class_size + 1)
                ]
                world.classes.append(each)
    _special_students(world)


def _special_students(world: World) -> None:
    """Kinds that count differently in 折合在校生数, and a few who are on the register but not here."""
    evening = next(c for c in reversed(world.classes) if c.cohort == COHORTS[-1])
    for seat, student in enumerate(evening.students):
        student.kind = "夜大" if seat < world.size.class_size * 3 // 5 else "函授"
    abroad = max(3, world.size.students // 300)
    for number, (_, student) in enumerate(world.students()[5 :: world.size.students // (2 * abroad)]):
        if student.kind == "普通高职":
            student.kind = "留学生" if number % 2 else "成人脱产"
    story = world.class_of(*cast.ABSENT_CLASS)
    story.students[cast.STUDENT_SEAT].name = cast.STUDENT
    persons = names.Persons(stream(world.size, "students on leave"), cast.NAMES)
    for number, status in enumerate(("休学", "休学", "退学")):
        home = world.classes[3 + number]
        student = Student(f"{home.code}{world.size.class_size + 1:02d}", persons.draw(), status=status)
        world.on_leave.append((home, student))


def _courses(world: World) -> None:
    size = world.size
    by_code = {each.code: each for each in world.departments}
    for study, titles in enumerate(names.PUBLIC_COURSES, start=1):
        for number, title in enumerate(titles[: size.public_courses], start=1):
            code = f"GG{study:02d}{number:02d}"
            opener = by_code["D02"] if code == cast.CHANGED_COURSE else by_code["D06"]
            world.courses.append(Course(code, title, opener, "公共课", 2))
    elective = Course(cast.ELECTIVE_CODE, cast.ELECTIVE_NAME, by_code["D06"], "公共选修课", 1)
    for code, _, _, topics in names.DEPARTMENTS:
        for group in range(size.groups):
            for number in range(3 * size.own_courses):
                name = names.course_name(topics.split(), number, "" if group == 0 else f"{group + 1}组")
                kind = ("专业基础课", "专业核心课", "专业拓展课")[number % 3]
                credits = size.max_credits - number % 2
                course = Course(codes.own_course(code, group, number), name, by_code[code], kind, credits)
                world.courses.append(course)
    world.courses.append(elective)


def _responsible(world: World) -> None:
    staff = [t for t in world.teachers if t.kind == "专任"]
    by_name = {t.name: t for t in staff if cast.TEACHERS.get(t.name) == (t.programme and t.programme.code)}
    in_department = defaultdict(list)
    for teacher in staff:
        in_department[teacher.department.code].append(teacher)
    for department in world.departments:
        department.head = in_department[department.code][0].code
    for programme in world.programmes:
        programme.leader = next(t for t in staff if t.programme is programme).code
    for number, course in enumerate(world.courses):
        candidates = in_department[course.department.code]
        course.leader = candidates[number % len(candidates)].code
    for number, each in enumerate(world.classes):
        candidates = [t for t in world.teachers_of(each.programme) if t.kind == "专任"]
        each.adviser = candidates[number % len(candidates)].code
    headed, head = cast.HEAD
    next(d for d in world.departments if d.code == headed).head = by_name[head].code
    code, leader = cast.PROGRAMME_LEADER
    world.programme(code).leader = by_name[leader].code
    course = next(c for c in world.courses if c.code == codes.rising_course(world.size))
    course.leader = by_name[cast.COURSE_LEADER].code
    world.class_of(*cast.ABSENT_CLASS).adviser = by_name[cast.ADVISER].code
