import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from tests.web.school import NOW, SEMESTER, School
from zhengai.alerts.models import Alert
from zhengai.college.models import Responsibility
from zhengai.diagnosis import actions
from zhengai.diagnosis.models import Finding, Record
from zhengai.diagnosis.queries import form_of
from zhengai.framework.actions import install
from zhengai.indicators.models import CurrentValue

Browse = Callable[[str], Client]
ABSENCE = "2.2.1"  # of the course form


def opened(school: School, level: str, code: str, period: str = SEMESTER, kind: str = "self") -> Record:
    due = date(2026, 12, 31)
    found = actions.open_round(
        college=school.college, kind=kind, level=level, period=period, due=due, by="lin"
    )
    return Record.objects.get(round=found, subject__code=code)


@pytest.fixture
def record(school: School) -> Record:
    """Of the course 郑怡 answers for."""
    return opened(school, "course", "C001")


def address(record: Record, part: str = "") -> str:
    return f"/diagnosis/records/{record.pk}/{part}"


def write(client: Client, record: Record, point: str = ABSENCE, htmx: bool = False, **said: Any) -> Any:
    told = {
        "conclusion": "problem",
        "opinion": "缺课偏高。",
        "cause": "甲流",
        "measure": "调课",
        "revision": 0,
        "seen": 0,
    }
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(address(record, "point/"), told | {"point": point} | said, headers=headers)


def point_of(page: Any, code: str) -> Any:
    points = [point for section in page.context["sections"] for point in section.points]
    return next(point for point in points if point.row.code == code)


def fill(school: School, record: Record, by: str = "zheng") -> Record:
    codes = [row.code for row in form_of(record).points]
    record = actions.confirm_fine(record=record, points=codes, revision=record.revision, by=by)
    return actions.save_finding(
        record=record, point=ABSENCE, conclusion="problem", opinion="缺课偏高。", cause="甲流",
        measure="调整课堂", revision=record.revision, by=by,
    )  # fmt: skip


def submitted(school: School, record: Record, by: str = "zheng") -> Record:
    done = fill(school, record, by)
    return actions.submit(record=done, revision=done.revision, summary="整体平稳。", by=by)


# the form


def test_the_form_opens_filled_with_the_current_value(
    signed_in: Browse, school: School, record: Record
) -> None:
    page = signed_in("zheng").get(address(record))
    shown = point_of(page, ABSENCE).facts[0]
    value = CurrentValue.objects.get(
        indicator="absence_rate", level="course", subject="C001", period=SEMESTER
    )
    assert shown.fact.value == value.value
    assert shown.figure.text == "1.0%"
    assert shown.figure.href == f"/indicators/absence_rate/value/?subject=course%3AC001&period={SEMESTER}"
    text = page.content.decode()
    assert ">缺课率 1.0%，达到目标 ≤ 2%；有 1 条预警没有关闭。</textarea>" in text
    assert Record.objects.get(pk=record.pk).facts_at is not None


def test_looking_takes_nothing_and_shows_no_unfinished_words(
    signed_in: Browse, school: School, record: Record
) -> None:
    write(signed_in("zheng"), record, cause="只写给自己看的草稿")
    Record.objects.filter(pk=record.pk).update(facts={}, facts_at=None)
    for username in ("chen", "sun", "lin"):
        text = signed_in(username).get(address(record)).content.decode()
        assert "只写给自己看的草稿" not in text
        assert "责任人正在填写" in text
    assert Record.objects.get(pk=record.pk).facts_at is None


def test_a_point_saves_itself_and_leaves_what_is_being_typed(
    signed_in: Browse, school: School, record: Record
) -> None:
    answer = write(signed_in("zheng"), record, htmx=True)
    text = answer.content.decode()
    assert "textarea" not in text
    assert "已保存" in text
    assert 'name="revision" value="1"' in text
    assert 'hx-swap-oob="true"' in text
    assert answer.headers["HX-Trigger"] == "saved"
    assert Finding.objects.get().cause == "甲流"


def test_without_scripts_a_button_saves_and_comes_back(
    signed_in: Browse, school: School, record: Record
) -> None:
    answer = write(signed_in("zheng"), record, act="save", step="5")
    assert answer.headers["Location"] == f"{address(record)}?step=5#p-2-2-1"
    onward = write(signed_in("zheng"), record, act="next", next="6")
    assert onward.headers["Location"] == f"{address(record)}?step=6"
    page = signed_in("zheng").get(onward.headers["Location"])
    assert page.context["step"]["number"] == 6
    assert page.content.decode().count("dx-point now") == 1


def test_one_tap_confirms_with_the_drafted_opinion(signed_in: Browse, school: School, record: Record) -> None:
    client = signed_in("zheng")
    opinion = point_of(client.get(address(record)), ABSENCE).opinion
    answer = write(
        client, record, htmx=True, act="fine", conclusion="", opinion=opinion, cause="", measure=""
    )
    assert answer.headers["HX-Retarget"] == "#p-2-2-1"
    found = Finding.objects.get()
    assert (found.conclusion, found.opinion) == ("fine", "缺课率 1.0%，达到目标 ≤ 2%；有 1 条预警没有关闭。")


def test_what_data_show_in_order_is_confirmed_at_once_and_nothing_else(
    signed_in: Browse, school: School, record: Record
) -> None:
    Alert.objects.filter(subject="C001").delete()
    client = signed_in("zheng")
    page = client.get(address(record))
    assert [row.code for row in page.context["form"].confirmable] == [ABSENCE]
    client.post(address(record, "fine/"), {"point": [ABSENCE, "1.1.1"], "seen": 0})
    assert list(Finding.objects.values_list("point", "conclusion")) == [(ABSENCE, "fine")]


def test_the_later_of_two_people_is_told_and_keeps_the_text(
    signed_in: Browse, school: School, record: Record
) -> None:
    Responsibility.objects.create(subject=record.subject, person_number="T0004", person_name="王静")
    write(signed_in("zheng"), record)
    late = write(signed_in("wang"), record, htmx=True, cause="生源变化")
    assert "郑怡" in late.content.decode()
    assert "原因“甲流”" in late.content.decode()
    assert Finding.objects.get().cause == "甲流"
    whole = write(signed_in("wang"), record, cause="生源变化")
    assert whole.status_code == 409
    assert "生源变化</textarea>" in whole.content.decode()
    assert "郑怡" in whole.content.decode()
    write(signed_in("wang"), record, cause="生源变化", revision=1)
    assert Finding.objects.get().cause == "生源变化"


def test_a_page_that_has_not_seen_anothers_words_cannot_submit_them(
    signed_in: Browse, school: School, record: Record
) -> None:
    Responsibility.objects.create(subject=record.subject, person_number="T0004", person_name="王静")
    mine = fill(school, record)
    write(signed_in("wang"), record, point="1.1.1", conclusion="fine", revision=mine.revision)
    mixed = write(
        signed_in("zheng"),
        record,
        htmx=True,
        point="1.1.2",
        conclusion="fine",
        seen=mine.revision,
        revision=9,
    )
    assert f'name="seen" id="seen" value="{mine.revision}"' in mixed.content.decode()
    page = signed_in("zheng").post(
        address(record, "submit/"), {"seen": mine.revision, "summary": "好"}, follow=True
    )
    assert "王静" in page.content.decode()
    assert page.context["record"].state == "draft"


def test_what_is_missing_is_named_and_nothing_is_lost(
    signed_in: Browse, school: School, record: Record
) -> None:
    client = signed_in("zheng")
    write(client, record, cause="")
    page = client.post(address(record, "submit/"), {"seen": 1, "summary": "写了一半的总体意见"}, follow=True)
    text = page.content.decode()
    assert "还不能提交" in text
    assert "“2.2.1 到课情况”判断为有问题，还要写原因" in text
    assert "写了一半的总体意见</textarea>" in text
    assert page.context["record"].state == "draft"


def test_submitting_twice_is_submitting_once(signed_in: Browse, school: School, record: Record) -> None:
    done = fill(school, record)
    client = signed_in("zheng")
    for _ in range(2):
        page = client.post(address(record, "submit/"), {"seen": done.revision, "summary": "好"}, follow=True)
    assert "已经提交" in page.content.decode()
    assert page.context["record"].events.count() == 1


def test_a_session_that_ended_leads_back_to_the_page(
    signed_in: Browse, school: School, record: Record
) -> None:
    answer = Client().post(address(record, "point/"), {}, headers={"HX-Request": "true"})
    assert "/sign-in/?next=" in answer.headers["HX-Redirect"]
    back = signed_in("zheng").get(address(record, "point/"))
    assert back.headers["Location"] == address(record)


def test_new_data_is_offered_and_taken(signed_in: Browse, school: School, record: Record) -> None:
    client = signed_in("zheng")
    client.get(address(record))
    run = school.run
    run.pk = None
    run.save()
    CurrentValue.objects.filter(subject="C001", period=SEMESTER).update(value=0.5, run=run)
    page = client.get(address(record))
    assert (page.context["newer"], point_of(page, ABSENCE).facts[0].figure.text) == (True, "1.0%")
    page = client.post(address(record, "renew/"), follow=True)
    assert (page.context["newer"], point_of(page, ABSENCE).facts[0].figure.text) == (False, "50.0%")


# after submission


def test_a_submitted_record_is_read_with_its_results(
    signed_in: Browse, school: School, record: Record
) -> None:
    submitted(school, record)
    page = signed_in("zheng").get(address(record))
    text = page.content.decode()
    assert not re.search(r'name="(opinion|cause)"', text)
    assert "要素结果" in text
    assert {section.code: section.result_word for section in page.context["sections"]}["2.2"] == "待改进"
    assert "看出 <b>1</b> 个问题" in text


@pytest.mark.parametrize(("username", "offered"), [("zheng", True), ("sun", False), ("qian", False)])
def test_a_report_is_offered_to_those_who_make_reports(
    signed_in: Browse, school: School, record: Record, username: str, offered: bool
) -> None:
    submitted(school, record)
    text = signed_in(username).get(address(record)).content.decode()
    assert ("生成诊断报告" in text) is offered


def test_confirming_and_returning(signed_in: Browse, school: School, record: Record) -> None:
    submitted(school, record)
    client = signed_in("zhou")
    page = client.post(address(record, "decide/"), {"act": "return", "text": " "}, follow=True)
    assert "请写明哪里需要修改" in page.content.decode()
    client.post(address(record, "decide/"), {"act": "return", "text": "原因写具体"})
    assert "原因写具体" in signed_in("zheng").get(address(record)).content.decode()
    again = Record.objects.get(pk=record.pk)
    actions.submit(record=again, revision=again.revision, summary="", by="zheng")
    page = client.post(address(record, "decide/"), {"act": "confirm"}, follow=True)
    assert page.context["record"].state == "confirmed"
    page = client.post(address(record, "decide/"), {"act": "confirm"}, follow=True)
    assert "已经确认过" in page.content.decode()


def test_self_diagnosis_stands_beside_assessment(signed_in: Browse, school: School, record: Record) -> None:
    submitted(school, record)
    other = opened(school, "course", "C001", kind="assessment")
    page = signed_in("zhou").get(address(other))
    assert page.context["fills"]
    assert "自主诊断：有问题，缺课偏高。" in page.content.decode()
    assert not signed_in("zheng").get(address(other)).context["fills"]


# scope


def test_each_reaches_their_own(signed_in: Browse, school: School) -> None:
    mine, other = (
        opened(school, "student", "S0001", "2026-2027"),
        opened(school, "student", "S0002", "2026-2027"),
    )
    assert signed_in("li").get(address(mine)).context["fills"]
    assert signed_in("li").get(address(other)).status_code == 404
    assert signed_in("li").post(address(other, "point/"), {}).status_code == 404
    assert not signed_in("zhou").get(address(mine)).context["fills"]
    for username in ("wu", "zheng", "wang", "qian", "feng"):
        assert signed_in(username).get(address(mine)).status_code == 404, username
    teacher = opened(school, "teacher", "T0004", "2026-2027")
    assert signed_in("wang").get(address(teacher)).context["fills"]
    assert signed_in("wang").get(address(opened(school, "teacher", "T0009", "2026-2027"))).status_code == 404
    assert signed_in("zhou").get(address(opened(school, "course", "C003"))).status_code == 404


def test_people_from_outside_see_what_was_submitted(
    signed_in: Browse, school: School, record: Record
) -> None:
    assert signed_in("qian").get(address(record)).status_code == 404
    CurrentValue.objects.filter(subject="C001", period=SEMESTER).update(denominator=4)
    submitted(school, record)
    page = signed_in("qian").get(address(record))
    shown = point_of(page, ABSENCE).facts[0]
    assert (shown.hidden, shown.figure.text) == (True, "人数过少不显示")
    assert "缺课偏高" not in page.content.decode()


def test_a_student_is_addressed_in_everyday_words(signed_in: Browse, school: School) -> None:
    text = signed_in("li").get(address(opened(school, "student", "S0001", "2026-2027"))).content.decode()
    assert "我的成长自测" in text
    assert "这段时间的缺课" in text
    assert "层面" not in text.split("<main")[1].split("</main")[0]


# rounds


def test_my_records_come_first(signed_in: Browse, school: School, record: Record) -> None:
    page = signed_in("zheng").get("/diagnosis/")
    assert [each.record.subject.code for each in page.context["mine"]] == ["C001"]
    assert "有 <b>1</b> 份诊断等您填写" in page.content.decode()
    assert page.context["opening"] is None
    submitted(school, record)
    assert "等您确认" in signed_in("zhou").get("/diagnosis/").content.decode()


def test_a_round_is_opened_from_the_page(signed_in: Browse, school: School) -> None:
    asked = {"kind": "self", "level": "class", "period": SEMESTER, "due": "2026-12-31"}
    page = signed_in("lin").post("/diagnosis/open/", asked, follow=True)
    assert "共 1 份记录" in page.content.decode()
    for wrong in (
        {"kind": "x"},
        {"due": "soon"},
        {"period": "2099"},
        {"level": "planet"},
        {"due": "2020-01-01"},
    ):
        page = signed_in("lin").post("/diagnosis/open/", asked | {"level": "course"} | wrong, follow=True)
        assert "error" in {message.level_tag for message in page.context["messages"]}, wrong


def test_a_round_can_be_searched_filtered_and_taken_along(
    signed_in: Browse, school: School, record: Record
) -> None:
    submitted(school, record)
    client, base = signed_in("lin"), f"/diagnosis/rounds/{record.round_id}/"

    def count(query: str) -> int:
        return int(client.get(f"{base}?{query}").context["listing"].count)

    assert [count(q) for q in ("", "q=护理", "q=C001", "state=submitted", "problems=1", "department=D02", "state=x")] == [
        40, 1, 1, 1, 1, 38, 40,
    ]  # fmt: skip
    part = client.get(f"{base}?q=C001", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    book = load_workbook(BytesIO(client.get(f"{base}?state=submitted&format=xlsx").content)).active
    assert [row[1:6] for row in book.values][1] == ("C001", "护理学基础", "医学院", "已提交", 1)


def test_several_are_confirmed_at_once(signed_in: Browse, school: School, record: Record) -> None:
    submitted(school, record)
    other = opened(school, "course", "C002")
    page = signed_in("zhou").post(
        f"/diagnosis/rounds/{record.round_id}/confirm/", {"record": [record.pk, other.pk, "x"]}, follow=True
    )
    assert "已确认 1 份诊断" in page.content.decode()
    assert [Record.objects.get(pk=each.pk).state for each in (record, other)] == ["confirmed", "draft"]


def test_a_form_of_twenty_points_asks_a_bounded_number_of_queries(
    signed_in: Browse, school: School, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    record = opened(school, "college", school.college.code, "2026-2027")
    client = signed_in("lin")
    client.get(address(record))
    assert len(client.get(address(record)).context["form"].points) == 20
    with django_assert_max_num_queries(20):
        client.get(address(record))


def test_hints_evidence_and_departments_unfold_below_the_question(
    signed_in: Browse, school: School, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """The largest tree that is shipped: 38 points, 103 hints, 202 pieces of evidence."""
    install(college=school.college, pack="wuhai", by="lin")
    record = opened(school, "college", school.college.code, "2026-2027")
    client = signed_in("lin")
    client.get(address(record))
    with django_assert_max_num_queries(20):
        page = client.get(address(record))
    assert len(page.content) < 200_000
    text = page.content.decode()
    assert text.count('<details class="dx-guide">') == 38
    assert "<summary>3 条提示 · 10 项佐证 · 院办、招办、教务科技处</summary>" in text
    assert "<li>2016-2017 学院招生简章<small>招办</small></li>" in text
    assert "<p>状态数据平台编号 1.3、7</p>" in text
    # what the scheme lacks is told, not filled in
    assert text.count('<small class="dx-gap">原表没有写责任部门</small>') == 2
    assert "5.3 （名称待定）" in text
    assert text.count("原表没有写这个要素的名称，由学校确定") == 2


def test_a_point_without_hints_shows_no_empty_fold(signed_in: Browse, record: Record) -> None:
    assert "dx-guide" not in signed_in("zheng").get(address(record)).content.decode()


def test_a_review_of_courses_says_how_far_it_agrees(school: School, signed_in: Browse) -> None:
    """课程层面复核: the round of the college's own bodies beside what the course said of itself."""
    opened(school, "course", "C001")
    review = opened(school, "course", "C001", kind="assessment")
    lin = signed_in("lin")
    page = lin.get(f"/diagnosis/rounds/{review.round_id}/").content.decode()
    assert "对同一周期自主诊断的复核" in page
    assert "等两边都提交" in page
    own = Record.objects.get(round__kind="self", subject__code="C001")
    for each in (own, review):
        Record.objects.filter(pk=each.pk).update(state="submitted", submitted_at=NOW)
        for point in form_of(each).scheme.points():
            Finding.objects.create(
                record=each, point=point.code, conclusion="fine", edited_at=NOW, edited_by="lin"
            )
    count = len(form_of(review).scheme.elements())
    page = lin.get(f"/diagnosis/rounds/{review.round_id}/").content.decode()
    assert f"{count} / {count} 个要素相符" in page
    assert lin.get(f"/diagnosis/rounds/{review.round_id}/?format=xlsx").status_code == 200
    assert "与自主诊断" not in lin.get(f"/diagnosis/rounds/{own.round_id}/").content.decode()
