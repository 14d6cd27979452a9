"""The register of regulations as a list."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.regulations.models import Campaign, Reading, Regulation
from zhengai.regulations.queries import STATES, in_state, open_campaign_of, progress
from zhengai.web.components.abouts import address_of
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.regulations.seen import seen_regulations, sees_all, systems, topics
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {
    "code": ("-is_charter", "code"),
    "name": ("name",),
    "topic": ("topic", "code"),
    "department": ("department", "code"),
    "state": ("state", "code"),
    "since": ("-since", "code"),
}


@needs(Permission.REGULATION_VIEW)
def regulations(request: Request) -> HttpResponse:
    seen = seen_regulations(request)
    chosen = _narrowed(request, seen)
    if request.GET.get("format") == "xlsx":
        return _export(request, sorted_rows(request, chosen, SORTS, "code")[0][:MOST_ROWS])
    shown = listing(request, chosen, SORTS, "code")
    counted = _counted(seen)
    departments = seen.order_by("department").exclude(department="").values_list("department", flat=True)
    running = open_campaign_of(request.college) if sees_all(request) else None
    context = {
        "listing": shown,
        "read": _read(request, list(shown)),
        "levels": list(level_names(request).items()),
        "topics": topics(request),
        "departments": list(departments.distinct()),
        "states": [(code, word, counted[code]) for code, word in STATES.items()],
        "counted": counted,
        "total": counted["all"],
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "ground": request.GET.get("ground", ""),
        "ground_page": address_of(request.GET.get("ground", "")),
        "sees_all": sees_all(request),
        "campaign": running,
        "progress": progress(running) if running else None,
        "past": list(Campaign.objects.filter(college=request.college, closed_at__isnull=False)[:5])
        if sees_all(request)
        else [],
        "may_edit": request.person.may(Permission.REGULATION_EDIT),
        "may_open": request.person.may(Permission.SCHEME_EDIT),
    }
    return answer(request, "desks/regulations/regulations.html", "desks/regulations/_list.html", context)


def _counted(seen: QuerySet[Regulation]) -> dict[str, int]:
    """One question for the number of each state."""
    return seen.order_by().aggregate(
        all=Count("pk"),
        in_force=Count("pk", filter=Q(state="in_force")),
        planned=Count("pk", filter=Q(state="planned")),
        repealed=Count("pk", filter=Q(state="repealed")),
        drafted=Count("pk", filter=Q(drafts=True)),
        unproven=Count("pk", filter=Q(lacking__gt=0)),
    )


def _read(request: Request, rows: list[Regulation]) -> set[int]:
    """Of the shown ones, those whose version in force the person has confirmed."""
    number = request.user.person_number
    if not number:
        return set()
    held = Reading.objects.filter(
        person_number=number,
        change__regulation__in=[each.pk for each in rows],
        change__ended_on__isnull=True,
    )
    return set(held.values_list("change__regulation", flat=True))


def _narrowed(request: Request, found: QuerySet[Regulation]) -> QuerySet[Regulation]:
    wanted = request.GET
    for name in ("level", "topic", "department"):
        if wanted.get(name):
            found = found.filter(**{name: wanted[name]})
    found = in_state(found, wanted.get("state", ""))
    if text := wanted.get("q", "").strip():
        found = found.filter(
            Q(name__icontains=text)
            | Q(number__icontains=text)
            | Q(code__icontains=text)
            | Q(department__icontains=text)
        )
    return found


def _export(request: Request, rows: QuerySet[Regulation]) -> HttpResponse:
    headers = [
        "代码", "制度名称", "文号", "层面", "类别", "系统", "责任部门", "状态", "现行版本", "生效日期", "缺几种证明",
        "计划时间", "出处",
    ]  # fmt: skip
    names, of_system = level_names(request), systems(request)
    found: list[list[Any]] = []
    for each in rows:
        now = vars(each)  # what the list adds
        found.append(
            [
                each.code, each.name, each.number, names.get(each.level, each.level), each.topic,
                of_system.get(each.system, each.system), each.department, each.get_state_display(),
                now["version"] or "", str(now["since"] or ""), now["lacking"] or 0, each.planned, each.source,
            ]
        )  # fmt: skip
    return workbook("制度清单", headers, found)
