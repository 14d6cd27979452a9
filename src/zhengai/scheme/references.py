"""What one section says of another: every code that is named must be there, and parents must not run in a circle."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhengai.framework.queries import merged_section
from zhengai.framework.rules.problem import Problem, nearest
from zhengai.framework.rules.section_names import NAMES
from zhengai.framework.rules.typed import line_of
from zhengai.scheme.layers import Layer

Location = tuple[int | str, ...]


@dataclass(frozen=True)
class Reference:
    """The value at `path` (lists on the way are walked) names an item of `target` by its code, or also by its name
    where the seeds write names. `only_if_any` leaves it alone in a scheme that has no item of the target at all."""

    section: str
    path: tuple[str, ...]
    target: str
    by_name: bool = False
    only_if_any: bool = False


REFERENCES = (
    Reference("matrix", ("groups", "chain"), "chains", by_name=True, only_if_any=True),
    Reference("plans", ("level",), "levels"),
    Reference("plans", ("parent",), "plans"),
    Reference("goal_fields", ("level",), "levels"),
    Reference("bodies", ("parent",), "bodies"),
    Reference("placements", ("systems",), "systems"),
    Reference("standards", ("level",), "levels"),
    Reference("standards", ("elements", "indicator"), "indicators"),
    Reference("ladders", ("level",), "levels"),
    Reference("ladders", ("answers_for",), "levels"),
    Reference("ladders", ("steps", "requirements", "indicator"), "indicators"),
    Reference("regulations", ("level",), "levels"),
    Reference("regulations", ("system",), "systems"),
    Reference("regulations", ("topic",), "regulation_topics", by_name=True),
    Reference("datasets", ("fields", "code_table"), "code_tables"),
    Reference("national_tables", ("fields", "codes"), "code_tables"),
    Reference("national_mappings", ("code",), "national_tables"),
    Reference("national_mappings", ("dataset",), "datasets"),
    Reference("measures", ("level",), "levels"),
    Reference("measures", ("indicator",), "indicators"),
    Reference("measures", ("per",), "levels"),
    Reference("measures", ("parts",), "indicators"),
    Reference("measures", ("sources",), "data_sources", by_name=True, only_if_any=True),
    Reference("questionnaires", ("level",), "levels"),
    Reference("mechanisms", ("inspections",), "inspection_topics"),
    Reference("mechanisms", ("indicators",), "indicators"),
    Reference("centres", ("levels",), "levels"),
    Reference("centres", ("indicators",), "indicators"),
    Reference("centres", ("datasets",), "datasets"),
    Reference("checklists", ("datasets",), "datasets"),
    Reference("report_list", ("level",), "levels"),
    Reference("report_list", ("kind",), "reports"),
)
# sections whose items name one of their own as parent
TREES = ("plans", "bodies")


def problems_of_references(chain: Sequence[Layer]) -> list[Problem]:
    """Empty values name nothing, and what is not text is for the section's model to refuse."""
    found = [each for reference in REFERENCES for each in _missing(reference, chain)]
    return found + [each for section in TREES for each in _circles(section, chain)]


def _missing(reference: Reference, chain: Sequence[Layer]) -> Iterator[Problem]:
    items = merged_section(chain, reference.section)
    targets = merged_section(chain, reference.target)
    if not items or (reference.only_if_any and not targets):
        return
    known = {str(each["code"]) for each in targets}
    named = {str(each.get("name", "")) for each in targets} if reference.by_name else set()
    for item in items:
        for location, value in _values(item, reference.path):
            if value and value not in known and value not in named:
                hint = nearest(value, sorted(known | named))
                word = NAMES[reference.target]
                told = f"{item['code']}：没有“{value}”这个{word}{hint or f'，请改正，或在 {reference.target} 段落里补上'}"
                yield _at(chain, reference.section, item, location, told)


def _values(content: Any, path: tuple[str, ...], location: Location = ()) -> Iterator[tuple[Location, str]]:
    if isinstance(content, list | tuple):
        for index, each in enumerate(content):
            yield from _values(each, path, (*location, index))
    elif path and isinstance(content, Mapping):
        yield from _values(content.get(path[0]), path[1:], (*location, path[0]))
    elif not path and isinstance(content, str):
        yield location, content


def _circles(section: str, chain: Sequence[Layer]) -> Iterator[Problem]:
    """Every circle once, told at its alphabetically first item."""
    items = {str(each["code"]): each for each in merged_section(chain, section)}
    parents = {code: str(each.get("parent") or "") for code, each in items.items()}
    done: set[str] = set()
    for start in sorted(parents):
        way: list[str] = []
        here = start
        while here in parents and here not in done and here not in way:
            way.append(here)
            here = parents[here]
        if here in way:
            circle = way[way.index(here) :]
            first = circle.index(min(circle))
            turned = [*circle[first:], *circle[:first], circle[first]]
            told = f"{turned[0]}：parent 绕成了圈 {' → '.join(turned)}，请断开其中一处"
            yield _at(chain, section, items[turned[0]], (), told)
        done.update(way)


def _at(
    chain: Sequence[Layer], section: str, item: Mapping[str, Any], location: Location, told: str
) -> Problem:
    """At the line of the innermost mapping, in the layer whose item counts."""
    for layer in reversed(chain):
        found = layer.find(section, str(item["code"]))
        if found is not None:
            line = line_of(found.values, location) or found.line
            return Problem(layer.place(found.file, is_last=layer is chain[-1]), line or None, told)
    return Problem(section, None, told)
