"""What comes after the sample's day: the files with which a visitor sees a loop close.

The course whose absence rose is in order again, the training rooms' feed is back, and a year later the graduates of
the programme that fell behind have found their places.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from zhengai.sample import conditions, outcomes
from zhengai.sample.attendance import Attendance
from zhengai.sample.building import build
from zhengai.sample.cast import FEED_STOPS_AFTER_WEEK
from zhengai.sample.identity import CURRENT_WEEK, NOW, SIZES, week_monday
from zhengai.sample.results import Row
from zhengai.sample.world import World
from zhengai.sample.writing import write_csv, write_lines

COMING_WEEKS = range(CURRENT_WEEK + 1, CURRENT_WEEK + 5)
# the Friday on which the last of the coming weeks has been taught
DAY_AFTER_WEEKS = week_monday(NOW, COMING_WEEKS[-1]) + timedelta(days=4)
COMING_YEAR = "2026-2027"
# graduates are counted in the autumn after they left
DAY_AFTER_YEAR = date(2027, 11, 19)


@dataclass(frozen=True)
class Coming:
    """A file by its name; `day` is the first day on which a college could have it."""

    name: str
    dataset: str
    day: date


@dataclass(frozen=True)
class ComingFile:
    """The same, written."""

    path: Path
    dataset: str
    day: date
    rows: int


_ATTENDANCE = Coming(
    f"{NOW}学生考勤(第{COMING_WEEKS[0]}-{COMING_WEEKS[-1]}周).csv", "attendance", DAY_AFTER_WEEKS
)
_ROOM_USAGE = Coming(
    f"{NOW}实训室使用(第{FEED_STOPS_AFTER_WEEK + 1}-{COMING_WEEKS[-1]}周).csv", "room_usage", DAY_AFTER_WEEKS
)
_GRADUATES = Coming(f"{COMING_YEAR}毕业生去向.csv", "graduates", DAY_AFTER_YEAR)
COMING = (_ATTENDANCE, _ROOM_USAGE, _GRADUATES)


def coming_files(size: str, folder: Path) -> list[ComingFile]:
    """Writes them; the same size gives the same bytes, always."""
    folder.mkdir(parents=True, exist_ok=True)
    world = build(SIZES[size])
    return [
        _attendance(world, folder),
        _table(
            folder,
            _ROOM_USAGE,
            conditions.ROOM_USAGE,
            conditions.room_usage_weeks(
                world, NOW, range(FEED_STOPS_AFTER_WEEK + 1, COMING_WEEKS[-1] + 1), "coming"
            ),
        ),
        _table(folder, _GRADUATES, outcomes.GRADUATES, outcomes.graduates(world, COMING_YEAR)),
    ]


def coming_file(size: str, folder: Path, wanted: Coming) -> Path:
    """Written when it is first asked for; one that was interrupted is written anew."""
    path = folder / wanted.name
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder) as unfinished:
            for each in coming_files(size, Path(unfinished)):
                each.path.replace(folder / each.path.name)
    return path


def _attendance(world: World, folder: Path) -> ComingFile:
    attendance = Attendance(world)
    path = folder / _ATTENDANCE.name
    rows = write_lines(
        path, attendance.header, attendance.lines(NOW, attendance.registers(NOW), COMING_WEEKS)
    )
    return ComingFile(path, _ATTENDANCE.dataset, _ATTENDANCE.day, rows)


def _table(folder: Path, coming: Coming, header: Sequence[str], rows: Iterable[Row]) -> ComingFile:
    path = folder / coming.name
    return ComingFile(path, coming.dataset, coming.day, write_csv(path, header, rows))
