"""折合: the two denominators of 教发〔2004〕2号 and the two readings of 聘请校外教师, on figures worked out by hand."""

from typing import Any

from tests.packs.conftest import Foundation
from tests.packs.sample_source import CALENDAR_OF_SAMPLE
from zhengai_engine.reference import evaluate

# 高职 8,000, 留学生 10, 成人脱产 100, 夜大 200, 函授 500; 专任 380, 校外 120; a tenth of each, and some that do not count
STUDENTS = {"普通高职": 800, "留学生": 1, "成人脱产": 10, "夜大": 20, "函授": 50}
TEACHERS = {"专任": 38, "校外兼职": 12, "校内兼课": 7}


def rows() -> dict[str, list[dict[str, Any]]]:
    students = [(kind, "在校") for kind, number in STUDENTS.items() for _ in range(number)]
    students += [("普通高职", status) for status in ("休学", "退学", "毕业") for _ in range(5)]
    teachers = [kind for kind, number in TEACHERS.items() for _ in range(number)]
    return {
        "students": [
            {"student_id": f"S{n}", "kind": kind, "status": status}
            for n, (kind, status) in enumerate(students)
        ],
        "teachers": [{"teacher_id": f"T{n}", "kind": kind} for n, kind in enumerate(teachers)],
    }


def test_both_denominators_and_both_readings(foundation: Foundation) -> None:
    codes = [
        "converted_students",
        "fulltime_students",
        "converted_teachers",
        "converted_teachers_capped",
        "student_teacher_ratio",
        "student_teacher_ratio_capped",
    ]
    found = evaluate(
        foundation.indicators,
        foundation.catalogue,
        rows(),
        CALENDAR_OF_SAMPLE,
        college="C1",
        level="college",
        periods=[CALENDAR_OF_SAMPLE.period("2026-2027-1")],
        codes=codes,
    )
    assert [round(value.value or 0, 2) for value in found] == [824.0, 811.0, 44.0, 42.75, 18.73, 19.27]
