"""Many small files into few: each batch is a file of its own, and opening thousands takes longer than reading them.

In tiers: what a day of batches leaves is merged again when there is much of it, so that a year leaves tens of files and
no row is written more than three times. A version that only lays rows out anew: the files it replaces stay, so that
earlier versions, and whoever reads one at this moment, find their rows. A writer waits for it as for another writer;
files of the last tier are never touched, so that the wait stays short however large the table is.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from deltalake import DeltaTable

ENOUGH = 20  # files of one tier in one partition


@dataclass(frozen=True)
class Tier:
    """Files of `least` to `small` bytes are worth merging, into files of up to `full`, twice as large: one that has
    become nearly full is not looked at again."""

    least: int
    small: int
    full: int


TIERS = (
    Tier(0, 128 * 1024, 256 * 1024),  # batches
    Tier(128 * 1024, 2 * 1024**2, 4 * 1024**2),  # some million rows: a second's work
)


@dataclass(frozen=True)
class Compacted:
    """`files` were merged into `into`."""

    files: int
    into: int
    version: int


def due(table: DeltaTable, enough: int = ENOUGH) -> Tier | None:
    """The highest tier of which one of the table's partitions has enough files."""
    sizes = [(path.parent, path.stat().st_size) for path in map(Path, table.file_uris())]
    for tier in reversed(TIERS):
        found = Counter(place for place, size in sizes if tier.least <= size < tier.small)
        if max(found.values(), default=0) >= enough:
            return tier
    return None


def compact(table: DeltaTable, tier: Tier) -> Compacted:
    """The caller holds the dataset's lock."""
    done = table.optimize.compact(target_size=tier.full)
    return Compacted(int(done["numFilesRemoved"]), int(done["numFilesAdded"]), table.version())
