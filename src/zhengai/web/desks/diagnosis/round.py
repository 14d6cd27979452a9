"""One round: all its records in reach, to search, filter, sort and confirm."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of, today
from zhengai.diagnosis import actions
from zhengai.diagnosis.agreeing import Reviewed, review_rule, reviewed
from zhengai.diagnosis.kept import scheme_of
from zhengai.diagnosis.models import Finding, Record, Round
from zhengai.diagnosis.rules.machine import DONE, Conclusion, MoveRefused, RecordState, RoundKind
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.periods import full_name
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.diagnosis.seen import confirmable, counted_records, round_or_404, seen_records
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {
    "subject": ("subject__code",),
    "department": ("subject__department__name", "subject__code"),
    "state": ("state", "subject__code"),
    "problems": ("-problem_count", "subject__code"),
    "submitted": ("-submitted_at", "subject__code"),
}


@needs(Permission.DIAGNOSIS_VIEW)
def round_page(request: Request, number: int) -> HttpResponse:
    found = round_or_404(request, number)
    held = counted_records(request).filter(round=found)
    records = _narrowed(request, seen_records(request).filter(round=found))
    if request.GET.get("format") == "xlsx":
        chosen = list(sorted_rows(request, records, SORTS, "subject")[0][:MOST_ROWS])
        return _export(found, chosen, reviewed(found, chosen))
    shown = listing(request, records, SORTS, "subject")
    waiting = confirmable(request, held)
    context = {
        "round": found,
        "kind": RoundKind(found.kind).chinese,
        "level_name": level_names(request).get(found.level, found.level),
        "period_name": full_name(calendar_of(request.college), found.period),
        "listing": shown,
        "reviews": found.kind == RoundKind.ASSESSMENT,
        "lines": _lines(shown, reviewed(found, shown)),
        "rule": review_rule(found) if found.kind == RoundKind.ASSESSMENT else None,
        "confirmable": set(waiting.filter(pk__in=[each.pk for each in shown]).values_list("pk", flat=True)),
        "point_count": len(scheme_of(found).points()),
        "counts": _counts(held),
        "states": _states(held),
        "departments": _departments(held),
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "today": today(request.college),
        "may_close": found.closed_at is None and request.person.may(Permission.ROUND_OPEN),
    }
    return answer(request, "desks/diagnosis/round.html", "desks/diagnosis/_records.html", context)


def _counts(held: QuerySet[Record]) -> dict[str, int]:
    arrived = Q(state__in=DONE)
    counted = held.aggregate(
        total=Count("pk"),
        arrived=Count("pk", filter=arrived),
        confirmed=Count("pk", filter=Q(state=RecordState.CONFIRMED)),
    )
    problems = held.filter(arrived, findings__conclusion=Conclusion.PROBLEM).count()
    return counted | {"problems": problems}


def _states(held: QuerySet[Record]) -> list[tuple[str, str, int]]:
    counted = dict(held.values("state").annotate(number=Count("pk")).values_list("state", "number"))
    return [(state.value, state.chinese, counted.get(state.value, 0)) for state in RecordState]


def _departments(held: QuerySet[Record]) -> list[tuple[str, str]]:
    found = held.filter(subject__department__isnull=False).order_by("subject__department__code")
    return list(found.values_list("subject__department__code", "subject__department__name").distinct())


def _narrowed(request: Request, records: QuerySet[Record]) -> QuerySet[Record]:
    wanted = request.GET
    if wanted.get("state") in set(RecordState):
        records = records.filter(state=wanted["state"])
    if wanted.get("department"):
        records = records.filter(subject__department__code=wanted["department"])
    if wanted.get("problems"):
        seen = Finding.objects.filter(record=OuterRef("pk"), conclusion=Conclusion.PROBLEM)
        records = records.filter(Exists(seen))
    if text := wanted.get("q", "").strip():
        records = records.filter(Q(subject__name__icontains=text) | Q(subject__code__icontains=text))
    return records


def _lines(
    records: Iterable[Record], found: dict[int, Reviewed]
) -> list[tuple[Record, Reviewed | None, str]]:
    """With the look of the conclusion."""
    looks = {"effective": "met", "to_improve": "warning", "abnormal": "severe"}
    pairs = [(each, found.get(each.pk)) for each in records]
    return [(each, one, looks[one.conclusion] if one and one.conclusion else "plain") for each, one in pairs]


def _export(found: Round, records: list[Record], compared: dict[int, Reviewed]) -> HttpResponse:
    headers = [
        "层面", "代码", "对象", "所属部门", "状态", "问题数", "提交人", "提交时间", "确认人", "相符要素", "对照要素",
        "复核结论", "不相符的要素",
    ]  # fmt: skip
    rows: list[list[Any]] = [
        [
            found.level,
            each.subject.code,
            each.subject.name,
            each.subject.department.name if each.subject.department else "",
            RecordState(each.state).chinese,
            each.problem_count,  # type: ignore[attr-defined]
            each.submitted_by,
            f"{timezone.localtime(each.submitted_at):%Y-%m-%d %H:%M}" if each.submitted_at else "",
            each.confirmed_by,
            *_review_cells(compared.get(each.pk)),
        ]
        for each in records
    ]
    return workbook(found.title, headers, rows)


def _review_cells(one: Reviewed | None) -> list[Any]:
    if one is None:
        return ["", "", "", ""]
    concluded = one.conclusion.chinese if one.conclusion else ""
    return [one.agreement.agreed, one.agreement.compared, concluded, "、".join(one.differing)]


@require_POST
@needs(Permission.DIAGNOSIS_CONFIRM)
def confirm_chosen(request: Request, number: int) -> HttpResponse:
    """确认 of several at once; what cannot be confirmed any more stays as it is."""
    held = seen_records(request).filter(round=round_or_404(request, number))
    chosen = [int(each) for each in request.POST.getlist("record") if each.isdecimal()]
    done = 0
    for record in confirmable(request, held).filter(pk__in=chosen):
        try:
            actions.confirm(record=record, text="", by=request.user.username)
            done += 1
        except MoveRefused as refused:
            messages.error(request, f"{record.subject.name}：{refused}。")
    if done:
        messages.success(request, f"已确认 {done} 份诊断。")
    else:
        messages.error(request, "没有选中等您确认的诊断，请先勾选。")
    return HttpResponseRedirect(reverse("round", args=[number]))
