"""One control point: its limits, how they came about, who has their own, and how its subjects stand."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.alerts.models import Alert, ControlState
from zhengai.alerts.queries import open_alerts
from zhengai.college.models import Subject
from zhengai.cycles.models import ExemptionKind
from zhengai.cycles.queries import check_may_change, current_cycle, exemptions
from zhengai.cycles.rules.exemption import ExemptionState
from zhengai.cycles.rules.guard import LoopRefused
from zhengai.cycles.rules.span import OutsideCalendar
from zhengai.indicators import queries as indicators
from zhengai.standards.models import ControlPoint, ControlRule, ControlRuleVersion
from zhengai.standards.queries import general_values, limits_with, specification
from zhengai.standards.rules.reading import read_item
from zhengai.web.components.disclosure import PERSONAL, disclosed_alerts
from zhengai.web.components.figures import Measure
from zhengai.web.components.picking import offered
from zhengai.web.components.scoped import within, within_key
from zhengai.web.components.typed import take_typed
from zhengai.web.desks.standards.listed import shares
from zhengai.web.desks.standards.words import FIELDS, in_words, written
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.scoring import ControlValues

FORM = ("subject", "reason", *FIELDS)
ALERTS = 8  # of the newest


@dataclass(frozen=True)
class Own:
    point: ControlPoint
    limits: list[tuple[str, str]]
    by: str


@dataclass(frozen=True)
class Edition:
    version: ControlRuleVersion
    changes: list[tuple[str, str, str]]  # limit, before, after
    by: str


def rule_or_404(request: Request, code: str) -> ControlRule:
    found = ControlRule.objects.filter(college=request.college, code=code).first()
    if found is None:
        raise Http404("没有这个质控点，它可能不在学校采用的方案里")
    found.college = request.college
    return found


def measure_of(request: Request, rule: ControlRule) -> Measure:
    definition = indicators.definitions(request.college).filter(code=rule.indicator).first()
    return Measure.of(definition.body if definition else {})


def reach_of(request: Request, rule: ControlRule) -> QuerySet[Subject]:
    """Subjects for which this person may set limits of their own."""
    return request.person.subjects(Permission.STANDARD_EDIT).filter(level=rule.level)


@needs(Permission.STANDARD_VIEW)
def standard(request: Request, code: str) -> HttpResponse:
    rule = rule_or_404(request, code)
    definition = indicators.definitions(request.college).filter(code=rule.indicator).first()
    measure = Measure.of(definition.body if definition else {})
    alerts = _alerts(request, rule)
    typed, error = take_typed(request, f"standard-{rule.code}", FORM)
    values = general_values(rule)
    context = {
        "rule": rule,
        "says": specification(rule),
        "level_name": level_names(request).get(rule.level, rule.level),
        "indicator_name": definition.name if definition else rule.indicator,
        "limits": in_words(values, measure),
        "shares": shares(_states(rule)),
        "editions": _editions(request, rule, measure),
        "own": _own(request, rule, measure),
        "alerts": alerts[:ALERTS],
        "alert_count": alerts.count(),
        **_form(request, rule, written(values, measure), typed),
        "error": error,
    }
    return render(request, "desks/standards/standard.html", context)


def _states(rule: ControlRule) -> Counter[str]:
    rows = ControlState.objects.filter(rule=rule).order_by()
    return Counter(dict(rows.values_list("state").annotate(number=Count("pk"))))


def _alerts(request: Request, rule: ControlRule) -> QuerySet[Alert]:
    found = disclosed_alerts(request.person, open_alerts(request.college).filter(rule=rule))
    return within(request.person, Permission.ALERT_VIEW, found)


def _own(request: Request, rule: ControlRule, measure: Measure) -> list[Own]:
    if request.person.is_outside and rule.level in PERSONAL:
        return []
    points = within_key(request.person, Permission.STANDARD_VIEW, ControlPoint.objects.filter(rule=rule))
    found = list(points.select_related("subject").order_by("subject__code"))
    names = names_of({each.decided_by for each in found})
    return [
        Own(each, in_words(limits_with(rule, each), measure), names.get(each.decided_by, "平台"))
        for each in found
    ]


def _editions(request: Request, rule: ControlRule, measure: Measure) -> list[Edition]:
    """Newest first, each with what it changed in the one before."""
    versions = list(rule.versions.order_by("version"))
    names = names_of({each.adopted_by for each in versions})
    found = []
    before: dict[str, str] = {}
    for each in versions:
        values = read_item(each.content).values_for(request.college.category) or ControlValues()
        now = dict(in_words(values, measure))
        changed = [
            (name, before.get(name, "没有"), now.get(name, "取消"))
            for name in FIELDS.values()
            if before and before.get(name) != now.get(name)
        ]
        found.append(Edition(each, changed, names.get(each.adopted_by, "平台")))
        before = now
    return found[::-1]


def _form(
    request: Request, rule: ControlRule, general: dict[str, str], typed: dict[str, str]
) -> dict[str, object]:
    """The form for limits of one subject's own, and whether the loop would refuse them now."""
    if not rule.active or not request.person.may(Permission.STANDARD_EDIT):
        return {
            "may_edit": False,
            "fields": [],
            "subjects": [],
            "standstill": "",
            "pending": [],
            "typed": typed,
        }
    pending = exemptions(request.college, state=ExemptionState.ASKED.value).filter(
        kind=ExemptionKind.STANDARD, about=f"control_rule:{rule.code}"
    )
    subjects = offered(reach_of(request, rule))
    return {
        "may_edit": bool(subjects),
        "fields": [(name, word, typed.get(name) or general.get(name, "")) for name, word in FIELDS.items()],
        "subjects": subjects,
        "standstill": _standstill(rule),
        "pending": list(within(request.person, Permission.STANDARD_EDIT, pending)),
        "typed": typed,
    }


def _standstill(rule: ControlRule) -> str:
    """Of the level as a whole: a subject that was diagnosed may stand differently, and is told so when it is set."""
    try:
        check_may_change(rule.college, rule.level, "", current_cycle(rule.college, rule.level), ground="")
    except (LoopRefused, OutsideCalendar) as refusal:
        return str(refusal)
    return ""
