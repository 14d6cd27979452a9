"""Who was in class. Absences are handed round a class, so that a healthy course, class or student never
looks ill by chance; only what the story plants stands out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from zhengai.sample import cast
from zhengai.sample.building import stream
from zhengai.sample.codes import flu_course, rising_course
from zhengai.sample.identity import CURRENT_WEEK, NOW
from zhengai.sample.world import Offering, World

ABSENT = 0.022
STATUSES = (("缺勤", ABSENT), ("迟到", 0.012), ("请假", 0.01), ("早退", 0.003))
RISING = {week: 0.08 + 0.02 * (week - 6) for week in range(6, CURRENT_WEEK + 1)}
FLU = {"缺勤": 0.16, "请假": 0.10}
ELECTIVE_ABSENT = 2
EXEMPT_EVERY = 300  # of so many places in an offering one is exempt


@dataclass
class _Turn:
    """Whose turn it is in a class to miss a lesson."""

    order: list[int]
    place: int = 0

    def take(self, free: list[bool]) -> int | None:
        """The next seat in turn that is free, or null when none is."""
        for _ in range(len(self.order)):
            seat = self.order[self.place % len(self.order)]
            self.place += 1
            if seat < len(free) and free[seat]:
                return seat
        return None


@dataclass
class _Register:
    """One offering's lines: `usual[i]` is the end of a line when the i-th student is there."""

    offering: Offering
    turns: dict[str, _Turn]
    usual: list[str]
    other: list[str]  # the same without the status
    exempt: frozenset[int]
    due: dict[str, float] = field(default_factory=dict)


def chunks(weeks: int) -> list[tuple[int, int]]:
    """First and last week of each file a college would export: four weeks at a time."""
    return [(first, min(first + 3, weeks)) for first in range(1, weeks + 1, 4)]


class Attendance:
    """Writes semesters in order of weeks; what is due to whom carries on from week to week."""

    header = ("学期", "周次", "课次", "教学班号", "学号", "考勤状态")

    def __init__(self, world: World) -> None:
        self._world = world
        self._rising = rising_course(world.size)
        self._flu = flu_course()
        self._absent_class = world.class_of(*cast.ABSENT_CLASS)

    def registers(self, semester: str) -> list[_Register]:
        rng = stream(self._world.size, f"attendance {semester}")
        turns = {
            each.code: {status: _Turn(_shuffled(rng, len(each.students))) for status, _ in STATUSES}
            for each in self._world.classes
        }
        return [
            self._register(offering, turns[offering.class_.code], rng)
            for offering in self._world.offerings
            if offering.semester == semester
        ]

    def lines(self, semester: str, registers: list[_Register], weeks: range) -> Iterator[str]:
        """Blocks of finished lines, one block for each lesson."""
        for week in weeks:
            for register in registers:
                shares = self._shares(register.offering, week)
                for lesson in range(1, register.offering.lessons + 1):
                    prefix = f"{semester},{week},{lesson}"
                    yield prefix + prefix.join(self._lesson(register, week, shares))

    def _register(self, offering: Offering, turns: dict[str, _Turn], rng: Random) -> _Register:
        other = [f",{offering.code},{student.code}," for student in offering.students]
        exempt = frozenset(
            seat
            for seat in range(len(other))
            if rng.randrange(EXEMPT_EVERY) == 0 and not self._tiny(offering)
        )
        usual = [text + ("免修\n" if seat in exempt else "出勤\n") for seat, text in enumerate(other)]
        due = {status: rng.random() for status, _ in STATUSES}
        return _Register(offering, turns, usual, other, exempt, due)

    def _lesson(self, register: _Register, week: int, shares: tuple[tuple[str, float], ...]) -> list[str]:
        gone = self._gone(register.offering, week)
        missing: list[str] = []
        places = len(register.usual)
        for status, share in shares:
            due = register.due[status] + share * places
            missing += [status] * int(due)
            register.due[status] = due - int(due)
        if not missing and not gone:
            return register.usual
        lesson = register.usual.copy()
        free = [seat not in register.exempt and seat not in gone for seat in range(places)]
        for seat in gone:
            lesson[seat] = register.other[seat] + "缺勤\n"
        for status in missing:
            if (seat_ := register.turns[status].take(free)) is not None:
                lesson[seat_] = register.other[seat_] + status + "\n"
                free[seat_] = False
        return lesson

    def _shares(self, offering: Offering, week: int) -> tuple[tuple[str, float], ...]:
        """The shares of each status in this lesson."""
        if offering.semester != NOW:
            return STATUSES
        if self._tiny(offering):
            return ()
        planted = {"缺勤": ABSENT}
        if offering.course.code == self._rising and week in RISING:
            planted["缺勤"] = RISING[week]
        elif offering.course.code == self._flu and week == cast.FLU_WEEK:
            planted = FLU
        elif offering.class_ is self._absent_class and week >= cast.ABSENT_FROM_WEEK:
            planted["缺勤"] = 0.0  # the one who is gone is enough for this class
        return tuple((status, planted.get(status, share)) for status, share in STATUSES)

    def _gone(self, offering: Offering, week: int) -> frozenset[int]:
        """Seats that are empty because the story says so."""
        if offering.semester != NOW:
            return frozenset()
        if offering.class_ is self._absent_class and week >= cast.ABSENT_FROM_WEEK:
            return frozenset({cast.ABSENT_STUDENT_SEAT})
        if self._tiny(offering) and week == CURRENT_WEEK:
            return frozenset(range(ELECTIVE_ABSENT))
        return frozenset()

    def _tiny(self, offering: Offering) -> bool:
        return offering.course.code == cast.ELECTIVE_CODE


def _shuffled(rng: Random, length: int) -> list[int]:
    order = list(range(length))
    rng.shuffle(order)
    return order
