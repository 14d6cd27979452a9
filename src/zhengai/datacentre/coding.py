"""Codes of information standards beside the words that a dataset stores."""

from collections.abc import Iterable, Mapping
from typing import Any

from zhengai.college.models import College
from zhengai.datacentre.rules.sections import CodeTableItem
from zhengai.framework import queries as framework


def code_tables(college: College) -> list[CodeTableItem]:
    """In the order of the packs."""
    return [CodeTableItem.model_validate(each) for each in framework.section(college, "code_tables")]


def with_codes(
    datasets: Iterable[Mapping[str, Any]], tables: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The datasets as written, where a field of a code table also reads the table's codes for its words. A
    table with a gap decides nothing by itself: its codes are only suggested."""
    known = {str(each["code"]): CodeTableItem.model_validate(each) for each in tables}
    return [
        {**item, "fields": [_coded(each, known) for each in item["fields"]]}
        if isinstance(item.get("fields"), list | tuple)
        else dict(item)
        for item in datasets
    ]


def _coded(field: Any, known: Mapping[str, CodeTableItem]) -> Any:
    table = known.get(str(field.get("code_table", ""))) if isinstance(field, Mapping) else None
    if table is None or table.gap or not field.get("choices"):
        return field
    words = [_words(each) for each in field["choices"]]
    taken = {word for each in words for word in each}
    for entry in table.entries:
        for each in words:
            if entry.code not in taken and entry.name in each:
                each.append(entry.code)
                taken.add(entry.code)
    choices = [{"value": each[0], "aliases": each[1:]} for each in words]
    return {**field, "choices": choices}


def _words(choice: Any) -> list[str]:
    """The value, then what also means it."""
    return [choice] if isinstance(choice, str) else [choice["value"], *choice.get("aliases", ())]
