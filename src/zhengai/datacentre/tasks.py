"""Long work of the data centre."""

import logging

from huey import crontab

from zhengai.college.models import College
from zhengai.core.actions import advance_job
from zhengai.core.models import Job
from zhengai.core.queue import Outcome, carry_out, queue
from zhengai.datacentre import guiding
from zhengai.datacentre.queries import data_versions, lake
from zhengai.datacentre.uploads import upload_of

_log = logging.getLogger("zhengai.datacentre")


@queue.periodic_task(crontab(minute="*/10"))
def compact_small_files() -> None:
    """Each message of a source is a file of its own. Rows and versions stay as they are, so nobody has to know."""
    for college in College.objects.all():
        for dataset in data_versions(college):
            done = lake(college).compact(dataset)
            if done is not None:
                _log.info("%s: %s small files merged into %s", dataset, done.files, done.into)


@queue.task()
def examine(number: int) -> None:
    """A large upload: looked into (unless its columns are chosen already) and tried out."""
    carry_out(number, _examine)


def _examine(job: Job) -> Outcome:
    college = College.objects.get(code=job.college)
    upload = upload_of(job)
    advance_job(job=job, done=0, total=2, message=f"正在打开 {upload.name}")
    if job.arguments["look"]:
        guiding.look_into(
            college=college,
            upload=upload,
            sheet=job.arguments.get("sheet"),
            header_row=job.arguments.get("header_row"),
        )
    advance_job(job=job, done=1, total=2, message="正在逐行检查，没有写入任何数据")
    guiding.try_out(college=college, upload=upload)
    return "检查完了", {}
