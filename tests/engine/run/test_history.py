"""The values file of a run is read back as it was written, filtered before it reaches Python."""

from pathlib import Path

import pytest

from tests.engine.run import small_school as school
from tests.engine.run.small_school import AUTUMN, SPRING, by_code, indicator
from zhengai_engine.model.value import Value
from zhengai_engine.run.evaluate import Request, evaluate
from zhengai_engine.run.history import read_rows, read_values
from zhengai_engine.run.sources import MemorySource

LEVELS = ("student", "class")
INDICATORS = by_code(indicator("rate", school.ABSENCE_RATE), indicator("absences", school.ABSENT))


@pytest.fixture
def written(tmp_path: Path) -> tuple[Path, list[Value]]:
    periods = tuple(school.CALENDAR.period(each) for each in (AUTUMN, SPRING))
    with evaluate(
        INDICATORS,
        school.CATALOGUE,
        school.CALENDAR,
        MemorySource(school.ROWS),
        college=school.COLLEGE,
        requests=[Request(level, periods) for level in LEVELS],
    ) as done:
        done.write(tmp_path / "values.parquet")
        return tmp_path / "values.parquet", list(done.values())


def _place(value: Value) -> tuple[str, str, str, str]:
    return value.indicator, value.level, value.period, value.subject


def test_all_values_come_back_in_order(written: tuple[Path, list[Value]]) -> None:
    path, values = written
    assert list(read_values(path)) == sorted(values, key=_place)


def test_filters_leave_only_what_was_asked_for(written: tuple[Path, list[Value]]) -> None:
    path, values = written
    found = list(read_values(path, codes=["rate"], levels=["class"], periods=[SPRING]))
    assert found == [v for v in sorted(values, key=_place) if _place(v)[:3] == ("rate", "class", SPRING)]
    assert list(read_values(path, codes=[])) == []


def test_plain_rows_say_the_same(written: tuple[Path, list[Value]]) -> None:
    path, values = written
    rows = [row for batch in read_rows(path) for row in batch]
    assert [(r[0], r[1], r[3], r[2]) for r in rows] == sorted(map(_place, values))
    empty = [v for v in values if v.reason]
    assert sum(row[7] is not None for row in rows) == len(empty) > 0


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"values\.parquet"):
        next(read_values(tmp_path / "values.parquet"))
