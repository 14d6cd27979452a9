"""The folders of the home that are part of an installation."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from zhengai.datacentre.holding import LEFT_OUT

# the keys are in it: without them the passwords of the sources could not be opened again
PARTS = (
    "lake", "batches", "uploads", "evidence", "reports", "sources", "drop", "packs", "secret-key", "source-keys",
)  # fmt: skip
# of the moment: locks, working files, and what is half received
_PASSING = LEFT_OUT | {"work", "incoming", "alive.lock"}


def root() -> Path:
    return Path(settings.ZHENGAI_HOME)


@contextmanager
def staging() -> Iterator[Path]:
    """A folder on the home's own disk, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=".backup-", dir=root()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def hold_still(into: Path) -> None:
    """The parts under `into`, by a second name for each file: files here are replaced, never written to again, so this
    is quick and stays as it was at that moment. Where the disk knows no second names, they are copied."""
    for part in PARTS:
        path = root() / part
        if path.is_file():
            _second_name(path, into / part)
            continue
        for folder, inner, names in os.walk(path):
            inner[:] = [each for each in inner if each not in _PASSING]
            for name in names:
                if name not in _PASSING:
                    source = Path(folder) / name
                    _second_name(source, into / source.relative_to(root()))


def _second_name(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except FileNotFoundError:
        return  # a working file that is gone meanwhile belongs to nothing
    except OSError:
        shutil.copy2(source, target)
