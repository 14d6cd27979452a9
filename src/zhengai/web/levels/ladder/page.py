"""对照标准: every approved standard of the level with what the subject reaches of it, and its ladders."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of, today
from zhengai.indicators import queries as indicators
from zhengai.indicators.models import CurrentValue
from zhengai.standards.attaining import values_of
from zhengai.standards.ladders import indicators_of, ladders_for, places
from zhengai.standards.models import StandardVersion, StepReached
from zhengai.standards.rules.elements import Element, read_elements
from zhengai.standards.rules.ladder import Place, Reading, Requirement, Step
from zhengai.standards.rules.library import VersionState
from zhengai.standards.rules.sections import LadderItem
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.judged import limit_text
from zhengai.web.components.periods import short_name
from zhengai.web.components.typed import take_typed
from zhengai.web.components.values import value_address
from zhengai.web.levels.ladder.seen import reaches, subject_or_404
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.menu import is_student
from zhengai.web.shell.request import Request

FORM = ("requirement", "document", "step", "reached_on")
LOOKS = {
    Reading.MET: "met",
    Reading.PROVEN: "met",
    Reading.SHORT: "warning",
    Reading.BLIND: "blind",
    Reading.OPEN: "plain",
}


@dataclass(frozen=True)
class ElementRow:
    """`grade` is the one reached, empty where none is, where nothing is measured, or where there is no value."""

    element: Element
    indicator: str
    limits: list[tuple[str, str]]
    value: Figure | None
    period: str
    grade: str
    short: bool


@dataclass(frozen=True)
class RequirementRow:
    requirement: Requirement
    indicator: str
    limit: str
    value: Figure | None
    period: str
    gap: str
    look: str


@dataclass(frozen=True)
class LadderShown:
    ladder: LadderItem
    place: Place
    rows: list[RequirementRow]  # of the next step
    steps: list[tuple[Step, StepReached | None, str]]  # with the look: done, now, next, later
    to_recognise: list[Step]


class Values:
    """The newest values of the subject and how they are written."""

    def __init__(self, request: Request, values: Mapping[str, CurrentValue]) -> None:
        self._calendar = calendar_of(request.college)
        self._values = values
        known = indicators.definitions(request.college).filter(code__in=set(values))
        self._definitions = {each.code: each for each in known} if values else {}

    def number(self, code: str) -> float | None:
        found = self._values.get(code)
        return found.value if found else None

    def name(self, code: str) -> str:
        found = self._definitions.get(code)
        return found.name if found else code

    def measure(self, code: str) -> Measure:
        found = self._definitions.get(code)
        return Measure.of(found.body if found else {})

    def figure(self, code: str) -> Figure | None:
        found = self._values.get(code)
        if found is None:
            return None
        return figure(found.value, self.measure(code), reason=found.reason, href=value_address(found))

    def period(self, code: str) -> str:
        found = self._values.get(code)
        return short_name(self._calendar, found.period) if found else ""


@needs(Permission.INDICATOR_VIEW)
def beside_standards(request: Request, level: str, code: str) -> HttpResponse:
    subject = subject_or_404(request, level, code)
    held = list(
        StandardVersion.objects.filter(
            standard__college=request.college,
            standard__level=level,
            standard__active=True,
            state=VersionState.APPROVED,
        ).select_related("standard")
    )
    elements = {each.pk: read_elements(each.elements, each.grades) for each in held}
    known = ladders_for(subject)
    wanted = indicators_of(known) | {e.indicator for found in elements.values() for e in found if e.indicator}
    values = Values(request, values_of(request.college, subject, wanted))
    standards = [(each, [_element(e, values) for e in elements[each.pk]]) for each in held]
    own = is_student(request.person)
    typed, error = take_typed(request, f"ladder-{level}-{code}", FORM)
    context: dict[str, Any] = {
        "subject": subject,
        "level": level,
        "level_name": level_names(request)[level],
        "own": own,
        "ladders": [
            _ladder(ladder, place, reached, values)
            for ladder, place, reached in places(
                subject, known, {code: values.number(code) for code in wanted}
            )
        ],
        "standards": standards,
        "measured": sum(row.value is not None for _, rows in standards for row in rows),
        "short": sum(row.short for _, rows in standards for row in rows),
        "may_note": bool(known) and reaches(request, Permission.DIAGNOSIS_FILL, subject),
        "may_recognise": bool(known)
        and request.user.person_number != code
        and reaches(request, Permission.STANDARD_DECIDE, subject),
        "may_library": request.person.may(Permission.STANDARD_VIEW),
        "today": today(request.college),
        "typed": typed,
        "error": error,
    }
    return render(request, "levels/ladder/standards.html", context)


def _element(element: Element, values: Values) -> ElementRow:
    code = element.indicator
    number = values.number(code) if element.measurable else None
    grade = element.grade_of(number) if number is not None else ""
    return ElementRow(
        element,
        values.name(code) if code else "",
        [(name, limit_text(limit, values.measure(code))) for name, limit in element.limits],
        values.figure(code) if element.measurable else None,
        values.period(code) if element.measurable else "",
        grade,
        number is not None and not grade,
    )


def _ladder(ladder: LadderItem, place: Place, reached: list[StepReached], values: Values) -> LadderShown:
    by_step = {each.step: each for each in reached}
    now = place.steps.index(place.now) if place.now else -1
    steps = []
    for number, step in enumerate(place.steps):
        look = (
            "done" if number < now else "now" if number == now else "next" if number == now + 1 else "later"
        )
        steps.append((step, by_step.get(step.code), look))
    rows = [_row(each, values) for each in place.next.requirements] if place.next else []
    above = [step for step in place.steps[now + 1 :] if not step.recognised]
    return LadderShown(ladder, place, rows, steps, above)


def _row(asked: Requirement, values: Values) -> RequirementRow:
    code = asked.indicator
    measure = values.measure(code)
    gap = figure(asked.gap, measure).text if asked.gap is not None else ""
    return RequirementRow(
        asked,
        values.name(code) if code else "",
        limit_text(asked.limit, measure),
        values.figure(code) if code else None,
        values.period(code) if code else "",
        gap,
        LOOKS[asked.reading],
    )
