"""人才培养方案: every programme with its newest version, and how often it was revised."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import today
from zhengai.standards.models import TrainingScheme
from zhengai.standards.rules.teaching import SchemeState, TeachingRefused
from zhengai.standards.schemes import open_scheme
from zhengai.web.components.listings import listing_of
from zhengai.web.components.workbooks import workbook
from zhengai.web.desks.teaching.seen import may_write, seen_subjects, written_subjects
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

LOOKS = {
    SchemeState.DRAFT: "no_data",
    SchemeState.PROPOSED: "notice",
    SchemeState.APPROVED: "target_met",
    SchemeState.ENDED: "no_data",
}
_FIRST_INTAKE = 8  # academic years begin in autumn: from August on the new students are this year's


@dataclass(frozen=True)
class Line:
    """A programme with its versions, newest first. `revisions` counts decided versions after the first of an intake."""

    programme: Subject
    schemes: list[TrainingScheme]

    @property
    def newest(self) -> TrainingScheme | None:
        return self.schemes[0] if self.schemes else None

    @property
    def look(self) -> str:
        return LOOKS[SchemeState(self.schemes[0].state)] if self.schemes else "below_standard"

    @property
    def in_force(self) -> list[TrainingScheme]:
        return [each for each in self.schemes if each.state == SchemeState.APPROVED]

    @property
    def revisions(self) -> int:
        decided = (SchemeState.APPROVED, SchemeState.ENDED)
        return sum(each.state in decided and each.number > 1 for each in self.schemes)


SORTS = {
    "name": lambda each: each.programme.name,
    "cohort": lambda each: (-(each.newest.cohort if each.newest else 0), each.programme.code),
    "revisions": lambda each: (-each.revisions, each.programme.code),
}


def intake(request: Request) -> int:
    day = today(request.college)
    return day.year if day.month >= _FIRST_INTAKE else day.year - 1


@needs(Permission.STANDARD_VIEW)
def schemes(request: Request) -> HttpResponse:
    everything = _lines(request)
    year = intake(request)
    wanted = {name: request.GET.get(name, "").strip() for name in ("q", "state")}
    rows = [each for each in everything if _fits(each, wanted, year)]
    if request.GET.get("format") == "xlsx":
        return _export(rows)
    context: dict[str, Any] = {
        "listing": listing_of(request, rows, SORTS, "name"),
        "total": len(everything),
        "year": year,
        "in_force": sum(_stands(each, year) for each in everything),
        "waiting": sum(
            bool(each.newest and each.newest.state == SchemeState.PROPOSED) for each in everything
        ),
        "states": [
            ("", "全部"),
            ("missing", f"{year} 级还没有"),
            ("proposed", "等待审定"),
            ("approved", f"{year} 级现行"),
        ],
        "wanted": wanted,
        "writes": list(written_subjects(request).filter(level="programme").order_by("code")),
    }
    return answer(request, "desks/teaching/schemes.html", "desks/teaching/_schemes.html", context)


def _lines(request: Request) -> list[Line]:
    programmes = (
        seen_subjects(request).filter(level="programme").select_related("department").order_by("code")
    )
    held = defaultdict[int, list[TrainingScheme]](list)
    found = TrainingScheme.objects.filter(programme__in=programmes.order_by().values("pk"))
    for each in found.order_by("-cohort", "-number"):
        held[each.programme_id].append(each)
    return [Line(each, held[each.pk]) for each in programmes]


def _stands(line: Line, year: int) -> bool:
    return any(each.cohort == year for each in line.in_force)


def _fits(line: Line, wanted: dict[str, str], year: int) -> bool:
    state = wanted["state"]
    if state == "missing" and _stands(line, year):
        return False
    if state == "approved" and not _stands(line, year):
        return False
    if state == "proposed" and not (line.newest and line.newest.state == SchemeState.PROPOSED):
        return False
    text = wanted["q"].lower()
    return not text or text in line.programme.name.lower() or text in line.programme.code.lower()


def _export(rows: list[Line]) -> HttpResponse:
    headers = [
        "专业代码",
        "专业",
        "部门",
        "年级",
        "版本",
        "状态",
        "学制(年)",
        "调研报告",
        "方案文件",
        "审定机构",
        "修订次数",
    ]
    lines = [
        [
            line.programme.code, line.programme.name, line.programme.department.name if line.programme.department else "",
            each.cohort, each.number, each.get_state_display(), "" if each.years is None else float(each.years),
            each.research, each.document, each.body, line.revisions,
        ]
        for line in rows
        for each in line.schemes
    ]  # fmt: skip
    return workbook("人才培养方案", headers, lines)


@require_POST
@needs(Permission.STANDARD_EDIT)
def scheme_open(request: Request) -> HttpResponse:
    """A version for an intake; one that is being written already is shown."""
    code = request.POST.get("programme", "")
    programme = seen_subjects(request).filter(level="programme", code=code).first()
    if programme is None:
        raise Http404("没有这个专业，或者它不在您的查看范围内")
    if not may_write(request, programme):
        raise PermissionDenied("人才培养方案由专业负责人、所在部门和质管办起草。")
    cohort = request.POST.get("cohort", "").strip().removesuffix("级")
    try:
        if not cohort.isdecimal():
            raise TeachingRefused(f"年级写四位年份，例如 {intake(request)}")
        made = open_scheme(programme=programme, cohort=int(cohort), by=request.user.username)
    except TeachingRefused as refusal:
        messages.error(request, f"{refusal}。")
        return HttpResponseRedirect(reverse("training-schemes"))
    messages.success(request, "可以起草了：写好学制和文件，从 Excel 导入课程，再提交审定。")
    return HttpResponseRedirect(reverse("training-scheme", args=[made.pk]))
