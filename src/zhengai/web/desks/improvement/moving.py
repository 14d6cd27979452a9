"""What people do with an improvement, in place."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.improvement import actions
from zhengai.improvement.models import Improvement
from zhengai.improvement.rules.machine import MoveRefused
from zhengai.indicators.queries import newest_run
from zhengai.web.desks.improvement.improvement import improvement_or_404, people_of, requesters, shown
from zhengai.web.desks.improvement.seen import may_cancel, may_move
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


def revision_of(request: Request) -> int | None:
    """What the person saw; null when the form does not say."""
    written = request.POST.get("revision", "")
    return int(written) if written.isdecimal() else None


def _start(request: Request, found: Improvement) -> str:
    actions.start(improvement=found, by=request.user.username, revision=revision_of(request))
    return "已开始实施。做完之后在这里记为完成。"


def _note(request: Request, found: Improvement) -> str:
    actions.note(improvement=found, text=request.POST.get("text", ""), by=request.user.username)
    return "进展已记下。"


def _carry_out(request: Request, found: Improvement) -> str:
    actions.carry_out(
        improvement=found,
        text=request.POST.get("text", ""),
        by=request.user.username,
        revision=revision_of(request),
    )
    return "已记为完成。新数据到达之后，平台核实成效并通知您。"


def _learn(request: Request, found: Improvement) -> str:
    actions.keep_lesson(
        improvement=found,
        text=request.POST.get("lesson", ""),
        by=request.user.username,
        revision=revision_of(request),
    )
    return "经验已保存，遇到类似问题的人会看到它。"


def _verify(request: Request, found: Improvement) -> str:
    run = newest_run(request.college)
    if run is None:
        raise MoveRefused("还没有计算过指标，数据计算之后自动核实")
    actions.verify(run=run, by=request.user.username)
    return "已按现有数据核实。"


def _cancel(request: Request, found: Improvement) -> str:
    named = request.POST.get("requested_by", "")
    asking = requesters(request, found, people_of(found, []))
    actions.cancel(
        improvement=found,
        reason=request.POST.get("reason", ""),
        requested_by=named if named in dict(asking) else "",
        by=request.user.username,
        revision=revision_of(request),
    )
    return "这项改进已取消，责任人会收到消息。"


_MOVES: dict[str, Callable[[Request, Improvement], str]] = {
    "start": _start,
    "note": _note,
    "carry_out": _carry_out,
    "learn": _learn,
    "verify": _verify,
}


@require_POST
@needs(Permission.IMPROVEMENT_VIEW)
def improvement_move(request: Request, number: int) -> HttpResponse:
    """The owner's moves, and those of people who may edit improvements of the subject."""
    found = improvement_or_404(request, number)
    if not may_move(request, found):
        raise PermissionDenied("这项改进由其责任人推进。需要代为处理时，请联系责任人或质管办。")
    move = _MOVES.get(request.POST.get("move", ""), _note)
    return _answered(request, found, move)


@require_POST
@needs(Permission.DIAGNOSIS_CONFIRM)
def improvement_cancel(request: Request, number: int) -> HttpResponse:
    found = improvement_or_404(request, number)
    if not may_cancel(request, found):
        raise PermissionDenied(
            "取消改进由确认诊断的人批准，责任人不能取消自己的改进。请联系二级学院或质管办。"
        )
    return _answered(request, found, _cancel)


def _answered(
    request: Request, found: Improvement, move: Callable[[Request, Improvement], str]
) -> HttpResponse:
    """After a refusal the page shows how things stand now, with what was typed."""
    try:
        sentence = move(request, found)
    except MoveRefused as refusal:
        messages.error(request, f"{refusal}。")
        fresh = improvement_or_404(request, found.pk)
        return shown(request, fresh, {name: str(text) for name, text in request.POST.items()})
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("improvement", args=[found.pk]))
