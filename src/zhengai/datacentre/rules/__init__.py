"""Pure decisions of the data centre: states of a batch, when a file is refused, how good its data are."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from errno import EFBIG, ENOSPC

from zhengai_engine.model.period import Calendar, Period, PeriodKind

TOLERATED_SHARE = 0.5  # of rejected rows; above it the file is more likely the wrong one than a messy one


class BadFile(ValueError):
    """The file or its use is wrong as a whole, nothing was read into the lake; the message is a Chinese sentence."""


class BatchState(StrEnum):
    RUNNING = "running"
    COMMITTED = "committed"
    REFUSED = "refused"
    DRY_RUN = "dry_run"
    FAILED = "failed"

    @property
    def chinese(self) -> str:
        return {
            "running": "进行中",
            "committed": "已入库",
            "refused": "已退回",
            "dry_run": "试运行",
            "failed": "已中断",
        }[self.value]


@dataclass(frozen=True)
class Limits:
    """What an upload may weigh. A workbook is a zip file: a small one may unfold to fill the machine."""

    file_bytes: int = 200 * 1024 * 1024
    unfolded_bytes: int = 2 * 1024 * 1024 * 1024
    unfolded_ratio: int = 200
    ratio_counts_from: int = 64 * 1024 * 1024  # below it any ratio is harmless


def fingerprint(
    content_hash: str,
    dataset: str,
    sheet: str,
    mapping: Mapping[str, str],
    constants: Mapping[str, str],
    occasion: str = "",
) -> str:
    """One import's identity: another sheet of the same workbook, or the same sheet read otherwise, is another. So is
    the same content on another occasion: a source may go back to what it said before."""
    parts: list[object] = [content_hash, dataset, sheet, sorted(mapping.items()), sorted(constants.items())]
    parts += [occasion] if occasion else []
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


_FULL = (
    "os error 28",
    "os error 27",
    "No space left",
    "File too large",
    "Could not write",
    "Failed to write",
)


def stopped_by(problem: Exception) -> str:
    """Why an import could not be carried out, as far as a person can do something about it. Engines wrap what the
    disk said into texts of their own."""
    if any(words in str(problem) for words in _FULL) or getattr(problem, "errno", None) in (ENOSPC, EFBIG):
        return "磁盘已满或不许再写，请清理出空间"
    if isinstance(problem, MemoryError) or "Out of Memory" in str(problem):
        return "内存不够，请把文件分成几个较小的文件"
    return " ".join(str(problem).split())


def refusal(*, read: int, rejected: int, strict: bool) -> str:
    """Why the whole file is refused for its rows; "" when it is not."""
    if strict and rejected:
        return f"{read} 行中有 {rejected} 行有问题，严格模式下整个文件退回，没有写入任何数据"
    if rejected > read * TOLERATED_SHARE:
        return f"{read} 行中有 {rejected} 行有问题，超过一半，整个文件退回，没有写入任何数据；请先核对文件和列的对应"
    return ""


@dataclass(frozen=True)
class Quality:
    """The four measures of a batch, each 0…1 or null where it does not apply (JY/T 1005 speaks of 及时、真实、准确、完整).

    timely: 1 on time, less one tenth for each day late · true: references found · accurate: rows not rejected ·
    complete: optional cells filled.
    """

    timely: float | None
    true: float | None
    accurate: float
    complete: float | None

    def as_dict(self) -> dict[str, float | None]:
        return {
            "timely": self.timely,
            "true": self.true,
            "accurate": self.accurate,
            "complete": self.complete,
        }


def days_late(latest: Period | None, received: date) -> int:
    """Days between the end of the newest period in the data and its receipt, beyond one period's length: a week's
    data may arrive during the following week."""
    if latest is None:
        return 0
    length = (latest.end - latest.start).days + 1
    return max((received - latest.end).days - length, 0)


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


_COMPUTED = (
    PeriodKind.WEEK,
    PeriodKind.MONTH,
    PeriodKind.SEMESTER,
    PeriodKind.ACADEMIC_YEAR,
    PeriodKind.CALENDAR_YEAR,
)


def touched(calendar: Calendar, periods: Iterable[Period]) -> list[str]:
    """Codes of the periods in which rows of these periods count: themselves and the longer ones that hold their
    last day; days count in their weeks."""
    found = set()
    for period in periods:
        length = period.end - period.start
        around = (calendar.containing(period.end, kind) for kind in _COMPUTED)
        found |= {each for each in around if each and each.end - each.start >= length}
    return [each.code for each in sorted(found, key=lambda each: (each.end, each.start))]


_DAYS = {
    PeriodKind.DAY: 1,
    PeriodKind.WEEK: 7,
    PeriodKind.MONTH: 31,
    PeriodKind.SEMESTER: 183,
    PeriodKind.ACADEMIC_YEAR: 366,
    PeriodKind.CALENDAR_YEAR: 366,
}


def due(last: date, frequency: PeriodKind) -> date:
    """When new rows are expected after data (or a receipt) of `last`: one period later, and one more day."""
    return last + timedelta(days=_DAYS[frequency] + 1)


class CodeAnswer(StrEnum):
    """What was decided about a word that no choice of a field knows."""

    WAITING = "waiting"
    MAPPED = "mapped"
    ADDED = "added"
    REFUSED = "refused"

    @property
    def chinese(self) -> str:
        names = ["等待决定", "对应已有的值", "本校增加", "不接收"]
        return dict(zip(CodeAnswer, names, strict=True))[self]


class AnswerRefused(ValueError):
    """A decision about a word that cannot be so; the message is a Chinese sentence."""
