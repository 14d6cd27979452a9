"""Long work of submissions: a table of a whole college is written down in the background."""

from zhengai.college.models import College
from zhengai.core.actions import advance_job, open_job
from zhengai.core.models import Job, JobState
from zhengai.core.queue import Outcome, carry_out, queue
from zhengai.submissions import queries
from zhengai.submissions.actions import check_preparable, prepare

PREPARE = "submissions.prepare_job"


def start_preparing(*, college: College, table: str, period: str, by: str) -> Job:
    """What cannot be prepared is refused at once (SubmissionRefused); a second click leads to the work under way."""
    found = check_preparable(college=college, table=table, period=period)
    arguments = {"table": found.code, "period": period}
    live = Job.objects.filter(
        college=college.code, kind=PREPARE, arguments=arguments, state__in=(JobState.QUEUED, JobState.RUNNING)
    )
    if (running := live.first()) is not None:
        return running
    job = open_job(
        college=college.code,
        kind=PREPARE,
        title=f"生成国家数据表“{found.item.name}”",
        arguments=arguments,
        by=by,
    )
    prepare_table(job.pk)
    return job


@queue.task()
def prepare_table(number: int) -> None:
    carry_out(number, _prepare)


def _prepare(job: Job) -> Outcome:
    college = College.objects.get(code=job.college)
    table = queries.find_table(college, job.arguments["table"])
    advance_job(job=job, done=0, total=0, message="正在生成并逐行检查")
    made = prepare(college=college, table=table.code, period=job.arguments["period"], by=job.by)
    said = f"{table.item.name}：{made.rows} 行，{made.faults} 处问题，{made.reminders} 处提醒"
    return said, {"links": [[table.item.name, f"submission:{made.pk}"]], "submission": made.pk}
