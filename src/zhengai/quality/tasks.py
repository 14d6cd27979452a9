"""Long work of data quality."""

from typing import Any

from huey import crontab

from zhengai.college.models import College
from zhengai.core.actions import SYSTEM, advance_job, open_job
from zhengai.core.models import Job
from zhengai.core.queue import Outcome, carry_out, queue
from zhengai.datacentre.models import Batch
from zhengai.quality.actions import judge

JUDGE = "quality.judge_job"


@queue.task()
def judge_data(number: int) -> None:
    """All rules, or those that the named datasets touch."""
    carry_out(number, _judge)


@queue.periodic_task(crontab(hour="2", minute="40"))
def judge_nightly() -> None:
    """Freshness depends on the day, not on a batch: every night all rules of every college."""
    for college in College.objects.all():
        judge_soon(college=college, by=SYSTEM)


def judge_soon(*, college: College, by: str) -> Job:
    """All rules."""
    return _queued(college, by, {"datasets": None})


def judge_after(*, batch: Batch, by: str) -> None:
    """The rules that the batch's dataset touches; a batch that is asked for again was judged already."""
    college = batch.college
    if not Job.objects.filter(college=college.code, kind=JUDGE, arguments__batch=batch.code).exists():
        _queued(college, by, {"datasets": [batch.dataset], "batch": batch.code})


def _queued(college: College, by: str, arguments: dict[str, Any]) -> Job:
    job = open_job(college=college.code, kind=JUDGE, title="判定数据质量", arguments=arguments, by=by)
    judge_data(job.pk)
    return job


def _judge(job: Job) -> Outcome:
    college = College.objects.get(code=job.college)
    advance_job(job=job, done=0, total=0, message="正在按质量规则判定数据")
    report = judge(college=college, by=job.by, datasets=job.arguments.get("datasets"))
    told = f"判定了 {report.rules:,} 条规则：{report.failing} 条有不合的数据"
    told += f"，新发现 {report.found} 条可疑数据，{report.corrected} 条已在源头更正"
    return told, {"failing": report.failing}
