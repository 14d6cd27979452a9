"""The sample's sources: two systems leave files in their folders, which are collected as a college's would be; one
database does not answer, one platform has not sent yet, two offices bring their tables by hand. Every state that the
pages show came about by running them."""

import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import time, timedelta

from zhengai.college.models import College
from zhengai.core import clock
from zhengai.sample.generator import SampleFile
from zhengai.sources.actions import keep_feed, keep_source, switch_source
from zhengai.sources.collecting import collect
from zhengai.sources.models import Collection, Feed, Source
from zhengai.sources.queries import drop_folder
from zhengai.sources.rules import Access, CollectionState, Frequency

_OLD = timedelta(hours=1)  # a file that was just written is watched for a while before it is taken


@dataclass(frozen=True)
class Leaving:
    """A system that leaves files; its files bear `name` as their source."""

    code: str
    name: str
    owner: str
    frequency: Frequency


LEAVING = (
    Leaving("sample-research", "科研系统", "科研处", Frequency.WEEK),
    Leaving("sample-finance", "财务系统", "财务处", Frequency.YEAR),
)
_BY_NAME = {each.name: each for each in LEAVING}


class NotCollected(RuntimeError):
    """A file that the sample left was not taken; the message names it."""


def is_left(file: SampleFile) -> bool:
    """Whether the file comes through a source of its own."""
    return file.source in _BY_NAME


def leave(*, college: College, file: SampleFile, by: str) -> None:
    """Registers the file's source, puts a copy into its folder and collects it. Once. The rows are there already: the
    source finds nothing new, as on most days."""
    who = _BY_NAME[file.source]
    source = _kept(
        college, who.code, who.name, who.owner, Access.FILES, who.frequency, by,
        note="每到时间把导出的文件放进投放文件夹。",
    )  # fmt: skip
    feed = Feed.objects.filter(source=source, dataset=file.dataset).first() or keep_feed(
        source=source, dataset=file.dataset, mapping=file.mapping, by=by
    )
    _in_use(source, by)
    taken = Collection.objects.filter(feed=feed, file_name=file.path.name, state=CollectionState.DONE)
    if taken.exists():
        return
    folder = drop_folder(feed)
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / file.path.name
    shutil.copyfile(file.path, copy)
    written = (clock.now() - _OLD).timestamp()
    os.utime(copy, (written, written))
    collect(source=source, by=by)
    if not taken.exists():
        newest = Collection.objects.filter(feed=feed).order_by("-pk").first()
        raise NotCollected(
            f"示例文件 {file.path.name} 没有被采集：{newest.message if newest else '没有取到'}"
        )


def register_others(*, college: College, by: str) -> None:
    """What a college has besides: sources in trouble, sources that wait, tables that people bring."""
    rooms = _kept(
        college, "sample-rooms", "实训室管理系统", "国资处", Access.SQL, Frequency.DAY, by,
        at=time(2, 30), note="示例里这个数据库不存在：看连不上的数据源怎样提示、怎样重试。",
        settings={"database_kind": "postgresql", "host": "127.0.0.1", "port": "1", "database": "rooms", "user": "reader"},
    )  # fmt: skip
    if not rooms.feeds.exists():
        query = "SELECT semester, week, room, hours FROM room_usage"
        keep_feed(source=rooms, dataset="room_usage", settings={"query": query}, by=by)
        _in_use(rooms, by)
        collect(source=rooms, by=by)
    platform = Source.objects.filter(college=college, code="sample-platform").first()
    if platform is None:
        platform = _kept(
            college, "sample-platform", "课程平台", "教务处", Access.PUSH, Frequency.DAY, by,
            note="由平台签名后推送；示例里还没有送来过。", secret={"key": secrets.token_urlsafe(32)},
        )  # fmt: skip
        keep_feed(source=platform, dataset="evaluations", by=by)
    _in_use(platform, by)
    for code, name, owner, datasets in (
        ("sample-personnel", "人事处台账", "人事处", ("teachers", "trainings")),
        ("sample-students", "学工处台账", "学工处", ("students", "classes")),
    ):
        office = _kept(
            college, code, name, owner, Access.FORM, Frequency.SEMESTER, by, note="每学期由部门导入。"
        )
        for dataset in datasets:
            if not office.feeds.filter(dataset=dataset).exists():
                keep_feed(source=office, dataset=dataset, by=by)
        _in_use(office, by)


def _in_use(source: Source, by: str) -> None:
    """Once: who looks at the sample may switch it off."""
    if source.since is None:
        switch_source(source=source, enabled=True, by=by)
        source.refresh_from_db()


def _kept(
    college: College,
    code: str,
    name: str,
    owner: str,
    access: Access,
    frequency: Frequency,
    by: str,
    *,
    at: time | None = None,
    note: str = "",
    settings: dict[str, str] | None = None,
    secret: dict[str, str] | None = None,
) -> Source:
    found = Source.objects.filter(college=college, code=code).first()
    return found or keep_source(
        college=college, code=code, name=name, owner=owner, access=access, frequency=frequency, at=at, note=note,
        settings=settings, secret=secret, by=by,
    )  # fmt: skip
