"""Which class takes which course with whom."""

from collections import Counter, defaultdict
from itertools import count

from zhengai.sample import cast, codes, names
from zhengai.sample.identity import LAST_SPRING, NOW, Size
from zhengai.sample.world import STUDY, Class, Course, Offering, Teacher, World


def assign(world: World) -> None:
    """Adds the offerings of all semesters to the world."""
    courses = {each.code: each for each in world.courses}
    duty = _Duty(world)
    numbers: Counter[tuple[str, str]] = Counter()
    for semester, study in STUDY.items():
        for each in world.classes:
            if each.cohort not in study:
                continue
            for code in _curriculum(world.size, each, study[each.cohort]):
                numbers[semester, code] += 1
                number = numbers[semester, code]
                teacher = duty.next(semester, each, courses[code], number)
                name = codes.offering_code(semester, code, number)
                world.offerings.append(
                    Offering(name, semester, courses[code], teacher, each, each.students, world.size.lessons)
                )
    world.offerings.append(_elective(world, courses[cast.ELECTIVE_CODE]))


def _elective(world: World, course: Course) -> Offering:
    home = world.class_of(*cast.ELECTIVE_CLASS)
    teacher = next(t for t in world.teachers if t.programme is None)
    few = home.students[: cast.ELECTIVE_STUDENTS]
    return Offering(codes.offering_code(NOW, course.code, 1), NOW, course, teacher, home, few, 1)


def _curriculum(size: Size, each: Class, study: int) -> list[str]:
    public = [f"GG{study:02d}{number:02d}" for number in range(1, size.public_courses + 1)]
    first = size.own_courses * (study - 1)
    department = each.programme.department.code
    own = [
        codes.own_course(department, each.programme.group, (first + j) % (3 * size.own_courses))
        for j in range(size.own_courses)
    ]
    return public + own


class _Duty:
    """Teachers take turns; the one whose course changes gives up her own courses for that semester."""

    def __init__(self, world: World) -> None:
        self.changed = next(t for t in world.teachers if t.name == cast.CHANGED_TEACHER)
        self.public = [t for t in world.teachers if t.programme is None]
        self.by_programme = {each.code: world.teachers_of(each) for each in world.programmes}
        self.by_department: dict[str, list[Teacher]] = defaultdict(list)
        for teacher in world.teachers:
            self.by_department[teacher.department.code].append(teacher)
        self.turn: dict[tuple[str, str], count[int]] = defaultdict(count)

    def next(self, semester: str, each: Class, course: Course, number: int) -> Teacher:
        changing = semester == LAST_SPRING
        candidates = self._candidates(each, course)
        if changing and course.code == cast.CHANGED_COURSE and number in cast.CHANGED_OFFERINGS:
            return self.changed
        if changing and self.changed in candidates:
            candidates = [t for t in candidates if t is not self.changed]
        return candidates[next(self.turn[semester, candidates[0].code]) % len(candidates)]

    def _candidates(self, each: Class, course: Course) -> list[Teacher]:
        if course.code == cast.CHANGED_COURSE:
            return self.by_department[course.department.code]
        if course.department.code == names.PUBLIC_DEPARTMENT[0]:
            return self.public
        return self.by_programme[each.programme.code]
