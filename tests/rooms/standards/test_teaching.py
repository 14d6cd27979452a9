"""Training schemes with their versions, and which teaching files are owed."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from zhengai.accounts.actions import create_user, grant_role
from zhengai.college.actions import SubjectRow, set_calendar, sync_subjects
from zhengai.college.models import College, Subject
from zhengai.college.queries import subjects
from zhengai.core.models import AuditEvent
from zhengai.framework import queries as framework
from zhengai.framework.rules.sheets import SheetRow, Trial, letter
from zhengai.indicators.models import CurrentValue, Run
from zhengai.notices.models import Notice
from zhengai.standards.models import SchemeCourse, TeachingFile, TrainingScheme
from zhengai.standards.rules.sections import TeachingFileItem, TrainingCheckItem
from zhengai.standards.rules.teaching import (
    SCHEME_TABLE,
    CourseKind,
    CourseLine,
    CourseNature,
    SchemeMove,
    SchemeState,
    TeachingRefused,
    checked,
    next_scheme_state,
    period_of,
    taught_or_all,
    totals_of,
)
from zhengai.standards.schemes import (
    COURSE_HEADERS,
    Written,
    decide_scheme,
    open_scheme,
    submit_scheme,
    take_courses,
    totals,
    write_scheme,
)
from zhengai.standards.teaching import FILE_HEADERS, Owing, note_file, owings, take_files

TERM = "2026-2027-1"
FILES: list[dict[str, Any]] = [
    {"code": "plan", "name": "授课计划", "level": "course", "every": "semester"},
    {"code": "standard", "name": "课程标准", "level": "course", "every": "once"},
    {"code": "scheme", "name": "人才培养方案", "level": "programme", "every": "year", "proven_by": "scheme"},
]
LEVELS = [{"code": "course", "name": "课程"}, {"code": "programme", "name": "专业"}]
S, M = SchemeState, SchemeMove


def test_the_table_is_total() -> None:
    assert set(SCHEME_TABLE) == set(SchemeState)
    assert all(set(moves) == set(SchemeMove) for moves in SCHEME_TABLE.values())


@pytest.mark.parametrize("move", SchemeMove)
@pytest.mark.parametrize("state", SchemeState)
def test_every_step_leads_on_or_says_why_not(state: SchemeState, move: SchemeMove) -> None:
    target = SCHEME_TABLE[state][move]
    if isinstance(target, SchemeState):
        assert next_scheme_state(state, move) is target
    else:
        with pytest.raises(TeachingRefused, match=target):
            next_scheme_state(state, move)


def line(hours: int, practice: int, kind: CourseKind = CourseKind.CORE, **fields: Any) -> CourseLine:
    told: dict[str, Any] = {
        "name": "课", "kind": kind, "nature": CourseNature.REQUIRED, "semester": 1, "credits": Decimal("2.5"),
        "hours": hours, "practice_hours": practice,
    }  # fmt: skip
    return CourseLine(**told | fields)


@pytest.mark.parametrize(
    ("measure", "limit", "value", "holds"),
    [
        ("hours", "≥ 100", 100.0, True),
        ("credits", "≥ 6", 5.0, False),
        ("practice_share", "≥ 50%", 0.3, False),
        ("public_share", "≥ 25%", 0.4, True),
        ("elective_share", "≥ 10%", 0.6, True),
    ],
)
def test_what_the_courses_add_up_to(measure: str, limit: str, value: float, holds: bool) -> None:
    summed = totals_of([line(40, 0, CourseKind.PUBLIC), line(60, 30, nature=CourseNature.ELECTIVE)])
    item = TrainingCheckItem.model_validate({"code": "c", "name": "核对", "measure": measure, "limit": limit})
    told = checked([item], summed)[0]
    assert (told.value, told.holds) == (pytest.approx(value), holds)
    assert checked([item], totals_of([]))[0].holds is None


def test_periods_of_files() -> None:
    every = {each["code"]: TeachingFileItem.model_validate(each) for each in FILES}
    assert [period_of(every[code], TERM) for code in ("plan", "standard", "scheme")] == [
        TERM,
        "",
        "2026-2027",
    ]
    assert taught_or_all({"A", "B"}, {"A", "X"}) == {"A"}
    assert taught_or_all({"A", "B"}, set()) == {"A", "B"}


@pytest.fixture
def programme(college: College, monkeypatch: pytest.MonkeyPatch) -> Subject:
    College.objects.update(as_of=date(2026, 11, 20))
    college.refresh_from_db()
    set_calendar(college=college, semesters=[(TERM, date(2026, 8, 31), 18)], by="sys")
    held = {"teaching_files": FILES, "levels": LEVELS}
    monkeypatch.setattr(framework, "section", lambda college, name: held.get(name, []))
    sync_subjects(college=college, level="programme", rows=[SubjectRow("P1", "护理")], by="he")
    rows = [
        SubjectRow("C1", "解剖", None, (("T1", "王静"),)),
        SubjectRow("C2", "药理"),
        SubjectRow("C3", "药理"),
    ]
    sync_subjects(college=college, level="course", rows=rows, by="he")
    for username, number, role in (("wu", "T2", ""), ("lin", "G1", "quality_office")):
        user = create_user(
            username=username, display_name=username, password="wie-9-vogel", person_number=number, by="sys"
        )
        if role:
            grant_role(user=user, role=role, college=college.code, valid_from=date(2026, 9, 1), by="sec")
    return Subject.objects.get(college=college, code="P1")


def sheet(headers: Sequence[str], *rows: Sequence[str]) -> list[SheetRow]:
    columns = {header: letter(at) for at, header in enumerate(headers)}
    return [SheetRow(n, dict(zip(headers, row, strict=True)), columns) for n, row in enumerate(rows, 2)]


GOOD = ("1", "C1", "解剖", "专业基础课", "必修", "4", "64", "24", "考试")


def take(scheme: TrainingScheme, *rows: Sequence[str], dry_run: bool = False) -> Trial:
    return take_courses(scheme=scheme, rows=sheet(COURSE_HEADERS, *rows), dry_run=dry_run, by="wu")


def ready(programme: Subject, cohort: int = 2026) -> TrainingScheme:
    scheme = open_scheme(programme=programme, cohort=cohort, by="wu")
    take(scheme, GOOD)
    written = Written(years="3", aim="护士", research="调研", document="护教〔2026〕1号", reason="修订")
    return write_scheme(scheme=scheme, written=written, by="wu")


def test_a_scheme_is_written_submitted_and_decided_by_another(programme: Subject) -> None:
    scheme = open_scheme(programme=programme, cohort=2026, by="wu")
    assert open_scheme(programme=programme, cohort=2026, by="wu") == scheme
    with pytest.raises(TeachingRefused, match="学制、调研报告、方案文件、课程体系和教学进程表"):
        submit_scheme(scheme=scheme, by="wu")
    scheme = submit_scheme(scheme=ready(programme), by="wu")
    assert Notice.objects.filter(person_number="G1", about=f"training_scheme:{scheme.pk}").exists()
    with pytest.raises(TeachingRefused, match="正等待审定"):
        take(scheme, GOOD)
    with pytest.raises(TeachingRefused, match="提出人本人"):
        decide_scheme(scheme=scheme, approve=True, body="专业建设委员会", decision="", by="wu")
    with pytest.raises(TeachingRefused, match="哪个机构"):
        decide_scheme(scheme=scheme, approve=True, body=" ", decision="", by="lin")
    back = decide_scheme(scheme=scheme, approve=False, body="", decision="补上选修课", by="lin")
    assert (back.state, back.decision) == (S.DRAFT, "补上选修课")
    scheme = submit_scheme(scheme=scheme, by="wu")
    scheme = decide_scheme(scheme=scheme, approve=True, body="专业建设委员会", decision="", by="lin")
    assert (scheme.state, scheme.body, scheme.decided_by) == (S.APPROVED, "专业建设委员会", "lin")
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"standards.scheme_open", "standards.scheme_submit", "standards.scheme_decide"} <= actions


def test_a_revision_copies_the_courses_and_takes_the_place(programme: Subject) -> None:
    first = submit_scheme(scheme=ready(programme), by="wu")
    decide_scheme(scheme=first, approve=True, body="专委会", decision="", by="lin")
    second = open_scheme(programme=programme, cohort=2026, by="wu")
    assert (second.number, totals(second).hours, second.years) == (2, 64, Decimal("3.0"))
    written = Written(years="3", aim="", research="调研", document="2号", reason=" ")
    write_scheme(scheme=second, written=written, by="wu")
    with pytest.raises(TeachingRefused, match="修订说明"):
        submit_scheme(scheme=second, by="wu")
    second = submit_scheme(scheme=ready(programme), by="wu")
    decide_scheme(scheme=second, approve=True, body="专委会", decision="", by="lin")
    first.refresh_from_db()
    assert first.state == S.ENDED
    assert open_scheme(programme=programme, cohort=2027, by="wu").number == 1


@pytest.mark.parametrize("cohort", [26, 1999, 2090])
def test_an_intake_is_a_year_near_today(programme: Subject, cohort: int) -> None:
    with pytest.raises(TeachingRefused, match="四位年份"):
        open_scheme(programme=programme, cohort=cohort, by="wu")


@pytest.mark.parametrize(
    ("place", "text", "said"),
    [
        (0, "13", "0 到 12"), (0, "0", "第 1 学期"), (0, "", "这一格要填"), (1, "X9", "没有这个代码"),
        (3, "专业课", "专业核心课"), (4, "限选", "必修"), (5, "-1", "0 到 100"), (5, "NaN", "0 到 100"),
        (6, "六十", "整数"), (6, "64.5", "整数"), (7, "70", "不能多于总学时 64"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_used_changes_nothing(
    programme: Subject, place: int, text: str, said: str
) -> None:
    scheme = open_scheme(programme=programme, cohort=2026, by="wu")
    wrong = [*GOOD]
    wrong[place] = text
    trial = take(scheme, ("1", "", "新课", "实践环节", "选修", "1", "16", "16", ""), wrong)
    assert [said in each.sentence for each in trial.bad] == [True]
    assert trial.bad[0].row == 3
    assert not SchemeCourse.objects.exists()


def test_courses_are_exactly_those_of_the_sheet(programme: Subject) -> None:
    scheme = open_scheme(programme=programme, cohort=2026, by="wu")
    other = ("2", "", "药理", "专业核心课", "必修", "3", "48", "20", "考查")
    assert take(scheme, GOOD, other, dry_run=True).changes == 2
    assert not SchemeCourse.objects.exists()
    take(scheme, GOOD, other)
    told = {each.name: each.course.code if each.course else "" for each in scheme.courses.all()}
    assert told == {"解剖": "C1", "药理": ""}  # two courses are called 药理: nobody guesses
    assert take(scheme, GOOD, other).changes == 0
    trial = take(scheme, GOOD)
    assert trial.changed == ["第 2 学期 药理（移出）"]
    assert scheme.courses.count() == 1
    assert "已经有这门课" in take(scheme, GOOD, GOOD).bad[0].reason


def owing(college: College, level: str = "course") -> dict[str, Owing]:
    return {each.subject.code: each for each in owings(college, level, TERM, subjects(college))}


def test_what_is_owed_and_by_whom(college: College, programme: Subject) -> None:
    found = owing(college)
    assert [each.code for each in found["C1"].missing] == ["plan", "standard"]
    assert found["C1"].people == ("王静",)
    course = found["C1"].subject
    note_file(subject=course, kind="plan", semester=TERM, document="授课计划.docx", by="wu")
    note_file(subject=course, kind="standard", semester=TERM, document="课程标准", by="wu")
    assert owing(college)["C1"].complete
    assert not owings(college, "course", "2025-2026-2", subjects(college).filter(code="C1"))[0].complete
    note_file(subject=course, kind="plan", semester=TERM, document=" ", by="wu")
    assert [each.code for each in owing(college)["C1"].missing] == ["plan"]
    with pytest.raises(TeachingRefused, match="不用登记"):
        note_file(subject=programme, kind="scheme", semester=TERM, document="方案", by="wu")


def test_a_course_without_data_is_not_taught(college: College, programme: Subject) -> None:
    run = Run.objects.create(
        college=college, state="done", by="lin", periods=[TERM], data_versions={}, definition_versions={},
        counts={}, started_at="2026-11-20T08:00:00Z", finished_at="2026-11-20T08:00:00Z",
    )  # fmt: skip
    CurrentValue.objects.create(
        college=college, run=run, indicator="absence_rate", level="course", subject="C2", period=TERM,
        period_kind="semester", value=0.1, reason="",
    )  # fmt: skip
    assert set(owing(college)) == {"C2"}


def test_an_approved_scheme_proves_itself(college: College, programme: Subject) -> None:
    assert owing(college, "programme")["P1"].missing
    scheme = submit_scheme(scheme=ready(programme), by="wu")
    assert owing(college, "programme")["P1"].missing
    decide_scheme(scheme=scheme, approve=True, body="专委会", decision="", by="lin")
    assert owing(college, "programme")["P1"].files[0][1] == "护教〔2026〕1号"


def test_the_list_comes_back_filled_in(college: College, programme: Subject) -> None:
    rows = sheet(
        FILE_HEADERS,
        ("课程", "C1", "解剖", "授课计划", TERM, "计划"),
        ("课程", "C2", "药理", "课程标准", "", ""),
    )
    among = subjects(college)

    def taken(dry_run: bool = False) -> Trial:
        return take_files(college=college, semester=TERM, rows=rows, among=among, dry_run=dry_run, by="wu")

    assert taken(dry_run=True).new == ["解剖 授课计划"]
    assert not TeachingFile.objects.exists()
    taken()
    assert TeachingFile.objects.get().document == "计划"
    assert (taken().changes, taken().same) == (0, 1)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("课程", "C9", "", "授课计划", TERM, "x"), "没有这个代码"),
        (("课程", "C1", "", "教案", TERM, "x"), "可以登记的是：授课计划、课程标准"),
        (("专业", "P1", "", "人才培养方案", "2026-2027", "x"), "可以登记的是：没有"),
        (("课程", "C1", "", "授课计划", "2025-2026-2", "x"), f"这一格写 {TERM}"),
    ],
)
def test_a_row_that_cannot_be_used_changes_nothing(
    college: College, programme: Subject, row: Sequence[str], said: str
) -> None:
    rows = sheet(FILE_HEADERS, ("课程", "C1", "", "课程标准", "", "好"), row)
    trial = take_files(
        college=college, semester=TERM, rows=rows, among=subjects(college), dry_run=False, by="wu"
    )
    assert [said in each.sentence for each in trial.bad] == [True]
    assert not TeachingFile.objects.exists()
