"""`ForeignKey("room.Model")` is a string no import checker sees: relations must point down the house too."""

import configparser
import re
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]


def order_of_rooms() -> dict[str, int]:
    """Room → height, read from the contract that is the map; rooms on one line stand side by side."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    lines = [s for s in parser["importlinter:contract:platform-rooms"]["layers"].splitlines() if s.strip()]
    return {
        room: height for height, line in enumerate(reversed(lines)) for room in re.findall(r"[a-z_]+", line)
    }


def test_relations_point_to_strictly_lower_rooms() -> None:
    height = order_of_rooms()
    wrong = []
    for model in apps.get_models():
        room = model._meta.app_label
        if not model.__module__.startswith("zhengai."):
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not field.is_relation or field.auto_created or target is None:
                continue
            other = target._meta.app_label
            if target.__module__.startswith("zhengai.") and other != room and height[other] >= height[room]:
                wrong.append(f"{room}.{model.__name__}.{field.name} → {other}.{target.__name__}")
    assert not wrong, wrong


def test_every_room_with_models_stands_in_the_order() -> None:
    rooms = {m._meta.app_label for m in apps.get_models() if m.__module__.startswith("zhengai.")}
    assert rooms <= set(order_of_rooms())
