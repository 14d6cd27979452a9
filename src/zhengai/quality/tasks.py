"""Long work of data quality."""

from zhengai.college.models import College
from zhengai.core.actions import advance_job, open_job
from zhengai.core.models import Job
from zhengai.core.queue import Outcome, carry_out, queue
from zhengai.quality.actions import judge

JUDGE = "quality.judge_job"


@queue.task()
def judge_data(number: int) -> None:
    """All rules, or those that the named datasets touch."""
    carry_out(number, _judge)


def judge_soon(*, college: College, by: str, datasets: list[str] | None = None) -> Job:
    job = open_job(
        college=college.code,
        kind=JUDGE,
        title="判定数据质量",
        arguments={"datasets": datasets},
        by=by,
    )
    judge_data(job.pk)
    return job


def _judge(job: Job) -> Outcome:
    college = College.objects.get(code=job.college)
    advance_job(job=job, done=0, total=0, message="正在按质量规则判定数据")
    report = judge(college=college, by=job.by, datasets=job.arguments.get("datasets"))
    told = f"判定了 {report.rules:,} 条规则：{report.failing} 条有不合的数据"
    told += f"，新发现 {report.found} 条可疑数据，{report.corrected} 条已在源头更正"
    return told, {"failing": report.failing}
