"""What comes back from outside as a sheet: benchmarks of indicators, and quality reports about what we submitted."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import QuerySet

from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.core import clock
from zhengai.core.actions import record
from zhengai.framework import queries as framework
from zhengai.framework.rules.sheets import Bad, SheetRow, Trial
from zhengai.indicators import queries as indicators
from zhengai.indicators.writing import Measure
from zhengai.submissions import queries
from zhengai.submissions.models import Benchmark, ReturnedProblem

BENCHMARK_HEADERS = ("指标", "层面", "周期", "范围", "值", "来源")
PROBLEM_HEADERS = ("报告", "数据表", "字段", "主键", "问题")
_WIDEST = "college"
M = TypeVar("M", Benchmark, ReturnedProblem)


@dataclass(frozen=True)
class _Read:
    """One row of a sheet: what it is, what it says, and what people call it."""

    key: Mapping[str, Any]
    says: Mapping[str, Any]
    name: str


def take_benchmarks(*, college: College, rows: Sequence[SheetRow], dry_run: bool, by: str) -> Trial:
    """All or nothing. The same indicator, level, period and scope is replaced; others stay."""
    read = _benchmark_reader(college)
    return _take(Benchmark, read, rows, college, dry_run, "submissions.take_benchmarks", by)


def take_report(*, college: College, rows: Sequence[SheetRow], dry_run: bool, by: str) -> Trial:
    """All or nothing. A report that comes again replaces what it said of the same table, field and key."""
    read = _problem_reader(college)
    return _take(ReturnedProblem, read, rows, college, dry_run, "submissions.take_report", by)


def benchmarks_for(
    college: College, levels: Sequence[str], wanted: Mapping[str, str]
) -> dict[str, list[Benchmark]]:
    """`wanted` and the answer are by indicator: of each scope the benchmark of the wanted period, else the newest; all of
    the first of `levels` at which anybody published that indicator."""
    found: dict[tuple[str, str], dict[str, Benchmark]] = defaultdict(dict)
    rows = Benchmark.objects.filter(college=college, level__in=levels, indicator__in=list(wanted))
    for each in rows.order_by("period"):
        by_scope = found[each.level, each.indicator]
        before = by_scope.get(each.scope)
        if before is None or before.period != wanted[each.indicator]:
            by_scope[each.scope] = each
    nearest: dict[str, list[Benchmark]] = {}
    for level in levels:
        for code in wanted:
            if (level, code) in found:
                nearest.setdefault(code, list(found[level, code].values()))
    return nearest


def problems_of(college: College, table: str | None = None) -> QuerySet[ReturnedProblem]:
    """The newest report first."""
    found = ReturnedProblem.objects.filter(college=college)
    return found if table is None else found.filter(table=table)


def benchmarks_of(college: College) -> QuerySet[Benchmark]:
    return Benchmark.objects.filter(college=college)


def _take(
    model: type[M],
    read: Callable[[SheetRow], _Read],
    rows: Sequence[SheetRow],
    college: College,
    dry_run: bool,
    action: str,
    by: str,
) -> Trial:
    """A row that stands twice in the sheet counts once, as it stands last."""
    trial, found = Trial(), dict[tuple[str, ...], _Read]()
    for row in rows:
        try:
            one = read(row)
        except Bad as problem:
            trial.bad.append(row.bad(problem))
            continue
        found[tuple(one.key.values())] = one
    names = next((list(each.key) for each in found.values()), [])
    held = {
        tuple(getattr(each, name) for name in names): each for each in model.objects.filter(college=college)
    }
    changes = []
    for key, one in found.items():
        there = held.get(key)
        if there is not None and all(getattr(there, name) == value for name, value in one.says.items()):
            trial.same += 1
            continue
        (trial.new if there is None else trial.changed).append(one.name)
        changes.append(one)
    if dry_run or trial.bad or not changes:
        return trial
    with transaction.atomic():
        for one in changes:
            said = {**one.says, "by": by, "at": clock.now()}
            model.objects.update_or_create(college=college, **one.key, defaults=said)
        details = {"new": len(trial.new), "changed": len(trial.changed)}
        record(action=action, by=by, subject=college.code, details=details)
    return trial


def _benchmark_reader(college: College) -> Callable[[SheetRow], _Read]:
    known: dict[str, tuple[str, Measure]] = {}
    for each in indicators.definitions(college):
        known.setdefault(each.name, (each.code, Measure.of(each.body)))
        known[each.code] = (each.code, Measure.of(each.body))
    levels = {
        word: each["code"]
        for each in framework.section(college, "levels")
        for word in (each["name"], each["code"])
    }
    calendar = calendar_of(college)

    def read(row: SheetRow) -> _Read:
        if (found := known.get(row.needed("指标"))) is None:
            raise Bad("指标", "没有这个名称或代码的指标")
        if (level := levels.get(row.cells["层面"] or _WIDEST)) is None:
            raise Bad("层面", "没有这个层面；空着是学校")
        if (period := calendar.find(row.needed("周期"))) is None:
            raise Bad("周期", "不是平台认得的周期，例如 2025-2026、2025-2026-1、2025")
        scope = row.needed("范围")
        return _Read(
            {"indicator": found[0], "level": level, "period": period.code, "scope": scope},
            {"period_kind": period.kind.value, "value": _value(row, found[1]), "source": row.needed("来源")},
            f"{row.cells['指标']}，{scope}，{period.code}",
        )

    return read


def _value(row: SheetRow, measure: Measure) -> float:
    """Rates in percent, as people write them; a cell that Excel shows in percent holds the fraction."""
    text = row.needed("值").replace(",", "").replace("，", "")
    percent = text.endswith(("%", "％"))
    try:
        number = float(text.rstrip("%％"))
    except ValueError:
        raise Bad("值", "要是数字，比率写成 5.2%") from None
    if percent and not measure.percent:
        raise Bad("值", "这个指标不是百分数，请去掉百分号并核对单位")
    if measure.percent and not percent and abs(number) > 1:
        raise Bad("值", "这个指标是比率，请写成百分数，例如 5.2%")
    return number / 100 if percent else number


def _problem_reader(college: College) -> Callable[[SheetRow], _Read]:
    tables = {
        word: each
        for each in queries.tables(college).values()
        for word in (*each.item.numbers, each.item.name, each.item.object, each.code)
    }

    def read(row: SheetRow) -> _Read:
        if (table := tables.get(row.needed("数据表"))) is None:
            raise Bad("数据表", "没有这个代码或名称的国家数据表")
        codes = {word: each.item.code for each in table.columns for word in (each.item.name, each.item.code)}
        field = row.cells["字段"]
        return _Read(
            {
                "report": row.needed("报告"),
                "table": table.code,
                "field": codes.get(field, field),
                "key": row.cells["主键"],
            },
            {"text": row.needed("问题")},
            f"{table.item.name} {field} {row.cells['主键']}".strip(),
        )

    return read
