"""What is collected by hand: the list of entries, those of one measure, and one entry to fill in or to review."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of
from zhengai.indicators.actions import fill_entry, review_entry
from zhengai.indicators.measures import answered_per, chain, named
from zhengai.indicators.models import Entry
from zhengai.indicators.rules.entry import YES_NO, EntryMove, EntryRefused, EntryState
from zhengai.indicators.rules.sections import MeasureItem
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.components.evidence import evidence_box
from zhengai.web.components.listings import Listing, listing
from zhengai.web.components.periods import full_name
from zhengai.web.components.scoped import within_key
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.measures.evidenced import KEEPER, entry_address, reaches, seen_entries
from zhengai.web.desks.measures.seen import SEEN, asked
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Period, PeriodKind

_FIELDS = ("answer", "evidence", "note")
_SORTS = {"time": ("-collected_at",), "subject": ("subject__name",), "measure": ("measure",)}
LOOKS = {
    EntryState.DRAFT: "plain",
    EntryState.SUBMITTED: "warning",
    EntryState.ACCEPTED: "met",
    EntryState.RETURNED: "severe",
}


def waiting(request: Request) -> QuerySet[Entry]:
    """What the reader may review: submitted by somebody else."""
    held = within_key(
        request.person, Permission.MEASURE_REVIEW, Entry.objects.filter(college=request.college)
    )
    return held.filter(state=EntryState.SUBMITTED).exclude(collected_by=request.user.username)


def said(entry: Entry) -> str:
    """The answer as people read it."""
    return YES_NO.get(entry.answer, entry.answer)


@dataclass(frozen=True)
class Line:
    """A subject that answers a measure, with what was filled in, if anything."""

    subject: Subject
    entry: Entry | None
    href: str

    @property
    def answer(self) -> str:
        return said(self.entry) if self.entry else ""

    @property
    def look(self) -> str:
        return LOOKS[EntryState(self.entry.state)] if self.entry else "blind"

    @property
    def state(self) -> str:
        return self.entry.get_state_display() if self.entry else "还没有填报"


def _line(entry: Entry) -> Line:
    return Line(entry.subject, entry, entry_address(entry.measure, entry.subject, entry.period))


def lines(request: Request, item: MeasureItem, year: Period) -> tuple[Listing[Subject], list[Line]]:
    """The subjects in reach that answer, page by page."""
    subjects = request.person.subjects(SEEN).filter(level=answered_per(item))
    if request.person.is_outside:
        subjects = subjects.exclude(level__in=PERSONAL)
    shown = listing(request, subjects, {"code": ("code",), "name": ("name",)}, "code")
    held = {
        each.subject_id: each
        for each in Entry.objects.filter(subject__in=list(shown), measure=item.code, period=year.code)
    }
    return shown, [Line(each, held.get(each.pk), entry_address(item.code, each, year.code)) for each in shown]


@needs(SEEN)
def entries(request: Request) -> HttpResponse:
    found = seen_entries(request)
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()
    chosen = found.filter(state=state) if state in list(EntryState) else found
    if text:
        chosen = chosen.filter(
            Q(name__icontains=text) | Q(subject__name__icontains=text) | Q(subject__code=text)
        )
    if request.GET.get("format") == "xlsx":
        return _export(request, chosen)
    shown = listing(request, chosen, _SORTS, "time")
    calendar = calendar_of(request.college)
    names = names_of({each.collected_by for each in shown})
    context = {
        "listing": shown,
        "rows": [
            (_line(each), full_name(calendar, each.period), names.get(each.collected_by, each.collected_by))
            for each in shown
        ],
        "states": [(each.value, each.chinese) for each in EntryState],
        "state": state,
        "search": text,
        "total": found.count(),
        "waiting": waiting(request).count() if request.person.may(Permission.MEASURE_REVIEW) else 0,
    }
    return render(request, "desks/measures/entries.html", context)


def _export(request: Request, found: QuerySet[Entry]) -> HttpResponse:
    headers = ["学年", "诊断指标", "对象", "代码", "答案", "佐证", "状态", "填报人", "审核人", "审核意见"]
    cells = [
        [e.period, e.name, e.subject.name, e.subject.code, said(e), e.evidence, e.get_state_display(),
         e.collected_by, e.reviewed_by, e.note]
        for e in found[:MOST_ROWS]
    ]  # fmt: skip
    return workbook("填报", headers, cells)


@needs(SEEN)
def entry(request: Request, code: str) -> HttpResponse:
    item, subject, year = _place(request, code)
    held = Entry.objects.filter(subject=subject, measure=item.code, period=year.code).first()
    typed, error = take_typed(request, f"entry-{code}", _FIELDS)
    own = held is not None and held.collected_by == request.user.username
    submitted = held is not None and held.state == EntryState.SUBMITTED
    shown = {
        "answer": typed["answer"] or (held.answer if held else ""),
        "evidence": typed["evidence"] or (held.evidence if held else ""),
        "note": typed["note"],
    }
    names = names_of({held.collected_by, held.reviewed_by}) if held else {}
    context = {
        "item": item,
        "name": named(item, year),
        "subject": subject,
        "level_name": level_names(request).get(subject.level, subject.level),
        "year": year,
        "switch": asked(request).switch,
        "place": urlencode({"subject": f"{subject.level}:{subject.code}", "period": year.code}),
        "entry": held,
        "line": Line(subject, held, ""),
        "collected_by": names.get(held.collected_by, held.collected_by) if held else "",
        "reviewed_by": names.get(held.reviewed_by, held.reviewed_by) if held else "",
        "typed": shown,
        "error": error,
        "yes_no": list(YES_NO.items()),
        "may_fill": not submitted and reaches(request, Permission.MEASURE_FILL, subject),
        "may_review": submitted and not own and reaches(request, Permission.MEASURE_REVIEW, subject),
        "own_waiting": submitted and own,
        "evidence": evidence_box(request, KEEPER, held) if held else None,
    }
    return render(request, "desks/measures/entry.html", context)


@require_POST
@needs(Permission.MEASURE_FILL)
def fill(request: Request, code: str) -> HttpResponse:
    item, subject, year = _place(request, code)
    if not reaches(request, Permission.MEASURE_FILL, subject):
        raise PermissionDenied("这一项由对象的责任人和它所在的部门填报。")
    move = EntryMove.SUBMIT if request.POST.get("move") == "submit" else EntryMove.SAVE
    try:
        fill_entry(
            measure=item,
            subject=subject,
            year=year,
            move=move,
            answer=request.POST.get("answer", ""),
            evidence=request.POST.get("evidence", ""),
            by=request.user.username,
        )
    except EntryRefused as refusal:
        return _refused(request, code, subject, year, refusal)
    messages.success(request, "已提交，等待另一人审核。" if move is EntryMove.SUBMIT else "草稿已保存。")
    return HttpResponseRedirect(entry_address(code, subject, year.code))


@require_POST
@needs(Permission.MEASURE_REVIEW)
def review(request: Request, code: str) -> HttpResponse:
    _, subject, year = _place(request, code)
    if not reaches(request, Permission.MEASURE_REVIEW, subject):
        raise PermissionDenied("这份填报不在您审核的范围之内，由它所在部门或学校的负责人审核。")
    held = Entry.objects.filter(subject=subject, measure=code, period=year.code).first()
    if held is None:
        messages.error(request, "还没有填报，不能审核。")
        return HttpResponseRedirect(entry_address(code, subject, year.code))
    move = EntryMove.ACCEPT if request.POST.get("move") == "accept" else EntryMove.RETURN
    try:
        review_entry(entry=held, move=move, note=request.POST.get("note", ""), by=request.user.username)
    except EntryRefused as refusal:
        return _refused(request, code, subject, year, refusal)
    messages.success(request, "已采纳。" if move is EntryMove.ACCEPT else "已退回，填报人可以修改后再提交。")
    return HttpResponseRedirect(entry_address(code, subject, year.code))


def _refused(
    request: Request, code: str, subject: Subject, year: Period, refusal: EntryRefused
) -> HttpResponse:
    keep_typed(request, f"entry-{code}", _FIELDS, f"{refusal}。")
    messages.error(request, f"{refusal}。")
    return HttpResponseRedirect(entry_address(code, subject, year.code))


def _place(request: Request, code: str) -> tuple[MeasureItem, Subject, Period]:
    """Measure, subject and academic year that the address names; 404 where one is not there or not in reach."""
    item = chain(request.college).find(code)
    if item is None or item.form is None:
        raise Http404("诊断指标链里没有这个由人收集的项目")
    level, _, key = str(request.GET.get("subject", "")).partition(":")
    subjects = request.person.subjects(SEEN)
    if request.person.is_outside:
        subjects = subjects.exclude(level__in=PERSONAL)
    subject = subjects.filter(level=level, code=key).first()
    if subject is None or subject.level != answered_per(item):
        raise Http404("没有这个对象，或者它不在您的查看范围内")
    subject.college = request.college
    year = calendar_of(request.college).find(str(request.GET.get("period", ""))) or asked(request).year
    if year.kind is not PeriodKind.ACADEMIC_YEAR:
        raise Http404("由人收集的项目按学年填报，请换一个学年")
    return item, subject, year
