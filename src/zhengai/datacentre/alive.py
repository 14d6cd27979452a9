"""Whether the process that runs a batch still lives: it holds a lock on a file, which falls with it."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhengai.core.locks import is_held

_LOCK, _WORK = "alive.lock", "work"


@contextmanager
def alive(folder: Path) -> Iterator[Path]:
    """Holds the lock and yields a folder for working files, which is gone afterwards."""
    work = folder / _WORK
    work.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield work
        finally:
            clear(folder)


def is_alive(folder: Path) -> bool:
    return is_held(folder / _LOCK)


def clear(folder: Path) -> None:
    """Removes lock and working files; what is to be kept stays."""
    shutil.rmtree(folder / _WORK, ignore_errors=True)
    (folder / _LOCK).unlink(missing_ok=True)
    if folder.exists() and not any(folder.iterdir()):
        folder.rmdir()
