"""Slips of the pen that an import takes, because each cell is right by itself: only quality rules that look across
fields, or at today's date, find them. Nothing an indicator counts is changed."""

from datetime import date

from zhengai.sample.world import Class, Student, Teacher, World

REPEATED_SEAT = 5  # of the second class: repeats a year, and is right to differ from the class
_WRONG_DECADE = ((0, 7), (2, 11))  # class, seat: born ten years too late by the register
_BORN_AFTER_EMPLOYED = 20  # a teacher
_OVERFULL_BASE = 2
_NAMELESS_EMPLOYERS = 3


def birthday(world: World, home: Class, student: Student, right: date) -> date:
    for number, seat in _WRONG_DECADE:
        if home is world.classes[number] and student is home.students[seat - 1]:
            return right.replace(year=right.year + 10)
    return right


def enrol_year(world: World, home: Class, student: Student) -> int:
    repeats = home is world.classes[1] and student is home.students[REPEATED_SEAT - 1]
    return home.cohort - 1 if repeats else home.cohort


def employed(world: World, teacher: Teacher, born: date, right: date) -> date:
    """The day of birth written where the day of employment belongs, two years off."""
    wrong = teacher is world.teachers[_BORN_AFTER_EMPLOYED]
    return date(born.year - 2, right.month, 1) if wrong else right


def received(number: int, capacity: int, right: int) -> int:
    return capacity + 5 if number == _OVERFULL_BASE else right


def employer(number: int, right: str) -> str | None:
    """`number` counts the employed graduates of the year."""
    return None if number <= _NAMELESS_EMPLOYERS else right
