"""What is sent to a record: points, the overall opinion, submission, decision. HTMX gets the part that changed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.diagnosis import actions, queries
from zhengai.diagnosis.actions import StaleRevision
from zhengai.diagnosis.forms import Form
from zhengai.diagnosis.models import Record
from zhengai.diagnosis.rules.machine import Conclusion, MoveRefused
from zhengai.diagnosis.rules.results import Incomplete
from zhengai.web.components.evidence import evidence_counts
from zhengai.web.desks.diagnosis.evidenced import KEEPER
from zhengai.web.desks.diagnosis.parts import place_of
from zhengai.web.desks.diagnosis.points import findings_of, key_of, sections_of
from zhengai.web.desks.diagnosis.record import context_of, progress_of, step_of
from zhengai.web.desks.diagnosis.seen import confirms, may_fill, record_or_404, writes
from zhengai.web.desks.diagnosis.words import words_of
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_FIELDS = ("conclusion", "opinion", "cause", "measure")


def sent(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Only POST changes anything. Opened as a page, which happens after signing in again, it leads to the record."""

    @wraps(view)
    def guarded(request: HttpRequest, number: int) -> HttpResponseBase:
        if request.method != "POST":
            return HttpResponseRedirect(reverse("record", args=[number]))
        return view(request, number)

    return guarded


def _writable(request: Request, number: int) -> Record:
    found = record_or_404(request, number)
    if not writes(request, found):
        raise PermissionDenied("这份诊断由其责任人填写。需要代为填写时，请联系质管办。")
    return found


def _back(number: int, step: str = "", key: str = "") -> HttpResponseRedirect:
    query = f"?step={step}" if step else ""
    return HttpResponseRedirect(f"{reverse('record', args=[number])}{query}{f'#{key}' if key else ''}")


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else 0


@sent
@needs(Permission.DIAGNOSIS_VIEW)
def save_point(request: Request, number: int) -> HttpResponse:
    """One point. A change of a field saves itself; a button saves and goes on."""
    found = _writable(request, number)
    code = request.POST.get("point", "")
    said = {name: request.POST.get(name, "") for name in _FIELDS}
    if request.POST.get("act") == "fine":
        said["conclusion"] = Conclusion.FINE
    if said["conclusion"] not in set(Conclusion):
        said["conclusion"] = Conclusion.NONE
    try:
        actions.save_finding(
            record=found,
            point=code,
            revision=_number(request.POST.get("revision", "")),
            by=request.user.username,
            **said,
        )
    except StaleRevision as stale:
        return _kept(request, found, code, said, f"{stale}。")
    except MoveRefused as refused:
        messages.error(request, f"{refused}。")
        return _refused(request, number)
    if request.htmx:
        return _fragment(request, number, code)
    messages.success(request, "已保存。")
    if request.POST.get("act") == "next":
        return _back(number, request.POST.get("next", ""))
    return _back(number, request.POST.get("step", ""), key_of(code))


def _refused(request: Request, number: int) -> HttpResponse:
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("record", args=[number])})
    return _back(number)


def _kept(request: Request, found: Record, code: str, said: dict[str, str], told: str) -> HttpResponse:
    """Another person was faster: what was written stays, beside what they saved."""
    fresh = record_or_404(request, found.pk)
    if request.htmx:
        below = _below(request, fresh, queries.form_of(fresh)) | {"notice": told, "at": None}
        return render(request, "desks/diagnosis/_saved.html", below)
    messages.error(request, told)
    context = context_of(request, fresh, may_fill(request, fresh), {code: said})
    return render(request, "desks/diagnosis/record.html", context, status=409)


def _fragment(request: Request, number: int, code: str) -> HttpResponse:
    """A change of a field must not replace what is being typed: only the line below it. A button may."""
    act = request.POST.get("act", "")
    if act == "next" and request.POST.get("next"):
        onward = _back(number, request.POST["next"]).url
        return HttpResponse(status=204, headers={"HX-Redirect": onward, "HX-Trigger": "saved"})
    fresh = record_or_404(request, number)
    form = queries.form_of(fresh)
    below = _below(request, fresh, form) | {"at": fresh.findings.get(point=code).edited_at}
    if act:
        whole = below | _beside(request, fresh, form, code) | {"swapped": True}
        response = render(request, "desks/diagnosis/_point.html", whole)
        response["HX-Retarget"], response["HX-Reswap"] = f"#{key_of(code)}", "outerHTML"
    else:
        response = render(request, "desks/diagnosis/_saved.html", below)
    response["HX-Trigger"] = "saved"
    return response


def _below(request: Request, fresh: Record, form: Form) -> dict[str, Any]:
    """What changes below a point and in the tally when it is saved."""
    return {
        "record": fresh,
        "notice": "",
        "oob": True,
        **progress_of(fresh, form, _seen_now(request, fresh)),
    }


def _beside(request: Request, fresh: Record, form: Form, code: str) -> dict[str, Any]:
    """The point itself, to be put in the place of what the page showed."""
    place = place_of(form, code)
    sections = sections_of(request, fresh, form, {}, place.element if place else None)
    return {
        "files": evidence_counts(request, KEEPER.kind, findings_of(sections)),
        "subject": fresh.subject,
        "point": next(each for section in sections for each in section.points if each.row.code == code),
        "fills": True,
        "readable": True,
        "improves": False,
        "round": fresh.round,
        "words": words_of(fresh.round.level),
        "step": step_of(request, form),
    }


def _seen_now(request: Request, fresh: Record) -> int:
    """What the page shows is as new as the record unless another person saved something it does not show."""
    seen = _number(request.POST.get("seen", ""))
    unseen = queries.changed_by_others(fresh, seen, request.user.username)
    return seen if unseen else fresh.revision


@sent
@needs(Permission.DIAGNOSIS_VIEW)
def confirm_fine(request: Request, number: int) -> HttpResponse:
    """无问题，确认 for all points whose data say so and about which nobody has said anything else meanwhile."""
    found = _writable(request, number)
    known = {row.code for row in queries.form_of(found).confirmable}
    points = [code for code in request.POST.getlist("point") if code in known]
    try:
        actions.confirm_fine(
            record=found,
            points=points,
            revision=_number(request.POST.get("seen", "")),
            by=request.user.username,
        )
        if points:
            messages.success(request, f"已确认 {len(points)} 个诊断点无问题，意见按数据写好，可以再改。")
    except (StaleRevision, MoveRefused) as refused:
        messages.error(request, f"{refused}。")
    return _back(number)


@sent
@needs(Permission.DIAGNOSIS_VIEW)
def renew(request: Request, number: int) -> HttpResponse:
    found = _writable(request, number)
    try:
        actions.open_record(record=found, by=request.user.username)
        messages.success(request, "数据已刷新；您写的内容没有变。")
    except MoveRefused as refused:
        messages.error(request, f"{refused}。")
    return _back(number)


@sent
@needs(Permission.DIAGNOSIS_VIEW)
def submit(request: Request, number: int) -> HttpResponse:
    """The overall opinion is kept even where the rest is not ready yet."""
    found = _writable(request, number)
    summary = request.POST.get("summary", "")
    try:
        if "summary" in request.POST:
            actions.save_summary(record=found, summary=summary, by=request.user.username)
        if request.htmx:
            return _summary_kept(request)
        actions.submit(
            record=found,
            revision=_number(request.POST.get("seen", "")),
            summary=summary,
            by=request.user.username,
        )
        messages.success(request, "诊断已提交，数据和结论已固定，确认人已收到通知。")
    except Incomplete as lacking:
        _tell_missing(request, lacking)
    except (StaleRevision, MoveRefused) as refused:
        # leaving the box to press the button sends the text twice: with the form it has arrived already
        if request.htmx and Record.objects.filter(pk=number, summary=summary.strip()).exists():
            return _summary_kept(request)
        messages.error(request, f"{refused}。")
        if request.htmx:
            return _refused(request, number)
    return _back(number)


def _summary_kept(request: Request) -> HttpResponse:
    response = render(request, "desks/diagnosis/_summary_saved.html")
    response["HX-Trigger"] = "saved"
    return response


def _tell_missing(request: Request, lacking: Incomplete) -> None:
    first = "；".join(each.sentence for each in lacking.missing[:3])
    more = f"等 {len(lacking.missing)} 处" if len(lacking.missing) > 3 else ""
    messages.error(request, f"还不能提交：{first}{more}。写过的内容都已保存。")


@sent
@needs(Permission.DIAGNOSIS_CONFIRM)
def decide(request: Request, number: int) -> HttpResponse:
    """确认, or 退回修改 with what to look at again."""
    found = record_or_404(request, number)
    if not confirms(request, found.subject):
        raise PermissionDenied("这份诊断由所属部门或质管办确认。")
    text = request.POST.get("text", "")
    try:
        if request.POST.get("act") == "return":
            actions.return_record(record=found, text=text, by=request.user.username)
            messages.success(request, "已退回修改，填写的人已收到通知。")
        else:
            actions.confirm(record=found, text=text, by=request.user.username)
            messages.success(request, "诊断已确认。")
    except MoveRefused as refused:
        messages.error(request, f"{refused}。")
    return _back(number)
