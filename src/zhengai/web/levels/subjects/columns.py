"""The key indicators of a level as columns: each of one period, so that a column compares like with like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhengai.college.models import College
from zhengai.college.queries import calendar_of, today
from zhengai.indicators.held import periods_held
from zhengai.indicators.models import Definition
from zhengai.indicators.profiles import profiles
from zhengai.indicators.queries import definitions
from zhengai.indicators.writing import Measure
from zhengai.web.components.judged import Judgements
from zhengai.web.components.periods import short_name
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Period, PeriodKind

SHOWN = 3
_TRIED = 24  # so many periods back a value is looked for
_PREFERRED = (PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR, PeriodKind.WEEK)


@dataclass(frozen=True)
class Column:
    """`sort` names it in the address."""

    sort: str
    code: str
    name: str
    measure: Measure
    kind: PeriodKind
    period: str
    period_name: str
    aim: float | None  # of the control point, for the sparkline


def columns_of(request: Request, level: str, judgements: Judgements) -> list[Column]:
    """Those the pack names; where the college has none of them, those that control points judge."""
    keys = profiles(request.college).keys.get(level, ())
    judged = sorted(judgements.rules)
    known = {each.code: each for each in definitions(request.college).filter(code__in=[*keys, *judged])}
    named = [known[code] for code in keys if code in known]
    chosen = (named or [known[code] for code in judged if code in known])[:SHOWN]
    kinds = {each.code: _kind(each, judgements) for each in chosen}
    newest = _newest(request.college, level, kinds)
    calendar = calendar_of(request.college)
    return [
        Column(
            f"key{number}",
            each.code,
            each.name,
            Measure.of(each.body),
            kinds[each.code],
            newest.get(each.code, ""),
            short_name(calendar, newest[each.code]) if each.code in newest else "",
            _aim(each.code, kinds[each.code], judgements),
        )
        for number, each in enumerate(chosen, start=1)
    ]


def _kind(definition: Definition, judgements: Judgements) -> PeriodKind:
    """That of its control point, so that the value stands beside its state; else the most telling one."""
    rules = judgements.rules.get(definition.code)
    if rules:
        return PeriodKind(rules[0].period_kind)
    held = [PeriodKind(each) for each in definition.body.get("periods", [])]
    return next((kind for kind in _PREFERRED if kind in held), held[0] if held else PeriodKind.SEMESTER)


def _newest(college: College, level: str, kinds: Mapping[str, PeriodKind]) -> dict[str, str]:
    """Indicator → the newest period in which the level has values."""
    held = periods_held(college, level, {code: [kind] for code, kind in kinds.items()})
    found = {}
    for code, kind in kinds.items():
        begun = _begun(college, kind)
        newest = next((each.code for each in begun if each.code in held[code].values), None)
        if newest is not None:
            found[code] = newest
    return found


def _begun(college: College, kind: PeriodKind) -> Sequence[Period]:
    """Newest first."""
    day = today(college)
    found = [each for each in calendar_of(college).all() if each.kind is kind and each.start <= day]
    return sorted(found, key=lambda each: each.start, reverse=True)[:_TRIED]


def _aim(code: str, kind: PeriodKind, judgements: Judgements) -> float | None:
    rule = judgements.rule_for(code, kind)
    if rule is None:
        return None
    control = judgements.control(rule, "")
    limit = control.standard or control.target
    return limit.ends()[0] if limit else None
