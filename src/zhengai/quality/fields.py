"""Which indicators read which field: the last step of the way from a source to a value."""

from collections.abc import Mapping

from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.walk import aggregates, field_refs
from zhengai_engine.tables.catalogue import Catalogue


def readers_of_fields(
    known: Mapping[str, Indicator], catalogue: Catalogue
) -> dict[tuple[str, str], set[str]]:
    """(dataset, field) → codes of the indicators whose own formula reads it, also on the way to another dataset."""
    found: dict[tuple[str, str], set[str]] = {}
    for each in known.values():
        for aggregate in aggregates(each.expression):
            for reference in field_refs(aggregate):
                dataset = aggregate.dataset
                for step in reference.path:
                    found.setdefault((dataset, step), set()).add(each.code)
                    dataset = catalogue.dataset(dataset).field(step).references or dataset
    return found
