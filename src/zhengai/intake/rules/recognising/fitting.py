"""Does a text look like it belongs into a column? Small costs, by patterns that exclude each other."""

import re

from zhengai.intake.rules.parts import Column
from zhengai.intake.rules.words import is_chain, level_of, packed, system_of

_DATE = re.compile(
    r"(?:20\d\d\s*[年.\-/]\s*\d{0,2}.*|每(?:年|学期|月|季度|学年).*|\d{1,2}\s*月.*|.*(?:年底|年初|年末|前|长期|持续|全年|学期末))"
)
_CODES = re.compile(r"[\d.\s/\-~～、]*\d[\d.\s/\-~～、]*")
_ELEMENT = re.compile(r"\d{1,2}\.\d{1,2}(?!\d)")
_ITEM = re.compile(r"\d{1,2}(?![\d.．年])\s*\S|[一二三四五六七八九十]+、")
_SOURCE = re.compile(
    r"(?:系统|平台|软件|数据库|统计调查表|数据中心|报告|台账|问卷)(?:[（(][^（()）]*[）)])?$"
)
_NAME = 26  # characters; more is a sentence
WRONG, MISSING = 2.0, 3.0


def is_date(text: str) -> bool:
    return bool(_DATE.fullmatch(packed(text)))


def is_codes(text: str) -> bool:
    return bool(_CODES.fullmatch(text.strip()))


def is_element_number(text: str) -> bool:
    return bool(_ELEMENT.match(text.strip()))


def is_sources(text: str) -> bool:
    pieces = [piece for piece in re.split(r"[、，,；;\s]+", text.strip()) if piece]
    named = sum(bool(_SOURCE.search(piece)) for piece in pieces)
    return bool(pieces) and named * 2 > len(pieces)


def _is_sentence(text: str) -> bool:
    return (
        len(packed(text)) > _NAME
        or text.strip().endswith(("。", "；"))
        or bool(re.match(r"1\s*[.．、]\s*\D", text.strip()))
    )


def _wrong(kind: str, text: str) -> bool:
    """Whether the text contradicts the column's kind."""
    if kind == "date":
        return not is_date(text)
    if kind == "codes":
        return not is_codes(text)
    if kind == "level":
        return level_of(text) is None
    if kind == "system":
        return system_of(text) is None
    if kind == "chain":
        return not is_chain(text)
    if kind == "item":
        return is_element_number(text) or _is_sentence(text)
    if kind == "element":
        return _is_sentence(text) or (is_codes(text) and not is_element_number(text))
    if kind == "name":
        return _is_sentence(text) or is_date(text) or is_codes(text) or is_element_number(text)
    return _foreign(kind, text)


def _foreign(kind: str, text: str) -> bool:
    """Columns of free text only refuse what plainly belongs elsewhere."""
    if kind == "department":
        return is_date(text) or is_codes(text)
    return is_codes(text) and len(packed(text)) < 30


def misfit(column: Column, text: str) -> float:
    """0 where the text may stand in the column; an empty cell only costs where one is required."""
    if not text.strip():
        return MISSING if column.required and not column.carried else 0.0
    return WRONG if _wrong(column.kind, text) else 0.0
