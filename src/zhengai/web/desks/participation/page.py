"""Departments side by side: of their teachers and students, how many took part this academic year, and in what."""

from dataclasses import dataclass

from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of, today
from zhengai.improvement.participation import LEVELS, participation
from zhengai.improvement.rules.participation import GOAL, KINDS, Share
from zhengai.web.components.listings import listing_of
from zhengai.web.components.periods import newest_first, period_switch
from zhengai.web.components.workbooks import workbook
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.disclosure import is_small
from zhengai_engine.model.period import Period, PeriodKind

COLUMNS = ((GOAL, "有目标或规划"), *((kind.code, kind.name) for kind in KINDS))


@dataclass(frozen=True)
class Row:
    department: str
    code: str
    level: str
    share: Share

    @property
    def percent(self) -> float:
        return 100 * (self.share.share or 0)

    @property
    def cells(self) -> list[tuple[str, int]]:
        return [(name, self.share.by_kind.get(code, 0)) for code, name in COLUMNS]


@needs(Permission.COCKPIT_VIEW)
def participation_page(request: Request) -> HttpResponse:
    year, years = _year(request)
    everything = _rows(request, year)
    wanted = {name: request.GET.get(name, "").strip() for name in ("q", "level")}
    rows = [row for row in everything if not wanted["level"] or row.level == wanted["level"]]
    rows = [row for row in rows if wanted["q"] in row.department]
    if request.GET.get("format") == "xlsx":
        return _export(year, rows)
    sorts = {
        "department": lambda row: (row.code, row.level),
        "people": lambda row: row.share.people,
        "share": lambda row: row.percent,
    }
    names = level_names(request)
    shown = listing_of(request, rows, sorts, "department")
    context = {
        "listing": shown,
        "year": year,
        "switch": period_switch(calendar_of(request.college), [each.code for each in years], year.code),
        "totals": [
            (name, _total(everything, name)) for name in dict.fromkeys(row.level for row in everything)
        ],
        "columns": [name for _, name in COLUMNS],
        "levels": [names[level] for level in LEVELS],
        "wanted": wanted,
        "total": len(everything),
    }
    return answer(
        request, "desks/participation/participation.html", "desks/participation/_list.html", context
    )


def _year(request: Request) -> tuple[Period, list[Period]]:
    """The running academic year until the address says otherwise."""
    calendar = calendar_of(request.college)
    years = [each for each in calendar.all() if each.kind is PeriodKind.ACADEMIC_YEAR]
    running = calendar.containing(today(request.college), PeriodKind.ACADEMIC_YEAR)
    chosen = next((each for each in years if each.code == request.GET.get("period")), running)
    return chosen or newest_first(calendar, [each.code for each in years])[0], years


def _rows(request: Request, year: Period) -> list[Row]:
    """Of the departments in reach. People from outside see no very small groups."""
    reached = request.person.subjects(Permission.COCKPIT_VIEW).filter(level="department").order_by("code")
    departments = {pk: (code, name) for pk, code, name in reached.values_list("pk", "code", "name")}
    names, found = level_names(request), participation(request.college, year, departments)
    return [
        Row(departments[pk][1], departments[pk][0], names[level], share)
        for (pk, level), share in sorted(found.items())
        if not (request.person.is_outside and is_small(share.people))
    ]


def _total(rows: list[Row], level: str) -> Row:
    share = Share()
    for row in rows:
        if row.level != level:
            continue
        share.people, share.any = share.people + row.share.people, share.any + row.share.any
        for code, number in row.share.by_kind.items():
            share.by_kind[code] = share.by_kind.get(code, 0) + number
    return Row("合计", "", level, share)


def _export(year: Period, rows: list[Row]) -> HttpResponse:
    headers = ["部门", "人群", "人数", "参与人数", "参与比例", *(name for _, name in COLUMNS)]
    cells = [
        [
            row.department, row.level, row.share.people, row.share.any, row.share.share,
            *(number for _, number in row.cells),
        ]
        for row in rows
    ]  # fmt: skip
    return workbook(f"{year.code}学年全员参与", headers, cells)
