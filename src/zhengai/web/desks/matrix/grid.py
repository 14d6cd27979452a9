"""五纵五横: systems × levels; per cell whether it is complete, its warnings and who answers for it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.framework.queries import matrix
from zhengai.indicators.queries import newest_run
from zhengai.web.desks.matrix.facts import SEEN, CellSeen, facts_of, seen_cell
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@dataclass(frozen=True)
class Row:
    """One system; a place without a cell is null."""

    code: str
    name: str
    chains: str
    cells: list[tuple[str, CellSeen | None]]


@needs(Permission.COCKPIT_VIEW)
def grid(request: Request) -> HttpResponse:
    scheme = matrix(request.college)
    facts = facts_of(request, list(scheme.cells))
    names = level_names(request)
    seen = {(c.system, c.level): seen_cell(c, names.get(c.level, c.level), facts) for c in scheme.cells}
    levels = scheme.levels()
    measured = sum(each.number for each in seen.values())
    context = {
        "levels": [(code, names.get(code, code)) for code in levels],
        "rows": [
            Row(code, name, _chains(code, seen), [(level, seen.get((code, level))) for level in levels])
            for code, name in scheme.systems.items()
        ],
        "cells": len(seen),
        "whole": sum(each.number > 0 and each.complete == each.number for each in seen.values()),
        "empty": [each for each in seen.values() if not each.number],
        "measured": measured,
        "complete": sum(each.complete for each in seen.values()),
        "alerts": sum(each.alerts for each in facts.values()),
        "everything": request.person.sees_everything(SEEN),
        "run": newest_run(request.college),
    }
    return render(request, "desks/matrix/grid.html", context)


def _chains(system: str, seen: dict[tuple[str, str], CellSeen]) -> str:
    found = [chain for (code, _), each in seen.items() if code == system for chain in each.cell.chains]
    return "、".join(dict.fromkeys(found))
