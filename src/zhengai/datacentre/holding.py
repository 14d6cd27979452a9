"""The lakes of all colleges held still, while somebody copies them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings

from zhengai_engine.run.lake import LOCKS, Lake
from zhengai_engine.run.parts import PARTS

# folders of a lake that a copy does without: locks, and what is made again when it is missing
LEFT_OUT = frozenset({LOCKS, PARTS})


@contextmanager
def nobody_writes() -> Iterator[None]:
    """Waits for those who write and keeps new ones waiting."""
    with ExitStack() as stack:
        for folder in sorted(Path(settings.LAKE_ROOT).glob("*")):
            stack.enter_context(Lake(folder).still())
        yield
