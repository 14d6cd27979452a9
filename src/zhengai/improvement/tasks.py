"""Long work that ends in a turn of the loop."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import Max, Q, QuerySet
from huey import crontab

from zhengai.alerts.models import Alert
from zhengai.alerts.queries import alerts
from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.core import clock
from zhengai.core.actions import SYSTEM, advance_job, open_job
from zhengai.core.models import Job, JobState
from zhengai.core.queue import Outcome, carry_out, queue
from zhengai.datacentre.guiding import take_in
from zhengai.datacentre.models import Batch
from zhengai.datacentre.rules import BadFile, BatchState
from zhengai.datacentre.uploads import upload_of
from zhengai.improvement.actions import LoopReport, carry_through, follow_through
from zhengai.indicators.actions import default_periods
from zhengai.indicators.models import Definition
from zhengai.indicators.queries import newest_whole
from zhengai.quality.tasks import judge_after
from zhengai_engine.model.period import Period

FOLLOW, BRING_IN, NIGHT = "improvement.follow", "datacentre.bring_in", "improvement.night"
_SHOWN_ALERTS = 10
_LOOKED_BACK = timedelta(days=1)
_LEFT_TO_PAGES = timedelta(minutes=2)


@queue.task()
def follow(number: int) -> None:
    """What new data mean: values, warnings, effects."""
    carry_out(number, _follow)


@queue.task()
def bring_in(number: int) -> None:
    """Takes a large upload in; what it means follows as a job of its own."""
    carry_out(number, _bring_in)


def follow_batch(batch: Batch, by: str) -> Job | None:
    """Queues what follows from a batch; null when it changed nothing, or when nothing is defined that could follow."""
    college = batch.college
    if not batch.rows_moved:
        return None
    if not Definition.objects.filter(college=college, current=True).exists():
        judge_after(batch=batch, by=by)
        return None
    job = _opened(batch, list(batch.periods), by)
    follow(job.pk)
    judge_after(batch=batch, by=by)
    return job


def follow_at_once(batches: Sequence[Batch]) -> Job:
    """What follows from batches of one college, done by whoever calls, not queued behind other work. Values come from
    all rows there are: following the last of them follows all."""
    periods = dict.fromkeys(code for batch in batches for code in batch.periods)
    job = _opened(batches[-1], list(periods), SYSTEM)
    carry_out(job.pk, _follow)
    return job


def _opened(batch: Batch, periods: list[str], by: str) -> Job:
    return open_job(
        college=batch.college.code,
        kind=FOLLOW,
        title="计算指标并判断预警",
        arguments={"batch": batch.code, "periods": periods},
        by=by,
    )


@queue.periodic_task(crontab(minute="*"))
def follow_collected() -> None:
    """Sources bring rows in without telling anybody above them. The worker looks for them all the time (watching); every
    minute we look for what it missed, and the quality of what it followed is judged: that takes longer than following
    and nobody waits for it. A row of a register whose page died before it could is followed too: a page that lives has
    followed it meanwhile."""
    now = clock.now()
    since = now - _LOOKED_BACK
    left = Q(source__startswith="form:", finished_at__lte=now - _LEFT_TO_PAGES)
    found = moving().filter(COLLECTED | left, finished_at__gte=since)
    # values come from all rows there are: of many messages into the same periods, following the last is enough
    newest = {(each.college_id, each.dataset, tuple(each.periods)): each for each in found}
    # whoever is following now takes these in, or the look after it does: two at once would do the work twice
    following = set(Job.objects.filter(kind=FOLLOW, state__in=LIVE).values_list("college", flat=True))
    for batch in newest.values():
        if batch.college.code not in following and job_after(batch) is None and not is_followed(batch):
            follow_batch(batch, SYSTEM)
    collected = {(each.college_id, each.dataset): each for each in found.filter(COLLECTED)}
    for batch in collected.values():
        judge_after(batch=batch, by=SYSTEM)


COLLECTED = Q(source__startswith="source:")
LIVE = (JobState.QUEUED, JobState.RUNNING)


def moving() -> QuerySet[Batch]:
    """Batches from which something follows, oldest first."""
    return (
        Batch.objects.filter(
            Q(rows_new__gt=0) | Q(rows_changed__gt=0) | Q(rows_withdrawn__gt=0),
            state=BatchState.COMMITTED,
            college__in=Definition.objects.filter(current=True).values("college"),
        )
        .select_related("college")
        .order_by("id")
    )


@queue.periodic_task(crontab(hour="3", minute="20"))
def turn_nightly() -> None:
    """That data stopped, a week ended or a standard is due is no news that a batch brings: every night all values of
    the periods of interest. A sample stands on its day, nothing becomes of it overnight."""
    computing = Definition.objects.filter(current=True).values("college")
    for college in College.objects.filter(is_sample=False, pk__in=computing):
        job = open_job(
            college=college.code, kind=NIGHT, title="每夜计算全部指标并判断预警", arguments={}, by=SYSTEM
        )
        turn(job.pk)


@queue.task()
def turn(number: int) -> None:
    """One whole turn of the loop."""
    carry_out(number, _turn)


def job_after(batch: Batch) -> Job | None:
    return Job.objects.filter(college=batch.college.code, kind=FOLLOW, arguments__batch=batch.code).first()


def is_followed(batch: Batch) -> bool:
    """Whether the newest values rest on its rows."""
    base = newest_whole(batch.college)
    return base is not None and base.data_versions.get(batch.dataset, -1) >= (batch.version or 0)


def periods_after(batch: Batch, further: Iterable[str] = ()) -> list[Period]:
    """Those that the batch's rows touch, these further ones, and those that are of interest today."""
    calendar = calendar_of(batch.college)
    found = {period.code: period for period in default_periods(batch.college)}
    touched = [calendar.find(code) for code in (*batch.periods, *further)]
    found |= {period.code: period for period in touched if period is not None}
    return list(found.values())


def _bring_in(job: Job) -> Outcome:
    college = College.objects.get(code=job.college)
    upload = upload_of(job)
    advance_job(job=job, done=0, total=0, message=f"正在把 {upload.name} 写入数据中心")
    report = take_in(college=college, upload=upload)
    if report is None or report.refused:
        raise BadFile(upload.problem)
    follow_batch(Batch.objects.select_related("college").get(code=report.batch), job.by)
    return report.message, {"links": [["导入结果", f"batch:{report.batch}"]]}


def _follow(job: Job) -> Outcome:
    college = College.objects.get(code=job.college)
    batch = Batch.objects.select_related("college").get(college=college, code=job.arguments["batch"])
    newest = alerts(college).aggregate(found=Max("pk"))["found"] or 0
    advance_job(job=job, done=0, total=0, message="正在计算指标、判断预警、核实改进成效")
    periods = periods_after(batch, job.arguments.get("periods", ()))
    report = follow_through(college=college, by=job.by, periods=periods)
    if report is None:
        return "这批数据已经和别的数据一起计算过了", {}
    raised = alerts(college, live=True).filter(pk__gt=newest)  # the gravest first
    return _told(report), {
        "run": report.run.pk,
        "raised": report.alerts.raised,
        "closed": report.alerts.closed,
        "links": [_link(each) for each in raised[:_SHOWN_ALERTS]],
    }


def _turn(job: Job) -> Outcome:
    advance_job(job=job, done=0, total=0, message="正在计算全部指标、判断预警、核实改进成效")
    report = carry_through(college=College.objects.get(code=job.college), by=job.by)
    return _told(report), {"run": report.run.pk}


def _told(report: LoopReport) -> str:
    values = sum(report.run.counts.values())
    found = f"算出 {values:,} 个指标值" if report.changed is None else f"更新了 {report.changed:,} 个指标值"
    if report.whole:
        found += f"({report.whole})"
    found += f"：{report.alerts.raised} 条新预警，{report.alerts.closed} 条关闭"
    if report.improvements.verified:
        found += f"，核实了 {report.improvements.verified} 项改进的成效"
    return found


def _link(alert: Alert) -> list[str]:
    return [alert.sentence, f"alert:{alert.pk}"]
