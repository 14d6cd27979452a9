"""A problem that one place cannot solve alone is sent to the place it depends on; that place answers."""

from datetime import date

from django.db import transaction

from zhengai.accounts.queries import number_of
from zhengai.college.models import College, Subject
from zhengai.college.queries import now, today
from zhengai.core.actions import record
from zhengai.framework.queries import matrix
from zhengai.improvement.depending import live_dependence, receivers
from zhengai.improvement.models import Dependence, DependenceEvent
from zhengai.improvement.rules.dependence import (
    RECEIVING,
    DependenceMove,
    DependenceRefused,
    DependenceState,
    check_move,
    next_state,
)
from zhengai.notices.actions import notify
from zhengai.notices.models import NoticeKind

_TOLD = 60  # characters of a problem in the title of a message


class AlreadySent(DependenceRefused):
    """The same problem waits at the same place; `dependence` is that one."""

    def __init__(self, dependence: Dependence) -> None:
        super().__init__("这个问题已经转给那里，不用再转一次")
        self.dependence = dependence


@transaction.atomic
def send_dependence(
    *,
    source: str,
    subject: Subject,
    target: Subject,
    system: str = "",
    problem: str,
    need: str,
    due: date,
    by: str,
) -> Dependence:
    """`subject` is where the problem is, `target` the place it depends on. Raises DependenceRefused, AlreadySent."""
    # two sendings of one problem at once take turns on the subject's row
    subject = Subject.objects.select_for_update(of=("self",)).select_related("college").get(pk=subject.pk)
    college = subject.college
    _check(subject, target, problem, need, due)
    earlier = live_dependence(college, source, target)
    if earlier is not None:
        raise AlreadySent(earlier)
    scheme = matrix(college)
    if system and system not in scheme.systems:
        raise DependenceRefused("请从列出的系统中选择")
    made = Dependence.objects.create(
        college=college, source=source, subject=subject, target=target, system=system,
        level=target.level if target.level in scheme.levels() else subject.level,
        problem=problem.strip(), need=need.strip(), due=due, sent_at=now(college), sent_by=by,
    )  # fmt: skip
    DependenceEvent.objects.create(dependence=made, at=made.sent_at, by=by, text=made.need)
    record(
        action="improvement.depend_send",
        by=by,
        subject=f"dependence:{made.pk}",
        details={"from": subject.name, "to": target.name},
    )
    _tell(made, sorted(receivers(college, target)), f"{subject.name}的问题依存于{target.name}，等您接收", due)
    return made


def _check(subject: Subject, target: Subject, problem: str, need: str, due: date) -> None:
    if target.college_id != subject.college_id or not target.active:
        raise DependenceRefused("请选所依存的部门或层面")
    if target.pk == subject.pk:
        raise DependenceRefused(f"问题就在{subject.name}，请直接提出改进，或选另一个部门、层面")
    if not problem.strip() or not need.strip():
        raise DependenceRefused("请写清问题，以及需要对方做什么")
    if due < today(subject.college):
        raise DependenceRefused("希望答复的日期不能早于今天，请另选日期")


@transaction.atomic
def move_dependence(
    *, dependence: Dependence, move: DependenceMove, text: str = "", revision: int | None = None, by: str
) -> Dependence:
    """`revision` is what the person saw. Raises DependenceRefused when it has moved on since, or cannot move so."""
    found = (
        Dependence.objects.select_for_update(of=("self",))
        .select_related("college", "subject", "target")
        .get(pk=dependence.pk)
    )
    if revision is not None and revision != found.revision:
        raise DependenceRefused("这项依存刚刚有了新的进展，请看过之后再提交")
    check_move(DependenceState(found.state), move, text=text, by_sender=found.sent_by == by)
    found.state, found.revision = next_state(DependenceState(found.state), move), found.revision + 1
    if move in (DependenceMove.ANSWER, DependenceMove.DECLINE):
        found.answer = text.strip()
    found.save(update_fields=["state", "revision", "answer"])
    DependenceEvent.objects.create(
        dependence=found, at=now(found.college), by=by, move=move, text=text.strip()
    )
    record(
        action="improvement.depend_move",
        by=by,
        subject=f"dependence:{found.pk}",
        details={"move": move.chinese},
    )
    _tell_move(found, move)
    return found


def _tell_move(found: Dependence, move: DependenceMove) -> None:
    if move in RECEIVING:
        _tell(
            found,
            [number_of(found.sent_by)],
            f"{found.target.name}{move.chinese}了{found.subject.name}的依存事项",
        )
    elif move is DependenceMove.RESEND:
        title = f"{found.subject.name}再次转来依存事项，等您接收"
        _tell(found, sorted(receivers(found.college, found.target)), title, found.due)
    elif move is DependenceMove.WITHDRAW:
        _tell(found, sorted(receivers(found.college, found.target)), f"{found.subject.name}撤回了依存事项")


def _tell(found: Dependence, persons: list[str], title: str, due: date | None = None) -> None:
    college: College = found.college
    notify(
        college=college.code,
        persons=[number for number in persons if number],
        kind=NoticeKind.DEPENDENCE,
        key=f"dependence:{found.pk}:{found.revision}",
        about=f"dependence:{found.pk}",
        title=title,
        text=found.problem[:_TOLD],
        at=now(college),
        due=due,
    )
