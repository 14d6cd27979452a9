from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from tests.web.access.improvement import an_improvement
from tests.web.school import RISING, SEMESTER, School, week
from zhengai.alerts.actions import answer
from zhengai.college.models import Responsibility, Subject
from zhengai.diagnosis.actions import open_record, open_round, save_finding
from zhengai.diagnosis.queries import form_of, problems
from zhengai.improvement.actions import carry_out, keep_lesson, start, verify
from zhengai.improvement.models import Improvement
from zhengai.indicators.models import CurrentValue

Browse = Callable[[str], Client]
NEW = "/improvements/new/?subject=course:C001&indicator=absence_rate&kind=week"
OPEN = NEW.replace("/new/", "/open/")
TYPED = {
    "problem": "缺课率过高",
    "cause": "甲流传播",
    "measure": "错峰授课",
    "limit": "≤ 5%",
    "owner": "T0003",
    "due": "2026-12-04",
}


@pytest.fixture
def improvement(school: School) -> Improvement:
    return an_improvement(school)


def write(school: School, number: int, value: float | None) -> None:
    CurrentValue.objects.update_or_create(
        college=school.college,
        indicator="absence_rate",
        level="course",
        subject="C001",
        period=week(number),
        defaults={
            "period_kind": "week",
            "value": value,
            "numerator": None,
            "denominator": 1000,
            "reason": "" if value is not None else "no_data",
            "run": school.run,
        },
    )


def on(school: School, day: date) -> None:
    school.college.as_of = day
    school.college.save()


def done(school: School, **fields: Any) -> Improvement:
    found = start(improvement=an_improvement(school, **fields), by="zheng")
    return carry_out(improvement=found, text="已调整授课时间", by="zheng")


def verified(school: School, value: float, **fields: Any) -> Improvement:
    """Carried out on the day of the school, judged by the next week."""
    found = done(school, **fields)
    on(school, school.college.as_of + timedelta(days=10))
    write(school, 13, value)
    verify(run=school.run, by="system")
    found.refresh_from_db()
    return found


def test_the_board_shows_each_state_in_its_column(signed_in: Browse, school: School) -> None:
    verified(school, 0.09)
    an_improvement(school, source="")
    start(improvement=an_improvement(school, source="finding:1"), by="zheng")
    columns = signed_in("lin").get("/improvements/").context["columns"]
    assert [(each.code, each.count) for each in columns] == [
        ("planned", 1),
        ("under_way", 1),
        ("carried_out", 0),
        ("verified", 1),
    ]
    card = columns[3].cards[0]
    assert (card.baseline.text, card.now.text, card.word) == ("16.3%", "9.0%", "部分有效")
    assert card.target == "不高于5%"
    page = signed_in("lin").get("/improvements/").content.decode()
    assert "部分有效 <b>1</b>" in page
    assert "1 / 1 项按期完成" in page


def test_before_its_effect_a_card_shows_the_newest_value(signed_in: Browse, improvement: Improvement) -> None:
    card = signed_in("lin").get("/improvements/").context["columns"][0].cards[0]
    assert (card.baseline_period, card.now.text, card.now_period) == ("第11周", "17.1%", "第12周")
    assert card.now.href.endswith("period=2026-2027-1-W12")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("level=course", 2),
        ("level=class", 0),
        ("department=D01", 1),
        ("owner=T0003", 1),
        ("mine=1", 0),
        ("overdue=1", 1),
        ("effect=effective", 0),
        ("q=护理学", 1),
        ("q=错峰", 2),
        ("q=C003", 1),
        ("state=planned", 2),
        ("state=live", 2),
        ("state=verified", 0),
        ("indicator=absences", 0),
    ],
)
def test_filters(signed_in: Browse, school: School, improvement: Improvement, query: str, count: int) -> None:
    other = Subject.objects.get(college=school.college, code="C003")
    an_improvement(school, subject=other, source="", owner_number="T0009", owner_name="他人")
    Improvement.objects.filter(subject=other).update(due=date(2026, 11, 1))
    page = signed_in("lin").get(f"/improvements/?view=table&{query}")
    assert page.context["listing"].count == count


def test_sorting_and_the_fragment(signed_in: Browse, school: School, improvement: Improvement) -> None:
    an_improvement(school, source="", due=date(2026, 11, 30))
    client = signed_in("lin")
    page = client.get("/improvements/?view=table&sort=-due")
    assert [card.improvement.due.day for card in page.context["rows"]] == [4, 30]
    part = client.get("/improvements/?view=table", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


def test_the_file_holds_the_filtered_rows(signed_in: Browse, improvement: Improvement) -> None:
    client = signed_in("lin")
    response = client.get("/improvements/?format=xlsx&level=course")
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert rows[0][:4] == ("编号", "层面", "代码", "对象")
    assert rows[1][3] == "护理学基础"
    assert len(rows) == 2


def test_without_improvements_the_board_says_so(signed_in: Browse, school: School) -> None:
    page = signed_in("lin").get("/improvements/").content.decode()
    assert "还没有改进" in page
    assert "成效由同一指标以后的数据判断" in page


def test_an_improvement_tells_where_it_stands(signed_in: Browse, school: School) -> None:
    found = done(school)
    page = signed_in("zheng").get(f"/improvements/{found.pk}/")
    text = page.content.decode()
    assert "等待2026—2027学年第1学期第13周的缺课率（2026年11月29日结束）" in text
    chart = page.context["chart"]
    assert [(each["name"], each["at"]) for each in chart.data["moments"]] == [("开始、完成", "第12周")]
    assert {each["name"] for each in chart.data["limits"]} == {"目标 5.0%", "基线 16.3%"}
    assert page.context["origin"].address == f"/alerts/{school.alert.pk}/"
    assert [step.what for step in page.context["steps"]] == ["完成措施", "开始实施", "提出改进"]


def test_a_verdict_is_the_state_of_the_page(signed_in: Browse, school: School) -> None:
    found = verified(school, 0.04)
    page = signed_in("zheng").get(f"/improvements/{found.pk}/")
    assert "达到目标，改进有效" in page.content.decode()
    assert page.context["steps"][0].who == "平台"
    assert page.context["chart"].data["moments"][-1] == {"name": "核实", "state": "met", "at": "第13周"}


def test_from_start_to_verdict_by_clicks(signed_in: Browse, school: School, improvement: Improvement) -> None:
    client, address = signed_in("zheng"), f"/improvements/{improvement.pk}/move/"
    page = client.post(address, {"move": "start", "revision": "0"}, follow=True)
    assert "已开始实施" in page.content.decode()
    page = client.post(address, {"move": "carry_out", "revision": "1", "text": "全部联系"}, follow=True)
    assert page.context["improvement"].state == "carried_out"
    on(school, date(2026, 11, 30))
    write(school, 13, 0.04)
    assert "核实成效</button>" in client.get(f"/improvements/{improvement.pk}/").content.decode()
    page = client.post(address, {"move": "verify"}, follow=True)
    assert page.context["improvement"].state == "effective"
    page = client.post(address, {"move": "learn", "lesson": "错峰最有效", "revision": "3"}, follow=True)
    assert page.context["improvement"].lesson == "错峰最有效"


def test_a_second_click_is_told_and_harmless(signed_in: Browse, improvement: Improvement) -> None:
    client, address = signed_in("zheng"), f"/improvements/{improvement.pk}/move/"
    client.post(address, {"move": "start"})
    page = client.post(address, {"move": "start"})
    assert "已经开始实施" in page.content.decode()
    assert improvement.events.count() == 2


def test_of_two_people_the_later_keeps_what_was_typed(signed_in: Browse, improvement: Improvement) -> None:
    address = f"/improvements/{improvement.pk}/move/"
    seen = {"revision": "0", "text": "甲乙丙丁"}
    signed_in("zheng").post(address, {"move": "start", **seen})
    page = signed_in("lin").post(address, {"move": "start", **seen})
    text = page.content.decode()
    assert "刚刚有了新的进展" in text
    assert "甲乙丙丁</textarea>" in text
    assert page.context["improvement"].state == "under_way"


def test_an_empty_text_is_asked_for(signed_in: Browse, improvement: Improvement) -> None:
    page = signed_in("zheng").post(f"/improvements/{improvement.pk}/move/", {"move": "note", "text": " "})
    assert "请写明进展" in page.content.decode()


def test_cancelling_names_two_people(signed_in: Browse, school: School, improvement: Improvement) -> None:
    address = f"/improvements/{improvement.pk}/cancel/"
    assert "取消这项改进" not in signed_in("zheng").get(f"/improvements/{improvement.pk}/").content.decode()
    client = signed_in("zhou")
    page = client.post(address, {"reason": "课程停开", "requested_by": "wang"})
    assert "由谁提出" in page.content.decode()
    assert "课程停开</textarea>" in page.content.decode()
    page = client.post(address, {"reason": "课程停开", "requested_by": "zheng"}, follow=True)
    assert page.context["improvement"].state == "cancelled"


def test_the_owner_cannot_cancel(signed_in: Browse, school: School) -> None:
    owned = an_improvement(school, owner_number="T0001", owner_name="周岚")
    response = signed_in("zhou").post(
        f"/improvements/{owned.pk}/cancel/", {"reason": "不想做", "requested_by": "lin"}
    )
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("name", "count"),
    [("lin", 2), ("zhou", 1), ("zheng", 1), ("wang", 0), ("li", 0), ("feng", 1), ("qian", 1)],
)
def test_each_sees_what_is_in_reach(signed_in: Browse, school: School, name: str, count: int) -> None:
    """People from outside see none of single persons."""
    an_improvement(school)
    other = Subject.objects.get(college=school.college, code="T0009")
    an_improvement(
        school, subject=other, source="", period_kind="semester", baseline_period="2026-2027-1", limit="≤ 2%",
        owner_number="T0009", owner_name="他人",
    )  # fmt: skip
    assert signed_in(name).get("/improvements/?view=table").context["listing"].count == count


def test_an_owner_sees_and_moves_what_is_out_of_reach(signed_in: Browse, school: School) -> None:
    found = an_improvement(school, owner_number="T0005", owner_name="赵宁")
    client = signed_in("zhao")
    assert client.get("/improvements/?mine=1&view=table").context["listing"].count == 1
    page = client.post(f"/improvements/{found.pk}/move/", {"move": "start"}, follow=True)
    assert page.context["improvement"].state == "under_way"


def test_people_from_outside_see_no_small_groups(signed_in: Browse, improvement: Improvement) -> None:
    CurrentValue.objects.filter(subject="C001", period=week(11)).update(denominator=4)
    assert signed_in("feng").get(f"/improvements/{improvement.pk}/").status_code == 404
    assert signed_in("lin").get(f"/improvements/{improvement.pk}/").status_code == 200


def test_a_new_one_from_an_alert_is_written_already(signed_in: Browse, school: School) -> None:
    answer(alert=school.alert, text="甲流传播", measure="错峰授课", by="zheng")
    page = signed_in("zheng").get(f"/improvements/new/?source=alert:{school.alert.pk}")
    values, draft = page.context["values"], page.context["draft"]
    assert values == {
        "problem": "护理学基础第12周缺课率为17.1%，高于界限，连续5周上升。",
        "cause": "甲流传播",
        "measure": "错峰授课",
        "limit": "≤ 5%",
        "owner": "T0003",
        "due": "2026-12-04",
    }
    # the running week may still change: the baseline is the newest that has ended
    assert (draft.period_kind, draft.baseline_period, draft.figure.text) == ("week", week(11), "16.3%")


def test_a_target_that_is_met_already_is_not_offered(signed_in: Browse, school: School) -> None:
    write(school, 11, 0.04)
    page = signed_in("zheng").get(NEW)
    assert page.context["values"]["limit"] == "≤ 2%"


def test_a_follow_up_begins_where_the_last_one_ended(signed_in: Browse, school: School) -> None:
    before = verified(school, 0.09)
    page = signed_in("zheng").get(f"/improvements/new/?source=improvement:{before.pk}")
    assert page.context["draft"].baseline_period == week(13)
    assert page.context["values"]["limit"] == "≤ 5%"
    assert [each.pk for each in page.context["before"]] == [before.pk]
    typed = TYPED | {"due": "2026-12-20"}
    opened = signed_in("zheng").post(
        f"/improvements/open/?source=improvement:{before.pk}", typed, follow=True
    )
    assert opened.context["origin"].address == f"/improvements/{before.pk}/"
    assert [each.pk for each in opened.context["before"]] == [before.pk]


def test_opening_by_hand(signed_in: Browse, school: School) -> None:
    client = signed_in("zheng")
    page = client.post(OPEN, TYPED, follow=True)
    found = page.context["improvement"]
    assert (found.problem, found.baseline_value, found.owner_name) == ("缺课率过高", RISING[10], "郑怡")
    assert found.cycle_period == week(11)
    again = client.post(OPEN, TYPED, follow=True)
    assert "已经有一项改进" in again.content.decode()
    assert again.context["improvement"] == found
    assert Improvement.objects.count() == 1
    assert "已经有一项改进" in client.get(NEW).content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"problem": " "}, "请写明问题"),
        ({"measure": ""}, "请写明措施"),
        ({"limit": "少一点"}, "≤ 5%"),
        ({"limit": "≤ 90%"}, "已经达到"),
        ({"due": "2026-11-01"}, "不能早于今天"),
        ({"due": "明天"}, "请选择期限"),
        ({"owner": "S0002"}, "请选择责任人"),
    ],
)
def test_a_refusal_keeps_what_was_typed(
    signed_in: Browse, school: School, typed: dict[str, str], said: str
) -> None:
    page = signed_in("zheng").post(OPEN, TYPED | {"cause": "一段很长的原因"} | typed)
    text = page.content.decode()
    assert said in text
    assert "一段很长的原因</textarea>" in text
    assert not Improvement.objects.exists()


def test_lessons_of_the_same_indicator_stand_beside(signed_in: Browse, school: School) -> None:
    other = Subject.objects.get(college=school.college, code="C002")
    learned = done(school, subject=other, source="", baseline_period=week(6), limit="≤ 1%")
    keep_lesson(improvement=learned, text="先联系再错峰", by="zheng")
    Improvement.objects.update(owner_number="T0009")
    ((item, card, _),) = signed_in("zhou").get(NEW).context["lessons"]
    assert (item.lesson, card.baseline.text) == ("先联系再错峰", "1.8%")
    # the course leader does not reach the other course: what was learned is for all, its values are not
    page = signed_in("zheng").get(NEW)
    assert [(card, name) for _, card, name in page.context["lessons"]] == [(None, "人体解剖学")]
    assert "先联系再错峰" in page.content.decode()


def test_a_subject_is_chosen_first(signed_in: Browse, school: School) -> None:
    page = signed_in("zheng").get("/improvements/new/")
    assert [each.code for each, _ in page.context["subjects"]] == ["C001"]
    assert signed_in("lin").get("/improvements/new/?q=护理学").context["subjects"][0][0].code == "C001"
    assert "没有找到这个对象" in signed_in("zheng").get("/improvements/new/?q=程序").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "subject=course:C003",
        "subject=course:C999",
        "source=alert:99999",
        "source=nonsense:1",
        "source=finding:x",
    ],
)
def test_what_is_out_of_reach_is_not_there(signed_in: Browse, school: School, query: str) -> None:
    assert signed_in("zheng").get(f"/improvements/new/?{query}").status_code == 404


def test_an_indicator_without_values_says_so(signed_in: Browse, school: School) -> None:
    page = signed_in("zheng").get("/improvements/new/?subject=course:C001&indicator=absences")
    assert "还没有值" in page.content.decode()


def test_an_owner_is_the_one_who_answers(signed_in: Browse, school: School) -> None:
    Responsibility.objects.filter(subject__code="C001").delete()
    page = signed_in("zhou").get(NEW)
    assert page.context["owners"] == [("T0001", "周岚")]


@pytest.mark.parametrize("address", ["/improvements/", "/improvements/?view=table", "{one}", NEW])
def test_many_improvements_take_no_more_queries(
    signed_in: Browse, school: School, django_assert_max_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    for number in range(1, 31):
        other = Subject.objects.get(college=school.college, code=f"C{number:03d}")
        fields = {"subject": other, "source": "", "baseline_period": week(1), "limit": "≤ 0.1%"}
        keep_lesson(improvement=done(school, **fields), text="做法", by="zheng")
    one = Improvement.objects.latest("pk")
    client = signed_in("lin")
    client.get(address.format(one=f"/improvements/{one.pk}/"))
    with django_assert_max_num_queries(20):
        assert client.get(address.format(one=f"/improvements/{one.pk}/")).status_code == 200


def test_a_plan_is_adjusted_on_its_own_page(signed_in: Browse, improvement: Improvement) -> None:
    client, address = signed_in("zhou"), f"/improvements/{improvement.pk}/revise/"
    page = client.get(f"/improvements/{improvement.pk}/plan/")
    assert page.context["owners"] == [("T0003", "郑怡"), ("T0001", "周岚")]
    typed = {"measure": "线上补课", "owner": "T0001", "due": "2026-12-18", "reason": "", "revision": "0"}
    refused = client.post(address, typed).content.decode()
    assert "请写明为什么调整" in refused
    assert "线上补课</textarea>" in refused
    done = client.post(address, typed | {"reason": "郑怡外出进修"}, follow=True)
    assert done.context["improvement"].owner_name == "周岚"
    again = client.post(address, typed | {"reason": "再改"}).content.decode()
    assert "刚刚有了新的进展" in again
    assert "请选择期限" in client.post(address, typed | {"due": ""}).content.decode()


def test_a_new_one_from_a_finding_is_written_already(signed_in: Browse, school: School) -> None:
    course = Subject.objects.get(college=school.college, level="course", code="C001")
    opened = open_round(
        college=school.college, kind="self", level="course", period=SEMESTER, due=date(2026, 12, 4), by="lin"
    )
    record = open_record(record=opened.records.get(subject=course), by="zheng")
    point = next(row for row in form_of(record).points if row.facts)
    record = save_finding(
        record=record, point=point.code, conclusion="problem", opinion="缺课率高于标准", cause="甲流传播",
        measure="错峰授课", revision=record.revision, by="zheng",
    )  # fmt: skip
    (problem,) = problems(record)
    address = f"/improvements/new/?source={problem.source}"
    page = signed_in("zheng").get(address)
    draft, values = page.context["draft"], page.context["values"]
    assert (values["problem"], values["cause"], values["measure"]) == (
        "缺课率高于标准",
        "甲流传播",
        "错峰授课",
    )
    assert draft.origin.address == f"/diagnosis/records/{record.pk}/"
    assert draft.origin.cycle_period == SEMESTER
    assert problem.fact is None or draft.definition.code == problem.fact.indicator
    # the class adviser does not reach the course
    assert signed_in("zhao").get(address).status_code == 404
    again = signed_in("zheng").get(f"{address}&indicator=absence_rate&kind=week")
    opened_one = signed_in("zheng").post(
        f"/improvements/open/?source={problem.source}&indicator=absence_rate&kind=week",
        TYPED | {"limit": again.context["values"]["limit"]},
        follow=True,
    )
    found = opened_one.context["improvement"]
    assert (found.source, found.cycle_period) == (problem.source, SEMESTER)
    assert opened_one.context["origin"].address == f"/diagnosis/records/{record.pk}/"
