"""Names written one after the other in a cell: 甲、乙(丙、丁),戊等. Brackets hold together."""

import re

from zhengai.intake.rules.numbering import list_number, without_list_number

_OPEN, _CLOSE = "(（〔[“《〈", ")）〕]”》〉"
# after 等 and dots nothing is meant any more
_TAIL = re.compile(r"(?:等等|等情况|等)?\s*(?:…+|\.{3,})?[。.；;，,、\s]*$")
_UNIT = r"(?:%|％|人|台|个|册|万元|元|m2|㎡|平方米|门|项|篇|次|学时|比例)"
# a name ends with its unit in brackets, or with a bracket that lists, and the next begins without a separator
_GLUED_UNIT = re.compile(rf"([（(]{_UNIT}[）)])(?=[一-龥“])")
_GLUED_LIST = re.compile(r"([（(][^（()）]*、[^（()）]*[）)])(?=[一-龥“]{3,})")
# … or with a word that closes a name, after which no 与 or 及 goes on
_GLUED_WORD = re.compile(
    r"(?<=率)(?=(?:毕业生|学生|教师|生均|本年度))|(?<=次数)(?!与|及|和|占|情况|统计|的)(?=[一-龥]{4,})|(?<=情况统计)(?=[一-龥]{4,})"
)
GLUED = "两个名称连在一起，已拆开"
WRAPPED = "几个名称共用一个括号，已拆开"
SUFFIXED = "“标准”二字只写在最后，已补到每一个名称"


def split_names(text: str, separators: str = "、，,；;\n") -> list[str]:
    """Names at separators outside brackets; empty ones and a closing 等 fall away."""
    pieces, piece, depth = [], "", 0
    for character in text:
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth = max(0, depth - 1)
        if character in separators and depth == 0:
            pieces.append(piece)
            piece = ""
        else:
            piece += character
    names = [re.sub(r"\s+", " ", each).strip(" 。；;　\xa0") for each in [*pieces, piece]]
    names = [name for name in names if name]
    if names:
        names[-1] = without_tail(names[-1])
    return [name for name in names if name]


def without_tail(text: str) -> str:
    """Without a closing 等, …… or full stop."""
    return _TAIL.sub("", text.strip()).strip()


def split_measures(text: str) -> tuple[list[str], list[str]]:
    """Names of indicators, and what had to be mended to read them."""
    mended = []
    unwrapped = _unwrapped(text)
    if unwrapped != text:
        mended.append(WRAPPED)
    separated = unwrapped
    for pattern, replacement in ((_GLUED_UNIT, r"\1、"), (_GLUED_LIST, r"\1、"), (_GLUED_WORD, "、")):
        separated = pattern.sub(replacement, separated)
    if separated != unwrapped:
        mended.append(GLUED)
    return split_names(separated), mended


_PIECE = r"(?:[^（()）]|[（(][^（()）]*[）)])*"
_WRAPPED = re.compile(rf"\s*[（(]({_PIECE}、{_PIECE})[）)](?=\s*[、，,]|\s*$)")


def _unwrapped(text: str) -> str:
    """`(甲、乙)、丙` is three names: a bracket that a name begins with and that holds a list is no part of it."""
    found = _WRAPPED.match(text)
    return found.group(1) + text[found.end() :] if found else text


def split_standards(text: str) -> tuple[list[str], list[str]]:
    """Names of standards; `甲、乙、丙标准` means 甲标准、乙标准、丙标准."""
    cleaned = text.strip().rstrip("。；; ")
    shared = re.search(r"(?:等)?标准$", cleaned)
    names = split_names(cleaned)
    bare = [name for name in names[:-1] if not re.search("标准|办法|规范|要求|制度|方案", name)]
    if shared and len(names) > 1 and len(bare) == len(names) - 1 and not re.search("[;；]", cleaned):
        last = re.sub(r"(?:等)?标准$", "", names[-1])
        return [f"{name}标准" for name in [*names[:-1], last]], [SUFFIXED]
    return names, []


def split_elements(text: str) -> list[str]:
    """Elements of a matrix cell: one a line, or numbered, or set apart by spaces."""
    # a line that ends with 、 goes on in the next, and so does a number alone
    whole = re.sub(r"(?<=[、，])\s*\n\s*|(?<=^\d)\n|(?<=\n\d)\n", "", text)
    lines = [line.strip() for line in re.split(r"[\n\r]+", whole) if line.strip(" \xa0　")]
    if len(lines) == 1:
        lines = _numbered_apart(lines[0])
    return [name for name in (without_list_number(line).rstrip(";；。，,、 ") for line in lines) if name]


def _numbered_apart(line: str) -> list[str]:
    if list_number(line) == 1:
        marks = re.split(r"\s+(?=\d{1,2}\s*[.．、]?\s*[一-龥])", line)
        return (
            marks if len(marks) > 1 else re.split(r"(?<=[一-龥；;)）])(?=\d{1,2}\s*[.．、]\s*[一-龥])", line)
        )
    # a separator before the space means that the list goes on in the next line of the cell
    joined = re.sub(r"(?<=[、，])\s+", "", line)
    return joined.split()
