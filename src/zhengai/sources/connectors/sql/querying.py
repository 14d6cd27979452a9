"""Runs a feed's query in a session that cannot write, from where it stopped the last time, a page of rows at a time."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from zhengai.core import clock
from zhengai.sources.connectors.contract import Fetched, Order, write_rows
from zhengai.sources.connectors.sql.drivers import Driver, driver_of, opened, said
from zhengai.sources.rules import SourceRefused, SourceTrouble
from zhengai.sources.rules.statements import read_only

_PAGE = 5_000


class Queried:
    def parts(self, order: Order) -> list[str]:
        return [""]

    def fetch(self, order: Order, part: str) -> Fetched:
        driver, module = driver_of(order.settings)
        password = order.secret.get("password", "")
        query, values = _asked(order, driver)
        path = order.folder / f"{order.name}.csv"
        with closing(opened(driver, module, order.settings, password)) as connection:
            try:
                with closing(driver.begin(connection)) as cursor:
                    columns = _run(cursor, driver, module, query, values)
                    newest = _Newest(order, list(columns))
                    count = write_rows(path, list(columns), _texts(cursor, columns, order, newest))
            except (module.Error, OSError) as problem:
                raise _spoken(module, problem, password) from problem
        order.say(f"查询读到 {count:,} 行")
        return Fetched(path, count, columns, newest.text())

    def settle(self, order: Order, note: str) -> None:
        """What was read stays in the source: the copy is not needed any more, whatever became of it."""
        for path in order.folder.iterdir():
            path.unlink()

    def give_back(self, order: Order) -> None:
        self.settle(order, "")

    def check(self, order: Order) -> str:
        driver, module = driver_of(order.settings)
        password = order.secret.get("password", "")
        query = f"SELECT q.* FROM ({read_only(str(order.wanted.get('query', '')))}) q WHERE 1 = 0"  # noqa: S608
        with closing(opened(driver, module, order.settings, password)) as connection:
            try:
                with closing(driver.begin(connection)) as cursor:
                    columns = _run(cursor, driver, module, query, None)
                    cursor.fetchall()
            except (module.Error, OSError) as problem:
                raise _spoken(module, problem, password) from problem
        return f"连上了 {driver.name} 数据库，查询可以执行，列：{'、'.join(columns)}"


def _run(
    cursor: Any, driver: Driver, module: Any, query: str, values: Sequence[str] | None
) -> dict[str, str]:
    """Asks, and gives the columns of the answer with their kinds."""
    cursor.execute(query, values) if values else cursor.execute(query)
    columns = {str(each[0]): driver.kind(module, each) for each in cursor.description}
    if len(columns) < len(cursor.description):
        raise SourceRefused("查询里有两列同名，请用 AS 给它们不同的名字")
    return columns


def _asked(order: Order, driver: Driver) -> tuple[str, Sequence[str] | None]:
    """The query and its parameter: rows from a little before where it stopped (`overlap`: minutes, or a number), so
    that what was written late is not missed; what comes twice is merged by its key."""
    query = read_only(str(order.wanted.get("query", "")))
    column = str(order.wanted.get("cursor", ""))
    if not column:
        return query, None
    # a percent sign of the query itself is no parameter
    inner = query.replace("%", "%%") if driver.mark == "%s" and order.cursor else query
    if not order.cursor:
        return f"SELECT q.* FROM ({query}) q ORDER BY q.{column}", None  # noqa: S608 - read-only, written by the steward
    return (
        f"SELECT q.* FROM ({inner}) q WHERE q.{column} >= {driver.mark} ORDER BY q.{column}",  # noqa: S608
        (_begin(order.cursor, int(order.wanted.get("overlap", 60) or 0)),),
    )


def _begin(cursor: str, overlap: int) -> str:
    kind, _, text = cursor.partition(":")
    if kind == "time":
        return (datetime.fromisoformat(text) - timedelta(minutes=overlap)).isoformat(sep=" ")
    if kind == "day":
        return (date.fromisoformat(text) - timedelta(days=-(-overlap // 1440))).isoformat()
    return str(Decimal(text) - overlap) if kind == "number" else text


@dataclass
class _Newest:
    """The largest value of the cursor's column, never beyond now: a row from the future would hide all others."""

    order: Order
    columns: list[str]
    found: Any = None
    place: int = field(init=False)

    def __post_init__(self) -> None:
        wanted = str(self.order.wanted.get("cursor", ""))
        self.place = next((i for i, name in enumerate(self.columns) if name.lower() == wanted.lower()), -1)
        if wanted and self.place < 0:
            raise SourceRefused(
                f"查询结果里没有增量列“{wanted}”，没有导入任何数据；请把它加进 SELECT，或在数据源页面上改增量列"
            )

    def see(self, row: Sequence[Any]) -> None:
        value = row[self.place] if self.place >= 0 else None
        if value is not None and (self.found is None or value > self.found):
            self.found = value

    def text(self) -> str:
        value = self.found
        if value is None:
            return self.order.cursor
        if isinstance(value, datetime):
            now = timezone.localtime(clock.now())
            return f"time:{min(value, now if value.tzinfo else now.replace(tzinfo=None)).isoformat()}"
        if isinstance(value, date):
            return f"day:{min(value, clock.today()).isoformat()}"
        if isinstance(value, int | Decimal):
            return f"number:{value}"
        return f"text:{value}"


def _texts(cursor: Any, columns: dict[str, str], order: Order, newest: _Newest) -> Iterator[list[str]]:
    cut = [name in order.dates for name in columns]
    while rows := cursor.fetchmany(_PAGE):
        for row in rows:
            newest.see(row)
            yield [_text(value, day) for value, day in zip(row, cut, strict=True)]


def _text(value: Any, day: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if day or value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _spoken(module: Any, problem: Exception, password: str) -> Exception:
    """A query that is wrong stays wrong; a line that breaks may hold the next time."""
    text = said(problem, password)
    wrong = (module.ProgrammingError, module.DataError, module.NotSupportedError)
    if isinstance(problem, wrong):
        return SourceRefused(f"查询不能执行：{text}。没有导入任何数据，请在数据源页面上改查询")
    return SourceTrouble(f"查询没有读完：{text}。没有导入任何数据，会再试")
