"""Values from other rows of values: earlier periods, windows, parts of a longer period, members below.

A link says which rows lead to which; a gather is one grouped query over a stage table along one link, and all
formulas that need the same link from the same table share it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlglot import exp

from zhengai_engine.compile import sql
from zhengai_engine.compile.passtable import SUBJECT
from zhengai_engine.compile.periods import PERIOD

SOURCE = "s"
LINK = "k"
TARGET = "target"
POSITION = "position"


@dataclass(frozen=True)
class Presence:
    name: str
    timed: bool


@dataclass(frozen=True)
class TimeLink:
    """(period, earlier or part period, position): values of the part count for the period. With `present`, only
    parts count for which one of these passes of the college has rows; a pass that is not `timed` has them always."""

    name: str
    pairs: tuple[tuple[str, str, int], ...]
    present: tuple[Presence, ...] | None = None


@dataclass(frozen=True)
class LevelLink:
    """Members of `child` count for the subject of `parent` that their own row reaches."""

    child: str
    parent: str

    @property
    def table(self) -> str:
        return f"link_{self.child}_{self.parent}"


@dataclass(frozen=True)
class PeerLink:
    """All subjects of the level in the period; `ranked`: each of them keeps its own row among the others.

    Apart from the stages because a window or a sum over everybody has to hold all rows at once: here they are
    narrow.
    """

    ranked: bool


Link = TimeLink | LevelLink | PeerLink


@dataclass
class Gather:
    name: str
    source: str
    link: Link
    columns: dict[exp.Expr, str] = field(default_factory=dict)

    def add(self, aggregate: exp.Expr) -> str:
        return self.columns.setdefault(aggregate, f"g{len(self.columns) + 1}")

    @property
    def keys(self) -> tuple[str, ...]:
        """What its rows are joined by: at most one row for each."""
        everybody = isinstance(self.link, PeerLink) and not self.link.ranked
        return (PERIOD,) if everybody else (SUBJECT, PERIOD)

    def query(self) -> exp.Select:
        link = self.link
        keys = {SUBJECT: sql.column(SUBJECT, SOURCE), PERIOD: sql.column(PERIOD, SOURCE)}
        if not isinstance(link, PeerLink):
            keys[PERIOD if isinstance(link, TimeLink) else SUBJECT] = sql.column(TARGET, LINK)
        shown = [sql.alias(keys[name].copy(), name) for name in self.keys]
        columns = [sql.alias(aggregate.copy(), name) for aggregate, name in self.columns.items()]
        query = exp.select(*shown, *columns, copy=False).from_(sql.table(self.source, SOURCE), copy=False)
        if isinstance(link, PeerLink):
            return query if link.ranked else query.group_by(keys[PERIOD], copy=False)
        over_time = isinstance(link, TimeLink)
        relation = _time_relation(link) if isinstance(link, TimeLink) else sql.table(link.table, LINK)
        own = sql.column(PERIOD if over_time else SUBJECT, SOURCE)
        on = exp.EQ(this=own, expression=sql.column("part", LINK))
        return query.join(relation, on=on, copy=False).group_by(*keys.values(), copy=False)


class Gathers:
    def __init__(self) -> None:
        self._gathers: dict[tuple[str, Link], Gather] = {}

    def along(self, link: Link, source: str) -> Gather:
        place = (source, link)
        if place not in self._gathers:
            self._gathers[place] = Gather(f"gather_{len(self._gathers) + 1}", source, link)
        return self._gathers[place]

    def level_links(self) -> Iterable[LevelLink]:
        return dict.fromkeys(link for _, link in self._gathers if isinstance(link, LevelLink))

    def all(self) -> list[Gather]:
        return list(self._gathers.values())


def source_column(name: str) -> exp.Column:
    return sql.column(name, SOURCE)


def _time_relation(link: TimeLink) -> exp.Expr:
    rows = [(sql.text(a), sql.text(b), exp.Literal.number(n)) for a, b, n in link.pairs]
    listed = sql.values(rows, (TARGET, "part", POSITION))
    if link.present is not None:
        listed = listed.where(_present(link.present), copy=False)
    return listed.subquery(LINK, copy=False)


def _present(passes: tuple[Presence, ...]) -> exp.Expr:
    """Part periods for which the college has rows."""
    tests: list[exp.Expr] = []
    for each in passes:
        selected = sql.column(PERIOD) if each.timed else exp.Literal.number(1)
        query = exp.select(selected, copy=False).from_(sql.table(each.name), copy=False)
        if each.timed:
            tests.append(exp.In(this=sql.column("part"), query=query.subquery(copy=False)))
        else:
            tests.append(exp.Exists(this=query))
    return exp.or_(*tests, copy=False) if tests else exp.false()
