"""Judges quality rules on DuckDB: one pass a dataset for all its row checks, and what fails on demand."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from types import TracebackType
from typing import Any, Self

from zhengai_engine.compile.quality import (
    distinct_statement,
    drift_statement,
    failing_statement,
    partitions_statement,
    period_statement,
    repeated_statement,
    repeats_statement,
    row_statement,
)
from zhengai_engine.compile.quoting import identifier
from zhengai_engine.compile.types import BATCH, sql_types
from zhengai_engine.model.expression import Expression
from zhengai_engine.model.indicator import Indicator, IndicatorKind
from zhengai_engine.model.period import Calendar, Period, PeriodKind
from zhengai_engine.run.connection import Bounds, connected
from zhengai_engine.run.evaluate import Request, evaluate
from zhengai_engine.run.sources import Source
from zhengai_engine.tables import judging
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.quality import (
    ROW_CHECKS,
    Balance,
    Drift,
    Failing,
    Fresh,
    QualityRule,
    Unique,
    Verdict,
    Volume,
)

_WANTED = "wanted_keys"
_ROW_CHECKS_AT_ONCE = 150  # rules a statement; more columns than that gain nothing


class Judging:
    """The rules over fixed versions. A context manager; the rows stay on the engine until it is left.

    `received` says on which day a dataset came last: it stands for the newest period where rows have no time.
    """

    def __init__(
        self,
        rules: Sequence[QualityRule],
        catalogue: Catalogue,
        calendar: Calendar,
        source: Source,
        *,
        college: str,
        today: date,
        received: Mapping[str, date] | None = None,
        bounds: Bounds | None = None,
    ) -> None:
        self._catalogue, self._calendar, self._source = catalogue, calendar, source
        self._college, self._today, self._received = college, today, received or {}
        known = source.received()
        self.rules = [each for each in rules if each.dataset in known]
        self._by_code = {each.code: each for each in self.rules}
        self._bounds = bounds or Bounds(threads=1 if source.is_small() else None)
        self._stack = ExitStack()
        self._connection = self._stack.enter_context(connected(self._bounds))
        source.register(self._connection, catalogue)

    def verdicts(self) -> list[Verdict]:
        """In the order of the rules; those of datasets that were never received have none."""
        found: dict[str, Verdict] = {}
        for dataset in dict.fromkeys(each.dataset for each in self.rules):
            rules = [each for each in self.rules if each.dataset == dataset]
            found |= self._row_checks(dataset, rules) | self._periods(dataset, rules)
            for rule in rules:
                if isinstance(rule.check, Unique):
                    found[rule.code] = self._unique(rule, rule.check)
                elif isinstance(rule.check, Drift):
                    found[rule.code] = self._drift(rule, rule.check)
        found |= self._balances()
        return [found[each.code] for each in self.rules]

    def failing(self, code: str, limit: int, keys: Iterable[tuple[Any, ...]] | None = None) -> list[Failing]:
        """What fails one rule, by key, at most `limit`; with `keys` only those of these rows that fail. A rule about
        the rows as a whole has the period it failed in."""
        rule = self._by_code[code]
        check = rule.check
        if isinstance(check, Balance):
            return self._unbalanced(check)[:limit]
        if isinstance(check, Unique):
            return self._rows(
                rule, repeated_statement(self._catalogue, rule, check).sql("duckdb"), limit, keys
            )
        if isinstance(check, Fresh | Volume | Drift):
            return []
        query = failing_statement(self._catalogue, rule, check, self._today)
        return self._rows(rule, query.sql("duckdb"), limit, keys)

    def sql(self, dataset: str) -> str:
        """The pass over one dataset, as it runs."""
        checks = [
            (e, e.check) for e in self.rules if e.dataset == dataset and isinstance(e.check, ROW_CHECKS)
        ]
        return row_statement(self._catalogue, dataset, checks, self._today).sql("duckdb", pretty=True)

    def close(self) -> None:
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _row_checks(self, dataset: str, rules: Sequence[QualityRule]) -> dict[str, Verdict]:
        checks = [(each, each.check) for each in rules if isinstance(each.check, ROW_CHECKS)]
        found: dict[str, Verdict] = {}
        for start in range(0, len(checks), _ROW_CHECKS_AT_ONCE):
            part = checks[start : start + _ROW_CHECKS_AT_ONCE]
            counts = self._one(row_statement(self._catalogue, dataset, part, self._today).sql("duckdb"))
            for number, (rule, _) in enumerate(part):
                meets, fails = counts[2 * number : 2 * number + 2]
                found[rule.code] = Verdict(rule.code, meets + fails, fails)
        return found

    def _unique(self, rule: QualityRule, check: Unique) -> Verdict:
        """Equal combinations that name the row's time lie in one partition: looking at one after the other keeps the
        table of hashes small, which is twice as fast on twenty million rows."""
        judged = different = 0
        for part in self._parts(rule, check):
            query = distinct_statement(self._catalogue, rule, check, part)
            found = self._one(query.sql("duckdb"))
            judged, different = judged + found[0], different + found[1]
        if judged == different:
            return Verdict(rule.code, judged, 0)
        (failing,) = self._one(repeats_statement(self._catalogue, rule, check).sql("duckdb"))
        return Verdict(rule.code, judged, int(failing))

    def _parts(self, rule: QualityRule, check: Unique) -> list[str | None]:
        time = self._catalogue.dataset(rule.dataset).time
        if time is None or time.fields[0] not in check.fields:
            return [None]
        query = partitions_statement(rule.dataset).sql("duckdb")
        return sorted(each for (each,) in self._connection.execute(query).fetchall())

    def _periods(self, dataset: str, rules: Sequence[QualityRule]) -> dict[str, Verdict]:
        """Freshness and volumes."""
        volumes = [(each, each.check) for each in rules if isinstance(each.check, Volume)]
        ages = [(each, each.check) for each in rules if isinstance(each.check, Fresh)]
        if not volumes and not ages:
            return {}
        counts = self._by_period(dataset, [None, *(rule.scope for rule, _ in volumes)])
        newest = max(counts, key=lambda each: each.end, default=None)
        received = self._received.get(dataset)
        found = {
            rule.code: judging.fresh(rule.code, check, newest, received, self._today) for rule, check in ages
        }
        for number, (rule, check) in enumerate(volumes, start=1):
            rows = self._gathered({period: n[number] for period, n in counts.items()}, check.kind)
            found[rule.code] = judging.volume(rule.code, check, rows, self._today)
        return found

    def _by_period(self, dataset: str, scopes: Sequence[Expression | None]) -> dict[Period, list[int]]:
        time = self._catalogue.dataset(dataset).time
        if time is None:
            return {}
        found: dict[Period, list[int]] = {}
        query = period_statement(self._catalogue, dataset, scopes).sql("duckdb")
        for row in self._connection.execute(query).fetchall():
            period = judging.period_of(time, row[: len(time.fields)], self._calendar)
            if period is not None:
                found[period] = list(row[len(time.fields) :])
        return found

    def _gathered(self, rows: Mapping[Period, int], kind: PeriodKind) -> dict[Period, int]:
        found: dict[Period, int] = {}
        for period, number in rows.items():
            whole = judging.around(period, kind, self._calendar)
            if whole is not None:
                found[whole] = found.get(whole, 0) + number
        return found

    def _drift(self, rule: QualityRule, check: Drift) -> Verdict:
        time = self._catalogue.dataset(rule.dataset).time
        counts: dict[Period, dict[str, int]] = {}
        query = drift_statement(self._catalogue, rule, check).sql("duckdb") if time else "SELECT NULL LIMIT 0"
        for *values, word, number in self._connection.execute(query).fetchall():
            assert time is not None
            period = judging.period_of(time, tuple(values), self._calendar)
            whole = judging.around(period, check.kind, self._calendar) if period else None
            if whole is not None and word is not None and number:
                words = counts.setdefault(whole, {})
                words[word] = words.get(word, 0) + number
        return judging.drift(rule.code, check, counts, self._today)

    def _balances(self) -> dict[str, Verdict]:
        """All balances are one run of the engine: formulas over the same rows share their passes."""
        found = {}
        for rule in self.rules:
            if isinstance(rule.check, Balance):
                cells = self._cells(rule.check)
                known = [(a, b) for _, a, b in cells if a is not None and b is not None]
                wrong = sum(not rule.check.agrees(a, b) for a, b in known)
                found[rule.code] = Verdict(rule.code, len(known), wrong)
        return found

    def _unbalanced(self, check: Balance) -> list[Failing]:
        return [
            Failing(
                (("level", check.level), ("subject", subject), ("period", period)),
                (("left", a), ("right", b)),
            )
            for (subject, period), a, b in self._cells(check)
            if a is not None and b is not None and not check.agrees(a, b)
        ]

    def _cells(self, check: Balance) -> list[tuple[tuple[str, str], float | None, float | None]]:
        """By period and subject."""
        sides = {
            code: Indicator(code, code, IndicatorKind.NUMBER, side, "", (check.level,), (check.kind,))
            for code, side in (("left", check.left), ("right", check.right))
        }
        periods = judging.balanced_periods(check, self._calendar, self._today)
        found: dict[tuple[str, str], dict[str, float | None]] = {}
        with evaluate(
            sides,
            self._catalogue,
            self._calendar,
            self._source,
            college=self._college,
            requests=[Request(check.level, tuple(periods))],
            bounds=self._bounds,
        ) as evaluation:
            for each in evaluation.values():
                found.setdefault((each.period, each.subject), {})[each.indicator] = each.value
        return [
            ((subject, period), values.get("left"), values.get("right"))
            for (period, subject), values in sorted(found.items())
        ]

    def _rows(
        self, rule: QualityRule, query: str, limit: int, keys: Iterable[tuple[Any, ...]] | None
    ) -> list[Failing]:
        dataset = self._catalogue.dataset(rule.dataset)
        key = [identifier(code) for code in dataset.key]
        if keys is not None:
            self._want(rule.dataset, keys)
            on = " AND ".join(f"q.{name} IS NOT DISTINCT FROM w.{name}" for name in key)
            query = f"SELECT q.* FROM ({query}) AS q SEMI JOIN {_WANTED} AS w ON {on}"  # noqa: S608
        order = ", ".join(f"{name} NULLS LAST" for name in key)
        cursor = self._connection.execute(
            f"SELECT * FROM ({query}) ORDER BY {order}, {BATCH} LIMIT {int(limit)}"  # noqa: S608
        )
        names = [each[0] for each in cursor.description or ()]
        return [_failing(dataset.key, dict(zip(names, row, strict=True))) for row in cursor.fetchall()]

    def _want(self, dataset: str, keys: Iterable[tuple[Any, ...]]) -> None:
        declared, types = self._catalogue.dataset(dataset), sql_types(self._catalogue.dataset(dataset))
        columns = ", ".join(f"{identifier(code)} {types[code]}" for code in declared.key)
        self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {_WANTED} ({columns})")
        rows = list(keys)
        if rows:
            line = f"({', '.join('?' for _ in declared.key)})"
            flat = [value for row in rows for value in row]
            self._connection.execute(f"INSERT INTO {_WANTED} VALUES {', '.join([line] * len(rows))}", flat)  # noqa: S608

    def _one(self, query: str) -> tuple[Any, ...]:
        found = self._connection.execute(query).fetchone()
        assert found is not None
        return found


def _failing(key: Sequence[str], row: dict[str, Any]) -> Failing:
    batch = row.pop(BATCH)
    return Failing(tuple((code, row[code]) for code in key), tuple(row.items()), batch)
