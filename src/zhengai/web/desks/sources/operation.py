"""运行记录 of the data centre (INF-19, INF-20): its registers on one page, and the daily log that nobody writes by hand."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.datacentre import registers
from zhengai.datacentre.queries import catalogue, stored
from zhengai.datacentre.registers import Wanted
from zhengai.sources.models import Collection
from zhengai.sources.rules import CollectionState
from zhengai.web.components.rows import look_of, names_in, said, shown_fields
from zhengai.web.components.workbooks import Sheet, workbook_of
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset

# themes of registers, in the order in which a review asks for them
THEMES = ("数据中心运行", "平台改进与检查")
_DAYS = 30
_ROWS = 6
_COLUMNS = 5
_MOST = 2000
_GOOD = (CollectionState.DONE,)


@dataclass(frozen=True)
class Kept:
    """A register: its newest rows, as far as a page holds them."""

    dataset: "Dataset"
    total: int
    headers: list[str]
    looks: list[str]
    rows: list[list[str]]

    @property
    def columns(self) -> list[tuple[str, str]]:
        return list(zip(self.headers, self.looks, strict=True))

    @property
    def cells(self) -> list[list[tuple[str, str, str]]]:
        """Each with the name of its column, for a phone, and how the column is set."""
        return [list(zip(self.headers, self.looks, row, strict=True)) for row in self.rows]


@dataclass
class Day:
    """What was collected on a day; `bad` of those that brought nothing in."""

    day: date
    done: int = 0
    bad: int = 0
    rows: int = 0
    states: Counter[str] = field(default_factory=Counter)

    @property
    def parts(self) -> str:
        return "、".join(
            f"{CollectionState(state).chinese} {number}" for state, number in self.states.items()
        )


@needs(Permission.DATA_VIEW)
def operation(request: Request) -> HttpResponse:
    exported = request.GET.get("format") == "xlsx"
    until = today(request.college)
    days = _days(request, until - timedelta(days=365 if exported else _DAYS), until)
    kept = _kept(request, _MOST if exported else _ROWS, None if exported else _COLUMNS)
    if exported:
        log = [[each.day.isoformat(), each.done, each.bad, each.rows, each.parts] for each in days]
        sheets = [Sheet(each.dataset.name[:31], each.headers, each.rows) for each in kept]
        return workbook_of(
            "数据中心运行记录", [Sheet("采集日志", ["日期", "成功", "未成功", "行数", "结果"], log), *sheets]
        )
    context = {
        "kept": kept,
        "days": days,
        "span": _DAYS,
        "done": sum(each.done for each in days),
        "bad": sum(each.bad for each in days),
        "rows": sum(each.rows for each in days),
        "empty": [each.dataset.name for each in kept if not each.total],
    }
    return render(request, "desks/sources/operation.html", context)


def _days(request: Request, since: date, until: date) -> list[Day]:
    """Newest first, in one question."""
    found = Collection.objects.filter(
        feed__source__college=request.college, started_at__date__gt=since, started_at__date__lte=until
    )
    counted = found.order_by().annotate(on=TruncDate("started_at")).values_list("on", "state")
    days: dict[date, Day] = {}
    for day, state, number, rows in counted.annotate(number=Count("pk"), all_rows=Sum("rows")):
        each = days.setdefault(day, Day(day))
        good = state in _GOOD
        each.done += number if good else 0
        each.bad += 0 if good else number
        each.rows += (rows or 0) if good else 0
        each.states[state] += number
    return sorted(days.values(), key=lambda each: each.day, reverse=True)


def _kept(request: Request, most: int, columns: int | None) -> list[Kept]:
    held = [each for each in catalogue(request.college).datasets.values() if each.register]
    numbers = stored(request.college)
    return [
        _register(request, each, numbers.get(each.code, (0, 0))[1], most, columns)
        for theme in THEMES
        for each in held
        if each.register and each.register.theme == theme
    ]


def _register(request: Request, dataset: "Dataset", total: int, most: int, columns: int | None) -> Kept:
    """Without the number of the row: on the page of the register it is there."""
    fields = [each for each in shown_fields(dataset) if each.code not in dataset.key][:columns]
    sort = next((each.code for each in dataset.fields if each.type == "date"), dataset.key[0])
    wanted = Wanted(sort=sort, falling=True, limit=most)
    rows = registers.rows(request.college, dataset, wanted).rows if total else []
    names = names_in(request.college, dataset, rows)
    cells = [[said(field, row[field.code], names) for field in fields] for row in rows]
    return Kept(dataset, total, [each.name for each in fields], [look_of(each) for each in fields], cells)
