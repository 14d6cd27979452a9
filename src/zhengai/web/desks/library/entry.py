"""One standard: what it says, how far data reach it, its versions, what waits for a decision."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of, today
from zhengai.framework.queries import section
from zhengai.goals.models import PlanGoal
from zhengai.indicators import queries as indicators
from zhengai.standards.attaining import Spread, spreads
from zhengai.standards.library import guarded
from zhengai.standards.models import Standard, StandardVersion
from zhengai.standards.rules.elements import Element, read_elements
from zhengai.standards.rules.library import VersionState
from zhengai.standards.rules.smart import missing_parts
from zhengai.web.components.abouts import address_of
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.components.figures import Measure
from zhengai.web.components.judged import limit_text
from zhengai.web.components.periods import short_name
from zhengai.web.components.scoped import within_key
from zhengai.web.components.typed import take_typed
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

GOALS = 30  # of those that name the standard are shown
DECIDING = ("body", "decision", "valid_from")
ASKING = ("why",)


@dataclass(frozen=True)
class Row:
    """An element as the page shows it; `period` and `spread` where there are values."""

    element: Element
    indicator: str
    limits: list[tuple[str, str]]
    spread: Spread | None
    period: str


@dataclass(frozen=True)
class Edition:
    version: StandardVersion
    proposed_by: str
    decided_by: str
    ground: str  # address of what it rests on


def standard_or_404(request: Request, number: int) -> Standard:
    found = Standard.objects.filter(college=request.college, pk=number).first()
    if found is None:
        raise Http404("没有这个标准，它可能已经不在学校的清单上")
    found.college = request.college
    return found


@needs(Permission.STANDARD_VIEW)
def entry(request: Request, number: int) -> HttpResponse:
    standard = standard_or_404(request, number)
    versions = list(standard.versions.order_by("-number"))
    now = next((each for each in versions if each.state == VersionState.APPROVED), None)
    waiting = next((each for each in versions if each.state == VersionState.PROPOSED), None)
    typed, error = take_typed(request, f"library-{standard.pk}", DECIDING)
    asking, ask_error = take_typed(request, f"library-{standard.pk}-ask", ASKING)
    held = guarded(standard, waiting) if waiting else ""
    own = waiting is not None and waiting.proposed_by == request.user.username
    context: dict[str, Any] = {
        "standard": standard,
        "level_name": level_names(request).get(standard.level, standard.level),
        "now": now,
        "rows": _rows(request, standard, now, judged=True),
        "lacking": _lacking(standard, now),
        "waiting": waiting,
        "waiting_lacking": _lacking(standard, waiting),
        "waiting_rows": _rows(request, standard, waiting, judged=False),
        "editions": _editions(versions),
        "goals": _goals(request, standard),
        "is_due": now is not None and now.due is not None and now.due <= today(request.college),
        "may_propose": waiting is None and request.person.may(Permission.STANDARD_PROPOSE),
        "may_decide": waiting is not None and not own and request.person.may(Permission.STANDARD_DECIDE),
        "own_waiting": own,
        "held": held,
        "may_ask": bool(held) and request.person.may(Permission.STANDARD_PROPOSE),
        "asking": asking,
        "ask_error": ask_error,
        "bodies": [str(each["name"]) for each in section(request.college, "bodies")],
        "per_name": level_names(request).get(standard.per, standard.per),
        "typed": typed,
        "error": error,
    }
    return render(request, "desks/library/standard.html", context)


def _lacking(standard: Standard, version: StandardVersion | None) -> list[str]:
    """Of SMART (ORG-13)."""
    if version is None:
        return []
    return missing_parts(
        read_elements(version.elements, version.grades),
        text=version.text,
        grades=version.grades,
        ground=version.reason or version.ground or standard.source,
        term=version.due is not None or standard.revise_years is not None,
    )


def _rows(
    request: Request, standard: Standard, version: StandardVersion | None, *, judged: bool
) -> list[Row]:
    if version is None:
        return []
    elements = read_elements(version.elements, version.grades)
    codes = {each.indicator for each in elements if each.indicator}
    known = (
        {d.code: d for d in indicators.definitions(request.college).filter(code__in=codes)} if codes else {}
    )
    found = spreads(request.college, standard.level, elements) if judged else {}
    calendar = calendar_of(request.college)
    rows = []
    for each in elements:
        definition = known.get(each.indicator)
        measure = Measure.of(definition.body if definition else {})
        spread = found.get(each.name)
        rows.append(
            Row(
                each,
                definition.name if definition else each.indicator,
                [(grade, limit_text(limit, measure)) for grade, limit in each.limits],
                spread,
                short_name(calendar, spread.period) if spread else "",
            )
        )
    return rows


def _goals(request: Request, standard: Standard) -> list[PlanGoal]:
    """双链: the goals of plans that name this standard, as far as the person sees them."""
    if not request.person.may(Permission.GOAL_VIEW):
        return []
    named = PlanGoal.objects.filter(plan__college=request.college).exclude(standards=[])
    if request.person.is_outside:
        named = named.exclude(plan__subject__level__in=PERSONAL)
    seen = within_key(request.person, Permission.GOAL_VIEW, named, subject="plan__subject")
    rows = seen.select_related("plan").order_by("plan", "number")
    return [each for each in rows if standard.code in each.standards][:GOALS]


def _editions(versions: list[StandardVersion]) -> list[Edition]:
    names = names_of({name for each in versions for name in (each.proposed_by, each.decided_by)})
    return [
        Edition(
            each,
            names.get(each.proposed_by, "平台"),
            names.get(each.decided_by, "平台") if each.decided_by else "",
            address_of(each.ground),
        )
        for each in versions
    ]
