"""Long work: its states, its progress, and what becomes of it when the worker dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fault.harness import environment, run
from zhengai.core import actions, clock
from zhengai.core.actions import advance_job, fail_job, fail_lost_jobs, finish_job, open_job, start_job
from zhengai.core.locks import Held, is_held, only_one
from zhengai.core.models import AuditEvent, Job, JobState
from zhengai.core.queue import carry_out, queue
from zhengai.core.rules import JOB_MOVES, JobRefused


@pytest.fixture
def job(db: None) -> Job:
    return open_job(college="S1", kind="reports.make_all", title="全部报告", arguments={"n": 3}, by="lin")


def stored(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_the_table_of_states_is_total() -> None:
    states = {each.value for each in JobState}
    assert JOB_MOVES.keys() == states
    assert set().union(*JOB_MOVES.values()) == states - {"queued"}


def test_a_job_from_start_to_end(job: Job) -> None:
    assert (job.state, job.live, job.share) == ("queued", True, None)
    assert AuditEvent.objects.get().subject == f"job:{job.pk}"
    start_job(job=job)
    advance_job(job=job, done=1, total=4, message="第一份")
    assert (stored(job).share, stored(job).message) == (25, "第一份")
    finish_job(job=job, message="4 份报告", result={"links": []})
    found = stored(job)
    assert (found.state, found.done, found.share, found.live) == ("done", 4, 100, False)
    assert found.started_at is not None
    assert found.finished_at is not None


def _starts(job: Job) -> None:
    start_job(job=job)


def _ends(job: Job) -> None:
    finish_job(job=job, message="", result={})


def _fails(job: Job) -> None:
    fail_job(job=job, message="停了")


@pytest.mark.parametrize("state", list(JobState))
@pytest.mark.parametrize(("move", "to"), [(_starts, "running"), (_ends, "done"), (_fails, "failed")])
def test_only_the_moves_of_the_table(job: Job, state: JobState, move: Callable[[Job], None], to: str) -> None:
    Job.objects.filter(pk=job.pk).update(state=state)
    if to in JOB_MOVES[state]:
        move(job)
        assert stored(job).state == to
    else:
        with pytest.raises(JobRefused):
            move(job)
        assert stored(job).state == state


def test_progress_is_written_about_twice_a_second(
    job: Job, django_assert_num_queries: Callable[[int], Any]
) -> None:
    start_job(job=job)
    advance_job(job=job, done=0, total=9, message="正在计算")
    with django_assert_num_queries(0):
        for number in range(1, 4):
            advance_job(job=job, done=number, total=9, message="正在计算")
    assert stored(job).done == 0
    job.written_at -= actions.PROGRESS_EVERY
    advance_job(job=job, done=4, total=9, message="正在计算")
    assert stored(job).done == 4
    advance_job(job=job, done=5, total=9, message="正在判断")  # other words are never held back
    assert stored(job).done == 5


def test_what_has_ended_makes_no_progress(job: Job) -> None:
    with pytest.raises(JobRefused):
        advance_job(job=job, done=1, total=2, message="")


def test_work_is_carried_out(job: Job) -> None:
    carry_out(job.pk, lambda each: ("好了", {"by": each.by}))
    assert (stored(job).state, stored(job).message, stored(job).result) == ("done", "好了", {"by": "lin"})


def test_a_task_delivered_twice_is_done_once(job: Job) -> None:
    done: list[int] = []
    for _ in range(2):
        carry_out(job.pk, lambda each: (done.append(each.pk), ("", {}))[1])  # type: ignore[func-returns-value]
    assert done == [job.pk]


def test_a_sentence_of_a_room_is_shown(job: Job) -> None:
    def work(_: Job) -> tuple[str, dict[str, Any]]:
        raise JobRefused("没有可计算的内容")

    carry_out(job.pk, work)
    assert (stored(job).state, stored(job).message) == ("failed", "没有可计算的内容")


def test_any_other_error_is_told_without_its_insides(job: Job) -> None:
    carry_out(job.pk, lambda _: 1 / 0)  # type: ignore[arg-type, return-value]
    message = stored(job).message
    assert stored(job).state == "failed"
    assert f"工作编号 {job.pk}" in message
    assert "division" not in message


def test_jobs_of_a_dead_worker_are_failed(job: Job) -> None:
    start_job(job=job)
    waiting, lost, fresh = (
        open_job(college="S1", kind="a.b", title="t", arguments={}, by="lin") for _ in range(3)
    )
    Job.objects.filter(pk__in=[waiting.pk, lost.pk]).update(created_at=clock.now() - timedelta(hours=1))
    assert fail_lost_jobs(waiting=[waiting.pk]) == 2
    assert stored(job).message == "后台进程中断了，这项工作没有做完，已写入的内容保留着。请重新开始"
    assert [stored(each).state for each in (job, waiting, lost, fresh)] == [
        "failed",
        "queued",
        "failed",
        "queued",
    ]


def test_tests_run_their_tasks_at_once() -> None:
    assert queue.immediate


def test_a_lock_is_seen_by_others(tmp_path: Path) -> None:
    path = tmp_path / "worker.lock"
    assert not is_held(path)
    with only_one(path):
        assert is_held(path)
        with pytest.raises(Held), only_one(path):
            pass
    assert not is_held(path)


SET_UP = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=True)
"""
# a task that would take an hour
QUEUE = """
import django
django.setup()
from zhengai.core.actions import open_job
from zhengai.datacentre.tasks import examine
job = open_job(college="S1", kind="datacentre.examine", title="t", arguments={"upload": "x", "look": True}, by="he")
examine(job.pk)
print(job.pk)
"""
LOOK = """
import django
django.setup()
from zhengai.core.models import Job
from zhengai.core.queries import worker_lives
for job in Job.objects.order_by("pk"):
    print(job.state, job.message)
print(worker_lives())
"""
DIE = """
import django
django.setup()
from zhengai.core.actions import open_job, start_job
job = open_job(college="S1", kind="a.b", title="t", arguments={}, by="he")
start_job(job=job)
import os
os.kill(os.getpid(), 9)
"""


def worker(home: Path, *more: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "zhengai.cli", "worker", *more],
        env=environment(home),
        cwd=home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(home: Path, words: str, program: str = LOOK) -> str:
    """What is stored, once it says `words`."""
    for _ in range(60):
        found = run(home, program)
        if words in found:
            return found
        time.sleep(0.5)
    raise AssertionError(found)


def test_a_worker_does_what_is_queued_and_tells_what_was_lost(tmp_path: Path) -> None:
    """One job died with its worker, one waits: the next worker fails the first and does the second."""
    run(tmp_path, SET_UP)
    dead = subprocess.run([sys.executable, "-c", DIE], env=environment(tmp_path), check=False)
    assert dead.returncode == -signal.SIGKILL
    run(tmp_path, QUEUE)
    started = worker(tmp_path)
    try:
        found = until(
            tmp_path, "工作编号 2"
        ).splitlines()  # there is no college S1: the task fails with its number
        assert found[0] == "failed 后台进程中断了，这项工作没有做完，已写入的内容保留着。请重新开始"
        assert found[-1] == "True"
        second = worker(tmp_path)
        _, complaint = second.communicate(timeout=60)
        assert second.returncode == 2
        assert "已经有一个后台进程在运行" in complaint
    finally:
        started.kill()
        started.communicate()
    assert run(tmp_path, LOOK).splitlines()[-1] == "False"


PARENT = """
import subprocess, sys, os, time
child = subprocess.Popen([sys.executable, "-m", "zhengai.cli", "worker", "--parent", str(os.getpid())])
print(child.pid, flush=True)
time.sleep(600)
"""


def test_a_worker_ends_with_a_server_that_was_killed(tmp_path: Path) -> None:
    run(tmp_path, SET_UP)
    server = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        env=environment(tmp_path),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    child = int(server.stdout.readline())
    try:
        until(tmp_path, "True")
    finally:
        server.kill()
        server.communicate()
    for _ in range(40):
        if not _alive(child):
            return
        time.sleep(0.25)
    os.kill(child, signal.SIGKILL)
    raise AssertionError("the worker went on without its server")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
