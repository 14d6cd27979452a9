"""The articles (条) of a charter, read off its text: what other regulations hang on (REG-12). Pure."""

import re
from dataclasses import dataclass

# at the beginning, on a new line or after a full stop: "依照第三条" within a sentence begins no article
_HEAD = re.compile(r"(?:^|(?<=[\n。；]))[ \t\u3000]*(第[〇零一二三四五六七八九十百千\d]+条)[ \t\u3000]*")


_CHAPTER = re.compile(r"\n[ \t\u3000]*第[〇零一二三四五六七八九十百千\d]+[章节]")  # heads what follows


@dataclass(frozen=True)
class Article:
    number: str  # as it is written: 第十二条
    text: str


def articles(text: str) -> list[Article]:
    """In their order, each number once. A text without any has none: nothing is guessed."""
    heads = list(_HEAD.finditer(text))
    found: dict[str, Article] = {}
    for place, head in enumerate(heads):
        end = heads[place + 1].start() if place + 1 < len(heads) else len(text)
        found.setdefault(head[1], Article(head[1], _CHAPTER.split(text[head.end() : end])[0].strip()))
    return list(found.values())
