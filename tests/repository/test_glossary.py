"""GLOSSARY.md is the map of names: every class it names exists, and every table has a word in it."""

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
PLACES = sorted(set(re.findall(r"`([\w.]+)`", TEXT)) - {"control_points", "plans"})


def found(place: str) -> Any:
    """The thing a dotted name names; rooms are written without `zhengai.`"""
    parts = (place if place.startswith("zhengai") else f"zhengai.{place}").split(".")
    thing: Any = import_module(parts[0])
    for count, part in enumerate(parts[1:], start=2):
        if not hasattr(thing, part) and part not in getattr(thing, "__dataclass_fields__", {}):
            import_module(".".join(parts[:count]))
        thing = getattr(thing, part, thing)
    return thing


@pytest.mark.parametrize("place", PLACES)
def test_what_is_named_exists(place: str) -> None:
    found(place)


def test_every_table_has_its_word() -> None:
    models = {model for model in apps.get_models() if model.__module__.startswith("zhengai.")}
    missing = {f"{m._meta.app_label}.models.{m.__name__}" for m in models} - set(PLACES)
    assert not missing


def test_no_word_and_no_name_stands_twice() -> None:
    rows = [line.split("|")[1:3] for line in TEXT.splitlines() if line.startswith("| ") and "---" not in line]
    for column in (0, 1):
        words = [row[column].strip() for row in rows if row[column].strip() not in ("词", "英文")]
        assert sorted(words) == sorted(set(words))
