"""学习与宣传: what was learned, taught and made known, and the activities and cases of the quality culture (SCH-03, CUL-02)."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, Sum
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.framework.actions.following import record_activity
from zhengai.framework.models import Activity
from zhengai.framework.rules.following import ActivityKind, CultureLayer, FollowingRefused
from zhengai.framework.rules.terms import OrganisationRefused
from zhengai.web.components.evidence import evidence_box
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.organisation.evidenced import ACTIVITY
from zhengai.web.desks.organisation.seating import dated
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {"day": ("day", "pk"), "topic": ("topic",), "people": ("people", "-day"), "kind": ("kind", "-day")}
FIELDS = ("kind", "layer", "topic", "audience", "day", "people", "material", "department")


def _may_record(request: Request) -> bool:
    """The office, and whoever answers for a department."""
    return request.person.may(Permission.ORGANISATION_EDIT) or request.person.may(Permission.WORK_FILL)


@needs(Permission.ORGANISATION_VIEW)
def activities(request: Request) -> HttpResponse:
    everything = Activity.objects.filter(college=request.college)
    rows, wanted = everything, {name: request.GET.get(name, "").strip() for name in ("q", "kind", "layer")}
    for name in ("kind", "layer"):
        if wanted[name]:
            rows = rows.filter(**{name: wanted[name]})
    if text := wanted["q"]:
        rows = rows.filter(
            Q(topic__icontains=text) | Q(audience__icontains=text) | Q(department__icontains=text)
        )
    if request.GET.get("format") == "xlsx":
        return _export(list(sorted_rows(request, rows, SORTS, "-day")[0][:MOST_ROWS]))
    counted = Counter(everything.values_list("kind", flat=True))
    context = {
        "listing": listing(request, rows, SORTS, "-day"),
        "total": counted.total(),
        "people": everything.aggregate(n=Sum("people"))["n"] or 0,
        "kinds": [(kind.value, kind.chinese, counted[kind.value]) for kind in ActivityKind],
        "layers": [(each.value, each.chinese) for each in CultureLayer if each.value],
        "wanted": wanted,
        "may_record": _may_record(request),
    }
    return answer(
        request, "desks/organisation/activities.html", "desks/organisation/_activities.html", context
    )


def _export(rows: list[Activity]) -> HttpResponse:
    headers = ["日期", "类别", "文化层面", "主题", "对象", "人次", "组织部门", "材料"]
    lines = [
        [
            row.day.isoformat(), row.get_kind_display(), row.get_layer_display() if row.layer else "", row.topic,
            row.audience, row.people if row.people is not None else "", row.department, row.material,
        ]
        for row in rows
    ]  # fmt: skip
    return workbook("学习与宣传", headers, lines)


@needs(Permission.ORGANISATION_VIEW)
def activity(request: Request, number: int) -> HttpResponse:
    """One of them with its material and files: what a report takes a case from."""
    found = Activity.objects.filter(college=request.college, pk=number).first()
    if found is None:
        raise Http404("没有这条记录")
    context = {
        "activity": found,
        "who": names_of({found.by}).get(found.by, found.by),
        "evidence": evidence_box(request, ACTIVITY, found),
    }
    return render(request, "desks/organisation/activity.html", context)


@needs(Permission.ORGANISATION_VIEW)
def activity_new(request: Request) -> HttpResponse:
    """For the office and the heads of departments."""
    if not _may_record(request):
        raise PermissionDenied("学习与宣传由部门负责人和质管办登记。")
    typed = dict.fromkeys(FIELDS, "") | {
        "day": today(request.college).isoformat(),
        "kind": ActivityKind.STUDY.value,
    }
    error = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in FIELDS}
        try:
            made = _recorded(request, typed)
        except (FollowingRefused, OrganisationRefused) as refusal:
            error = f"{refusal}。"
        else:
            messages.success(request, "已登记，照片和材料可以上传在这里。")
            return HttpResponseRedirect(reverse("activity", args=[made.pk]))
    context = {
        "typed": typed,
        "error": error,
        "kinds": [(each.value, each.chinese) for each in ActivityKind],
        "layers": [(each.value, each.chinese) for each in CultureLayer],
    }
    return render(request, "desks/organisation/activity_new.html", context)


def _recorded(request: Request, typed: dict[str, str]) -> Activity:
    people = typed["people"].strip()
    if people and not people.isdecimal():
        raise FollowingRefused("人次请写整数，没有统计就空着")
    if typed["kind"] not in list(ActivityKind) or typed["layer"] not in list(CultureLayer):
        raise FollowingRefused("请选类别")
    return record_activity(
        college=request.college, kind=ActivityKind(typed["kind"]), layer=CultureLayer(typed["layer"]),
        topic=typed["topic"], audience=typed["audience"], day=dated(typed["day"]) or today(request.college),
        people=int(people) if people else None, material=typed["material"], department=typed["department"],
        by=request.user.username,
    )  # fmt: skip
