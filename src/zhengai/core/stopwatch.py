"""How long the steps of a piece of work take, for whoever listens. Nobody listens in daily work, and then a step costs
nothing."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Lap:
    """`cpu` is what this process used, all its threads together: it says more than seconds on a busy machine."""

    seconds: float = 0.0
    cpu: float = 0.0

    def __add__(self, other: "Lap") -> "Lap":
        return Lap(self.seconds + other.seconds, self.cpu + other.cpu)


_LISTENING: ContextVar[dict[str, Lap] | None] = ContextVar("stopwatch", default=None)


@contextmanager
def listening() -> Iterator[dict[str, Lap]]:
    """Step → how long it took, filled while the block runs."""
    found: dict[str, Lap] = {}
    token = _LISTENING.set(found)
    try:
        yield found
    finally:
        _LISTENING.reset(token)


@contextmanager
def step(name: str) -> Iterator[None]:
    """A step taken several times adds up."""
    found = _LISTENING.get()
    if found is None:
        yield
        return
    seconds, cpu = time.perf_counter(), time.process_time()
    try:
        yield
    finally:
        took = Lap(time.perf_counter() - seconds, time.process_time() - cpu)
        found[name] = found.get(name, Lap()) + took
