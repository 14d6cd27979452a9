"""Lists: sort and page, both kept in the address."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import F, Model, QuerySet
from django.db.models.expressions import OrderBy
from django.http import HttpRequest

M = TypeVar("M", bound=Model)
T = TypeVar("T")
SIZE = 25


@dataclass(frozen=True)
class Listing(Generic[T]):
    """One page of rows. `sort` is a column name, with - for the other way round."""

    page: Page[T]
    sort: str
    count: int

    def __iter__(self) -> Iterator[T]:
        return iter(self.page.object_list)

    def __len__(self) -> int:
        return len(self.page.object_list)

    def turned(self, column: str) -> str:
        """What choosing this column's header sorts by next."""
        return f"-{column}" if self.sort == column else column

    def direction(self, column: str) -> str:
        if self.sort == column:
            return "ascending"
        return "descending" if self.sort == f"-{column}" else "none"


def sorted_rows(
    request: HttpRequest, rows: QuerySet[M], sorts: Mapping[str, Sequence[str]], default: str
) -> tuple[QuerySet[M], str]:
    """`sorts` maps a column to the fields it sorts by, - for falling. Missing values come last either way."""
    chosen = request.GET.get("sort", "")
    if chosen.removeprefix("-") not in sorts:
        chosen = default
    down = chosen.startswith("-")
    order = [_ordered(name, down) for name in sorts[chosen.removeprefix("-")]]
    return rows.order_by(*order, "pk"), chosen


def _ordered(name: str, turned: bool) -> OrderBy:
    falling = name.startswith("-") is not turned
    field = F(name.removeprefix("-"))
    return field.desc(nulls_last=True) if falling else field.asc(nulls_last=True)


def listing(
    request: HttpRequest, rows: QuerySet[M], sorts: Mapping[str, Sequence[str]], default: str
) -> Listing[M]:
    ordered, sort = sorted_rows(request, rows, sorts, default)
    return paged(request, ordered, sort)


def listing_of(
    request: HttpRequest, rows: Sequence[T], sorts: Mapping[str, Callable[[T], Any]], default: str
) -> Listing[T]:
    """The same for rows that are in memory already."""
    chosen = request.GET.get("sort", "")
    if chosen.removeprefix("-") not in sorts:
        chosen = default
    ordered = sorted(rows, key=sorts[chosen.removeprefix("-")], reverse=chosen.startswith("-"))
    return paged(request, ordered, chosen)


def paged(request: HttpRequest, rows: Any, sort: str) -> Listing[Any]:
    """Rows that are sorted already; they know their length and give a slice."""
    paginator: Paginator[Any] = Paginator(rows, SIZE)
    return Listing(paginator.get_page(request.GET.get("page")), sort, paginator.count)
