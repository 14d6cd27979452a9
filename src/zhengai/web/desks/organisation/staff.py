"""质保队伍: who works in quality assurance, on which post, by which standard, assessed how (ORG-14)."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.framework.actions.following import assess_staff, enter_staff
from zhengai.framework.models import QualityStaff
from zhengai.framework.rules.following import FollowingRefused
from zhengai.framework.rules.terms import OrganisationRefused
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.organisation.seating import dated
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {"name": ("person_name",), "department": ("department", "post"), "post": ("post", "person_name")}
FIELDS = ("person_name", "person_number", "department", "post", "duties", "qualification", "standard")


@needs(Permission.ORGANISATION_VIEW)
def staff(request: Request) -> HttpResponse:
    rows = QualityStaff.objects.filter(college=request.college)
    total, full_time = rows.count(), rows.filter(full_time=True).count()
    text = request.GET.get("q", "").strip()
    if text:
        rows = rows.filter(
            Q(person_name__icontains=text) | Q(post__icontains=text) | Q(department__icontains=text)
        )
    if request.GET.get("format") == "xlsx":
        return _export(
            list(
                sorted_rows(request, rows, SORTS, "department")[0].prefetch_related("assessments")[:MOST_ROWS]
            )
        )
    shown = listing(request, rows.prefetch_related("assessments"), SORTS, "department")
    context = {
        "listing": shown,
        "lines": [(each, next(iter(each.assessments.all()), None)) for each in shown],
        "total": total,
        "full_time": full_time,
        "assessed": rows.filter(assessments__isnull=False).distinct().count(),
        "search": text,
        "may_edit": request.person.may(Permission.ORGANISATION_EDIT),
    }
    return answer(request, "desks/organisation/staff.html", "desks/organisation/_staff.html", context)


def _export(rows: list[QualityStaff]) -> HttpResponse:
    headers = [
        "姓名",
        "工号",
        "部门",
        "岗位",
        "专职",
        "任职起",
        "职责",
        "任职条件和资质",
        "考核标准",
        "最近考核",
        "考核结果",
    ]
    lines = []
    for row in rows:
        last = next(iter(row.assessments.all()), None)
        lines.append(
            [
                row.person_name, row.person_number, row.department, row.post, "是" if row.full_time else "否",
                row.since.isoformat(), row.duties, row.qualification, row.standard,
                last.day.isoformat() if last else "", last.result if last else "",
            ]
        )  # fmt: skip
    return workbook("质保队伍", headers, lines)


@needs(Permission.ORGANISATION_EDIT)
def staff_edit(request: Request, number: int | None = None) -> HttpResponse:
    found = _found(request, number) if number else None
    typed = {name: str(getattr(found, name)) if found else "" for name in FIELDS}
    typed |= {
        "since": (found.since if found else today(request.college)).isoformat(),
        "full_time": "1" if found and found.full_time else "",
    }
    error = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in typed}
        try:
            since = dated(typed["since"]) or today(request.college)
            told = {name: typed[name] for name in FIELDS}
            made = enter_staff(
                college=request.college, since=since, full_time=bool(typed["full_time"]), staff=found,
                by=request.user.username, **told,
            )  # fmt: skip
        except (FollowingRefused, OrganisationRefused) as refusal:
            error = f"{refusal}。"
        else:
            messages.success(request, f"{made.person_name}已登记。")
            return HttpResponseRedirect(reverse("staff-edit", args=[made.pk]))
    context = {
        "staff": found,
        "typed": typed,
        "error": error,
        "assessments": list(found.assessments.all()) if found else [],
        "today": today(request.college),
    }
    return render(request, "desks/organisation/staff_edit.html", context)


@require_POST
@needs(Permission.ORGANISATION_EDIT)
def staff_assess(request: Request, number: int) -> HttpResponse:
    found = _found(request, number)
    try:
        assess_staff(
            staff=found, day=dated(request.POST.get("day", "")) or today(request.college),
            result=request.POST.get("result", ""), note=request.POST.get("note", ""), by=request.user.username,
        )  # fmt: skip
        messages.success(request, "考核已登记。")
    except (FollowingRefused, OrganisationRefused) as refusal:
        messages.error(request, f"{refusal}。")
    return HttpResponseRedirect(reverse("staff-edit", args=[number]))


def _found(request: Request, number: int) -> QualityStaff:
    found = QualityStaff.objects.filter(college=request.college, pk=number).first()
    if found is None:
        raise Http404("没有这条登记")
    return found
