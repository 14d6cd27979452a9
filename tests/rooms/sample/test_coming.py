"""The files of the time after the sample's day: the story of each ends well."""

import csv
import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tests.rooms.sample.conftest import Rows
from zhengai.sample import cast
from zhengai.sample.building import build
from zhengai.sample.codes import rising_course
from zhengai.sample.coming import COMING_WEEKS, coming_files
from zhengai.sample.identity import NOW, SIZES


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_they_are_the_same_every_time(tmp_path: Path) -> None:
    def digests(folder: str) -> list[str]:
        files = coming_files("small", tmp_path / folder)
        return [hashlib.sha256(each.path.read_bytes()).hexdigest() for each in files]

    assert digests("one") == digests("two")


def test_the_rising_course_is_in_order_again(tmp_path: Path) -> None:
    file = coming_files("small", tmp_path)[0]
    course = rising_course(SIZES["small"])
    offerings = {o.code for o in build(SIZES["small"]).offerings if o.course.code == course}
    read = [row for row in rows_of(file.path) if row["教学班号"] in offerings]
    said = Counter(row["考勤状态"] for row in read)
    assert {int(row["周次"]) for row in read} == set(COMING_WEEKS)
    assert said["缺勤"] / (said.total() - said["免修"]) < 0.04
    assert file.rows == len(rows_of(file.path))
    assert file.day == date(2026, 12, 18)


def test_the_training_rooms_tell_again_without_a_gap(tmp_path: Path, rows: Callable[[str], Rows]) -> None:
    file = coming_files("small", tmp_path)[1]
    before = {int(row["周次"]) for row in rows("room_usage") if row["学期"] == NOW}
    after = {int(row["周次"]) for row in rows_of(file.path)}
    assert before | after == set(range(1, COMING_WEEKS[-1] + 1))
    assert not before & after


def test_a_year_later_the_graduates_are_placed(tmp_path: Path) -> None:
    file = coming_files("small", tmp_path)[2]
    ways = Counter(row["毕业去向"] for row in rows_of(file.path) if row["专业代码"] == cast.FALLING_PROGRAMME)
    assert 1 - (ways["待就业"] + ways["暂不就业"]) / ways.total() >= 0.94
