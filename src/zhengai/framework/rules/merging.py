"""Which pack comes before which, and what remains when several speak of the same thing."""

from collections.abc import Iterable, Mapping
from typing import Any


class RequiresCircle(ValueError):
    """Packs require each other in a circle; `path` names them in order."""

    def __init__(self, path: list[str]) -> None:
        self.path = path
        super().__init__(f"方案包互相依赖成圈：{' → '.join(path)}。请去掉其中一个 requires")


def in_requires_order(requires: Mapping[str, Iterable[str]]) -> list[str]:
    """Every pack after those it requires; otherwise in the order given. Unknown requirements are left out."""
    order: list[str] = []

    def visit(code: str, way: list[str]) -> None:
        if code in way:
            raise RequiresCircle([*way[way.index(code) :], code])
        if code in order:
            return
        for each in requires[code]:
            if each in requires:
                visit(each, [*way, code])
        order.append(code)

    for code in requires:
        visit(code, [])
    return order


def merge(lists: Iterable[Iterable[dict[str, Any]]]) -> list[dict[str, Any]]:
    """A later item replaces an earlier one of the same code as a whole and keeps its place."""
    merged: dict[str, dict[str, Any]] = {}
    for items in lists:
        for item in items:
            merged[item["code"]] = item
    return list(merged.values())
