"""Every section that an installed room reads, with its model: gathered from the rooms' `rules/sections.py`.

A room declares `SECTIONS` (name → model of an item): its items are checked against the model wherever a pack is
checked. `DESCRIBED` holds models of sections whose items the room reads with a reader of its own, which knows more
than a model can say: they give the JSON Schema and the documentation, the room gives the sentences.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from pydantic import BaseModel

from zhengai.framework.rules.manifest import IN_MANIFEST, Manifest
from zhengai.framework.rules.section_names import NAMES

_PREFIX = "zhengai."


@dataclass(frozen=True)
class Section:
    """`checked` says whether the framework holds items against the model; the room does otherwise."""

    code: str
    room: str
    model: type[BaseModel]
    checked: bool

    @property
    def name(self) -> str:
        return NAMES.get(self.code, self.code)

    def schema(self) -> dict[str, Any]:
        """JSON Schema of a file of this section: a list of items."""
        item = self.model.model_json_schema()
        definitions = item.pop("$defs", {})
        written: dict[str, Any] = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.name,
            "type": "array",
            "items": item,
        }
        return written | ({"$defs": definitions} if definitions else {})


@cache
def sections() -> Mapping[str, Section]:
    """Code → section, by code."""
    found: dict[str, Section] = {}
    for app in apps.get_app_configs():
        module = _module(app.name) if app.name.startswith(_PREFIX) else None
        for kind, checked in (("SECTIONS", True), ("DESCRIBED", False)):
            for code, model in getattr(module, kind, {}).items():
                if code in found:
                    raise ImproperlyConfigured(
                        f"section {code} is declared by {found[code].room} and {app.name}"
                    )
                found[code] = Section(code, app.name.removeprefix(_PREFIX), model, checked)
    return dict(sorted(found.items()))


def schema_of_packs() -> dict[str, Any]:
    """JSON Schema of pack.yaml and of the files of every section, by the names of the folders."""
    return {
        "pack.yaml": Manifest.model_json_schema(),
        "sections": {code: each.schema() for code, each in sections().items() if code not in IN_MANIFEST},
    }


def _module(app: str) -> Any:
    """The room's `rules.sections`; null where `rules` is one file or has no sections."""
    try:
        there = find_spec(f"{app}.rules.sections")
    except ModuleNotFoundError:
        return None
    return import_module(f"{app}.rules.sections") if there else None
