"""What is made of a result needs its paper, is recorded by another person, once, and can be taken back with a reason."""

from dataclasses import replace
from datetime import date

import pytest

from tests.web.access.engine import YEAR, assessed
from tests.web.school import School, build
from zhengai.accounts.models import User
from zhengai.alerts.models import Alert
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of
from zhengai.core.models import AuditEvent
from zhengai.performance.actions import use_results, withdraw_use
from zhengai.performance.models import ResultUse
from zhengai.performance.queries import flows, results, uses_by_result
from zhengai.performance.rules import Result, ResultKind, UseDraft, UseKind, UseRefused
from zhengai.performance.rules.sheets import COLUMNS, read_uses

DRAFT = UseDraft(UseKind.PERFORMANCE, "绩效加 2 分", "绩效通报", "校长办公会", date(2026, 11, 20))


@pytest.fixture
def school(db: None) -> School:
    return build()


def found(school: School, *, whole: bool = True, only: tuple[str, ...] = ("D01", "D02")) -> list[Result]:
    year = calendar_of(school.college).period(YEAR)
    departments = Subject.objects.filter(level="department", code__in=only)
    return results(school.college, year, dict(departments.values_list("pk", "name")), whole=whole)


def test_an_assessed_task_is_a_result_of_its_department_and_person(school: School) -> None:
    beat = assessed(school)
    result = next(each for each in found(school) if each.kind is ResultKind.ASSESSMENT)
    assert (result.key, result.outcome) == (f"assessment:{beat.pk}", "考核 优秀")
    assert (result.department_name, result.person, result.person_name) == ("医学院", "T0003", "郑怡")
    assert [each for each in found(school, only=("D02",)) if each.kind is ResultKind.ASSESSMENT] == []


def test_an_alert_is_a_result_when_its_day_has_passed(school: School) -> None:
    Alert.objects.filter(college=school.college).update(due=date(2026, 11, 20))
    assert [each for each in found(school) if each.kind is ResultKind.ALERT] == []
    Alert.objects.filter(pk=school.alert.pk).update(due=date(2026, 11, 1))
    late = [each for each in found(school) if each.kind is ResultKind.ALERT]
    assert [(each.number, each.outcome, each.department_name) for each in late] == [
        (school.alert.pk, "超期 19 天，还没有关闭", "医学院")
    ]


def test_what_was_used_no_longer_waits(school: School) -> None:
    assessed(school)
    everything = found(school)
    year = calendar_of(school.college).period(YEAR)
    before = flows(everything, uses_by_result(school.college, year))[0]
    assert (before.total, before.used, before.open) == (1, 0, 1)
    assert use_results(college=school.college, year=YEAR, uses=[(everything[0], DRAFT)], by="lin") == 1
    after = flows(everything, uses_by_result(school.college, year))[0]
    assert (after.open, after.by_kind) == (0, {"performance": 1})
    assert AuditEvent.objects.filter(action="performance.use", by="lin").count() == 1


def test_the_same_once_more_changes_nothing_and_other_words_are_refused(school: School) -> None:
    assessed(school)
    result = found(school)[0]
    use_results(college=school.college, year=YEAR, uses=[(result, DRAFT)], by="lin")
    assert use_results(college=school.college, year=YEAR, uses=[(result, DRAFT)], by="lin") == 0
    with pytest.raises(UseRefused, match="请先撤回"):
        use_results(
            college=school.college, year=YEAR, uses=[(result, replace(DRAFT, text="加 3 分"))], by="lin"
        )
    withdraw_use(use=ResultUse.objects.get(), why="写错了", by="lin")
    assert use_results(college=school.college, year=YEAR, uses=[(result, DRAFT)], by="lin") == 1
    assert ResultUse.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": " "}, "怎样运用"),
        ({"document": ""}, "依据的文件"),
        ({"decided_by": ""}, "由谁决定"),
        ({"decided_on": date(2026, 11, 21)}, "今天以后"),
        ({"kind": UseKind.NONE, "text": ""}, "不运用的理由"),
    ],
)
def test_a_use_needs_its_paper(school: School, change: dict[str, object], sentence: str) -> None:
    assessed(school)
    draft = replace(DRAFT, **change)  # type: ignore[arg-type]
    with pytest.raises(UseRefused, match=sentence):
        use_results(college=school.college, year=YEAR, uses=[(found(school)[0], draft)], by="lin")
    assert not ResultUse.objects.exists()


def test_nothing_of_a_list_is_taken_when_one_is_refused(school: School) -> None:
    assessed(school)
    good = found(school)[0]
    User.objects.filter(username="lin").update(person_number="T0003")
    other = replace(good, key="assessment:999", person="")
    with pytest.raises(UseRefused, match="您自己的结果"):
        use_results(college=school.college, year=YEAR, uses=[(other, DRAFT), (good, DRAFT)], by="lin")
    assert not ResultUse.objects.exists()


def test_the_table_that_goes_out_comes_back(school: School) -> None:
    row = ["assessment:1", "任务考核", "错峰排课", "医学院", "郑怡", "考核 优秀", "2026-11-20"]
    filled = [*row, "激励", "表扬", "通报〔2026〕3 号", "质量保证委员会", "2026-11-20"]
    reading = read_uses([list(COLUMNS), [*row, "", "", "", "", ""], filled], {"assessment:1": None})
    assert [(key, draft.kind, draft.decided_on) for key, draft in reading.uses] == [
        ("assessment:1", UseKind.INCENTIVE, date(2026, 11, 20))
    ]
    bad = read_uses([list(COLUMNS), [*filled[:7], "奖励", "", "", "", "昨天"]], {})
    assert [(each.cell, each.column) for each in bad.refused] == [
        ("A2", "结果编号"),
        ("H2", "运用"),
        ("L2", "决定日期"),
    ]
    with pytest.raises(UseRefused, match="应有的列"):
        read_uses([["别的表"]], {})
