"""A workflow is run step by step: the one who has it does it, names the next, or sends it back."""

from datetime import date
from itertools import product

import pytest

from tests.web.access.controls import WORKFLOW
from zhengai.college.models import College
from zhengai.framework.actions import set_own_item
from zhengai.notices.models import Notice
from zhengai.regulations.models import WorkflowRun
from zhengai.regulations.rules.machine import RUNS, RegulationRefused, RunMove, RunState, run_after
from zhengai.regulations.running import cancel_run, finish_step, return_step, start_run, workflows

MOVES = {
    (None, "start"): "running", ("running", "finish_step"): "running", ("running", "finish_last"): "done",
    ("running", "return"): "running", ("running", "cancel"): "cancelled",
}  # fmt: skip


@pytest.mark.parametrize(("state", "move"), list(product((None, *RunState), RunMove)))
def test_the_table(state: RunState | None, move: RunMove) -> None:
    assert set(RUNS) == {None, *RunState}
    target = MOVES.get((state.value if state else None, move.value))
    if target:
        assert run_after(state, move) == target
    else:
        with pytest.raises(RegulationRefused):
            run_after(state, move)


@pytest.fixture
def run(college: College) -> WorkflowRun:
    set_own_item(college=college, section="workflows", item=WORKFLOW, by="lin")
    return start_run(college=college, workflow="change_lesson", title="出差调课", by="han")


def test_from_the_first_step_to_the_last(run: WorkflowRun) -> None:
    assert (run.at, run.person_number, run.due) == (0, "G0011", date(2026, 11, 21))
    second = finish_step(run=run, text="护理2501，周三改周五", following="lin", by="han")
    assert (second.at, second.person_number, second.due) == (1, "G0010", date(2026, 11, 22))
    assert Notice.objects.get(person_number="G0010").title.startswith("请办理")
    third = finish_step(run=run, text="", following="G0001", by="lin")
    assert (third.at, third.due) == (2, None)
    done = finish_step(run=run, text="", by="chen")
    assert (done.state, done.person_number) == ("done", "")
    assert Notice.objects.get(person_number="G0011").title.endswith("已办结")
    assert [each.move for each in done.events.all()] == ["start", "finish_step", "finish_step", "finish_last"]
    with pytest.raises(RegulationRefused, match="已经办结"):
        cancel_run(run=run, by="han")


def test_sent_back_to_who_did_it(run: WorkflowRun) -> None:
    finish_step(run=run, text="护理2501", following="lin", by="han")
    with pytest.raises(RegulationRefused, match="写明理由"):
        return_step(run=run, text="", by="lin")
    back = return_step(run=run, text="时间没写清", by="lin")
    assert (back.at, back.person_number) == (0, "G0011")
    with pytest.raises(RegulationRefused, match="第一步"):
        return_step(run=run, text="x", by="han")
    with pytest.raises(RegulationRefused, match="发起人取消"):
        cancel_run(run=run, by="lin")
    assert cancel_run(run=run, by="han").state == "cancelled"


@pytest.mark.parametrize(
    ("text", "following", "by", "sentence"),
    [
        ("", "lin", "han", "要填写：班级"), ("x", "", "han", "由谁办理"), ("x", "nobody", "han", "没有工号或用户名"),
        ("x", "lin", "chen", "不由您办理"),
    ],
)  # fmt: skip
def test_what_is_refused(run: WorkflowRun, text: str, following: str, by: str, sentence: str) -> None:
    with pytest.raises(RegulationRefused, match=sentence):
        finish_step(run=run, text=text, following=following, by=by)
    assert WorkflowRun.objects.get().at == 0


def test_what_cannot_begin(run: WorkflowRun, college: College) -> None:
    assert [each.code for each in workflows(college)] == ["change_lesson"]
    for workflow, title, by in (
        ("x", "x", "han"),
        ("change_lesson", " ", "han"),
        ("change_lesson", "x", "sys"),
    ):
        with pytest.raises(RegulationRefused):
            start_run(college=college, workflow=workflow, title=title, by=by)
