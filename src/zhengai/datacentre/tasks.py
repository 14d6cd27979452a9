"""Long work of the data centre."""

from huey import crontab

from zhengai.college.models import College
from zhengai.core.actions import advance_job
from zhengai.core.models import Job
from zhengai.core.queue import Outcome, carry_out, queue
from zhengai.datacentre import guiding
from zhengai.datacentre.compacting import compact
from zhengai.datacentre.queries import data_versions
from zhengai.datacentre.uploads import upload_of


@queue.periodic_task(crontab(minute="*/10"))
def compact_small_files() -> None:
    """What comes in steadily is compacted as it is followed; here the rest."""
    for college in College.objects.all():
        compact(college, data_versions(college))


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
