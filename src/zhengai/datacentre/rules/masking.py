"""How sensitive texts are shown to people who may not see them (INF-02): by what they look like, so that a field needs
no further word in its declaration."""

import re

UNREADABLE = "（解不开）"
_PHONE = re.compile(r"1\d{10}")
_IDENTITY = re.compile(r"\d{17}[\dXx]|\d{15}")
_CARD = re.compile(r"\d{12,19}")
_HIDDEN = "*"


def masked(text: str) -> str:
    """138****1234, 110***********123X, ************1234, 李**."""
    plain = text.strip()
    if _PHONE.fullmatch(plain):
        return f"{plain[:3]}{_HIDDEN * 4}{plain[-4:]}"
    if _IDENTITY.fullmatch(plain):
        return f"{plain[:3]}{_HIDDEN * (len(plain) - 7)}{plain[-4:]}"
    if _CARD.fullmatch(plain):
        return f"{_HIDDEN * (len(plain) - 4)}{plain[-4:]}"
    if "@" in plain:
        name, _, host = plain.rpartition("@")
        return f"{name[:1]}{_HIDDEN * 3}@{host}"
    return f"{plain[:1]}{_HIDDEN * 2}" if len(plain) > 1 else _HIDDEN * len(plain)


def is_masked(text: str) -> bool:
    """Whether somebody sends back what was shown: it must never replace what is stored."""
    return _HIDDEN * 2 in text
