"""One version of a training scheme: what it says, its courses by semester, what they add up to, its decision."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.standards.models import SchemeCourse, TrainingScheme
from zhengai.standards.rules.teaching import Checked, SchemeState, TeachingRefused, checked
from zhengai.standards.schemes import (
    COURSE_HEADERS,
    Written,
    decide_scheme,
    submit_scheme,
    totals,
    write_scheme,
)
from zhengai.standards.teaching import check_items
from zhengai.web.components.evidence import Keeper, evidence_box, keeps
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.components.workbooks import workbook
from zhengai.web.desks.teaching.schemes import LOOKS
from zhengai.web.desks.teaching.seen import may_decide, may_write, scheme_or_404, seen_subjects
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_FIELDS = ("years", "aim", "research", "document", "reason")
_DECIDING = ("body", "decision")


@dataclass(frozen=True)
class Term:
    """One semester of the teaching schedule."""

    number: int
    courses: list[SchemeCourse]

    @property
    def credits(self) -> Decimal:
        return sum((each.credits for each in self.courses), Decimal(0))

    @property
    def hours(self) -> int:
        return sum(each.hours for each in self.courses)

    @property
    def practice_hours(self) -> int:
        return sum(each.practice_hours for each in self.courses)


def _attaches(request: Request, found: TrainingScheme) -> bool:
    return found.state == SchemeState.DRAFT and may_write(request, found.programme)


KEEPER = keeps(
    Keeper(
        kind="training_scheme",
        name="人才培养方案",
        seen=lambda request: TrainingScheme.objects.filter(
            programme__in=seen_subjects(request).order_by().values("pk")
        ).select_related("programme__department"),
        may_change=_attaches,
        title=str,
        unit=lambda found: found.programme.department.code if found.programme.department else "",
        address=lambda found: reverse("training-scheme", args=[found.pk]),
    )
)


@needs(Permission.STANDARD_VIEW)
def scheme(request: Request, number: int) -> HttpResponse:
    found = scheme_or_404(request, number)
    courses = list(found.courses.select_related("course"))
    if request.GET.get("format") == "xlsx":
        return _export(found, courses)
    about = f"training-{found.pk}"
    typed, error = take_typed(request, about, _FIELDS)
    deciding, decide_error = take_typed(request, f"{about}-decide", _DECIDING)
    kept = {name: "" if (value := getattr(found, name)) is None else str(value) for name in _FIELDS}
    others = TrainingScheme.objects.filter(programme=found.programme).exclude(pk=found.pk)
    summed = totals(found)
    names = names_of({found.opened_by, found.submitted_by, found.decided_by} - {""})
    context = {
        "scheme": found,
        "look": LOOKS[SchemeState(found.state)],
        "terms": _terms(courses),
        "totals": summed,
        "checks": [(each, _value(each)) for each in checked(check_items(request.college), summed)],
        "others": list(others.order_by("-cohort", "-number")),
        "names": [
            (word, names.get(who, who))
            for word, who in (
                ("起草", found.opened_by),
                ("提交", found.submitted_by),
                ("审定", found.decided_by),
            )
            if who
        ],
        "writes": found.state == SchemeState.DRAFT and may_write(request, found.programme),
        "decides": found.state == SchemeState.PROPOSED
        and found.submitted_by != request.user.username
        and may_decide(request, found.programme),
        "typed": typed if error else kept,
        "error": error,
        "deciding": deciding,
        "decide_error": decide_error,
        "evidence": evidence_box(request, KEEPER, found),
    }
    return render(request, "desks/teaching/scheme.html", context)


def _terms(courses: list[SchemeCourse]) -> list[Term]:
    held = defaultdict[int, list[SchemeCourse]](list)
    for each in courses:
        held[each.semester].append(each)
    return [Term(number, held[number]) for number in sorted(held)]


def _value(each: Checked) -> str:
    if each.value is None:
        return "—"
    return f"{each.value:.1%}" if each.item.measure.endswith("_share") else f"{each.value:,g}"


def _export(found: TrainingScheme, courses: list[SchemeCourse]) -> HttpResponse:
    """As it can be brought in again; an empty scheme gives the empty table."""
    lines = [
        [
            each.semester, each.course.code if each.course else "", each.name, each.get_kind_display(),
            each.get_nature_display(), float(each.credits), each.hours, each.practice_hours, each.examined,
        ]
        for each in courses
    ]  # fmt: skip
    return workbook(f"{found.programme.name}{found.cohort}级教学进程表", COURSE_HEADERS, lines)


def _write(request: Request, found: TrainingScheme) -> None:
    """What was typed, also where it is submitted at once. Raises TeachingRefused."""
    if not any(name in request.POST for name in _FIELDS):
        return
    told = {name: request.POST.get(name, "") for name in _FIELDS}
    write_scheme(scheme=found, written=Written(**told), by=request.user.username)


@require_POST
@needs(Permission.STANDARD_EDIT)
def scheme_write(request: Request, number: int) -> HttpResponse:
    found = scheme_or_404(request, number)
    if not may_write(request, found.programme):
        raise PermissionDenied("人才培养方案由专业负责人、所在部门和质管办起草。")
    try:
        _write(request, found)
        messages.success(request, "已保存。")
    except TeachingRefused as refusal:
        keep_typed(request, f"training-{number}", _FIELDS, f"{refusal}。")
    return HttpResponseRedirect(reverse("training-scheme", args=[number]))


@require_POST
@needs(Permission.STANDARD_VIEW)
def scheme_move(request: Request, number: int) -> HttpResponse:
    """Submitted by those who write it, approved or sent back by another person."""
    found = scheme_or_404(request, number)
    move = request.POST.get("move", "submit")
    if move not in ("submit", "approve", "return"):
        raise Http404("没有这一步")
    if not (may_write if move == "submit" else may_decide)(request, found.programme):
        raise PermissionDenied("方案由起草的人提交，由学校或所在部门的另一人代表审定机构审定。")
    try:
        if move == "submit":
            _write(request, found)
            submit_scheme(scheme=found, by=request.user.username)
            messages.success(request, "已提交审定。")
        else:
            decide_scheme(
                scheme=found, approve=move == "approve", body=request.POST.get("body", ""),
                decision=request.POST.get("decision", ""), by=request.user.username,
            )  # fmt: skip
            messages.success(request, "已审定通过。" if move == "approve" else "已退回修改。")
    except TeachingRefused as refusal:
        form, fields = ("", _FIELDS) if move == "submit" else ("-decide", _DECIDING)
        keep_typed(request, f"training-{number}{form}", fields, f"{refusal}。")
    return HttpResponseRedirect(reverse("training-scheme", args=[number]))
