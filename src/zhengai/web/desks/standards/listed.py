"""The list of control points: what each allows, who has limits of their own, and how all stand now."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.alerts.models import ControlState
from zhengai.indicators import queries as indicators
from zhengai.standards.models import ControlPoint, ControlRule
from zhengai.standards.queries import general_values, rules_for
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.components.figures import Measure
from zhengai.web.components.judged import WORST_FIRST
from zhengai.web.components.listings import listing_of
from zhengai.web.components.states import badge
from zhengai.web.components.workbooks import workbook
from zhengai.web.desks.standards.words import in_words
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.scoring import State


@dataclass(frozen=True)
class Share:
    """How many subjects stand in a state; `start` and `width` in percent of all."""

    state: str
    word: str
    look: str
    count: int
    start: float
    width: float


@dataclass(frozen=True)
class Row:
    rule: ControlRule
    level: str
    indicator: str
    limits: list[tuple[str, str]]
    own: int
    shares: list[Share]

    @property
    def judged(self) -> int:
        return sum(share.count for share in self.shares)


SORTS = {
    "level": lambda row: (row.level, row.rule.name),
    "name": lambda row: row.rule.name,
    "own": lambda row: -row.own,
    "judged": lambda row: -row.judged,
}


@needs(Permission.STANDARD_VIEW)
def standards(request: Request) -> HttpResponse:
    rows = _rows(request)
    chosen = [row for row in rows if _is_wanted(request, row)]
    if request.GET.get("format") == "xlsx":
        return _export(chosen)
    context = {
        "listing": listing_of(request, chosen, SORTS, "level"),
        "levels": list(level_names(request).items()),
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "total": len(rows),
        "own": sum(row.own for row in rows),
    }
    return answer(request, "desks/standards/standards.html", "desks/standards/_list.html", context)


def _rows(request: Request) -> list[Row]:
    college = request.college
    rules = rules_for(college)
    names = level_names(request)
    definitions = {each.code: each for each in indicators.definitions(college)}
    own = dict(
        ControlPoint.objects.filter(rule__college=college)
        .order_by()
        .values_list("rule_id")
        .annotate(number=Count("pk"))
    )
    counted = _counted(rules)
    found = []
    for rule in rules:
        rule.college = college
        definition = definitions.get(rule.indicator)
        hidden = request.person.is_outside and rule.level in PERSONAL
        found.append(
            Row(
                rule,
                names.get(rule.level, rule.level),
                definition.name if definition else rule.indicator,
                in_words(general_values(rule), Measure.of(definition.body if definition else {})),
                0 if hidden else own.get(rule.pk, 0),
                shares(counted[rule.pk]),
            )
        )
    return found


def _counted(rules: Sequence[ControlRule]) -> dict[int, Counter[str]]:
    rows = ControlState.objects.filter(rule__in=[rule.pk for rule in rules]).order_by()
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for rule, state, number in rows.values_list("rule_id", "state").annotate(number=Count("pk")):
        found[rule][state] += number
    return found


def shares(counted: Counter[str]) -> list[Share]:
    """Worst first."""
    total = counted.total()
    found: list[Share] = []
    before = 0
    for state in sorted((State(code) for code in counted), key=WORST_FIRST.index):
        count, look = counted[state.value], badge(state.value).look
        start, width = round(100 * before / total, 2), round(100 * count / total, 2)
        found.append(Share(state.value, state.chinese, look, count, start, width))
        before += count
    return found


def _is_wanted(request: Request, row: Row) -> bool:
    wanted = request.GET
    text = wanted.get("q", "").strip()
    words = (row.rule.name, row.rule.code, row.indicator, row.rule.source)
    return (
        (not wanted.get("level") or row.rule.level == wanted["level"])
        and (not wanted.get("own") or row.own > 0)
        and (not text or any(text in each for each in words))
    )


def _export(rows: list[Row]) -> HttpResponse:
    headers = [
        "代码",
        "名称",
        "层面",
        "指标",
        "界限",
        "依据",
        "版本",
        "另定界限的对象",
        "判断过的对象",
        "现状",
    ]
    found: list[list[Any]] = [
        [
            row.rule.code, row.rule.name, row.level, row.indicator,
            "；".join(f"{name}{limit}" for name, limit in row.limits), row.rule.source, row.rule.version,
            row.own, row.judged, "、".join(f"{share.word} {share.count}" for share in row.shares),
        ]
        for row in rows
    ]  # fmt: skip
    return workbook("标准与质控点", headers, found)
