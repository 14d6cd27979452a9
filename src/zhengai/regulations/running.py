"""The writers of workflow runs: who does a step names who does the next one. Workflows are described in packs."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from zhengai.accounts.models import User
from zhengai.accounts.queries import number_of
from zhengai.college.models import College
from zhengai.college.queries import now, today
from zhengai.core.actions import record
from zhengai.framework import queries as framework
from zhengai.notices.actions import notify
from zhengai.notices.models import NoticeKind
from zhengai.regulations.models import WorkflowEvent, WorkflowRun
from zhengai.regulations.rules.machine import RegulationRefused, RunMove, RunState, run_after
from zhengai.regulations.rules.sections import WorkflowItem


def workflows(college: College) -> list[WorkflowItem]:
    """In the order of the packs."""
    return [WorkflowItem.model_validate(each) for each in framework.section(college, "workflows")]


@transaction.atomic
def start_run(*, college: College, workflow: str, title: str, by: str) -> WorkflowRun:
    """The one who starts it does the first step. Raises RegulationRefused."""
    found = next((each for each in workflows(college) if each.code == workflow), None)
    if found is None:
        raise RegulationRefused("没有这个流程，它可能已经不在学校的方案里")
    if not title.strip():
        raise RegulationRefused("请写事由")
    number = number_of(by)
    if not number:
        raise RegulationRefused("您的账户没有工号或学号，不能发起流程；请联系系统管理员")
    run = WorkflowRun(
        college=college,
        workflow=found.code,
        workflow_name=found.name,
        title=title.strip()[:200],
        steps=[step.model_dump() for step in found.steps],
        state=run_after(None, RunMove.START),
        person_number=number,
        started_by=by,
        started_at=now(college),
    )
    run.due = _due(run, 0)
    run.save()
    _told(run, RunMove.START, "", by)
    return run


@transaction.atomic
def finish_step(*, run: WorkflowRun, text: str, following: str = "", by: str) -> WorkflowRun:
    """`following` is the number or username of who does the next step; not asked for at the last one. Raises
    RegulationRefused."""
    run = _locked(run)
    last = run.at + 1 >= len(run.steps)
    state = run_after(RunState(run.state), RunMove.FINISH_LAST if last else RunMove.FINISH_STEP)
    _check_turn(run, by)
    step: dict[str, Any] = run.steps[run.at]
    if step["form"] and not text.strip():
        raise RegulationRefused(f"这一步要填写：{step['form']}")
    number = "" if last else _person(following, run.steps[run.at + 1]["role"])
    _told(run, RunMove.FINISH_LAST if last else RunMove.FINISH_STEP, text, by)
    run.state = state
    if last:
        run.person_number, run.due, run.ended_at = "", None, now(run.college)
    else:
        run.at += 1
        run.person_number, run.due = number, _due(run, run.at)
    run.save()
    _tell(run, by)
    return run


@transaction.atomic
def return_step(*, run: WorkflowRun, text: str, by: str) -> WorkflowRun:
    """Back to whoever did the step before. Raises RegulationRefused."""
    run = _locked(run)
    run.state = run_after(RunState(run.state), RunMove.RETURN)
    _check_turn(run, by)
    if run.at == 0:
        raise RegulationRefused("这是第一步，没有可退回的；不办了请取消")
    if not text.strip():
        raise RegulationRefused("退回时要写明理由")
    before = run.events.filter(step=run.at - 1).exclude(move=RunMove.RETURN).order_by("-id").first()
    _told(run, RunMove.RETURN, text, by)
    run.at -= 1
    run.person_number = number_of(before.by) if before else number_of(run.started_by)
    run.due = _due(run, run.at)
    run.save()
    _tell(run, by)
    return run


@transaction.atomic
def cancel_run(*, run: WorkflowRun, text: str = "", by: str) -> WorkflowRun:
    """By the one who started it. Raises RegulationRefused."""
    run = _locked(run)
    state = run_after(RunState(run.state), RunMove.CANCEL)
    if by != run.started_by:
        raise RegulationRefused("由发起人取消")
    _told(run, RunMove.CANCEL, text, by)
    run.state, run.person_number, run.due, run.ended_at = state, "", None, now(run.college)
    run.save()
    return run


def _locked(run: WorkflowRun) -> WorkflowRun:
    return WorkflowRun.objects.select_for_update(of=("self",)).select_related("college").get(pk=run.pk)


def _check_turn(run: WorkflowRun, by: str) -> None:
    if number_of(by) != run.person_number:
        raise RegulationRefused("这一步不由您办理")


def _person(typed: str, role: str) -> str:
    word = typed.strip()
    if not word:
        raise RegulationRefused(f"请写下一步（{role}）由谁办理：工号或用户名")
    found = User.objects.filter(person_number=word, is_active=True).first()
    found = found or User.objects.filter(username=word, is_active=True).exclude(person_number="").first()
    if found is None:
        raise RegulationRefused(f"没有工号或用户名为“{word}”的账户，请核对")
    return found.person_number


def _due(run: WorkflowRun, step: int) -> date | None:
    days = run.steps[step]["days"]
    return None if days is None else today(run.college) + timedelta(days=days)


def _told(run: WorkflowRun, move: RunMove, text: str, by: str) -> None:
    WorkflowEvent.objects.create(
        run=run, step=run.at, move=move, text=text.strip(), by=by, at=now(run.college)
    )
    record(
        action="regulations.run_workflow",
        by=by,
        subject=f"workflow_run:{run.pk}",
        details={"move": move.value},
    )


def _tell(run: WorkflowRun, by: str) -> None:
    """Who is next, or at the end the one who began."""
    over = run.state == RunState.DONE
    person = number_of(run.started_by) if over else run.person_number
    if person == number_of(by):
        return
    step = "" if over else run.steps[run.at]["name"]
    notify(
        college=run.college.code,
        persons=[person],
        kind=NoticeKind.REGULATION,
        key=f"workflow_run:{run.pk}:{run.events.count()}",
        about=f"workflow_run:{run.pk}",
        title=f"{run.workflow_name}“{run.title}”已办结"
        if over
        else f"请办理：{run.workflow_name}“{run.title}”的{step}",
        at=now(run.college),
        due=run.due,
    )
