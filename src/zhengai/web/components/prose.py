"""Chinese text as it is printed: packs and formulas are typed with half-width marks, pages show full-width ones."""

import re

_CHINESE = "\u3400-\u9fff\u3001-\u303f\u201c\u201d\uff01-\uff5e"
_FULL = str.maketrans(",;:?!", "，；：？！")
# beside a Chinese character; 4,000 and 8:30 stay as they are
_MARK = re.compile(f"(?<=[{_CHINESE}%0-9A-Za-z])[,;:?!](?=[{_CHINESE}])|(?<=[{_CHINESE}])[,;:?!]")
_BRACKETS = re.compile(f"\\(([^()]*[{_CHINESE}][^()]*)\\)|(?<=[{_CHINESE}])\\(([^()]*)\\)")


def prose(text: str) -> str:
    bracketed = _BRACKETS.sub(lambda found: f"（{found.group(1) or found.group(2) or ''}）", text)
    return _MARK.sub(lambda found: found.group().translate(_FULL), bracketed)
