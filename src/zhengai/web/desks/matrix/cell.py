"""One cell of the matrix: its elements, the indicators that measure it with their states, and the questions of the
diagnosis form that rest on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.diagnosis.models import Finding, Round
from zhengai.diagnosis.rules.machine import Conclusion
from zhengai.framework.queries import matrix, section
from zhengai.indicators.queries import newest_run
from zhengai.web.components.scoped import within_key
from zhengai.web.components.standings import Standing
from zhengai.web.desks.matrix.facts import SEEN, Measured, facts_of, seen_cell
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@dataclass(frozen=True)
class Line:
    code: str
    measured: Measured

    @property
    def counts(self) -> list[tuple[Standing, int]]:
        return [(each, self.measured.states[each]) for each in Standing]

    @property
    def grades(self) -> list[tuple[str, int]]:
        return sorted(self.measured.grades.items())


@dataclass(frozen=True)
class Point:
    """A point of the diagnosis form, and how many of the newest round's records found it fine or not."""

    code: str
    element: str
    question: str
    fine: int
    problem: int


@needs(Permission.COCKPIT_VIEW)
def cell(request: Request, level: str, system: str) -> HttpResponse:
    scheme = matrix(request.college)
    found = scheme.cell(system, level)
    if found is None:
        raise Http404("五纵五横里没有这一格")
    names = level_names(request)
    seen = seen_cell(found, names.get(level, level), facts_of(request, [found]))
    context = {
        "seen": seen,
        "system_name": scheme.systems.get(system, system),
        "lines": [Line(code, measured) for code, measured in seen.measured],
        "points": _points(request, level, set(found.indicators)),
        "beside": [
            (each, names.get(each, each), scheme.systems.get(system, system))
            for each in scheme.levels()
            if each != level and scheme.cell(system, each)
        ],
        "below": [
            (code, name)
            for code, name in scheme.systems.items()
            if code != system and scheme.cell(code, level)
        ],
        "run": newest_run(request.college),
    }
    return render(request, "desks/matrix/cell.html", context)


def _points(request: Request, level: str, indicators: set[str]) -> list[Point]:
    """Those that one of the cell's indicators answers."""
    forms = [form for form in section(request.college, "diagnosis") if form.get("level") == level]
    held = [
        (element, point)
        for form in forms
        for element, point in _points_of(form)
        if indicators & set(point.get("indicators") or ())
    ]
    counted = _conclusions(request, level, [str(point["code"]) for _, point in held])
    return [
        Point(
            code=str(point["code"]),
            element=str(element.get("name", "")),
            question=str(point.get("question") or point.get("name", "")),
            fine=counted.get((str(point["code"]), Conclusion.FINE.value), 0),
            problem=counted.get((str(point["code"]), Conclusion.PROBLEM.value), 0),
        )
        for element, point in held
    ]


def _points_of(form: dict[str, Any]) -> Iterable[tuple[dict[str, Any], dict[str, Any]]]:
    for item in form.get("items", ()):
        for element in item.get("elements", ()):
            for point in element.get("points", ()):
                yield element, point


def _conclusions(request: Request, level: str, points: list[str]) -> dict[tuple[str, str], int]:
    """Of the newest round of the level."""
    if not points:
        return {}
    rounds = Round.objects.filter(college=request.college, level=level).order_by("-opened_at", "-pk")
    findings = Finding.objects.filter(record__round=rounds.values("pk")[:1], point__in=points)
    seen = within_key(request.person, SEEN, findings, subject="record__subject").order_by()
    rows = seen.values_list("point", "conclusion").annotate(number=Count("pk"))
    return {(point, conclusion): number for point, conclusion, number in rows}
