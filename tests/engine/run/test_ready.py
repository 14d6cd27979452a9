"""Batch after batch on one ready plan: each gives what everything gives, whatever the batches before it left."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.generative.agreeing import by_place, differing
from tests.spec.engines import by_reference
from tests.spec.school import CALENDAR, CATALOGUE, COLLEGE, rows
from tests.spec.write import aggregate, compare, count, indicator, share, where
from zhengai_engine.compile.plan import Request
from zhengai_engine.compile.types import sql_types
from zhengai_engine.model.expression import IndicatorRef, PeerMean, Shift, ShiftKind
from zhengai_engine.run import incremental, parts, steps
from zhengai_engine.run.incremental import Change, find_changes
from zhengai_engine.run.lake import Lake
from zhengai_engine.run.ready import ReadyPlan, ReadyPlans

SEMESTER, OFFERINGS, WEEKS = "2026-2027-1", ("o1", "o2", "o3"), (1, 2, 3)
ABSENT = where("status", "=", "absent")
INDICATORS = {
    each.code: each
    for each in (
        indicator("absences", count("attendance", ABSENT)),
        indicator("rate", share("attendance", ABSENT)),
        indicator("absent_people", aggregate("count_distinct", "attendance.student", ABSENT)),
        indicator("middle_week", aggregate("median", "attendance.week")),  # of which no part can be kept
        indicator("marks", aggregate("mean", "grades.score")),
        indicator("before", Shift(ShiftKind.PREVIOUS, "absences")),
        indicator("others", PeerMean("rate")),
        indicator("worse", compare(IndicatorRef("rate"), ">", IndicatorRef("others"))),
        indicator("troubled", compare(IndicatorRef("marks"), "<", IndicatorRef("absences"))),
    )
}
ASKED = [
    (level, periods)
    for level in ("student", "course", "programme", "college")
    for periods in ((SEMESTER,), tuple(f"{SEMESTER}-W{week:02}" for week in WEEKS))
]
REQUESTS = [Request(level, tuple(CALENDAR.period(each) for each in codes)) for level, codes in ASKED]


class School:
    """A lake, and what is in it as plain rows."""

    def __init__(self, root: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.lake = Lake(root)
        self.tables: dict[str, list[dict[str, Any]]] = rows()
        self._connection = connection
        self._batches = 0
        for code, known in self.tables.items():
            self.send(code, known)
        self.followed = self.lake.versions(CATALOGUE.datasets)

    def attend(self, *marks: tuple[str, int, str]) -> None:
        """Student, week, status; in the offering that the week names."""
        self.send(
            "attendance",
            [
                {
                    "student": s,
                    "offering": OFFERINGS[w - 1],
                    "semester": SEMESTER,
                    "week": w,
                    "status": status,
                }
                for s, w, status in marks
            ],
        )

    def send(self, code: str, new: list[dict[str, Any]]) -> None:
        self._batches += 1
        dataset = CATALOGUE.dataset(code)
        columns = ", ".join(f'"{each.code}" {sql_types(dataset)[each.code]}' for each in dataset.fields)
        self._connection.execute(f"CREATE OR REPLACE TABLE incoming ({columns})")
        for row in new:
            marks = ", ".join("?" for _ in dataset.fields)
            self._connection.execute(
                f"INSERT INTO incoming VALUES ({marks})", [row.get(each.code) for each in dataset.fields]
            )
        self.lake.merge(dataset, self._connection, "incoming", batch=f"b{self._batches}")
        keys = {tuple(row[each] for each in dataset.key) for row in new}
        kept = [each for each in self.tables[code] if tuple(each[name] for name in dataset.key) not in keys]
        if self._batches > len(CATALOGUE.datasets):
            self.tables[code] = [*kept, *new]

    def follow(self, values: dict[Any, Any]) -> None:
        """Lays what has changed over `values`."""
        until = self.lake.versions(CATALOGUE.datasets)
        change = Change(self.lake, self.followed, until)
        with find_changes(
            INDICATORS, CATALOGUE, CALENDAR, change, college=COLLEGE, requests=REQUESTS, mark="spec"
        ).evaluate() as evaluation:
            values.update(by_place(evaluation.values()))
        self.followed = until

    def everything(self) -> dict[Any, Any]:
        return by_place(by_reference(INDICATORS, self.tables, ASKED))


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[ReadyPlan]]:
    """Those that are made; none is there from another test."""
    made: list[ReadyPlan] = []

    def make(*about: Any, **more: Any) -> ReadyPlan:
        made.append(ReadyPlan(*about, **more))
        return made[-1]

    plans = ReadyPlans(2)
    monkeypatch.setattr(incremental, "_READY", plans)
    monkeypatch.setattr(incremental, "ReadyPlan", make)
    yield made
    plans.clear()


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    with duckdb.connect() as connection:
        found = School(tmp_path / "lake", connection)
        found.attend(*((student, week, "present") for student in ("s1", "s2", "s3", "s4") for week in WEEKS))
        found.send("grades", [
            {"student": "s1", "offering": "o1", "semester": SEMESTER, "score": 2.0},
            {"student": "s2", "offering": "o1", "semester": SEMESTER, "score": 0.5},
        ])  # fmt: skip
        found.followed = found.lake.versions(CATALOGUE.datasets)
        yield found


def test_one_plan_serves_batch_after_batch(
    school: School, built: list[ReadyPlan], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the first batches no file is worth keeping, later all are; rows are added, corrected, and laid out anew."""
    values = school.everything()
    batches = [
        [("s1", 1, "absent"), ("s2", 2, "absent")],
        [("s1", 1, "present"), ("s2", 2, "late"), ("s3", 1, "absent")],
        [("s4", 1, "absent"), ("s4", 2, "absent")],
        [("s3", 1, "late"), ("s3", 2, "absent")],
        [("s1", 1, "absent"), ("s2", 2, "present")],
        [("s4", 1, "present"), ("s1", 2, "absent")],
    ]
    for number, batch in enumerate(batches):
        monkeypatch.setattr(parts, "_WORTH_KEEPING", 0 if number >= 3 else 10**9)
        school.attend(*batch)
        if number == 3:
            school.lake.compact("attendance", enough=2)
        school.follow(values)
        wrong = differing(school.everything(), values)
        assert not wrong, (number, wrong[0])
    assert len(built) == 1


def test_what_rests_on_other_tables_is_not_served_again_when_they_change(
    school: School, built: list[ReadyPlan]
) -> None:
    values = school.everything()
    marks: list[tuple[str, int, str]] = [("s1", 1, "absent"), ("s1", 1, "present")]
    for mark in marks:
        school.attend(mark)
        school.follow(values)
    assert len(built) == 1
    school.send("grades", [{"student": "s1", "offering": "o1", "semester": SEMESTER, "score": 0.0}])
    school.follow(values)
    school.attend(("s1", 1, "absent"))
    school.follow(values)
    assert len(built) == 3  # one for grades, and one for attendance beside the new grades
    assert not differing(school.everything(), values)


def test_what_remembers_more_than_it_needs_is_made_anew(
    school: School, built: list[ReadyPlan], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of files that are no more keep their place in memory."""
    monkeypatch.setattr(steps, "_SPARE", 0)
    values = school.everything()
    for status in ("absent", "late", "absent", "present"):
        school.attend(("s1", 1, status), ("s2", 1, status), ("s3", 1, status), ("s4", 1, status))
        school.follow(values)  # each rewrites the file that the one before it left
    assert 1 < len(built) < 4
    assert not differing(school.everything(), values)


def test_nothing_is_left_of_a_batch_and_a_failure_leaves_no_plan_behind(
    school: School, built: list[ReadyPlan], monkeypatch: pytest.MonkeyPatch
) -> None:
    values = school.everything()
    school.attend(("s1", 1, "absent"))
    school.follow(values)
    (first,) = built
    left = first.connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'touched%' OR table_name = 'all_values'"
    ).fetchall()
    assert len(left) > 3
    for (table,) in left:
        assert first.connection.execute(f'SELECT count(*) FROM "{table}"').fetchall() == [(0,)]

    monkeypatch.setattr(first, "_each_time", [*first._each_time, lambda: 1 / 0])
    school.attend(("s1", 1, "present"))
    with pytest.raises(ZeroDivisionError):
        school.follow(values)
    school.follow(values)
    assert len(built) == 2
    assert not differing(school.everything(), values)
