"""Long work of the reports room, carried out by the worker."""

from huey import crontab

from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of, subjects
from zhengai.core.actions import advance_job, open_job
from zhengai.core.models import Job
from zhengai.core.queries import live_job
from zhengai.core.queue import Outcome, carry_out, queue
from zhengai.reports.batches import make_zip, zip_path
from zhengai.reports.kinds import kind as kind_of
from zhengai.reports.publications import publish_due
from zhengai_engine.model.period import Period

KIND = "reports.make_all"


def start_batch(
    *,
    college: College,
    kind: str,
    level: str,
    level_name: str,
    period: Period,
    codes: list[str] | None,
    by: str,
) -> Job:
    """`codes` null: all subjects of the level. Asked for again while it still runs (a button pressed twice), it is
    the same job."""
    title = f"{level_name}：{kind_of(college, kind).title(level)}（{period.name}）"
    arguments = {"kind": kind, "level": level, "period": period.code, "codes": codes}
    under_way = live_job(college=college.code, kind=KIND, arguments=arguments, by=by)
    if under_way is not None:
        return under_way
    job = open_job(college=college.code, kind=KIND, title=title, arguments=arguments, by=by)
    make_all(job.pk)
    return job


@queue.task()
def make_all(number: int) -> None:
    carry_out(number, _make_all)


def _make_all(job: Job) -> Outcome:
    college = College.objects.get(code=job.college)
    asked = job.arguments
    found = _subjects(college, asked["level"], asked["codes"])
    path = zip_path(job)
    total = len(found)
    made = make_zip(
        college,
        asked["kind"],
        found,
        calendar_of(college).period(asked["period"]),
        path,
        job.by,
        lambda done: advance_job(job=job, done=done, total=total, message="正在生成报告"),
    )
    return f"已生成 {made} 份报告，可以下载。", {
        "reports": made,
        "bytes": path.stat().st_size,
        "links": [("下载压缩包", f"report_zip:{job.pk}")],
    }


def _subjects(college: College, level: str, codes: list[str] | None) -> list[Subject]:
    found = subjects(college, level).select_related("department")
    return list(found if codes is None else found.filter(code__in=codes))


@queue.periodic_task(crontab(hour="4", minute="10"))
def publish_nightly() -> None:
    """After the values of the night are there."""
    for college in College.objects.all():
        publish_due(college=college)
