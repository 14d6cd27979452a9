"""Questions about drafts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet

from zhengai.college.models import College
from zhengai.framework.queries import merged_section, section, with_required
from zhengai.framework.rules.pack import Pack
from zhengai.intake.models import Draft, DraftRow
from zhengai.intake.rules.document import Place
from zhengai.intake.rules.found import Confidence, Row
from zhengai.intake.rules.items.base import Base, Item
from zhengai.intake.rules.items.whole import sections_of
from zhengai.intake.rules.parts import PARTS, Part
from zhengai.intake.rules.words import packed

_OF_OTHERS = ("parent", "topic")
_KNOWN_BY_NAME = ("plans", "regulations")  # what other items do not name by its code
REQUIRED = ("foundation",)  # what a college's own scheme stands on


@dataclass(frozen=True)
class PartCount:
    """A part of a draft: rows that will be installed, those of them to look at, and those left out by hand."""

    part: Part
    rows: int
    low: int
    dropped: int


def drafts(college: College) -> QuerySet[Draft]:
    return Draft.objects.filter(college=college).annotate(count=Count("rows"))


def rows(draft: Draft) -> QuerySet[DraftRow]:
    return DraftRow.objects.filter(draft=draft)


def parts_of(draft: Draft) -> list[PartCount]:
    """In the order of the parts; those without rows are left out."""
    counted: Counter[tuple[str, str, bool]] = Counter()
    grouped = rows(draft).exclude(part="").values_list("part", "confidence", "dropped").annotate(Count("id"))
    for part, confidence, dropped, count in grouped.order_by():
        counted[(part, confidence, dropped)] += count
    found = []
    for code, part in PARTS.items():
        mine = {key: count for key, count in counted.items() if key[0] == code}
        if mine:
            kept = {key: count for key, count in mine.items() if not key[2]}
            low = sum(count for key, count in kept.items() if key[1] == Confidence.LOW)
            found.append(PartCount(part, sum(kept.values()), low, sum(mine.values()) - sum(kept.values())))
    return found


def leftovers(draft: Draft) -> QuerySet[DraftRow]:
    """What was not recognised and that nobody has put into a part or set aside."""
    return rows(draft).filter(part="", dropped=False)


def sections(draft: Draft, name: str) -> dict[str, list[Item]]:
    """The draft as sections of a pack that stands on the required ones."""
    kept = rows(draft).exclude(part="").filter(dropped=False)
    found = [
        Row(row.part, row.values, Place(table=row.table), row.source, tuple(row.repairs), tuple(row.doubts))
        for row in kept
    ]
    return sections_of(found, base_of(name), name)


def joined(college: College, sections: Mapping[str, list[Item]]) -> tuple[dict[str, list[Item]], int]:
    """The sections with the codes the college knows already: a plan or a regulation of the same name and level is the
    same one, whatever pack it came with, and is updated instead of standing there twice. What the file does not say of
    it stays, but for what names items of other packs: the college's own pack stands on the foundation alone. Also
    returns how many there are."""
    found, number = dict(sections), 0
    for name in _KNOWN_BY_NAME:
        if items := sections.get(name):
            found[name], count = _joined(items, section(college, name))
            number += count
    return found, number


def _joined(items: Sequence[Item], there: Sequence[Mapping[str, Any]]) -> tuple[list[Item], int]:
    taken = {item["code"] for item in items}
    known = {_name_key(each): each for each in there if each["code"] not in taken}
    kept, number = [], 0
    for item in items:
        same = known.pop(_name_key(item), None)
        if same is None:
            kept.append(item)
            continue
        told = {key: value for key, value in same.items() if key not in _OF_OTHERS}
        kept.append({**told, **item, "code": same["code"]})
        number += 1
    return kept, number


def _name_key(item: Mapping[str, Any]) -> tuple[str, str]:
    return packed(str(item.get("name", ""))), str(item.get("level", ""))


def base_of(source: str, required: Sequence[str] = REQUIRED) -> Base:
    """What the required packs say. Raises UnknownPack or InvalidPack."""
    chain: dict[str, Pack] = {}
    for code in required:
        chain |= {pack.code: pack for pack in with_required(code)}
    names = dict.fromkeys(name for pack in chain.values() for name in pack.sections)
    return Base({name: merged_section(list(chain.values()), name) for name in names}, source)


def own_packs() -> Path:
    """Where packs of a college's own lie: the last of the pack folders."""
    return Path(settings.PACK_DIRS[-1])
