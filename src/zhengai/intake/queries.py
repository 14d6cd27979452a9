"""Questions about drafts."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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

# what is known by its name, since other sections do not name it by its code → the key with which it names another
# item, and the section that holds that item
_KNOWN_BY_NAME = {"plans": ("parent", "plans"), "regulations": ("topic", "regulation_topics")}
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
    """The sections with the codes the college knows already: a plan or a regulation of the same name is the same one,
    whatever pack it came with, and is updated instead of standing there twice. Where several have the name, the level
    tells them apart. What the file does not say of
    it stays. Items of other packs that it names come along: the college's own pack stands on the foundation alone.
    Also returns how many there are."""
    found, number, below = dict(sections), 0, base_of("")
    for name, (key, target) in _KNOWN_BY_NAME.items():
        if items := sections.get(name):
            found[name], count = _joined(items, section(college, name))
            number += count
            beside = [*found.get(target, []), *below.items(target)]
            if along := _named(found[name], key, beside, section(college, target)):
                found[target] = [*found.get(target, []), *along]
    return found, number


def _joined(items: Sequence[Item], there: Sequence[Mapping[str, Any]]) -> tuple[list[Item], int]:
    taken = {item["code"] for item in items}
    known = _Known(each for each in there if each["code"] not in taken)
    names = Counter(_name(item) for item in items)
    kept, number = [], 0
    for item in items:
        same = known.take(item, alone=names[_name(item)] == 1)
        if same is None:
            kept.append(item)
            continue
        # a file says no level: it was taken from the kind of plan
        kept.append({**same, **item, **{key: same[key] for key in ("code", "level") if key in same}})
        number += 1
    return kept, number


class _Known:
    """What a college has, found by name; each is found once."""

    def __init__(self, items: Iterable[Mapping[str, Any]]) -> None:
        self._by_name: dict[str, list[Mapping[str, Any]]] = {}
        for each in items:
            self._by_name.setdefault(_name(each), []).append(each)

    def take(self, item: Mapping[str, Any], *, alone: bool) -> Mapping[str, Any] | None:
        """`alone`: no other item that is looked for has this name; then the level need not agree."""
        named = self._by_name.get(_name(item), [])
        same = next((each for each in named if each.get("level", "") == item.get("level", "")), None)
        if same is None and alone and len(named) == 1:
            same = named[0]
        if same is not None:
            named.remove(same)
        return same


def _name(item: Mapping[str, Any]) -> str:
    return packed(str(item.get("name", "")))


def _named(
    items: Sequence[Item], key: str, beside: Sequence[Mapping[str, Any]], there: Sequence[Mapping[str, Any]]
) -> list[Item]:
    """What `items` name with `key` by code or name, and what that names in turn, unless it is `beside` them already."""
    known = {str(each[name]): each for name in ("name", "code") for each in there if each.get(name)}
    taken = {each["code"] for each in beside}
    found: list[Item] = []
    waiting = list(items)
    while waiting:
        named = known.get(str(waiting.pop(0).get(key, "")))
        if named is not None and named["code"] not in taken:
            taken.add(named["code"])
            found.append(dict(named))
            waiting.append(found[-1])
    return found


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
