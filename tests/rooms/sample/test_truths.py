"""The planted figures are in the files, counted by hand; and everything else stays far from every limit."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable

import pytest

from tests.rooms.sample.conftest import Rows
from zhengai.sample import cast
from zhengai.sample.generator import SampleFiles
from zhengai.sample.identity import CURRENT_WEEK, LAST_AUTUMN, LAST_SPRING, NOW
from zhengai.sample.truths import Truth, truths
from zhengai.sample.world import Offering

Read = Callable[[str], Rows]


@pytest.fixture(scope="module")
def planted(sample: SampleFiles) -> dict[str, Truth]:
    return {truth.code: truth for truth in truths(sample.world)}


class Absence:
    """Absences and places of every (week, subject) of one level in the running semester."""

    def __init__(self, rows: Iterable[dict[str, str]], subject: Callable[[dict[str, str]], Hashable]) -> None:
        self.absent: dict[tuple[int, Hashable], int] = defaultdict(int)
        self.places: dict[tuple[int, Hashable], int] = defaultdict(int)
        for row in rows:
            if row["学期"] == NOW and row["考勤状态"] != "免修":
                key = (int(row["周次"]), subject(row))
                self.places[key] += 1
                self.absent[key] += row["考勤状态"] == "缺勤"

    def subjects(self) -> set[Hashable]:
        return {subject for _, subject in self.places}

    def rate(self, subject: Hashable, last: int, weeks: int = 1) -> float:
        keys = [(week, subject) for week in range(max(1, last - weeks + 1), last + 1)]
        return sum(self.absent[key] for key in keys) / max(1, sum(self.places[key] for key in keys))

    def places_in(self, subject: Hashable, last: int, weeks: int) -> int:
        return sum(self.places[week, subject] for week in range(max(1, last - weeks + 1), last + 1))


@pytest.fixture(scope="module")
def offerings(sample: SampleFiles) -> dict[str, Offering]:
    return {each.code: each for each in sample.world.offerings}


@pytest.fixture(scope="module")
def by_course(rows: Read, offerings: dict[str, Offering]) -> Absence:
    return Absence(rows("attendance"), lambda row: offerings[row["教学班号"]].course.code)


def test_t1_absence_rises_from_week_six(planted: dict[str, Truth], by_course: Absence) -> None:
    truth = planted["T1"]
    weekly = [by_course.rate(truth.subject, week) for week in range(1, CURRENT_WEEK + 1)]

    assert max(weekly[:5]) <= 0.05
    assert weekly[5:] == pytest.approx([0.08, 0.10, 0.12, 0.14, 0.16, 0.18, 0.20], abs=0.02)
    assert by_course.rate(truth.subject, CURRENT_WEEK, 4) == pytest.approx(truth.value, abs=truth.tolerance)


def test_no_other_course_comes_near_the_limit(planted: dict[str, Truth], by_course: Absence) -> None:
    for subject in by_course.subjects() - {planted["T1"].subject}:
        for week in range(1, CURRENT_WEEK + 1):
            if by_course.places_in(subject, week, 4) >= 30:
                assert by_course.rate(subject, week, 4) <= 0.07, (subject, week)


def test_t6_coincidences_are_there(planted: dict[str, Truth], by_course: Absence) -> None:
    tiny, flu = planted["T6a"], planted["T6b"]

    assert by_course.rate(tiny.subject, CURRENT_WEEK) == 0.5
    assert by_course.places_in(tiny.subject, CURRENT_WEEK, 4) < 30
    assert by_course.rate(flu.subject, cast.FLU_WEEK) == pytest.approx(flu.value, abs=flu.tolerance)
    assert by_course.rate(flu.subject, cast.FLU_WEEK - 1) <= 0.05
    assert by_course.rate(flu.subject, cast.FLU_WEEK + 1) <= 0.05


def test_t4_one_student_stops_coming(planted: dict[str, Truth], rows: Read) -> None:
    absence = Absence(rows("attendance"), lambda row: row["学号"])
    gone = planted["T4"].subject

    assert absence.rate(gone, cast.ABSENT_FROM_WEEK - 1, cast.ABSENT_FROM_WEEK - 1) <= 0.1
    assert absence.rate(gone, CURRENT_WEEK, CURRENT_WEEK - cast.ABSENT_FROM_WEEK + 1) == 1.0
    for student in absence.subjects() - {gone}:
        for week in range(2, CURRENT_WEEK + 1):
            assert absence.rate(student, week, 4) <= 0.2, (student, week)


def test_classes_teachers_programmes_and_the_college_stay_inside(
    rows: Read, sample: SampleFiles, offerings: dict[str, Offering]
) -> None:
    homes = {student.code: each for each, student in sample.world.students()}
    levels: list[tuple[Callable[[dict[str, str]], Hashable], int, float]] = [
        (lambda row: homes[row["学号"]].code, 1, 0.09),
        (lambda row: homes[row["学号"]].programme.code, 1, 0.06),
        (lambda row: homes[row["学号"]].programme.department.code, 1, 0.05),
        (lambda row: "college", 1, 0.04),
        (lambda row: offerings[row["教学班号"]].teacher.code, 4, 0.11),
    ]
    for subject, weeks, limit in levels:
        absence = Absence(rows("attendance"), subject)
        for each in absence.subjects():
            for week in range(1, CURRENT_WEEK + 1):
                if absence.places_in(each, week, weeks) >= 30:
                    assert absence.rate(each, week, weeks) <= limit, (each, week)


def test_t2_employment_of_one_programme_falls(planted: dict[str, Truth], rows: Read) -> None:
    def rate(year: str, programme: str | None = None) -> float:
        found = [
            row["毕业去向"] not in ("待就业", "暂不就业")
            for row in rows("graduates")
            if row["毕业学年"] == year and programme in (None, row["专业代码"])
        ]
        return sum(found) / len(found)

    truth = planted["T2"]
    assert rate("2024-2025", truth.subject) == pytest.approx(0.9, abs=0.02)
    assert rate("2025-2026", truth.subject) == pytest.approx(truth.value, abs=truth.tolerance)
    assert rate("2025-2026") >= 0.87
    for programme in {row["专业代码"] for row in rows("graduates")} - {truth.subject}:
        assert rate("2025-2026", programme) >= 0.90


def test_t3_liking_drops_with_the_change_of_course(
    planted: dict[str, Truth], rows: Read, offerings: dict[str, Offering]
) -> None:
    scores: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for row in rows("evaluations"):
        if row["评价人类别"] == "学生":
            offering = offerings[row["教学班号"]]
            scores[row["学期"], "teacher", offering.teacher.code].append(float(row["评教得分"]))
            scores[row["学期"], "course", offering.course.code].append(float(row["评教得分"]))
    means = {key: sum(found) / len(found) for key, found in scores.items()}
    teacher = planted["T3"].subject

    assert means[LAST_AUTUMN, "teacher", teacher] == pytest.approx(90, abs=0.5)
    assert means[LAST_SPRING, "teacher", teacher] == pytest.approx(70, abs=0.5)
    assert {
        o.course.code for o in offerings.values() if o.teacher.code == teacher and o.semester == LAST_SPRING
    } == {cast.CHANGED_COURSE}
    others = {key: mean for key, mean in means.items() if key != (LAST_SPRING, "teacher", teacher)}
    assert min(others.values()) >= 82


def test_t5_the_feed_of_the_training_rooms_stops(rows: Read) -> None:
    weeks = {int(row["周次"]) for row in rows("room_usage") if row["学期"] == NOW}
    assert weeks == set(range(1, cast.FEED_STOPS_AFTER_WEEK + 1))
    for row in rows("room_usage"):
        assert 0.7 <= float(row["实际使用学时"]) / float(row["可用学时"]) <= 0.8


def test_nobody_fails_twice_and_every_course_is_passed(rows: Read, offerings: dict[str, Offering]) -> None:
    failed: dict[str, int] = defaultdict(int)
    passed: dict[str, list[bool]] = defaultdict(list)
    for row in rows("grades"):
        if row["exam_status"] in ("正常", "缺考"):
            is_passed = row["total"] != "" and float(row["total"]) >= 60
            failed[row["student"]] += not is_passed
            passed[offerings[row["offering"]].course.code].append(is_passed)
    assert max(failed.values()) <= 1
    assert min(sum(found) / len(found) for found in passed.values()) >= 0.89


def test_every_new_class_registers_nearly_whole(sample: SampleFiles) -> None:
    size = sample.world.size
    assert size.outside * 4 <= size.full_time  # the quarter of 教发〔2004〕2号 does not bite
