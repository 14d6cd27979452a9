"""Drafting and publishing a change, registering its proof, telling of execution, confirming that one has read."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.regulations import actions
from zhengai.regulations.campaigns import tell_execution
from zhengai.regulations.models import Regulation, RegulationChange
from zhengai.regulations.queries import standing_text
from zhengai.regulations.rules.machine import ChangeKind, ChangeState, ProofKind, RegulationRefused
from zhengai.web.components.typed import keep_typed
from zhengai.web.desks.regulations.registering import entry_of
from zhengai.web.desks.regulations.regulation import FORM
from zhengai.web.desks.regulations.seen import regulation_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

# does what was sent and says what was done; raises RegulationRefused
Move = Callable[[Request, Regulation], str]


@require_POST
@needs(Permission.REGULATION_EDIT)
def change(request: Request, number: int) -> HttpResponse:
    found = regulation_or_404(request, number)
    move = MOVES.get(request.POST.get("move", ""))
    return _answered(request, found, move or _unknown)


@require_POST
@needs(Permission.REGULATION_DECIDE)
def publish(request: Request, number: int) -> HttpResponse:
    return _answered(request, regulation_or_404(request, number), _publish)


@require_POST
@needs(Permission.REGULATION_VIEW)
def read(request: Request, number: int) -> HttpResponse:
    return _answered(request, regulation_or_404(request, number), _read)


def _answered(request: Request, found: Regulation, move: Move) -> HttpResponse:
    try:
        messages.success(request, move(request, found))
    except RegulationRefused as refusal:
        keep_typed(request, f"regulation-{found.pk}", FORM, f"{refusal}。")
        messages.error(request, f"{refusal}。")
    return HttpResponseRedirect(reverse("regulation", args=[found.pk]))


def _unknown(request: Request, found: Regulation) -> str:
    raise RegulationRefused("请选择要做什么")


def _draft(request: Request, found: Regulation) -> str:
    asked = request.POST.get("change", "")
    if asked not in set(ChangeKind):
        raise RegulationRefused("请选择制定、修订或废止")
    kind = ChangeKind(asked)
    actions.draft_change(
        regulation=found,
        kind=kind,
        text=request.POST.get("text", ""),
        reason=request.POST.get("reason", ""),
        ground=request.POST.get("ground", ""),
        by=request.user.username,
    )
    return f"{kind.words}的草案已存下，请登记五种证明，再由另一人发布。"


def _rewrite(request: Request, found: Regulation) -> str:
    actions.rewrite_draft(
        change=_drafted(found),
        text=request.POST.get("text", ""),
        reason=request.POST.get("reason", ""),
        by=request.user.username,
    )
    return "草案已更新。"


def _withdraw(request: Request, found: Regulation) -> str:
    actions.withdraw_change(change=_drafted(found), by=request.user.username)
    return "草案已撤回。"


def _proof(request: Request, found: Regulation) -> str:
    kind = request.POST.get("kind", "")
    if kind not in set(ProofKind):
        raise RegulationRefused("请选择是哪一种证明")
    number = request.POST.get("of", "")
    held = found.changes.filter(pk=int(number)) if number.isdecimal() else found.changes.none()
    change = held.first()
    if change is None:
        raise RegulationRefused("没有找到这次变更，请刷新页面再试")
    actions.keep_proof(
        change=change,
        kind=ProofKind(kind),
        title=request.POST.get("title", ""),
        place=request.POST.get("place", ""),
        day=_day(request.POST.get("day", ""), "证明的日期"),
        applies=not request.POST.get("without"),
        by=request.user.username,
    )
    return f"{ProofKind(kind).chinese}已登记。"


def _execution(request: Request, found: Regulation) -> str:
    typed = request.POST.get("year", "").strip()
    if not typed.isdecimal():
        raise RegulationRefused("年度写四位数字，例如 2026")
    told = tell_execution(
        regulation=found,
        year=int(typed),
        carried_out=request.POST.get("carried_out", ""),
        effect=request.POST.get("effect", ""),
        by=request.user.username,
    )
    return f"{told.year} 年的执行情况已记下。"


def _describe(request: Request, found: Regulation) -> str:
    actions.describe(
        regulation=found,
        entry=entry_of(request),
        is_charter=bool(request.POST.get("is_charter")),
        by=request.user.username,
    )
    return "登记事项已更新。"


def _publish(request: Request, found: Regulation) -> str:
    done = actions.publish_change(
        change=_drafted(found),
        number=request.POST.get("number", ""),
        effective_from=_day(request.POST.get("effective_from", ""), "生效日期"),
        by=request.user.username,
    )
    begins = done.effective_from
    assert begins is not None
    word = "起生效" if begins <= today(request.college) else "起施行"
    return f"{done.get_kind_display()}已发布，自 {begins} {word}。"


def _read(request: Request, found: Regulation) -> str:
    now = standing_text(found)
    if now is None:
        raise RegulationRefused("这项制度没有现行的版本，不用确认")
    now.regulation = found
    actions.confirm_reading(change=now, person_number=request.user.person_number, by=request.user.username)
    return "已记下您读过这一版。"


def _drafted(found: Regulation) -> RegulationChange:
    draft = found.changes.filter(state=ChangeState.DRAFTED).first()
    if draft is None:
        raise RegulationRefused("现在没有草案，可能刚刚由别人发布或撤回了")
    return draft


def _day(text: str, what: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise RegulationRefused(f"{what}写成 2026-09-01 的样子，不是“{text}”") from None


MOVES: dict[str, Move] = {
    "draft": _draft,
    "rewrite": _rewrite,
    "withdraw": _withdraw,
    "proof": _proof,
    "execution": _execution,
    "describe": _describe,
}
