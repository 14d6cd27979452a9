"""五纵五横: systems with their sub-rows × levels; per cell whether it is complete, its warnings, what the last
diagnosis said, its improvements and who answers for it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.framework.queries import matrix
from zhengai.framework.rules.matrix import Matrix, SubRow
from zhengai.indicators.queries import newest_run
from zhengai.web.desks.matrix.diagnosed import SEEN, diagnosed
from zhengai.web.desks.matrix.documents import held_documents
from zhengai.web.desks.matrix.facts import CellSeen, facts_of, seen_cell
from zhengai.web.desks.matrix.processes import processes
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@dataclass(frozen=True)
class Part:
    """A sub-row: its elements level by level."""

    name: str
    chains: str
    cells: list[tuple[str, str]]  # name of the level, elements


@dataclass(frozen=True)
class Row:
    """One system; a place without a cell is null. One that spans has a single cell for all levels."""

    code: str
    name: str
    spans: bool
    cells: list[tuple[str, CellSeen | None]]
    parts: list[Part]

    @property
    def split(self) -> bool:
        """Whether the sub-rows say more than the system's own name."""
        return len(self.parts) > 1 or any(part.name != self.name for part in self.parts)

    @property
    def chains(self) -> str:
        return "、".join(dict.fromkeys(part.chains for part in self.parts if part.chains))


@needs(Permission.COCKPIT_VIEW)
def grid(request: Request) -> HttpResponse:
    scheme = matrix(request.college)
    names = level_names(request)
    facts = facts_of(request, list(scheme.cells))
    said = diagnosed(request, scheme.levels())
    held = held_documents(request.college, scheme)
    seen = {
        (c.system, c.level): seen_cell(c, names.get(c.level, c.level), facts, said, held[c.code])
        for c in scheme.cells
    }
    levels = [(code, names.get(code, code)) for code in scheme.levels()]
    context = {
        "levels": levels,
        "rows": [_row(scheme, code, name, levels, seen) for code, name in scheme.systems.items()],
        "cells": len(seen),
        "whole": sum(each.number > 0 and each.complete == each.number for each in seen.values()),
        "empty": [each for each in seen.values() if not each.number],
        "measured": sum(each.number for each in seen.values()),
        "complete": sum(each.complete for each in seen.values()),
        "alerts": sum(each.alerts for each in facts.values()),
        "improvements": sum(each.improvements for each in facts.values()),
        "processes": processes(request, list(seen.values()), said),
        "everything": request.person.sees_everything(SEEN),
        "run": newest_run(request.college),
    }
    return render(request, "desks/matrix/grid.html", context)


def _row(
    scheme: Matrix,
    code: str,
    name: str,
    levels: list[tuple[str, str]],
    seen: dict[tuple[str, str], CellSeen],
) -> Row:
    spans = scheme.spans(code)
    held = [each.level for each in scheme.row(code)]
    shown = [level for level, _ in levels if not spans or level in held]
    return Row(
        code,
        name,
        spans,
        [(level, seen.get((code, level))) for level in shown],
        [_part(part, [pair for pair in levels if pair[0] in shown]) for part in scheme.sub_rows(code)],
    )


def _part(part: SubRow, levels: list[tuple[str, str]]) -> Part:
    cells = [(name, "、".join(part.elements.get(level, ()))) for level, name in levels]
    return Part(part.name, "、".join(part.chains), cells)
