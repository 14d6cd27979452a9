"""A definition as the editor's form sends it."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

TEXTS = ("name", "formula", "unit", "meaning", "source", "owner")
LISTS = ("levels", "periods")
_USUAL: dict[str, Any] = {"decimals": 1, "direction": "none"}


def item_of(sent: QueryDict, base: Mapping[str, Any]) -> dict[str, Any]:
    """The definition as a pack writes it; keys the form does not show are kept."""
    item = dict(base) | {key: sent.get(key, "").strip() for key in TEXTS}
    item |= {key: sent.getlist(key) for key in LISTS}
    item |= {key: sent.get(key, "") for key in ("kind", "direction")}
    item["code"] = base.get("code") or sent.get("code", "").strip()
    item["decimals"] = min(number_in(sent.get("decimals")), 6)
    # what the definition left open and the form shows as usual stays open: it is no change
    return {key: value for key, value in item.items() if key in base or value != _USUAL.get(key, "")}


def number_in(text: str | None) -> int:
    """0 for what is no number."""
    return int(text) if text and text.isdecimal() else 0
