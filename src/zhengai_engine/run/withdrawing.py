"""Taking rows out of a Delta table: what was never so must stop counting, and can still be recomputed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deltalake import CommitProperties, DeltaTable

from zhengai_engine.compile.quoting import literal
from zhengai_engine.compile.types import sql_types
from zhengai_engine.tables.dataset import Dataset


@dataclass(frozen=True)
class Withdrawn:
    rows: int
    version: int


def withdraw(
    dataset: Dataset, target: DeltaTable, keys: Sequence[Mapping[str, str]], commit: CommitProperties | None
) -> Withdrawn | None:
    """Null when no row has one of the keys; then there is no new version."""
    types = sql_types(dataset)
    predicate = " OR ".join(
        "("
        + " AND ".join(
            f"{_column(code)} = CAST({literal(key[code])} AS {types[code]})" for code in dataset.key
        )
        + ")"
        for key in keys
    )
    done = target.delete(predicate, commit_properties=commit)
    rows = int(done["num_deleted_rows"] or 0)
    return Withdrawn(rows, DeltaTable(target.table_uri).version()) if rows else None


def _column(code: str) -> str:
    """The other engine folds what is not quoted to lower case."""
    return '"' + code.replace('"', '""') + '"'
