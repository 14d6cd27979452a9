"""Judging a college's data: results, scores, suspects and what becomes of them."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.rooms.quality.conftest import CHILD, HEAD, OTHER_YEAR, RIGHT, Send
from zhengai.accounts.actions import create_user, grant_role
from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.notices.models import Notice
from zhengai.quality import queries
from zhengai.quality.actions import ask_exception, decide_exception, judge, withdraw_exception
from zhengai.quality.models import Result, Score, Suspect
from zhengai.quality.rules import MoveRefused, SuspectState


def test_a_wrong_row_becomes_a_suspect_of_the_datasets_owner(send: Send) -> None:
    report = send(RIGHT + CHILD)
    assert (report.found, report.blocked) == (1, ())
    found = Suspect.objects.get()
    assert (found.rule, found.key_text, found.owner) == ("students.age", "2026002", "学工处")
    assert found.row["name"] == "张明"
    assert found.source == "upload"
    assert found.state == SuspectState.OPEN


def test_results_and_scores_are_kept_by_version(send: Send, college: College) -> None:
    send(RIGHT + CHILD)
    result = queries.results(college).get(rule="students.age")
    assert (result.judged, result.failing, result.version, result.aspect) == (2, 1, 0, "true")
    score = Score.objects.get(dataset="students")
    assert score.failing_rows == 1
    assert score.true is not None
    assert 0.5 < score.true < 1
    send(RIGHT)  # nothing new: the same version
    assert Result.objects.filter(rule="students.age").count() == 1
    send("2026009,新生,C1,P1,2026,在校,普通高职,2008-05-01\n")
    assert [each.version for each in queries.results_of(college, "students.age")] == [1, 0]
    assert queries.results(college).get(rule="students.age").judged == 3


def test_it_is_corrected_at_its_source_by_new_data_only(send: Send) -> None:
    send(RIGHT + CHILD)
    report = send(CHILD.replace("2018", "2008"))
    found = Suspect.objects.get()
    assert (report.corrected, found.state, found.row) == (1, SuspectState.CORRECTED, {})
    assert (found.first_version, found.last_version) == (0, 1)
    report = send(CHILD.replace("2018", "2019"))
    found.refresh_from_db()
    assert (report.found, found.state) == (1, SuspectState.OPEN)


def test_a_row_that_is_right_is_excepted_by_another_person(suspect: Suspect) -> None:
    ask_exception(suspect=suspect, reason="休学一年后复学", by="han")
    with pytest.raises(MoveRefused, match="另一人"):
        decide_exception(suspect=suspect, accepted=True, note="", by="han")
    decide_exception(suspect=suspect, accepted=True, note="有异动记录", by="lin")
    suspect.refresh_from_db()
    assert (suspect.state, suspect.decided_by) == (SuspectState.EXCEPTED, "lin")
    assert [each.action for each in AuditEvent.objects.filter(action__startswith="quality.").order_by("id")][
        -2:
    ] == [
        "quality.ask_exception",
        "quality.decide_exception",
    ]


def test_an_exception_holds_while_the_row_stays_as_it_is(
    suspect: Suspect, send: Send, college: College
) -> None:
    ask_exception(suspect=suspect, reason="休学一年后复学", by="han")
    decide_exception(suspect=suspect, accepted=True, note="", by="lin")
    assert judge(college=college, by="he").found == 0
    suspect.refresh_from_db()
    assert suspect.state == SuspectState.EXCEPTED
    send(OTHER_YEAR.replace("2025,", "2024,"))
    suspect.refresh_from_db()
    assert suspect.state == SuspectState.OPEN


def test_a_refusal_says_why_and_the_request_may_be_withdrawn(suspect: Suspect) -> None:
    with pytest.raises(MoveRefused, match="为什么"):
        ask_exception(suspect=suspect, reason=" ", by="han")
    ask_exception(suspect=suspect, reason="没有错", by="han")
    with pytest.raises(MoveRefused, match="已经申请"):
        ask_exception(suspect=suspect, reason="没有错", by="han")
    decide_exception(suspect=suspect, accepted=False, note="请查学籍卡", by="lin")
    suspect.refresh_from_db()
    assert (suspect.state, suspect.note) == (SuspectState.OPEN, "请查学籍卡")
    ask_exception(suspect=suspect, reason="查过了", by="han")
    with pytest.raises(MoveRefused, match="申请人自己"):
        withdraw_exception(suspect=suspect, by="lin")
    withdraw_exception(suspect=suspect, by="han")
    suspect.refresh_from_db()
    assert suspect.state == SuspectState.OPEN


def test_sensitive_values_are_never_kept(members: College, take: Callable[..., object]) -> None:
    take(
        "graduates",
        "毕业学年,学号,专业代码,毕业去向,是否对口,月收入,就业单位\n2025-2026,2023001,P1,待就业,,4100,\n",
    )
    judge(college=members, by="he", datasets={"graduates"})
    found = Suspect.objects.get(rule="graduates.salary")
    assert "salary" not in found.row
    assert "4100" not in str(found.row)


def test_people_who_send_data_are_told_once_a_day(send: Send, college: College) -> None:
    user = create_user(
        username="he", display_name="何川", password="wie-9-vogel", person_number="G3", by="sec"
    )
    grant_role(user=user, role="data_steward", college="S1", valid_from=date(2026, 9, 1), by="sec")
    send(RIGHT + CHILD)
    send(OTHER_YEAR)
    found = Notice.objects.get(person_number="G3", kind="data")
    assert "学工处" in found.title


def test_only_what_the_dataset_touches_is_judged(send: Send, college: College) -> None:
    send(RIGHT)
    touched = {each.dataset for each in queries.results(college)}
    assert "students" in touched
    assert "teachers" not in touched
    judge(college=college, by="he")
    assert "teachers" in {each.dataset for each in queries.results(college)}


def test_a_rule_that_must_pass_is_named(members: College, take: Callable[..., object]) -> None:
    take("students", HEAD + RIGHT)
    assert judge(college=members, by="he").blocked == ()


def test_sources_are_told_apart(members: College, take: Callable[..., object]) -> None:
    take("students", HEAD + RIGHT, source="教务系统")
    take("students", HEAD + CHILD, name="b.csv", source="人工补录")
    judge(college=members, by="he")
    found = {each.source: each.suspects for each in queries.by_source(members) if each.dataset == "students"}
    assert found == {"教务系统": 0, "人工补录": 1}
