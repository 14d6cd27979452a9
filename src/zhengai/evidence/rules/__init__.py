"""What may be kept as evidence, under which name, and for how long what was removed stays."""

import os
import re
from dataclasses import dataclass
from datetime import timedelta


class EvidenceRefused(ValueError):
    """What cannot be kept, removed or brought back so; the message is a Chinese sentence."""


KEPT_FOR = timedelta(days=30)  # a removed file can be brought back so long
_LONGEST_NAME = 120


@dataclass(frozen=True)
class About:
    """The record something proves. `title` and `unit`, the code of its department, are as they were when it was
    attached: lists search and filter by them without asking every room."""

    kind: str
    key: str
    title: str = ""
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"


def safe_name(name: str) -> str:
    """The name as the person knows it, without what a path, a header or a terminal could make of it."""
    plain = re.sub(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", "", name)
    plain = re.sub(r'[/\\:*?"<>|]', "_", plain).strip(". ") or "file"
    stem, suffix = os.path.splitext(plain)
    return stem[: _LONGEST_NAME - len(suffix)] + suffix[:12]


def size_words(size: int) -> str:
    """820 B, 12 KB, 3.4 MB, 50 MB"""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{size / 1024:.0f} KB"
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0") + " MB"
