"""Judging as a job: after a batch once, and every night all of it."""

from collections.abc import Callable

from tests.rooms.quality.conftest import CHILD, HEAD, RIGHT
from zhengai.college.models import College
from zhengai.core.models import Job
from zhengai.datacentre.models import Batch
from zhengai.quality.models import Suspect
from zhengai.quality.tasks import JUDGE, judge_after, judge_nightly


def test_a_batch_is_judged_once(members: College, take: Callable[..., object]) -> None:
    take("students", HEAD + RIGHT + CHILD)
    batch = Batch.objects.get(dataset="students")
    for _ in range(2):
        judge_after(batch=batch, by="he")
    job = Job.objects.get(kind=JUDGE)
    assert job.state == "done"
    assert "新发现 1 条" in job.message
    assert Suspect.objects.count() == 1


def test_every_night_all_rules_are_judged(members: College, take: Callable[..., object]) -> None:
    take("students", HEAD + CHILD)
    judge_nightly()
    assert Job.objects.get(kind=JUDGE).by == "system"
    assert Suspect.objects.filter(dataset="students").exists()
