"""The five parts that a standard needs to be worked with (SMART; 乌海方案 二(二)2, 襄阳方案 二(二)): read off what it says."""

from collections.abc import Sequence

from zhengai.standards.rules.elements import Element

PARTS = ("具体", "可测", "可达", "相关", "时限")


def missing_parts(
    elements: Sequence[Element], *, text: str, grades: Sequence[str], ground: str, term: bool
) -> list[str]:
    """The names of the parts that are missing, in the order of PARTS. A standard is reachable when it has grades, so that
    there is something below the best; relevant when it says why or from where; dated when it is to be revised some day."""
    there = (
        bool(text.strip() or elements),
        any(each.measurable for each in elements),
        bool(grades),
        bool(ground.strip()),
        term,
    )
    return [name for name, found in zip(PARTS, there, strict=True) if not found]
