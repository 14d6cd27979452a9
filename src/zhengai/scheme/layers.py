"""The packs of a scheme as layers: each lies over those it requires, read from a folder or as a college holds it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zhengai.framework.rules.pack import Item, Pack


@dataclass(frozen=True)
class Layer:
    """`pack` is null for what is read from the database: its items have no file and no line."""

    code: str
    sections: Mapping[str, list[dict[str, Any]]]
    pack: Pack | None = None

    def find(self, section: str, code: str) -> Item | None:
        if self.pack is not None:
            return self.pack.find(section, code)
        held = (each for each in self.sections.get(section, ()) if each["code"] == code)
        found = next(held, None)
        return Item(found, section, 0) if found is not None else None

    def place(self, file: str, *, is_last: bool) -> str:
        """How a problem names a file of this layer."""
        return file if is_last and self.pack is not None else f"{self.code}/{file}"


def layers_of(chain: Iterable[Pack]) -> list[Layer]:
    return [Layer(pack.code, pack.sections, pack) for pack in chain]
