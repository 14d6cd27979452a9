"""Chinese numbering: depth of headings by 一、 （一） 1. （1） ①, and lists numbered inside one text."""

import re

_CHINESE = "一二三四五六七八九十"
_HEADINGS = (
    (1, re.compile(rf"第[{_CHINESE}]+[章部]分?|[{_CHINESE}]{{1,3}}\s*、")),
    (2, re.compile(rf"[（(]\s*[{_CHINESE}]{{1,3}}\s*[）)]|第[{_CHINESE}]+节")),
    (3, re.compile(r"\d{1,2}\s*[.．、](?!\d)")),
    (4, re.compile(r"[（(]\s*\d{1,2}\s*[）)]")),
    (5, re.compile(r"[①-⑳]")),
)
_LONGEST_HEADING = 60  # characters; a numbered sentence longer than this is text, not a heading
_MARK = re.compile(r"\s*(?:[（(]\s*\d{1,2}\s*[）)]|\d{1,2}\s*[.．、](?!\d)|[①-⑳])\s*")
_LOOSE = re.compile(
    r"\s*(?:[（(]\s*\d{1,2}\s*[）)]|\d{1,2}\s*[.．、](?!\d)|\d{1,2}(?=\s*[^\d\s.．/\-年月]))\s*"
)


def numbered_depth(text: str) -> int | None:
    """1 for 一、, 2 for （一）, 3 for 1., 4 for （1）, 5 for ①; null when the text does not begin so."""
    stripped = text.strip()
    return next((depth for depth, pattern in _HEADINGS if pattern.match(stripped)), None)


def heading_depth(text: str) -> int | None:
    """Depth of a heading: numbered, short, and not a whole sentence."""
    stripped = text.strip()
    depth = numbered_depth(stripped)
    if depth is None or len(stripped) > _LONGEST_HEADING:
        return None
    return None if depth > 2 and stripped.endswith(("；", ";")) else depth


def without_number(text: str) -> str:
    """The words of a heading or of a list item."""
    stripped = text.strip()
    for _, pattern in _HEADINGS:
        found = pattern.match(stripped)
        if found:
            return stripped[found.end() :].strip()
    return stripped


def list_number(text: str) -> int | None:
    """The number a list item begins with, also where the dot was lost (`2 课程授课计划`); null when there is none."""
    found = _LOOSE.match(text)
    return int(re.sub(r"\D", "", found.group())) if found and found.group().strip() else None


def without_list_number(text: str) -> str:
    found = _LOOSE.match(text)
    return text[found.end() :].strip() if found else text.strip()


def numbered_items(text: str) -> list[str]:
    """Splits `1. … 2. … 3. …` at numbers that count up from one; without such numbers at every ；."""
    items: list[str] = []
    rest, number = text.strip(), 1
    start = re.match(_number(1), rest)
    if not start:
        return [item for each in re.split("[；;\n]", rest) if (item := tidy(each))]
    rest = rest[start.end() :]
    while True:
        number += 1
        found = re.search(rf"(?<=[\s；;。，,、）)”一-龥]){_number(number)}", rest)
        if not found:
            return [item for item in [*items, tidy(rest)] if item]
        items.append(tidy(rest[: found.start()]))
        rest = rest[found.end() :]


def _number(number: int) -> str:
    return rf"(?:[（(]\s*{number}\s*[）)]|{number}\s*[.．、](?!\d))\s*"


def tidy(text: str) -> str:
    """One line, without the mark that only separates list items."""
    return re.sub(r"\s+", " ", text).strip().rstrip("；;。，,、").strip()
