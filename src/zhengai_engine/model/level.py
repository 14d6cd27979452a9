"""Levels (层面): at which kind of subject a value hangs. The five of 五横, and what a pack adds."""

from dataclasses import dataclass

COLLEGE = "college"
PROGRAMME = "programme"
COURSE = "course"
TEACHER = "teacher"
STUDENT = "student"


@dataclass(frozen=True)
class Level:
    """`code` is the English name used in data and addresses, `name` the Chinese one shown to people."""

    code: str
    name: str
