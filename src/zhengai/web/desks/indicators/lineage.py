"""Where an indicator comes from, and what would break without it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.datacentre.queries import catalogue
from zhengai.diagnosis.queries import points_by_indicator
from zhengai.indicators.checking import CheckedFormula
from zhengai.standards.queries import rules_for
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.request import Request
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.walk import dependencies


@dataclass(frozen=True)
class Link:
    """`href` is empty for what the reader may not open."""

    name: str
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class Lineage:
    """In the order in which data flow: sources, the indicator itself, what is made of it. `whole` is the page of the
    whole chain, empty for who may not open it."""

    datasets: list[Link]
    made_of: list[Link]
    part_of: list[Link]
    control_points: list[Link]
    points: list[Link]
    whole: str


def lineage(request: Request, code: str, formula: CheckedFormula, known: Mapping[str, Indicator]) -> Lineage:
    held = catalogue(request.college)
    names = level_names(request)
    sees_data = request.person.may(Permission.DATA_VIEW)
    sees_limits = request.person.may(Permission.STANDARD_VIEW)

    def indicators(codes: Iterable[str]) -> list[Link]:
        return [Link(known[each].name, href=reverse("indicator", args=[each])) for each in codes]

    return Lineage(
        datasets=[
            Link(
                held.dataset(each).name,
                held.dataset(each).owner,
                reverse("dataset", args=[each]) if sees_data else "",
            )
            for each in formula.datasets
        ],
        made_of=indicators(each for each in formula.indicators if each in known),
        part_of=indicators(
            each.code for each in known.values() if code in dependencies(each.expression) - {each.code}
        ),
        control_points=[
            Link(
                rule.name,
                names.get(rule.level, rule.level),
                reverse("standard", args=[rule.code]) if sees_limits else "",
            )
            for rule in rules_for(request.college, indicator=code)
        ],
        points=[
            Link(point, names.get(level, level))
            for level, point in points_by_indicator(request.college).get(code, ())
        ],
        whole=reverse("lineage-of", args=["indicator", code]) if sees_data else "",
    )
