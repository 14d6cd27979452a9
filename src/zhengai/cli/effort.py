"""Processor seconds by who spent them: the pages' server, the database, and who measures. From /proc, so on Linux only.

Time on the clock says little on a machine that does other work as well; the processor time of a page says what it costs.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
# fields of /proc/<pid>/stat, counted after the name of the program
_PARENT, _OWN, _ENDED = 1, slice(11, 13), slice(13, 15)


@dataclass
class Effort:
    """Processor seconds, and the mean load of the machine over the last minute at the end. Null where the machine does
    not tell: another system than Linux, a database on another machine or inside the server."""

    server: float | None = None
    database: float | None = None
    client: float = 0.0
    load: float = 0.0

    def each(self, answers: int) -> float | None:
        """Milliseconds of server and database for one answer."""
        if self.server is None or not answers:
            return None
        return round((self.server + (self.database or 0.0)) * 1000 / answers, 1)


@contextmanager
def spent(server: int) -> Iterator[Effort]:
    """What is spent meanwhile; `server` is its process, whose children count."""
    effort = Effort()
    client, tree, backends = time.process_time(), _tree(server), _backends()
    yield effort
    tree_then, backends_then = _tree(server), _backends()
    if tree is not None and tree_then is not None:
        effort.server = round(tree_then - tree, 2)
    if backends_then:
        # one that ended meanwhile counts no further
        effort.database = round(sum((backends | backends_then).values()) - sum(backends.values()), 2)
    effort.client = round(time.process_time() - client, 2)
    effort.load = round(os.getloadavg()[0], 2)


def _fields(process: str, program: str = "") -> list[str]:
    """Empty when the process has ended, or runs another program."""
    try:
        told = (PROC / process / "stat").read_text()
    except OSError:
        return []
    name, _, fields = told.partition(" (")[2].rpartition(") ")
    return fields.split() if program in ("", name) else []


def _seconds(fields: list[str], *which: slice) -> float:
    return sum(int(ticks) for part in which for ticks in fields[part]) / _TICKS


def _tree(root: int) -> float | None:
    """Of a process and all below it, also of those that ended."""
    told = {name: _fields(name) for name in (each.name for each in PROC.glob("[0-9]*"))}
    below, family = [str(root)], set[str]()
    while below:
        family.update(below)
        below = [name for name, fields in told.items() if fields and fields[_PARENT] in below]
    known = [told[name] for name in family if told.get(name)]
    return sum(_seconds(fields, _OWN, _ENDED) for fields in known) if known else None


def _backends() -> dict[str, float]:
    """The processes of PostgreSQL that serve this database, where they run on this machine."""
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        told = {str(pid): _fields(str(pid), "postgres") for (pid,) in cursor.fetchall()}
    return {pid: _seconds(fields, _OWN) for pid, fields in told.items() if fields}
