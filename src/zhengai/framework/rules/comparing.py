"""Three versions of a scheme side by side: as it was installed, as the college changed it, as the new version has it.

The college's changes are kept: a key it changed stays as it is, a key it left alone follows the new version.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Item = Mapping[str, Any]
Sections = Mapping[str, Sequence[Item]]
_ABSENT = object()


class Change(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"

    @property
    def chinese(self) -> str:
        return {"added": "新增", "changed": "修改", "removed": "删去"}[self.value]


@dataclass(frozen=True)
class KeyDifference:
    """One key of an item in the three versions; null also where the key is not written."""

    key: str
    base: Any
    own: Any
    new: Any
    by_college: bool
    by_version: bool
    conflict: bool


@dataclass(frozen=True)
class Difference:
    """An item that the new version or the college has other than the installed base. `version` and `college` say who
    did what, null for nothing; in a conflict both changed the same and the college's is kept."""

    section: str
    code: str
    name: str
    version: Change | None
    college: Change | None
    keys: tuple[KeyDifference, ...]
    conflict: bool


@dataclass(frozen=True)
class Comparison:
    """`own` is the college's pack as it should be over the new version: without what the new version took up."""

    differences: tuple[Difference, ...]
    own: dict[str, list[dict[str, Any]]]

    @property
    def conflicts(self) -> int:
        return sum(each.conflict for each in self.differences)

    def of_version(self) -> list[Difference]:
        return [each for each in self.differences if each.version]

    def of_college(self) -> list[Difference]:
        return [each for each in self.differences if each.college]


def compare(base: Sections, own: Sections, new: Sections) -> Comparison:
    """`base` and `new` are whole schemes without the college's pack, `own` is that pack."""
    differences: list[Difference] = []
    kept: dict[str, list[dict[str, Any]]] = {}
    for section in _union(new, base, own):
        was, changed, comes = (_by_code(each.get(section, ())) for each in (base, own, new))
        for code in _union(comes, was, changed):
            found = _difference(section, code, was.get(code), changed.get(code), comes.get(code))
            if found:
                differences.append(found)
            if code in changed:
                merged = merged_item(was.get(code), changed[code], comes.get(code))
                if merged != comes.get(code):
                    kept.setdefault(section, []).append(merged)
    return Comparison(tuple(differences), kept)


def merged_item(base: Item | None, own: Item, new: Item | None) -> dict[str, Any]:
    """The college's item over the new version: its own keys, and the new version's where it changed nothing."""
    if base is None or new is None:
        return dict(own)
    merged = {}
    for key in _union(new, own):
        value = own.get(key, _ABSENT)
        chosen = value if value != base.get(key, _ABSENT) else new.get(key, _ABSENT)
        if chosen is not _ABSENT:
            merged[key] = chosen
    return merged


def _difference(
    section: str, code: str, base: Item | None, own: Item | None, new: Item | None
) -> Difference | None:
    version, college = _change(base, new), _change(base, own) if own is not None else None
    if version is None and college is None:
        return None
    keys = tuple(_keys(base or {}, own, new if new is not None else {}))
    removed = version is Change.REMOVED and college is not None
    named = own or new or base or {}
    return Difference(
        section,
        code,
        str(named.get("name") or named.get("title") or code),
        version,
        college,
        keys,
        removed or any(each.conflict for each in keys),
    )


def _change(before: Item | None, after: Item | None) -> Change | None:
    if before == after:
        return None
    if before is None:
        return Change.ADDED
    return Change.REMOVED if after is None else Change.CHANGED


def _keys(base: Item, own: Item | None, new: Item) -> Iterable[KeyDifference]:
    for key in _union(base, new, own or {}):
        was, comes = base.get(key, _ABSENT), new.get(key, _ABSENT)
        mine = was if own is None else own.get(key, _ABSENT)
        by_college, by_version = mine != was, comes != was
        if by_college or by_version:
            conflict = by_college and by_version and mine != comes
            shown = [None if each is _ABSENT else each for each in (was, mine, comes)]
            yield KeyDifference(key, shown[0], shown[1], shown[2], by_college, by_version, conflict)


def _by_code(items: Sequence[Item]) -> dict[str, Item]:
    return {str(item["code"]): item for item in items}


def _union(*mappings: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(key for each in mappings for key in each))
