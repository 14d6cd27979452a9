"""驾驶舱: how the five levels stand, whether goals are reached and data arrive, what changed in a week."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.indicators.queries import newest_run
from zhengai.web.components.columns import SEEN, Column, levels_of
from zhengai.web.components.standings import Standing
from zhengai.web.desks.cockpit.health import health_of
from zhengai.web.desks.cockpit.lately import lately
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.scoring import Grade


@dataclass(frozen=True)
class Summary:
    """All columns together."""

    subjects: int
    started: int
    standings: Counter[Standing]
    alerts: int
    severe: int
    old: int
    overdue: int
    effective: int
    verified: int

    @property
    def judged(self) -> int:
        return self.standings.total()

    @property
    def met_share(self) -> float:
        return 100 * self.standings[Standing.MET] / self.judged if self.judged else 0.0

    @property
    def living(self) -> float:
        return 100 * self.started / self.subjects if self.subjects else 0.0


def summed(columns: list[Column]) -> Summary:
    standings: Counter[Standing] = Counter()
    for each in columns:
        standings.update(each.states)
    grades = [count for each in columns for count in each.grades.values()]
    return Summary(
        subjects=sum(each.coverage.subjects for each in columns),
        started=sum(each.coverage.started for each in columns),
        standings=standings,
        alerts=sum(each.number for each in grades),
        severe=sum(each.number for each in grades if each.grade is Grade.SEVERE),
        old=sum(each.old for each in grades),
        overdue=sum(each.overdue for each in grades),
        effective=sum(each.improvements["effective"] for each in columns),
        verified=sum(number for each in columns for _, number in each.effects),
    )


def picture(request: Request) -> dict[str, Any]:
    """All that the cockpit and the wall show."""
    levels = levels_of(request)
    goals, data = health_of(request, levels.five)
    return {
        "levels": levels,
        "summary": summed(levels.everything),
        "goals": goals,
        "goal_number": sum(each.number for each in goals),
        "data": data,
        "days": lately(request),
        "run": newest_run(request.college),
        "today": today(request.college),
        "everything": request.person.sees_everything(SEEN),
    }


@needs(Permission.COCKPIT_VIEW)
def cockpit(request: Request) -> HttpResponse:
    context = picture(request)
    context["whose"] = "全校" if context["everything"] else _departments(request)
    context["opens_data"] = request.person.may(Permission.DATA_VIEW)
    return render(request, "desks/cockpit/cockpit.html", context)


def _departments(request: Request) -> str:
    held = request.person.subjects(SEEN).filter(level="department").values_list("name", flat=True)
    return "、".join(held[:3])
