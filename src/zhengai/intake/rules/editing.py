"""What a person may do to a row, and what the row is worth afterwards."""

from collections.abc import Mapping

from zhengai.intake.rules.found import Confidence
from zhengai.intake.rules.parts import PARTS, Part
from zhengai.intake.rules.recognising.tabular import doubts_of

LONGEST = 4000  # characters of a field


class IntakeRefused(ValueError):
    """What cannot be done to a draft; the message is a Chinese sentence."""


def part_of(code: str) -> Part:
    """Raises IntakeRefused."""
    if code not in PARTS:
        raise IntakeRefused("没有这个部分，请从列表里选")
    return PARTS[code]


def cleaned(part: Part, written: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """Values of a row from a form: unknown fields stay as they were, lists lose their empty lines. Raises IntakeRefused
    when nothing is left or something is too long."""
    values = dict(before)
    for column in part.columns:
        if column.code in written:
            lines = [line.strip() for line in written[column.code].replace("\r", "").split("\n")]
            values[column.code] = "\n".join(line for line in lines if line)
    if any(len(text) > LONGEST for text in values.values()):
        raise IntakeRefused(f"一格最多 {LONGEST} 个字")
    if not any(values.get(column.code) for column in part.columns):
        raise IntakeRefused("每一栏都空着；不要这一行，请点“不导入”")
    return values


def judged(part: Part, values: Mapping[str, str]) -> tuple[list[str], Confidence]:
    """After a person's correction only a required field that is empty is still in doubt."""
    doubts = [] if part.section == "forms" else doubts_of(part, dict(values))
    return doubts, Confidence.LOW if doubts else Confidence.CHECKED
