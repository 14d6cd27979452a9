"""Pure decisions about sources: their states, when they are due, what an unusual amount of rows is."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from statistics import median


class SourceRefused(ValueError):
    """It cannot be done so, and trying again does not help; the message is a Chinese sentence with the remedy."""


class SourceTrouble(RuntimeError):
    """The other side did not answer as it should: another try may help; the message is a Chinese sentence."""


class Access(StrEnum):
    """How data come from a source; each has a folder of its own in `connectors`."""

    NONE = ""
    FILES = "files"
    SQL = "sql"
    HTTP = "http"
    PUSH = "push"
    XAPI = "xapi"
    FORM = "form"

    @property
    def chinese(self) -> str:
        return {
            "": "还没有接入",
            "files": "投放文件夹",
            "sql": "数据库只读查询",
            "http": "接口拉取",
            "push": "接口推送",
            "xapi": "xAPI 学习记录",
            "form": "由人导入",
        }[self.value]

    @property
    def asks(self) -> bool:
        """We go and ask it; the others send when they have something."""
        return self in (Access.FILES, Access.SQL, Access.HTTP)


class Frequency(StrEnum):
    """How often new data are expected, and asked for."""

    MANUAL = "manual"
    MINUTES = "minutes"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEMESTER = "semester"
    YEAR = "year"

    @property
    def chinese(self) -> str:
        return {
            "manual": "不定期",
            "minutes": "每 15 分钟",
            "hour": "每小时",
            "day": "每天",
            "week": "每周",
            "month": "每月",
            "semester": "每学期",
            "year": "每年",
        }[self.value]

    @property
    def in_days(self) -> bool:
        """Due on a day at an hour, not so many minutes after the last time."""
        return self not in (Frequency.MANUAL, Frequency.MINUTES, Frequency.HOUR)


class CollectionState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    WAITING = "waiting"
    REFUSED = "refused"
    FAILED = "failed"
    DECLINED = "declined"

    @property
    def chinese(self) -> str:
        return {
            "running": "进行中",
            "done": "已完成",
            "waiting": "等待决定",
            "refused": "已退回",
            "failed": "没有完成",
            "declined": "已放弃",
        }[self.value]


class SourceState(StrEnum):
    """Derived, never set: what a person should know about a source first."""

    UNCONNECTED = "unconnected"
    DISABLED = "disabled"
    RUNNING = "running"
    WAITING = "waiting"
    FAILED = "failed"
    LATE = "late"
    NEW = "new"
    SOUND = "sound"

    @property
    def chinese(self) -> str:
        return {
            "unconnected": "未接入",
            "disabled": "已停用",
            "running": "正在采集",
            "waiting": "等待决定",
            "failed": "出错",
            "late": "迟到",
            "new": "还没有采集过",
            "sound": "正常",
        }[self.value]


def state_of(
    *,
    access: Access,
    feeds: int,
    enabled: bool,
    latest: Sequence[CollectionState],
    due: datetime | None,
    succeeded: bool,
    now: datetime,
) -> SourceState:
    """`latest` holds the state of the newest collection of each feed; the gravest of them speaks."""
    if access is Access.NONE or not feeds:
        return SourceState.UNCONNECTED
    if not enabled:
        return SourceState.DISABLED
    found = set(latest)
    if CollectionState.WAITING in found:
        return SourceState.WAITING
    if CollectionState.RUNNING in found:
        return SourceState.RUNNING
    if found & {CollectionState.FAILED, CollectionState.REFUSED}:
        return SourceState.FAILED
    if due is not None and due < now - GRACE:
        return SourceState.LATE
    return SourceState.SOUND if succeeded else SourceState.NEW


GRACE = timedelta(hours=2)  # a run that begins a little after its hour is not late
_STEPS = {
    Frequency.DAY: timedelta(days=1),
    Frequency.WEEK: timedelta(days=7),
    Frequency.MONTH: timedelta(days=31),
    Frequency.SEMESTER: timedelta(days=183),
    Frequency.YEAR: timedelta(days=366),
}


def next_due(last: datetime, frequency: Frequency, at: time | None) -> datetime | None:
    """When the next data are expected after those of `last` (in the college's time zone); null when there is no
    rhythm. Days and longer are due at the hour `at` (midnight when null)."""
    if frequency is Frequency.MANUAL:
        return None
    if frequency is Frequency.MINUTES:
        return last + timedelta(minutes=15)
    if frequency is Frequency.HOUR:
        return last + timedelta(hours=1)
    day = last + _STEPS[frequency]
    hour = at or time()
    return day.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)


_FIRST_RETRY, _LONGEST_RETRY = timedelta(minutes=5), timedelta(hours=6)


def retry_after(attempts: int) -> timedelta:
    """How long to wait after so many tries that failed in a row: 5 minutes, then double, at most 6 hours."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 10)
    return min(_FIRST_RETRY * doubled, _LONGEST_RETRY)


NORMAL_FROM = 3  # collections before we know what is usual
TIMES_USUAL = 10


def unusual(rows: int, before: Sequence[int]) -> str:
    """Why a person should look before these rows go in; "" when nothing is unusual. `before` are the rows of the
    last collections. The usual amount is their median: one large catching-up does not move it."""
    if len(before) < NORMAL_FROM:
        return ""
    usual = int(median(before))
    if usual and not rows:
        return f"一行数据也没有，而平时每次约 {usual:,} 行"
    if usual and rows > usual * TIMES_USUAL:
        return f"读到 {rows:,} 行，超过平时(约 {usual:,} 行)的 {TIMES_USUAL} 倍"
    return ""
