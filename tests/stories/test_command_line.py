"""The contract of the command line: results, formats, exit codes, one clear line for bad use."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stories.conftest import Program

PERIOD = "2025-2026-1"


def one_line(text: str) -> bool:
    return len([line for line in text.strip().splitlines() if "正在" not in line]) == 1


LOOKING = [
    ["packs", "list"],
    ["packs", "check", "foundation"],
    ["subjects", "--level", "programme"],
    ["periods"],
    ["value", "absence_rate"],
    ["value", "缺课率", "--explain"],
    ["alerts", "--open"],
    ["formula", "check", "计数(考勤)"],
    ["formula", "explain", '占比(考勤, 状态 = "缺勤")'],
    ["check"],
]


@pytest.mark.parametrize("style", ["table", "json", "csv"])
def test_every_command_speaks_three_formats(sample: Program, style: str) -> None:
    for command, done in zip(
        LOOKING, sample.many([[*each, "--format", style] for each in LOOKING]), strict=True
    ):
        assert done.returncode == 0, (command, done.stderr)
        assert done.stdout.strip() or command[:2] == ["packs", "check"], command
        if style == "json":
            json.loads(done.stdout)
        if style == "csv" and done.stdout.strip():
            header = next(csv.reader(io.StringIO(done.stdout)))
            assert all(name.isascii() for name in header), command


def test_lists_have_code_and_name(sample: Program) -> None:
    for command in (["subjects"], ["periods"]):
        for item in sample.json(*command):
            assert item["code"]
            assert item["name"]


def test_five_levels_have_values(sample: Program) -> None:
    for level in ("college", "programme", "course", "teacher", "student"):
        found = sample.json("subjects", "--level", level)
        assert found
        rates = [
            sample.json("value", "absence_rate", "--subject", f"{level}:{s['code']}", "--period", PERIOD)
            for s in found[:2]
        ]
        assert any(r["value"] is not None for r in rates)


def test_numerator_over_denominator_is_the_value(sample: Program) -> None:
    value = sample.json("value", "absence_rate", "--period", PERIOD)
    assert value["value"] == pytest.approx(value["numerator"] / value["denominator"])
    assert 0 < value["value"] < 0.05


def test_the_explanation_reaches_the_rows(sample: Program) -> None:
    asked = ["--period", PERIOD, "--explain", "--part", "numerator", "--rows", "5"]
    value = sample.json("value", "absence_rate", *asked)
    assert value["formula"].startswith("计数(考勤")
    assert value["formula_en"].startswith("count(attendance")
    assert value["data_versions"]["attendance"] >= 0
    (source,) = value["sources"]
    assert source["total"] == value["numerator"]
    assert len(source["rows"]) == 5
    assert {row["status"] for row in source["rows"]} == {"缺勤"}


def test_evaluate_prints_its_run(own_sample: Program) -> None:
    done = own_sample.json("evaluate", "--period", PERIOD, "--level", "course", "--indicator", "absence_rate")
    assert done["run"] > 1
    assert done["values"] == done["by_level"]["course"] > 10


def test_judging_the_same_data_again_changes_no_alert(own_sample: Program) -> None:
    before = own_sample.json("alerts")
    own_sample.json("evaluate")
    assert own_sample.json("alerts") == before


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["value", "缺课"], "缺课率"),
        (["value", "absence_rate", "--subject", "course:没有"], "zhengai subjects --level course"),
        (["value", "absence_rate", "--subject", "校长:1"], "没有“校长”这个层面"),
        (["value", "absence_rate", "--subject", "K1"], "层面:代码"),
        (["value", "absence_rate", "--period", "2025-2026-3"], "没有“2025-2026-3”这个周期"),
        (["evaluate", "--period", "2031-2032-1"], "没有“2031-2032-1”这个周期"),
        (["evaluate", "--level", "faculty"], "没有“faculty”这个层面"),
        (["evaluate", "--indicator", "absense_rate"], "absence_rate"),
        (["packs", "show", "foundatoin"], "foundation"),
        (["import", "grade", "x.csv"], "grades"),
        (["import", "grades", "没有这个文件.csv"], "没有这个文件.csv"),
        (["subjects", "--level", "dean"], "dean"),
    ],
    ids=lambda v: " ".join(v) if isinstance(v, list) else "",
)
def test_bad_use_is_one_line_and_exit_2(sample: Program, command: list[str], said: str) -> None:
    done = sample(*command)
    assert done.returncode == 2
    assert said in done.stderr
    assert one_line(done.stderr), done.stderr
    assert not done.stdout


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("计数(考情)", "考勤"),
        ('计数(考勤, 状态 = "缺情")', "缺勤"),
        ("计数(考勤, 周次 = “三”)", "周次"),
        ("[没有这个指标]", "没有这个指标"),
        ("计数(考勤", "括号"),
        ("", "空"),
    ],
)
def test_a_bad_formula_is_shown_with_its_place(sample: Program, formula: str, said: str) -> None:
    done = sample("formula", "check", formula)
    assert done.returncode == 2
    assert said in done.stderr
    assert "^" in done.stderr or not formula


def test_a_formula_prints_as_sql_of_every_dialect(sample: Program) -> None:
    text = '计数(考勤, 状态 = "缺勤") / 计数(考勤, 状态 不等于 "免修")'
    asked = ["formula", "sql", text, "--level", "course", "--dialect"]
    dialects = ["duckdb", "spark", "postgres", "clickhouse", "trino", "doris", "starrocks"]
    for done in sample.many([[*asked, dialect] for dialect in dialects]):
        assert done.returncode == 0, done.stderr
        assert "SELECT" in done.stdout
        assert "attendance" in done.stdout


def test_without_a_college_every_command_says_what_to_do(empty: Program) -> None:
    done = empty("value", "absence_rate")
    assert done.returncode == 2
    assert "zhengai demo" in done.stderr


def test_a_second_demo_is_there_at_once(sample: Program) -> None:
    again = sample.json("demo", "--size", "small", "--no-serve")
    assert again["seconds"] < 5
    assert again["open_alerts"] > 0


def test_the_sample_keeps_its_size(sample: Program) -> None:
    done = sample("demo", "--size", "medium", "--no-serve")
    assert done.returncode == 2
    assert "另一个 ZHENGAI_HOME" in done.stderr


def test_a_real_college_is_not_mixed_with_the_sample(empty: Program) -> None:
    new = ["--college", "4100012345", "--college-name", "某某职业学院", "--category", "综合"]
    assert empty("packs", "install", "foundation", *new).returncode == 0
    done = empty("demo", "--no-serve")
    assert done.returncode == 2
    assert "真实的学校" in done.stderr


def test_a_strangers_grades_import_with_a_map_and_give_right_values(
    own_sample: Program, write: Callable[[str, str], Path]
) -> None:
    """Other headers, other order: the values are those of the rows."""
    term = "2026-2027-1"
    course = "course:KC020107"
    rows = own_sample.json(
        "value", "absence_rate", "--subject", course, "--period", f"{term}-W01", "--explain"
    )
    lessons = rows["sources"][0]["rows"]
    offering = lessons[0]["offering"]
    students = sorted({row["student"] for row in lessons if row["offering"] == offering})[:4]
    scores = dict(zip(students, [95, 80, 59.5, 40], strict=True))
    lines = ["Score,Kind,Pupil,Group,Term"]
    lines += [f"{score},正常,{student},{offering},{term}" for student, score in scores.items()]
    path = write("export.csv", "\n".join(lines) + "\n")
    maps = ["total=Score", "exam_status=Kind", "student=Pupil", "offering=Group", "semester=Term"]
    arguments = ["grades", str(path), "--source", "stranger", *(x for m in maps for x in ("--map", m))]
    assert own_sample.json("import", *arguments)["accepted"] == 4
    own_sample.json("evaluate", "--period", term)
    for student, score in scores.items():
        found = own_sample.json("value", "average_grade", "--subject", f"student:{student}", "--period", term)
        assert found["value"] == score
    passed = own_sample.json("value", "pass_rate", "--subject", course, "--period", term)
    assert (passed["numerator"], passed["denominator"], passed["value"]) == (2, 4, 0.5)
    again = own_sample.json("import", *arguments)
    assert again["new"] == again["changed"] == 0
