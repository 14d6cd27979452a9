"""What the packs below already say, and the codes that new items get."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhengai.intake.rules.words import LEVEL_NAMES, packed

Item = dict[str, Any]
Sections = Mapping[str, Sequence[Item]]
_LEVEL_CODES = {name: code for code, name in LEVEL_NAMES.items()}


@dataclass(frozen=True)
class Base:
    """`sections` of the packs that the new one requires; `source` names the scheme, for the items' `source`."""

    sections: Sections = field(default_factory=dict)
    source: str = ""

    def items(self, section: str) -> Sequence[Item]:
        return self.sections.get(section, ())

    def find(self, section: str, code: str) -> Item | None:
        return next((item for item in self.items(section) if item["code"] == code), None)

    def indicator(self, name: str, level: str) -> str | None:
        """Code of the indicator of that name that is computed for the level."""
        wanted = plain_name(name)
        return next(
            (
                str(item["code"])
                for item in self.items("indicators")
                if plain_name(str(item["name"])) == wanted and level in item.get("levels", ())
            ),
            None,
        )


class Codes:
    """Codes that depend on what an item says, not on where it stands: a scheme that is read again gives the same."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, prefix: str, *said: str) -> str:
        digest = hashlib.sha256("\n".join(packed(each) for each in said).encode()).hexdigest()[:8]
        return self.own(f"{prefix}-{digest}")

    def own(self, wanted: str) -> str:
        """The code that is wanted, with a number behind it when it is taken."""
        code, number = wanted, 1
        while code in self._taken:
            number += 1
            code = f"{wanted}-{number}"
        self._taken.add(code)
        return code


def plain_name(text: str) -> str:
    """A name without brackets with units and without spaces."""
    return re.sub(r"[（(](?:%|％|人|台|个|册|万元|元|m2|㎡)[）)]", "", packed(text))


def level_code(name: str, other: str = "college") -> str:
    return _LEVEL_CODES.get(name.strip(), other)


def listed(text: str) -> list[str]:
    """A field that has one thing a line."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def filled(item: Mapping[str, Any]) -> Item:
    """Without empty values: what nobody said is not written."""
    return {key: value for key, value in item.items() if value not in ("", None, [], ())}


def once(items: Iterable[Item], *keys: str) -> list[Item]:
    """The first of those that agree in `keys`."""
    kept: dict[tuple[Any, ...], Item] = {}
    for item in items:
        kept.setdefault(tuple(item.get(key) for key in keys), item)
    return list(kept.values())
