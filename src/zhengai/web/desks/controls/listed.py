"""The control items as a list, with what each lacks; the economic ones are the internal-control register."""

from collections import Counter
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.regulations.models import ControlCheck, ControlItem, Regulation
from zhengai.regulations.queries import LACKS, control_items, lacking, operation
from zhengai.regulations.rules.machine import ActivityStage
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.typed import take_typed
from zhengai.web.components.workbooks import MOST_ROWS, Sheet, workbook_of
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

COLUMNS = ("部门", "管控事项", "环节", "制度", "程序", "风险", "控制措施", "责任岗位")
FIELDS = ("department", "name", "stage", "regulation", "procedure", "risk", "measure", "post")
SORTS = {
    "department": ("department", "name"),
    "name": ("name",),
    "stage": ("stage", "department"),
    "checked": ("-checked", "name"),
}


@needs(Permission.COCKPIT_VIEW)
def controls(request: Request) -> HttpResponse:
    found = control_items(request.college)
    chosen = _narrowed(request, found)
    year = today(request.college).year
    if request.GET.get("format") == "xlsx":
        return _export(request, sorted_rows(request, chosen, SORTS, "department")[0][:MOST_ROWS], year)
    counted = Counter({code: lacking(found, code).count() for code in LACKS})
    departments = found.order_by("department").values_list("department", flat=True).distinct()
    may_edit = request.person.may(Permission.REGULATION_EDIT)
    typed, error = take_typed(request, "control", FIELDS)
    context: dict[str, Any] = {
        "listing": listing(request, chosen, SORTS, "department"),
        "departments": list(departments),
        "lacks": [(code, word, counted[code]) for code, word in LACKS.items()],
        "incomplete": lacking(found, "any").count(),
        "total": found.count(),
        "operation": operation(request.college, year),
        "year": year,
        "stages": [(each.value, each.chinese) for each in ActivityStage],
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "may_edit": may_edit,
        "regulations": list(
            Regulation.objects.filter(college=request.college, active=True).values_list("name", flat=True)
        )
        if may_edit
        else [],
        "typed": typed,
        "error": error,
    }
    return answer(request, "desks/controls/controls.html", "desks/controls/_list.html", context)


def _narrowed(request: Request, found: QuerySet[ControlItem]) -> QuerySet[ControlItem]:
    wanted = request.GET
    if wanted.get("department"):
        found = found.filter(department=wanted["department"])
    if wanted.get("stage") == "any":
        found = found.exclude(stage="")
    elif wanted.get("stage"):
        found = found.filter(stage=wanted["stage"])
    found = lacking(found, wanted.get("lacks", ""))
    if text := wanted.get("q", "").strip():
        found = found.filter(Q(name__icontains=text) | Q(risk__icontains=text) | Q(post__icontains=text))
    return found


def _export(request: Request, rows: QuerySet[ControlItem], year: int) -> HttpResponse:
    """The table, and the year's operation of internal control with its checks."""
    items = [
        [
            each.department,
            each.name,
            each.get_stage_display(),
            each.regulation.name if each.regulation else "",
            each.procedure,
            each.risk,
            each.measure,
            each.post,
        ]
        for each in rows
    ]
    told = [
        [each.stage.chinese, each.items, each.checked, each.checks, each.flaws]
        for each in operation(request.college, year)
    ]
    checks = ControlCheck.objects.filter(item__college=request.college, day__year=year).select_related("item")
    looked = [
        [str(each.day), each.item.department, each.item.name, "有效" if each.works else "有缺陷", each.text]
        for each in checks.order_by("day", "id")[:MOST_ROWS]
    ]
    return workbook_of(
        "管控事项与内控",
        [
            Sheet("管控事项", COLUMNS, items),
            Sheet(f"{year}年内控运行", ["环节", "事项", "检查过的事项", "检查次数", "发现缺陷"], told),
            Sheet(f"{year}年检查", ["日期", "部门", "管控事项", "结论", "情况"], looked),
        ],
    )
