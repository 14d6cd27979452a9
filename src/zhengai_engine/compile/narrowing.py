"""Which subjects a plan computes at a level when only some of them can have changed."""

from dataclasses import dataclass

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.passtable import SUBJECT
from zhengai_engine.model.level import COLLEGE


def touched_table(level: str) -> str:
    """The name under which the subjects that changed rows belong to stand on the engine."""
    return f"touched_{level}"


def is_touched(subject: exp.Expr, level: str) -> exp.Expr:
    known = exp.select(sql.column(SUBJECT), copy=False).from_(sql.table(touched_table(level)), copy=False)
    return exp.In(this=subject, query=known.subquery(copy=False))


@dataclass(frozen=True)
class Narrowing:
    """At the levels of `whole` all subjects are computed, because some value looks at others; elsewhere only those
    in the level's `touched_table`. The college is one subject: there is nothing to leave out."""

    whole: frozenset[str] = frozenset()
    narrows: bool = True

    def leaves_out(self, level: str) -> bool:
        return self.narrows and level != COLLEGE and level not in self.whole


EVERYBODY = Narrowing(narrows=False)
