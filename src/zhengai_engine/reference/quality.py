"""Quality rules judged row by row in plain Python: the judge of the engines that are fast."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from zhengai_engine.model.expression import Expression, FieldRef
from zhengai_engine.model.indicator import Indicator, IndicatorKind
from zhengai_engine.model.period import Calendar, Period, PeriodKind
from zhengai_engine.reference.evaluate import evaluate
from zhengai_engine.reference.expressions import Operators, Outcome, plain
from zhengai_engine.reference.rows import Row, Rows
from zhengai_engine.tables import judging
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.quality import Balance, Drift, Fresh, QualityRule, Unique, Verdict, Volume


class Judge:
    """`received` says on which day a dataset came last, for those without time."""

    def __init__(
        self,
        catalogue: Catalogue,
        rows: Mapping[str, Sequence[Row]],
        calendar: Calendar,
        *,
        college: str,
        today: date,
        received: Mapping[str, date] | None = None,
    ) -> None:
        self._rows = Rows(catalogue, rows, calendar, college)
        self._given = rows
        self._today = today
        self._received = received or {}

    def verdict(self, rule: QualityRule) -> Verdict:
        check = rule.check
        match check:
            case Unique():
                return self._unique(rule, check)
            case Balance():
                return self._balance(rule, check)
            case Fresh():
                found = list(self._by_period(rule.dataset, None))
                newest = max(found, key=lambda each: each.end, default=None)
                return judging.fresh(rule.code, check, newest, self._received.get(rule.dataset), self._today)
            case Volume():
                counts = self._counted(rule, check.kind, lambda row: "")
                return judging.volume(
                    rule.code, check, {p: sum(c.values()) for p, c in counts.items()}, self._today
                )
            case Drift():
                counts = self._counted(rule, check.kind, lambda row: class_of(row.get(check.field), check))
                return judging.drift(rule.code, check, counts, self._today)
            case _:
                answers = [self._meets(rule, row) for row in self._in_scope(rule)]
                return Verdict(rule.code, sum(each is not None for each in answers), answers.count(False))

    def failing(self, rule: QualityRule) -> list[tuple[Any, ...]]:
        """Keys of all rows that fail a row check."""
        key = self._rows.catalogue.dataset(rule.dataset).key
        wrong = [row for row in self._in_scope(rule) if self._meets(rule, row) is False]
        return [tuple(row.get(code) for code in key) for row in wrong]

    def _in_scope(self, rule: QualityRule) -> Iterator[Row]:
        for row in self._given.get(rule.dataset, ()):
            if rule.scope is None or self._ask(rule.dataset, rule.scope, row):
                yield row

    def _meets(self, rule: QualityRule, row: Row) -> bool | None:
        check: Any = rule.check
        condition = judging.condition_of(check, self._rows.catalogue, rule.dataset, self._today)
        answer = self._ask(rule.dataset, condition, row)
        return None if answer is None else bool(answer)

    def _ask(self, dataset: str, condition: Expression, row: Row) -> Any:
        def leaf(field: Expression) -> Outcome:
            assert isinstance(field, FieldRef)
            return Outcome(plain(self._rows.read(dataset, row, field.path)))

        return Operators(leaf)(condition).value

    def _unique(self, rule: QualityRule, check: Unique) -> Verdict:
        seen: dict[tuple[Any, ...], int] = {}
        for row in self._in_scope(rule):
            values = tuple(row.get(code) for code in check.fields)
            if None not in values:
                seen[values] = seen.get(values, 0) + 1
        return Verdict(rule.code, sum(seen.values()), sum(n for n in seen.values() if n > 1))

    def _balance(self, rule: QualityRule, check: Balance) -> Verdict:
        periods = judging.balanced_periods(check, self._rows.calendar, self._today)
        sides = [self._values(side, check, periods) for side in (check.left, check.right)]
        pairs = [(sides[0][cell], sides[1][cell]) for cell in sides[0]]
        known = [(a, b) for a, b in pairs if a is not None and b is not None]
        return Verdict(rule.code, len(known), sum(not check.agrees(a, b) for a, b in known))

    def _values(
        self, side: Expression, check: Balance, periods: list[Period]
    ) -> dict[tuple[str, str], float | None]:
        indicator = Indicator("side", "side", IndicatorKind.NUMBER, side, "", (check.level,), (check.kind,))
        found = evaluate(
            {"side": indicator},
            self._rows.catalogue,
            self._given,
            self._rows.calendar,
            college=self._rows.college,
            level=check.level,
            periods=periods,
        )
        return {(each.subject, each.period): each.value for each in found}

    def _by_period(self, dataset: str, kind: PeriodKind | None) -> dict[Period, list[Row]]:
        time = self._rows.catalogue.dataset(dataset).time
        found: dict[Period, list[Row]] = {}
        for row in self._given.get(dataset, ()) if time else ():
            assert time is not None
            values = tuple(row.get(code) for code in time.fields)
            period = judging.period_of(time, values, self._rows.calendar)
            if period is not None and kind is not None:
                period = judging.around(period, kind, self._rows.calendar)
            if period is not None:
                found.setdefault(period, []).append(row)
        return found

    def _counted(self, rule: QualityRule, kind: PeriodKind, word: Any) -> dict[Period, dict[str, int]]:
        found: dict[Period, dict[str, int]] = {}
        for period, rows in self._by_period(rule.dataset, kind).items():
            words = [
                word(row) for row in rows if rule.scope is None or self._ask(rule.dataset, rule.scope, row)
            ]
            found[period] = {each: words.count(each) for each in set(words) if each is not None}
        return found


def class_of(value: Any, check: Drift) -> str | None:
    """Which class of the distribution a value lies in; null for a null."""
    if value is None:
        return None
    if check.edges:
        return str(sum(value >= edge for edge in check.edges))
    return str(value).lower() if isinstance(value, bool) else str(value)
