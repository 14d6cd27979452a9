"""Many small files into few: each batch is a file of its own, and opening thousands takes longer than reading them.

A version that only lays rows out anew: the files it replaces stay, so that earlier versions, and whoever reads one at
this moment, find their rows. A writer waits for it as for another writer; large files are never touched, so that the
wait stays short however large the table is.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from deltalake import DeltaTable

SMALL = 256 * 1024  # bytes: a file below is worth merging
ENOUGH = 20  # of them in one partition


@dataclass(frozen=True)
class Compacted:
    """`files` were merged into `into`."""

    files: int
    into: int
    version: int


def has_many_small_files(table: DeltaTable, enough: int = ENOUGH) -> bool:
    """In one of its partitions."""
    small = (path for path in table.file_uris() if Path(path).stat().st_size < SMALL)
    found = Counter(str(Path(path).parent) for path in small)
    return max(found.values(), default=0) >= enough


def compact(table: DeltaTable) -> Compacted:
    """The caller holds the dataset's lock."""
    done = table.optimize.compact(target_size=SMALL)
    return Compacted(int(done["numFilesRemoved"]), int(done["numFilesAdded"]), table.version())
