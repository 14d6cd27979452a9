"""Recording what was made of results, one or many by the same decision; one use with its files; taking one back."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.performance.actions import use_results, withdraw_use
from zhengai.performance.models import ResultUse
from zhengai.performance.rules import UseDraft, UseKind, UseRefused
from zhengai.web.components.evidence import evidence_box
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.desks.engine.seen import KEEPER, may_use, seen_results, seen_uses, year_of
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_FIELDS = ("kind", "text", "document", "decided_by", "decided_on")


@needs(Permission.ORGANISATION_EDIT)
def engine_use(request: Request) -> HttpResponse:
    year, _ = year_of(request)
    sent = request.POST if request.method == "POST" else request.GET
    wanted = set(sent.getlist("result"))
    chosen = [each for each in seen_results(request, year) if each.key in wanted]
    back = f"{reverse('engine')}?period={year.code}"
    if not chosen:
        messages.error(request, "请先在名单里勾选要登记的结果。")
        return HttpResponseRedirect(back)
    typed = {name: sent.get(name, "").strip() for name in _FIELDS}
    typed["decided_on"] = typed["decided_on"] or today(request.college).isoformat()
    context: dict[str, Any] = {
        "chosen": chosen, "typed": typed, "error": "", "year": year, "back": back,
        "use_kinds": [(each.value, each.chinese) for each in UseKind],
    }  # fmt: skip
    if request.method == "POST":
        try:
            draft = _draft(typed)
            made = use_results(
                college=request.college, year=year.code, uses=[(each, draft) for each in chosen],
                by=request.user.username,
            )  # fmt: skip
        except UseRefused as refusal:
            context["error"] = f"{refusal}。"
        else:
            messages.success(request, f"已登记 {made} 项结果的运用。" if made else "这些运用已经登记过。")
            return HttpResponseRedirect(back)
    return render(request, "desks/engine/use.html", context)


def _draft(typed: dict[str, str]) -> UseDraft:
    if typed["kind"] not in list(UseKind):
        raise UseRefused("请选择绩效、激励、问责或不运用")
    try:
        day = date.fromisoformat(typed["decided_on"])
    except ValueError:
        raise UseRefused(f"“{typed['decided_on']}”不是日期，请写成 2026-12-20 的样子") from None
    if len(typed["document"]) > 200 or len(typed["decided_by"]) > 120 or len(typed["text"]) > 2000:
        raise UseRefused("依据文件最多 200 字，决定机构最多 120 字，怎样运用最多 2000 字")
    return UseDraft(UseKind(typed["kind"]), typed["text"], typed["document"], typed["decided_by"], day)


def _found(request: Request, number: int) -> ResultUse:
    found = seen_uses(request).filter(pk=number).first()
    if found is None:
        raise Http404("没有这条运用，或者它不在您的查看范围内")
    return found


@needs(Permission.COCKPIT_VIEW)
def result_use(request: Request, number: int) -> HttpResponse:
    found = _found(request, number)
    typed, error = take_typed(request, f"use-{number}", ("why",))
    names = names_of({found.by, found.withdrawn_by} - {""})
    context = {
        "item": found,
        "person_name": "" if request.person.is_outside else found.person_name,
        "by": names.get(found.by, found.by),
        "withdrawn_by": names.get(found.withdrawn_by, found.withdrawn_by),
        "may_withdraw": may_use(request) and found.withdrawn_at is None,
        "evidence": evidence_box(request, KEEPER, found),
        "typed": typed,
        "error": error,
    }
    return render(request, "desks/engine/result_use.html", context)


@require_POST
@needs(Permission.COCKPIT_VIEW)
def use_withdraw(request: Request, number: int) -> HttpResponse:
    found = _found(request, number)
    if not may_use(request):
        raise PermissionDenied("结果的运用由质管办登记和撤回。")
    try:
        withdraw_use(use=found, why=request.POST.get("why", ""), by=request.user.username)
        messages.success(request, "已撤回，这项结果又列在还没有运用的里面。")
    except UseRefused as refusal:
        keep_typed(request, f"use-{number}", ("why",), f"{refusal}。")
    return HttpResponseRedirect(reverse("result-use", args=[number]))
