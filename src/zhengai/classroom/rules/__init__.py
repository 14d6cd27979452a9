"""What an instant evaluation is and what of it may be shown: nobody's own answer, ever."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from zhengai_engine.disclosure import SMALLEST_GROUP as SMALLEST_GROUP
from zhengai_engine.disclosure import is_small

MINUTES = (3, 5, 10, 15, 45)
# no 0 O 1 I L: the code is read off a screen at the other end of a room
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 6


class Theme(StrEnum):
    LEARNING = "learning"
    TEACHING = "teaching"

    @property
    def chinese(self) -> str:
        return {"learning": "学习", "teaching": "教学"}[self.value]


class InstantRefused(ValueError):
    """What cannot be opened or answered; the message is a Chinese sentence."""


@dataclass(frozen=True)
class ChoiceResult:
    text: str
    count: int
    share: float  # of the sheets, 0…1


@dataclass(frozen=True)
class QuestionResult:
    """`mean` on a scale of a hundred; null where nobody answered."""

    code: str
    text: str
    choices: tuple[ChoiceResult, ...]
    answers: int
    total: float

    @property
    def mean(self) -> float | None:
        return self.total / self.answers if self.answers else None


def is_over(closes_at: datetime, closed_at: datetime | None, now: datetime) -> bool:
    return closed_at is not None or now >= closes_at


def check_answers(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, int]) -> None:
    """Every question once, with one of its choices. Raises InstantRefused."""
    for each in questions:
        chosen = answers.get(each["code"])
        if chosen is None:
            raise InstantRefused(f"还有一题没有选：{each['text']}")
        if not 0 <= chosen < len(each["choices"]):
            raise InstantRefused("没有这个选项，请重新选")


def results(
    questions: Sequence[Mapping[str, Any]], counts: Mapping[tuple[str, int], int], sheets: int
) -> list[QuestionResult]:
    """Empty where so few answered that a person could be guessed: nothing is told, not even the mean."""
    if is_small(sheets):
        return []
    return [_result(each, counts) for each in questions]


def _result(question: Mapping[str, Any], counts: Mapping[tuple[str, int], int]) -> QuestionResult:
    found = [(each, counts.get((question["code"], at), 0)) for at, each in enumerate(question["choices"])]
    answers = sum(number for _, number in found)
    return QuestionResult(
        code=question["code"],
        text=question["text"],
        choices=tuple(
            ChoiceResult(each["text"], number, number / answers if answers else 0.0) for each, number in found
        ),
        answers=answers,
        total=sum(each["score"] * number for each, number in found),
    )


def plain_code(text: str) -> str:
    """As it was shown, however it was typed."""
    return "".join(each for each in text.upper() if each in LETTERS)[:CODE_LENGTH]


def rows_of(told: Iterable[QuestionResult], common: Mapping[str, str]) -> list[dict[str, str]]:
    """For the dataset: one row for each question, without anybody's answer."""
    return [
        {**common, "question": each.text, "answers": str(each.answers), "score_total": f"{each.total:g}"}
        for each in told
    ]
