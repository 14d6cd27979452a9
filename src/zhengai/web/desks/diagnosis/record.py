"""One record: what is known on the left, what only a person can say on the right."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of, today
from zhengai.diagnosis import actions, queries
from zhengai.diagnosis.forms import Form
from zhengai.diagnosis.models import Record
from zhengai.diagnosis.rules.form import FormElement
from zhengai.diagnosis.rules.machine import OPEN, Conclusion, Move, RecordState, RoundKind
from zhengai.diagnosis.rules.results import element_result
from zhengai.indicators.queries import newest_run
from zhengai.web.components.dependences import sent_out_of
from zhengai.web.components.evidence import evidence_counts
from zhengai.web.components.periods import short_name
from zhengai.web.components.research import research_of
from zhengai.web.desks.diagnosis.evidenced import KEEPER
from zhengai.web.desks.diagnosis.parts import Place, parts_of, place_of
from zhengai.web.desks.diagnosis.points import findings_of, key_of, sections_of
from zhengai.web.desks.diagnosis.seen import may_decide, may_fill, record_or_404
from zhengai.web.desks.diagnosis.words import words_of
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_NAMED = 40  # places that are named one by one before submission; the rest are counted


@needs(Permission.DIAGNOSIS_VIEW)
def record_page(request: Request, number: int) -> HttpResponse:
    found = record_or_404(request, number)
    fills = may_fill(request, found)
    if fills and not found.facts and found.state == RecordState.DRAFT:
        actions.open_record(record=found, by=request.user.username)
        found = record_or_404(request, number)
    # beside the form and not in what is answered to each point that is saved: it is read from the lake
    context = context_of(request, found, fills) | {"research": research_of(request, found.subject)}
    return render(request, "desks/diagnosis/record.html", context)


def context_of(
    request: Request, found: Record, fills: bool, typed: dict[str, dict[str, str]] | None = None
) -> dict[str, Any]:
    form = queries.form_of(found)
    readable = fills or RecordState(found.state) not in OPEN
    step = step_of(request, form)
    place = place_of(form, step["code"])
    sections = sections_of(request, found, form, typed or {}, place.element if place else None)
    round_ = found.round
    problems = form.problem_rows if readable else ()
    named = [f"finding:{row.finding.pk}" for row in problems if row.finding is not None]
    return {
        "record": found,
        "files": evidence_counts(request, KEEPER.kind, findings_of(sections)),
        "round": round_,
        "subject": found.subject,
        "level_name": level_names(request).get(round_.level, round_.level),
        "kind": RoundKind(round_.kind).chinese,
        "fills": fills,
        "readable": readable,  # what is still being written is read by its writers only
        "improves": request.person.may(Permission.IMPROVEMENT_EDIT),
        "hides": request.person.is_outside,
        "decides": may_decide(request, found),
        "form": form,
        "sections": sections,
        "parts": parts_of(form, place) if place else None,
        "fine": [each.row for section in sections for each in section.points if each.row.can_be_confirmed],
        "step": step,
        "words": words_of(round_.level),
        "bad": form.bad,
        "problems": problems,
        "dependences": [] if request.person.is_outside else sent_out_of(request, named),
        "newer": fills and _is_newer(request, found),
        "subject_reports": _report_address(request, found),
        "today": today(request.college),
        **_story(request, found, form, place),
        **progress_of(found, form, found.revision),
    }


def progress_of(found: Record, form: Form, seen: int) -> dict[str, Any]:
    """`seen` is the revision whose content the person has before the eyes."""
    order = form.scheme.numbers
    return {
        "total": len(order),
        "done": form.done,
        "lacking": len(form.missing),
        "missing": [(key_of(each.point), order[each.point], each.sentence) for each in form.missing[:_NAMED]],
        "seen": seen,
    }


def step_of(request: Request, form: Form) -> dict[str, Any]:
    """On a phone one point at a time: the one asked for, else the first that lacks something."""
    codes = list(form.scheme.numbers)
    lacking = {each.point for each in form.missing}
    asked = request.GET.get("step", "")
    first = next((i for i, code in enumerate(codes) if code in lacking), 0)
    number = min(max(int(asked), 1), len(codes)) - 1 if asked.isdecimal() else first
    return {
        "code": codes[number],
        "number": number + 1,
        "count": len(codes),
        "back": number if number > 0 else None,
        "next": number + 2 if number + 1 < len(codes) else None,
    }


def _is_newer(request: Request, found: Record) -> bool:
    run = newest_run(request.college)
    return run is not None and found.facts_at is not None and run.pk > (found.facts_run_id or 0)


def _report_address(request: Request, found: Record) -> str:
    """Empty for those who make no reports, and where the college has no such page."""
    if not request.person.may(Permission.REPORT_MAKE):
        return ""
    try:
        page = reverse("report-new")
    except NoReverseMatch:
        return ""
    subject = found.subject
    return f"{page}?{urlencode({'subject': f'{subject.level}:{subject.code}', 'period': found.round.period})}"


_WORDS = {Move.SUBMIT: "提交诊断", Move.RETURN: "退回修改", Move.CONFIRM: "确认诊断"}


def _story(request: Request, found: Record, form: Form, place: Place | None) -> dict[str, Any]:
    """What happened to the record, newest first, and the results of earlier rounds."""
    events = list(found.events.all())
    names = names_of({each.by for each in events} | {found.submitted_by, found.confirmed_by})
    return {
        "events": [
            (each, names.get(each.by, each.by), _WORDS.get(Move(each.move), "")) for each in reversed(events)
        ],
        "submitter": names.get(found.submitted_by, found.submitted_by),
        "history": _history(request, found, form, place.item.elements if place else form.scheme.elements())
        if RecordState(found.state) not in OPEN
        else None,
    }


def _history(request: Request, found: Record, form: Form, elements: Sequence[FormElement]) -> dict[str, Any]:
    """Element × round: this one, and those of earlier years beside it."""
    records = queries.earlier(found)
    calendar = calendar_of(request.college)
    columns = [found, *records]
    said = [{code: each.conclusion for code, each in form.said.items()}]
    said += [
        {each.point: Conclusion(each.conclusion) for each in record.findings.all()} for record in records
    ]
    return {
        "periods": [short_name(calendar, record.round.period) for record in columns],
        "rows": [
            (each.name, [_result([point.code for point in each.points], column) for column in said])
            for each in elements
        ],
    }


def _result(codes: Sequence[str], said: dict[str, Conclusion]) -> str:
    known = [said[code] for code in codes if code in said]
    return element_result(known).chinese if known else "—"
