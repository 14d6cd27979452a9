"""Uses by one way of looking at them, within a person's reach."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.db.models import Count, DateField, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from zhengai.accounts.models import Grant, User
from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import today
from zhengai.core.models import PageUse
from zhengai.framework.queries.platform import modules
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.person import PERSONAL
from zhengai.web.shell.request import Request

_SEEN = Permission.COCKPIT_VIEW
_ELSEWHERE = "不在教师和学生名册里"


class View(StrEnum):
    MODULE = "module"
    ROLE = "role"
    LEVEL = "level"
    DEPARTMENT = "department"
    MONTH = "month"
    PERSON = "person"

    @property
    def chinese(self) -> str:
        return {
            "module": "模块", "role": "角色", "level": "层面", "department": "部门", "month": "月份", "person": "人",
        }[self.value]  # fmt: skip


@dataclass
class Line:
    """`of` is how many hold an account where that is known."""

    name: str
    people: int
    views: int
    acts: int
    of: int | None = None
    order: str = field(default="", compare=False)

    @property
    def percent(self) -> float | None:
        return 100 * min(self.people / self.of, 1.0) if self.of else None


def reached(request: Request, rows: QuerySet[PageUse]) -> QuerySet[PageUse]:
    """Of everybody for those who see the whole college; else of the people of one's departments, and one's own."""
    rows = rows.filter(college=request.college.code)
    if request.person.sees_everything(_SEEN):
        return rows
    departments = request.person.subjects(_SEEN).filter(level="department").order_by().values("pk")
    members = Subject.objects.filter(
        college=request.college, level__in=PERSONAL, department__in=departments
    ).order_by()
    users = User.objects.filter(person_number__in=members.values("code")).values("username")
    return rows.filter(Q(by__in=users) | Q(by=request.user.username))


def lines_of(request: Request, rows: QuerySet[PageUse], view: View) -> list[Line]:
    return _BY[view](request, rows.order_by())


Numbers = tuple[int, int, int]
_NOBODY: Numbers = (0, 0, 0)


def _grouped(rows: QuerySet[PageUse], key: str) -> dict[str, Numbers]:
    """Value of the column → people, views, submissions."""
    counted = rows.values_list(key).annotate(
        people=Count("by", distinct=True), all_views=Sum("views"), all_acts=Sum("acts")
    )
    return {value: (people, views, acts) for value, people, views, acts in counted}


def _named(names: Mapping[str, str], found: Mapping[str, Numbers], other: str) -> list[Line]:
    """In the order of `names`, what has none last. Those nobody used stand in the table too: the check asks for them."""
    every = dict(names) | {key: key or other for key in found if key not in names}
    return [
        Line(name, *found.get(key, _NOBODY), order=f"{place:03d}")
        for place, (key, name) in enumerate(every.items())
    ]


def _modules(request: Request, rows: QuerySet[PageUse]) -> list[Line]:
    names = {each.code: each.name for each in modules(request.college)}
    return _named(names, _grouped(rows, "module"), "其他页面")


def _levels(request: Request, rows: QuerySet[PageUse]) -> list[Line]:
    return _named(level_names(request), _grouped(rows, "level"), "不分层面的页面")


def _roles(request: Request, rows: QuerySet[PageUse]) -> list[Line]:
    """Beside how many hold the role today, for those who see the whole college."""
    day = today(request.college)
    standing = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    grants = Grant.objects.filter(standing, college=request.college.code, valid_from__lte=day).order_by()
    holders: dict[str, int] = {}
    if request.person.sees_everything(_SEEN):
        holders = dict(grants.values_list("role").annotate(number=Count("user", distinct=True)))
    found = _grouped(rows, "role")
    names = {code: request.person.word(code) for code in dict.fromkeys([*holders, *found]) if code}
    lines = _named(names, found, "没有角色")
    return [replace(line, of=holders.get(code)) for code, line in zip([*names, ""], lines, strict=False)]


def _months(request: Request, rows: QuerySet[PageUse]) -> list[Line]:
    by_month = _grouped(rows.annotate(month=TruncMonth("day", output_field=DateField())), "month")
    return [Line(str(month)[:7], *numbers) for month, numbers in by_month.items()]


@dataclass(frozen=True)
class _Person:
    name: str
    department: str
    views: int
    acts: int


def _departments(request: Request, rows: QuerySet[PageUse]) -> list[Line]:
    lines: dict[str, Line] = {}
    for each in _people(request, rows):
        line = lines.setdefault(each.department, Line(each.department, 0, 0, 0))
        line.people += 1
        line.views += each.views
        line.acts += each.acts
    return list(lines.values())


def _persons(request: Request, rows: QuerySet[PageUse]) -> list[Line]:
    return [
        Line(f"{each.name}({each.department})", 1, each.views, each.acts) for each in _people(request, rows)
    ]


def _people(request: Request, rows: QuerySet[PageUse]) -> Iterator[_Person]:
    """Everybody who used anything, in three questions. Somebody whose account is gone keeps its name."""
    users = User.objects.filter(username__in=rows.values("by"))
    accounts = {
        name: (shown, number)
        for name, shown, number in users.values_list("username", "display_name", "person_number")
    }
    numbers = users.exclude(person_number="").values("person_number")
    members = Subject.objects.filter(
        college=request.college, level__in=PERSONAL, code__in=numbers, department__isnull=False
    )
    held = dict(members.order_by().values_list("code", "department__name"))
    for by, views, acts in rows.values_list("by").annotate(all_views=Sum("views"), all_acts=Sum("acts")):
        name, number = accounts.get(by, (by, ""))
        yield _Person(name, held.get(number, _ELSEWHERE), views, acts)


_BY = {
    View.MODULE: _modules,
    View.ROLE: _roles,
    View.LEVEL: _levels,
    View.MONTH: _months,
    View.DEPARTMENT: _departments,
    View.PERSON: _persons,
}
