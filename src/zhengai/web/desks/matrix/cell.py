"""One cell of the matrix: its elements, the indicators that measure it with their states, and the questions of the
diagnosis form that rest on them."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.framework.queries import matrix
from zhengai.improvement.rules.dependence import LIVE
from zhengai.indicators.queries import newest_run
from zhengai.web.components.dependences import Shown, seen_dependences, shown
from zhengai.web.components.standings import Standing
from zhengai.web.desks.matrix.diagnosed import diagnosed, planned
from zhengai.web.desks.matrix.documents import Held, documents
from zhengai.web.desks.matrix.facts import Measured, facts_of, seen_cell
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_DEPENDENCES = 10  # the list shows them all


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


def _dependences(request: Request, level: str, system: str) -> list[Shown]:
    """What waits for an answer here or was answered, the most urgent first."""
    if not request.person.may(Permission.IMPROVEMENT_VIEW):
        return []
    live = seen_dependences(request).filter(level=level, system=system, state__in=LIVE)
    return shown(live[:_DEPENDENCES])


@needs(Permission.COCKPIT_VIEW)
def cell(request: Request, level: str, system: str) -> HttpResponse:
    scheme = matrix(request.college)
    found = scheme.cell(system, level)
    if found is None:
        raise Http404("五纵五横里没有这一格")
    names = level_names(request)
    said = diagnosed(request, [level]) or {level: planned(request, level)}
    papers = documents(request.college, scheme, found)
    seen = seen_cell(found, names.get(level, level), facts_of(request, [found]), said, Held())
    context = {
        "seen": seen,
        "system_name": scheme.systems.get(system, system),
        "lines": [Line(code, measured) for code, measured in seen.measured],
        "points": seen.points,
        "documents": papers,
        "round": said[level],
        "dependences": _dependences(request, level, system),
        "groups": [(group, scheme.chain_name(group.chain)) for group in found.groups],
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
