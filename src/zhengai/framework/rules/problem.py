"""What is wrong with a pack, told so that its author can go to the line."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches


@dataclass(frozen=True, order=True)
class Problem:
    """`file` is relative to the pack's folder; `line` counts from 1, null when the whole file is meant."""

    file: str
    line: int | None
    sentence: str

    def __str__(self) -> str:
        place = f"{self.file} 第 {self.line} 行" if self.line else self.file
        return f"{place}：{self.sentence}"


class UnknownPack(LookupError):
    """No pack of that name in any pack folder; the message is a Chinese sentence with the nearest names."""


class InvalidPack(ValueError):
    """The pack has problems; str() is one sentence, `problems` holds them all."""

    def __init__(self, code: str, problems: Sequence[Problem]) -> None:
        self.code = code
        self.problems = tuple(problems)
        more = f"(共 {len(problems)} 处)" if len(problems) > 1 else ""
        super().__init__(
            f"方案包 {code} 有问题{more}：{self.problems[0]}。用 zhengai packs check {code} 查看全部"
        )


def nearest(word: str, known: Sequence[str]) -> str:
    """`。是不是 a 或 b?` for a misspelt word, or nothing."""
    near = get_close_matches(word, known, n=2, cutoff=0.6)
    # a second one only where it is nearly as near as the first
    alike = [SequenceMatcher(None, word, each).ratio() for each in near]
    named = [each for each, ratio in zip(near, alike, strict=True) if ratio >= alike[0] - 0.15]
    return f"。是不是 {' 或 '.join(named)}？" if named else ""
