"""What it means that two engines agree: the same places, and in each the same value, parts and reason."""

import math
from collections.abc import Iterable, Mapping

from zhengai_engine.model.value import Value

Place = tuple[str, str, str, str]


def by_place(values: Iterable[Value]) -> dict[Place, Value]:
    """None may appear twice."""
    listed = list(values)
    places = {(v.indicator, v.level, v.subject, v.period): v for v in listed}
    assert len(places) == len(listed), "a value appears twice"
    return places


def differing(wanted: Mapping[Place, Value], found: Mapping[Place, Value]) -> list[tuple[Value, Value]]:
    """Of the same places, the values that are not alike."""
    assert set(found) == set(wanted)
    return [(wanted[place], found[place]) for place in wanted if not _same(wanted[place], found[place])]


def _same(wanted: Value, found: Value) -> bool:
    return wanted.reason is found.reason and all(
        _close(getattr(wanted, part), getattr(found, part)) for part in ("value", "numerator", "denominator")
    )


def _close(wanted: float | None, found: float | None) -> bool:
    if wanted is None or found is None:
        return wanted is found
    return math.isclose(wanted, found, rel_tol=1e-9, abs_tol=1e-9)
