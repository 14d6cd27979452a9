"""A file in which everything is wrong: counted to the end, its reasons kept for the first rows only."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.intake.test_intake import DEPARTMENTS, PEOPLE
from zhengai_engine.compile.intake.columns import columns_of
from zhengai_engine.model.level import Level
from zhengai_engine.model.period import Calendar
from zhengai_engine.run.intake import noting
from zhengai_engine.run.intake.intake import Checked, Intake
from zhengai_engine.run.intake.staging import write_staged
from zhengai_engine.run.lake import Lake
from zhengai_engine.tables.catalogue import Catalogue

COLUMNS = {"id": 0, "hours": 1, "score": 2}


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Intake]:
    with Intake(PEOPLE, tmp_path) as made:
        yield made


def check(intake: Intake, tmp_path: Path, rows: list[list[str]]) -> Checked:
    intake.load(write_staged(tmp_path / "rows.csv", enumerate(rows, start=2), 3))
    return intake.check(
        COLUMNS,
        {0: "工号", 1: "学时", 2: "得分"},
        catalogue=Catalogue([DEPARTMENTS, PEOPLE], [Level("department", "部门"), Level("teacher", "教师")]),
        lake=Lake(tmp_path / "lake"),
        calendar=Calendar([]),
    )


def test_reasons_are_kept_for_the_first_rows_and_all_are_counted(
    intake: Intake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noting, "TOLD", 3)
    rows = [[f"T{n}", "x" if n < 8 else "1", "y"] for n in range(10)]
    result = check(intake, tmp_path, rows)
    assert (result.read, result.rejected, result.accepted, result.untold) == (10, 10, 0, 7)
    problems = list(intake.problems())
    assert sorted({each.row for each in problems}) == [2, 3, 4]
    assert len(problems) == 6  # both cells of each row that is told
    assert len(list(intake.rejected_rows())) == 3


def test_rows_told_by_a_later_check_fill_what_room_is_left(
    intake: Intake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noting, "TOLD", 3)
    rows = [["T1", "x", "1"], ["T2", "1", "y"], ["T3", "1", "y"], ["T4", "1", "y"], ["T5", "1", "1"]]
    result = check(intake, tmp_path, rows)
    assert (result.rejected, result.untold, result.accepted) == (4, 1, 1)
    assert sorted({each.row for each in intake.problems()}) == [2, 3, 4]


def test_all_rejected_rows_are_remembered(
    intake: Intake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the same file comes again, rows that were not told are looked at again too."""
    monkeypatch.setattr(noting, "TOLD", 1)
    check(intake, tmp_path, [["T1", "x", "1"], ["T2", "x", "1"], ["T3", "1", "1"]])
    intake.save_rejected(tmp_path / "rejected.parquet")
    again = tmp_path / "again"
    again.mkdir()
    with Intake(PEOPLE, again) as second:
        check(second, again, [["T1", "1", "1"], ["T2", "1", "1"], ["T3", "1", "1"]])
        assert second.keep_only(tmp_path / "rejected.parquet") == 2


@pytest.mark.parametrize(
    ("column", "cell"), [(0, "A7"), (25, "Z7"), (26, "AA7"), (701, "ZZ7"), (702, "AAA7")]
)
def test_cells_are_named_as_spreadsheets_name_them(intake: Intake, column: int, cell: str) -> None:
    columns = columns_of(PEOPLE, {"id": column}, {column: "工号"})
    assert noting.cell_of(columns, "id", 7) == cell
