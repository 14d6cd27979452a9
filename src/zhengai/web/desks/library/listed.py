"""The library as a list: what there should be, what is in force, what can be measured, what is to be revised."""

from collections import Counter
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.standards.models import Standard
from zhengai.standards.shelf import STATES, Completeness, completeness, in_state, standards
from zhengai.web.components.abouts import address_of
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

# 表7 as colleges send it round
TABLE_7 = ("标准类型", "标准名称", "责任部门")
SORTS = {
    "level": ("level", "type", "code"),
    "name": ("name",),
    "type": ("type", "name"),
    "department": ("department", "name"),
    "from": ("-now_from", "name"),
    "due": ("now_due", "name"),
}


@needs(Permission.STANDARD_VIEW)
def library(request: Request) -> HttpResponse:
    found = standards(request.college)
    chosen = _narrowed(request, found)
    form = request.GET.get("format", "")
    if form in ("xlsx", "table7"):
        rows = sorted_rows(request, chosen, SORTS, "level")[0][:MOST_ROWS]
        return _table_7(request, rows) if form == "table7" else _export(request, rows)
    day = today(request.college)
    names = level_names(request)
    complete = _ordered(completeness(request.college, day), names)
    counted = Counter({code: in_state(found, code, day).count() for code in STATES})
    types = found.order_by("type").exclude(type="").values_list("type", flat=True).distinct()
    departments = found.order_by("department").exclude(department="").values_list("department", flat=True)
    ground = request.GET.get("ground", "")
    context = {
        "listing": listing(request, chosen, SORTS, "level"),
        "names": names,
        "levels": list(names.items()),
        "types": list(types),
        "departments": list(departments.distinct()),
        "states": [(code, word, counted[code]) for code, word in STATES.items()],
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "complete": [(names.get(each.level, each.level), each) for each in complete],
        "total": sum(each.listed for each in complete),
        "standing": counted["standing"],
        "waiting": counted["waiting"],
        "unmeasurable": counted["unmeasurable"],
        "due": counted["due"],
        "day": day,
        "may_propose": request.person.may(Permission.STANDARD_PROPOSE),
        "may_list": request.person.may(Permission.STANDARD_DECIDE)
        and request.person.may(Permission.STANDARD_PROPOSE),
        "ground": ground,
        "ground_page": address_of(ground),
    }
    return answer(request, "desks/library/library.html", "desks/library/_list.html", context)


def _ordered(found: list[Completeness], names: dict[str, str]) -> list[Completeness]:
    order = {code: number for number, code in enumerate(names)}
    return sorted(found, key=lambda each: order.get(each.level, len(order)))


def _narrowed(request: Request, found: QuerySet[Standard]) -> QuerySet[Standard]:
    wanted = request.GET
    for name in ("level", "type", "department"):
        if wanted.get(name):
            found = found.filter(**{name: wanted[name]})
    found = in_state(found, wanted.get("state", ""), today(request.college))
    if text := wanted.get("q", "").strip():
        found = found.filter(
            Q(name__icontains=text)
            | Q(code__icontains=text)
            | Q(type__icontains=text)
            | Q(department__icontains=text)
        )
    return found


def _table_7(request: Request, rows: QuerySet[Standard]) -> HttpResponse:
    """Exactly the three columns, with the level as type where a standard has no type of its own."""
    names = level_names(request)
    found = [[each.type or names.get(each.level, each.level), each.name, each.department] for each in rows]
    return workbook("表7 发展规划标准链一览表", TABLE_7, found)


def _export(request: Request, rows: QuerySet[Standard]) -> HttpResponse:
    headers = [
        "代码", "层面", "标准类型", "标准名称", "责任部门", "现行版本", "生效日期", "要素数", "可测要素数",
        "应修订日期", "出处",
    ]  # fmt: skip
    names = level_names(request)
    found: list[list[Any]] = []
    for each in rows:
        now = vars(each)  # what the list adds to a standard
        found.append(
            [
                each.code, names.get(each.level, each.level), each.type, each.name, each.department,
                now["now_number"] or "", str(now["now_from"] or ""), now["elements"] or 0,
                now["measurable"] or 0, str(now["now_due"] or ""), each.source,
            ]
        )  # fmt: skip
    return workbook("标准库", headers, found)
