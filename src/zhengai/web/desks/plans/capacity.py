"""发展能力诊断: before a plan sets goals, what the library of indicators says of its subject (GOAL-09)."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of, today
from zhengai.goals.models import Plan, PlanGoal
from zhengai.goals.rules.capacity import CapacityVerdict, Sighting, Sign, signs, verdict
from zhengai.indicators import queries as indicators
from zhengai.indicators.models import CurrentValue, Definition
from zhengai.indicators.profiles import profiles
from zhengai.indicators.writing import Measure
from zhengai.web.components.disclosure import disclosed
from zhengai.web.components.figures import Figure, figure
from zhengai.web.components.judged import Judgements
from zhengai.web.components.listings import listing_of
from zhengai.web.components.peers import Asked, peer_means
from zhengai.web.components.periods import newest_first, short_name
from zhengai.web.components.values import value_address
from zhengai.web.components.workbooks import workbook
from zhengai.web.desks.plans.seen import may_write, plan_or_404
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.indicator import Direction
from zhengai_engine.model.period import Calendar, PeriodKind
from zhengai_engine.scoring import State

# plans count in years: of an indicator the longest kind of period is looked at
_LONGEST = (PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR, PeriodKind.SEMESTER)
_BETTER = {Direction.HIGHER: 1, Direction.LOWER: -1}
_MET = (State.TARGET_MET, State.STANDARD_MET)
_SHORT = (State.BELOW_STANDARD, State.NOTICE, State.WARNING, State.SEVERE)
LOOKS = {
    CapacityVerdict.WEAKNESS: "warning",
    CapacityVerdict.MIXED: "notice",
    CapacityVerdict.STRENGTH: "met",
    CapacityVerdict.STEADY: "plain",
    CapacityVerdict.UNJUDGED: "plain",
    CapacityVerdict.BLIND: "blind",
}
_NO_GROUP = "其他"


@dataclass(frozen=True)
class Line:
    """`goal` is the plan's goal on this indicator; a weakness without one is what the plan leaves out."""

    code: str
    name: str
    group: str
    value: Figure
    before: Figure | None
    peers: Figure | None
    period: str
    signs: tuple[Sign, ...]
    verdict: CapacityVerdict
    goal: PlanGoal | None

    @property
    def look(self) -> str:
        return LOOKS[self.verdict]

    @property
    def left_out(self) -> bool:
        return self.verdict is CapacityVerdict.WEAKNESS and self.goal is None

    @property
    def why(self) -> str:
        return "，".join(each.text for each in self.signs)

    @property
    def sentence(self) -> str:
        """For the plan's SWOT: the figure with its period and the reasons."""
        return f"{self.name} {self.value.text}（{self.period}）：{self.why}"


@needs(Permission.GOAL_VIEW)
def capacity(request: Request, number: int) -> HttpResponse:
    plan = plan_or_404(request, number)
    lines = lines_of(request, plan)
    chosen = _narrowed(request, lines)
    if request.GET.get("format") == "xlsx":
        return _export(plan, chosen)
    counted = Counter(each.verdict for each in lines)
    order = list(CapacityVerdict)
    sorts = {
        "verdict": lambda each: (order.index(each.verdict), each.group, each.name), "name": lambda each: each.name,
        "group": lambda each: (each.group, order.index(each.verdict), each.name),
    }  # fmt: skip
    context = {
        "plan": plan,
        "level_name": level_names(request).get(plan.subject.level, ""),
        "listing": listing_of(request, chosen, sorts, "verdict"),
        "total": len(lines),
        "counted": [(each.value, each.chinese, counted[each]) for each in order if counted[each]],
        "strengths": counted[CapacityVerdict.STRENGTH],
        "weaknesses": counted[CapacityVerdict.WEAKNESS],
        "left_out": sum(each.left_out for each in lines),
        "groups": sorted({each.group for each in lines}),
        "chosen": {name: request.GET.get(name, "") for name in ("verdict", "group", "q")},
        "may_write": may_write(request, plan),
    }
    return answer(request, "desks/plans/capacity.html", "desks/plans/_capacity.html", context)


def lines_of(request: Request, plan: Plan) -> list[Line]:
    """Every indicator that the library offers at the subject's level, those without a value too. A fixed number of
    questions, however many there are."""
    college, subject = request.college, plan.subject
    known = [each for each in indicators.definitions(college) if subject.level in each.body.get("levels", [])]
    calendar = calendar_of(college)
    held: dict[str, list[CurrentValue]] = defaultdict(list)
    rows = indicators.current_values(college, level=subject.level).filter(
        subject=subject.code, indicator__in=[each.code for each in known], period_kind__in=_LONGEST
    )
    for each in disclosed(request.person, rows):
        held[each.indicator].append(each)
    day = today(college)
    runs = {code: _run(calendar, values, day) for code, values in held.items()}
    asked = [Asked(code, run[0].period) for code, run in sorted(runs.items()) if run]
    means = peer_means(college, indicators.newest_run(college), subject.level, asked)
    judgements = Judgements(college, subject.level, [subject.code])
    groups = {code: group.name for group in profiles(college).groups for code in group.indicators}
    goals = {each.indicator: each for each in PlanGoal.objects.filter(plan=plan).exclude(indicator="")}
    return [
        _line(each, runs.get(each.code, []), means, judgements, groups, goals, calendar) for each in known
    ]


def _run(calendar: Calendar, values: list[CurrentValue], day: date) -> list[CurrentValue]:
    """What has a value, newest first, of the longest kind that was ever over: a year that has just begun is not
    compared with a whole one. Where none is over yet the running one stands alone."""
    filled = {each.period: each for each in values if each.value is not None}
    order = newest_first(calendar, filled)
    for kind in _LONGEST:
        over = [filled[p.code] for p in order if p.kind is kind and p.end < day]
        if over:
            return over
    return [filled[p.code] for p in order][:1] or values[:1]


def _line(
    definition: Definition,
    run: list[CurrentValue],
    means: Mapping[tuple[str, str], float],
    judgements: Judgements,
    groups: Mapping[str, str],
    goals: Mapping[str, PlanGoal],
    calendar: Calendar,
) -> Line:
    measure = Measure.of(definition.body)
    newest = run[0] if run else None
    before = run[1].value if len(run) > 1 else None
    mean = means.get((definition.code, newest.period)) if newest else None
    seen = Sighting(
        value=_shown(newest.value if newest else None, measure),
        before=_shown(before, measure),
        peers=_shown(mean, measure),
        better=_BETTER.get(Direction(definition.body.get("direction", Direction.NONE)), 0),
        standing=_standing(judgements, newest),
    )
    found = signs(seen)
    return Line(
        code=definition.code,
        name=definition.name,
        group=groups.get(definition.code, _NO_GROUP),
        value=figure(
            newest.value if newest else None,
            measure,
            reason=newest.reason if newest else "no_data",
            href=value_address(newest) if newest else "",
        ),
        before=None if before is None else figure(before, measure, href=value_address(run[1])),
        peers=None if mean is None else figure(mean, measure),
        period=short_name(calendar, newest.period) if newest else "",
        signs=tuple(found),
        verdict=verdict(seen, found),
        goal=goals.get(definition.code),
    )


def _shown(value: float | None, measure: Measure) -> float | None:
    """As exact as it is written on the page."""
    if value is None:
        return None
    return round(value * 100 if measure.percent else value, measure.decimals)


def _standing(judgements: Judgements, newest: CurrentValue | None) -> int:
    judged = judgements.judged(newest) if newest is not None and newest.value is not None else None
    if judged is None:
        return 0
    return (judged.state in _MET) - (judged.state in _SHORT)


def _narrowed(request: Request, lines: list[Line]) -> list[Line]:
    wanted, group = request.GET.get("verdict", ""), request.GET.get("group", "")
    text = request.GET.get("q", "").strip()
    return [
        each
        for each in lines
        if (not wanted or each.verdict == wanted or (wanted == "left_out" and each.left_out))
        and (not group or each.group == group)
        and text in each.name
    ]


def _export(plan: Plan, lines: list[Line]) -> HttpResponse:
    headers = ["类别", "指标", "周期", "值", "单位", "上一期", "同类平均", "结论", "理由", "规划目标"]
    rows: list[list[Any]] = [
        [
            each.group, each.name, each.period, each.value.why or each.value.number, each.value.unit,
            each.before.number if each.before else "", each.peers.number if each.peers else "",
            each.verdict.chinese, each.why, each.goal.title if each.goal else "",
        ]
        for each in lines
    ]  # fmt: skip
    return workbook(f"{plan.title}发展能力诊断", headers, rows)


def swot_words(request: Request, plan: Plan) -> dict[str, str]:
    """What the diagnosis gives to the analysis of the plan, for its author to go on from."""
    lines = lines_of(request, plan)
    told = {
        name: "\n".join(each.sentence for each in lines if each.verdict is which)
        for name, which in (("strengths", CapacityVerdict.STRENGTH), ("weaknesses", CapacityVerdict.WEAKNESS))
    }
    return told | {"evidence": f"发展能力诊断：指标库 {len(lines)} 项指标的值、上一期、同类平均和质控点。"}
