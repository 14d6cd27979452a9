"""Which subjects a plan computes at a level when only some of them can have changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.passtable import SUBJECT
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.period import Period


def touched_table(level: str) -> str:
    """The name under which the subjects that changed rows belong to stand on the engine."""
    return f"touched_{level}"


def is_touched(subject: exp.Expr, level: str) -> exp.Expr:
    known = exp.select(sql.column(SUBJECT), copy=False).from_(sql.table(touched_table(level)), copy=False)
    return exp.In(this=subject, query=known.subquery(copy=False))


@dataclass(frozen=True)
class Narrowing:
    """`wide`: level → the periods in which all its subjects are computed, because some value looks at others. In any
    other period only those in the level's `touched_table` are. The college is one subject: there is nothing to leave
    out. `counted`: the same, for what does not add up; to count it for everybody takes longest and is needed least."""

    wide: Mapping[str, frozenset[Period]] = field(default_factory=dict)
    counted: Mapping[str, frozenset[Period]] = field(default_factory=dict)
    narrows: bool = True

    def leaves_out(self, level: str) -> bool:
        """Whether some subject may be left out in some period."""
        return self.narrows and level != COLLEGE

    def is_wide(self, level: str) -> bool:
        """Whether all subjects are needed in some period."""
        return not self.leaves_out(level) or bool(self.wide.get(level))

    def everybody(self, level: str, period: Period, *, additive: bool = True) -> bool:
        """Whether all subjects of the level are computed in the period."""
        wide = self.wide if additive else self.counted
        return not self.leaves_out(level) or period in wide.get(level, frozenset())

    def wanted(
        self,
        level: str,
        subject: exp.Expr,
        period: exp.Expr | None,
        periods: Iterable[Period],
        *,
        additive: bool = True,
    ) -> exp.Expr | None:
        """Which rows are computed, of rows of these periods, or of rows without one; null: all."""
        known = list(periods)
        whole = {each for each in known if self.everybody(level, each, additive=additive)}
        if whole and (period is None or len(whole) == len(known)):
            return None
        if not whole:
            return is_touched(subject, level) if self.leaves_out(level) else None
        assert period is not None
        of_all = sql.one_of(period, [sql.text(code) for code in sorted(each.code for each in whole)])
        return exp.paren(exp.or_(of_all, is_touched(subject, level), copy=False), copy=False)


EVERYBODY = Narrowing(narrows=False)
