"""Long work of submissions: a table of a whole college is written down in the background."""

from collections.abc import Mapping
from contextlib import suppress

from huey import crontab

from zhengai.college.models import College
from zhengai.core import clock
from zhengai.core.actions import SYSTEM, advance_job, open_job
from zhengai.core.locks import is_held
from zhengai.core.models import Job, JobState
from zhengai.core.queue import Outcome, carry_out, queue
from zhengai.submissions import queries
from zhengai.submissions.actions import check_preparable, prepare
from zhengai.submissions.models import Submission
from zhengai.submissions.rules import SubmissionRefused, SubmissionState
from zhengai.submissions.sending import check_sendable, interrupted, send

PREPARE, SEND = "submissions.prepare_job", "submissions.send_job"


def start_preparing(*, college: College, table: str, period: str, by: str) -> Job:
    """What cannot be prepared is refused at once (SubmissionRefused); a second click leads to the work under way."""
    found = check_preparable(college=college, table=table, period=period)
    arguments = {"table": found.code, "period": period}
    return _started(college, PREPARE, f"生成国家数据表“{found.item.name}”", arguments, by)


def start_sending(*, submission: Submission, by: str) -> Job:
    """What cannot be sent is refused at once (SubmissionRefused)."""
    table = check_sendable(submission=submission)
    arguments: dict[str, object] = {"submission": submission.pk}
    return _started(submission.college, SEND, f"报送国家数据表“{table.item.name}”", arguments, by)


def _started(college: College, kind: str, title: str, arguments: Mapping[str, object], by: str) -> Job:
    live = Job.objects.filter(
        college=college.code,
        kind=kind,
        arguments=arguments,
        state__in=(JobState.QUEUED, JobState.RUNNING),
    )
    if (running := live.first()) is not None:
        return running
    job = open_job(college=college.code, kind=kind, title=title, arguments=dict(arguments), by=by)
    (prepare_table if kind == PREPARE else send_table)(job.pk)
    return job


@queue.periodic_task(crontab(minute="*"))
def go_on_sending() -> None:
    """Every minute: what was interrupted goes on when its time has come, where nobody is at work."""
    for each in interrupted(clock.now()):
        if is_held(queries.lock_of(each.college)):
            continue
        with suppress(SubmissionRefused):
            start_sending(submission=each, by=SYSTEM)


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


@queue.task()
def send_table(number: int) -> None:
    carry_out(number, _send)


def _send(job: Job) -> Outcome:
    """Raises SubmissionRefused where it stopped, so that the job says so too."""
    found = Submission.objects.select_related("college").get(pk=job.arguments["submission"])
    advance_job(job=job, done=0, total=0, message="正在报送")
    done = send(submission=found, by=job.by)
    if done.state != SubmissionState.SENT:
        raise SubmissionRefused(done.message)
    return done.message, {"links": [["这份上报", f"submission:{done.pk}"]]}
