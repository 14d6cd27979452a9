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
    out."""

    wide: Mapping[str, frozenset[Period]] = field(default_factory=dict)
    narrows: bool = True

    def leaves_out(self, level: str) -> bool:
        """Whether some subject may be left out in some period."""
        return self.narrows and level != COLLEGE

    def is_wide(self, level: str) -> bool:
        """Whether all subjects are needed in some period."""
        return not self.leaves_out(level) or bool(self.wide.get(level))

    def wanted(
        self, level: str, subject: exp.Expr, period: exp.Expr | None, periods: Iterable[Period]
    ) -> exp.Expr | None:
        """Which rows are computed, of rows of these periods, or of rows without one; null: all."""
        if not self.leaves_out(level):
            return None
        known, wide = set(periods), self.wide.get(level, frozenset())
        everybody = sorted(each.code for each in known & wide)
        if period is None:
            return None if wide else is_touched(subject, level)
        if known <= wide:
            return None
        if not everybody:
            return is_touched(subject, level)
        of_all = sql.one_of(period, [sql.text(code) for code in everybody])
        return exp.paren(exp.or_(of_all, is_touched(subject, level), copy=False), copy=False)


EVERYBODY = Narrowing(narrows=False)
