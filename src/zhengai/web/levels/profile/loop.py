"""The sections about the loop: 预警与改进, 目标, 诊断. They follow after the text of the profile."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of, today
from zhengai.diagnosis.kept import scheme_of
from zhengai.diagnosis.models import Record
from zhengai.diagnosis.queries import records
from zhengai.diagnosis.rules.machine import DONE, Conclusion, RecordState, RoundKind
from zhengai.diagnosis.rules.results import ElementResult, element_result
from zhengai.goals.models import Goal
from zhengai.goals.queries import goals, standing
from zhengai.indicators.models import CurrentValue, Definition
from zhengai.indicators.queries import current_values, definitions
from zhengai.indicators.writing import Measure
from zhengai.web.components.abouts import address_of
from zhengai.web.components.figures import Figure, figure
from zhengai.web.components.periods import short_name
from zhengai.web.components.values import value_address
from zhengai.web.levels.profile.story import address_of_all, story_of
from zhengai.web.levels.profile.subject import subject_or_404
from zhengai.web.levels.profile.words import words_for
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

GOALS = 20
RECORDS = 6
_STANDINGS = {"met": ("达到", "met"), "short": ("未达到", "warning"), "blind": ("还没有数据", "blind")}


@dataclass(frozen=True)
class GoalRow:
    goal: Goal
    href: str
    period: str
    value: Figure
    word: str
    look: str


@dataclass(frozen=True)
class RecordRow:
    """`results`: element, its result, how many of its points see a problem; of a record that was submitted."""

    record: Record
    href: str
    kind: str
    period: str
    state: str
    done: bool
    results: list[tuple[str, ElementResult]]


@needs(Permission.INDICATOR_VIEW)
def loop(request: Request, level: str, code: str) -> HttpResponse:
    subject = subject_or_404(request, level, code)
    person = request.person
    known = {each.code: each for each in definitions(request.college).only("code", "name", "body")}
    measures = {each.code: Measure.of(each.body) for each in known.values()}
    entries, more = story_of(request, subject, measures) if person.may(Permission.ALERT_VIEW) else ([], 0)
    context: dict[str, Any] = {
        "subject": subject,
        "level": level,
        "words": words_for(request, subject),
        "entries": entries,
        "more": more,
        "all": address_of_all(subject),
        "today": today(request.college),
        "goals": _goals(request, subject, known) if person.may(Permission.GOAL_VIEW) else [],
        "records": _records(request, subject) if person.may(Permission.DIAGNOSIS_VIEW) else [],
        "may_propose": person.may(Permission.GOAL_PROPOSE),
    }
    return answer(request, "levels/profile/part.html", "levels/profile/_loop.html", context | _PART)


_PART = {"fragment": "levels/profile/_loop.html"}


def _goals(request: Request, subject: Subject, known: Mapping[str, Definition]) -> list[GoalRow]:
    found = list(goals(request.college, level=subject.level, subject=subject.code)[:GOALS])
    rows = current_values(request.college, level=subject.level).filter(
        subject=subject.code,
        indicator__in={each.indicator for each in found},
        period__in={each.period for each in found},
    )
    values = {(each.indicator, each.period): each for each in rows} if found else {}
    return [_goal(request, each, known, values.get((each.indicator, each.period))) for each in found]


def _goal(
    request: Request, goal: Goal, known: Mapping[str, Definition], value: CurrentValue | None
) -> GoalRow:
    body = known[goal.indicator].body if goal.indicator in known else {}
    word, look = _STANDINGS[standing(goal.limit, value.value if value else None, body)]
    shown = (
        figure(value.value, Measure.of(body), reason=value.reason, href=value_address(value))
        if value
        else figure(None, Measure.of(body))
    )
    period = short_name(calendar_of(request.college), goal.period)
    return GoalRow(goal, address_of(f"goal:{goal.pk}"), period, shown, word, look)


def _records(request: Request, subject: Subject) -> list[RecordRow]:
    """Newest first."""
    rows = records(request.college, level=subject.level, subject=subject.code)
    found = rows.prefetch_related("findings")[:RECORDS]
    calendar = calendar_of(request.college)
    return [
        RecordRow(
            each,
            address_of(f"record:{each.pk}"),
            RoundKind(each.round.kind).chinese,
            short_name(calendar, each.round.period),
            RecordState(each.state).chinese,
            each.state in DONE,
            _results(each) if each.state in DONE else [],
        )
        for each in found
    ]


def _results(record: Record) -> list[tuple[str, ElementResult]]:
    said = {each.point: Conclusion(each.conclusion) for each in record.findings.all()}
    return [
        (
            element.name,
            element_result([said.get(point.code, Conclusion.NONE) for point in element.points]),
        )
        for element in scheme_of(record.round).elements()
    ]
