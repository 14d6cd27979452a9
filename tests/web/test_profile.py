"""画像: who opens whose, and that what it shows is what was computed and decided."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.web.school import CAST, NOW, SEMESTER, School, week
from zhengai.alerts.models import AlertEvent, ControlState
from zhengai.goals.models import Goal
from zhengai.improvement.models import Improvement
from zhengai.indicators.models import CurrentValue, Definition
from zhengai.indicators.queries import current_value
from zhengai.web.components.figures import Measure, figure
from zhengai.web.components.peers import Asked, peer_means

Browse = Callable[[str], Client]

OVER_ALL = {"chen", "lin", "han", "sun", "he"}  # of the college, from inside
OUTSIDE = {"qian", "feng"}
# one subject of each level, and one of another department; who may open its profile
OPENED = {
    "college/SAMPLE0001": OVER_ALL | OUTSIDE,
    "department/D01": OVER_ALL | OUTSIDE | {"zhou"},
    "department/D02": OVER_ALL | OUTSIDE,
    "programme/P001": OVER_ALL | OUTSIDE | {"zhou", "wu"},
    "programme/P002": OVER_ALL | OUTSIDE,
    "course/C001": OVER_ALL | OUTSIDE | {"zhou", "wu", "zheng"},
    "course/C002": OVER_ALL | OUTSIDE | {"zhou"},
    "class/B001": OVER_ALL | OUTSIDE | {"zhou", "wu", "zhao"},
    "teacher/T0004": OVER_ALL | {"zhou", "wu", "wang"},
    "teacher/T0009": OVER_ALL,
    "student/S0001": OVER_ALL | {"zhou", "wu", "zhao", "li"},
    "student/S0002": OVER_ALL | {"zhou", "wu"},
    "student/S9999": set(),
    "planet/S0001": set(),
}


@pytest.mark.parametrize("subject", OPENED)
def test_who_opens_whose_profile(school: School, signed_in: Browse, subject: str) -> None:
    people = [username for username, *_ in CAST]
    opened = {name for name in people if signed_in(name).get(f"/levels/{subject}/").status_code == 200}
    assert opened == OPENED[subject]
    for part in ("loop", "holdings", "runs/absence_rate"):
        assert {
            name for name in people if signed_in(name).get(f"/levels/{subject}/{part}/").status_code == 200
        } == opened


@pytest.mark.parametrize("username", sorted(OUTSIDE))
def test_single_persons_stay_inside_and_the_page_says_so(signed_in: Browse, username: str) -> None:
    page = signed_in(username).get("/levels/student/S0001/")
    assert page.status_code == 404
    assert "只在校内查看" in page.content.decode()


def rows(page: Any) -> dict[str, Any]:
    return {row.code: row for group in page.context["groups"] for row in group.rows}


def test_the_figures_are_the_values_computed(signed_in: Browse, school: School) -> None:
    """Of every row: number, unit and reason as the current value has them, and the link opens that value."""
    for level, code in [("course", "C001"), ("college", "SAMPLE0001"), ("student", "S0001")]:
        page = signed_in("lin").get(f"/levels/{level}/{code}/?period={SEMESTER}")
        shown = rows(page)
        assert shown
        for indicator, row in shown.items():
            value = current_value(
                school.college,
                indicator=indicator,
                level=level,
                subject=code,
                period=row.period,
            )
            body = Definition.objects.get(code=indicator).body
            assert value is not None
            assert row.value.text == figure(value.value, Measure.of(body), reason=value.reason).text
            assert f"period={row.period}" in row.value.href


def test_a_missing_value_says_why_and_what_it_was_before(signed_in: Browse, school: School) -> None:
    page = signed_in("lin").get(f"/levels/course/C001/?period={week(6)}")
    row = rows(page)["absence_rate"]
    assert (row.value.text, row.earlier.text, row.earlier_name) == ("分母为零", "3.1%", "第5周")
    assert "分母为零" in page.content.decode()


def test_in_the_present_a_value_stands_beside_its_state(signed_in: Browse) -> None:
    """The semester's page shows the week that was judged last; an earlier week is judged by itself."""
    now = rows(signed_in("lin").get("/levels/course/C001/"))["absence_rate"]
    assert (now.period, now.value.text, now.state, now.standard) == (
        week(12),
        "17.1%",
        "warning",
        "≤\u00a05%",
    )
    assert now.warnings == ("提示 >\u00a08%", "预警 >\u00a012%", "严重 >\u00a025%")
    before = rows(signed_in("lin").get(f"/levels/course/C001/?period={week(7)}"))["absence_rate"]
    assert (before.value.text, before.state) == ("5.8%", "below_standard")
    good = rows(signed_in("lin").get(f"/levels/course/C001/?period={week(2)}"))["absence_rate"]
    assert good.state == "target_met"


def test_what_was_judged_last_is_shown_until_there_is_more(signed_in: Browse, school: School) -> None:
    """A semester without values yet does not hide what the one before was judged."""
    rule = school.college.control_rules.get()
    rule.period_kind = "semester"
    rule.content = rule.content | {"period": "semester"}
    rule.save()
    rule.progress.period = "2025-2026-2"
    rule.progress.save()
    old = CurrentValue.objects.get(indicator="absence_rate", level="course", subject="C001", period=SEMESTER)
    old.pk, old.period, old.value = None, "2025-2026-2", 0.2
    old.save()
    CurrentValue.objects.filter(subject="C001", period=SEMESTER).update(value=None, reason="no_data")
    row = rows(signed_in("lin").get("/levels/course/C001/"))["absence_rate"]
    assert (row.period, row.value.text, row.state) == ("2025-2026-2", "20.0%", "warning")


def test_own_limits_of_a_subject_win(signed_in: Browse, school: School) -> None:
    rule = school.college.control_rules.get()
    course = school.college.subjects.get(level="course", code="C001")
    rule.control_points.create(
        subject=course, limits={"standard": "≤ 20%", "warnings": {}}, reason="试点", decided_at=NOW,
        decided_by="lin",
    )  # fmt: skip
    row = rows(signed_in("lin").get(f"/levels/course/C001/?period={week(11)}"))["absence_rate"]
    assert (row.standard, row.state) == ("≤\u00a020%", "standard_met")


def test_the_sentence_names_the_worst_with_its_streak(signed_in: Browse) -> None:
    page = signed_in("zheng").get("/levels/course/C001/")
    assert page.context["sentence"] == ("缺课率 17.1%（第12周），处于“预警”，标准 ≤\u00a05%，已连续 4 周。")
    page = signed_in("zheng").get(f"/levels/course/C001/?period={week(2)}")
    assert page.context["sentence"] == "1 项达到标准。"
    page = signed_in("wu").get("/levels/programme/P001/")
    assert page.context["sentence"] == "共 2 项指标，还没有质控点判断它们。"


def test_the_period_stays_in_the_address(signed_in: Browse) -> None:
    page = signed_in("zheng").get(f"/levels/course/C001/?period={week(8)}")
    assert page.context["switch"].current == week(8)
    text = page.content.decode()
    assert f'<option value="{week(8)}" selected>' in text
    assert f"/levels/course/C001/loop/?period={week(8)}" in text
    unknown = signed_in("zheng").get("/levels/course/C001/?period=1999-W99")
    assert unknown.context["switch"].current == SEMESTER


def test_indicators_are_searched_and_filtered(signed_in: Browse) -> None:
    client = signed_in("zheng")
    assert set(rows(client.get("/levels/course/C001/?q=缺课"))) == {"absence_rate"}
    assert rows(client.get("/levels/course/C001/?q=nonesuch")) == {}
    assert set(rows(client.get("/levels/course/C001/?state=watch"))) == {"absence_rate"}
    assert rows(client.get("/levels/course/C001/?state=met")) == {}
    part = client.get("/levels/course/C001/?state=watch", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert 'id="indicators"' in part.content.decode()


def test_indicators_are_grouped_as_the_pack_says(signed_in: Browse) -> None:
    page = signed_in("lin").get("/levels/programme/P001/")
    assert [group.name for group in page.context["groups"]] == ["课堂出勤"]


def test_the_mean_of_peers_is_a_sum_over_a_sum(school: School) -> None:
    """Weighed by their denominators: two courses of very different size."""
    rows_ = CurrentValue.objects.filter(indicator="absence_rate", level="course", period=SEMESTER)
    rows_ = rows_.filter(value__isnull=False)
    rows_.update(value=0.1, numerator=10, denominator=100)
    rows_.filter(subject="C001").update(value=0.5, numerator=5000, denominator=10000)
    asked = [Asked("absence_rate", SEMESTER)]
    found = peer_means(school.college, school.run, "course", asked)
    others = rows_.exclude(subject="C001").count()
    assert found["absence_rate", SEMESTER] == pytest.approx(
        (5000 + 10 * others) / (10000 + 100 * others), rel=1e-9
    )


def test_too_few_peers_have_no_mean(school: School) -> None:
    asked = [Asked("absence_rate", SEMESTER)]
    assert peer_means(school.college, school.run, "student", asked) == {}
    assert peer_means(school.college, school.run, "college", asked) == {}


def test_a_small_group_is_hidden_from_outside(signed_in: Browse, school: School) -> None:
    CurrentValue.objects.filter(subject="C001", period=week(12)).update(numerator=1, denominator=3)
    shown = rows(signed_in("feng").get(f"/levels/course/C001/?period={week(12)}"))["absence_rate"]
    assert shown.value.text == "人数过少不显示"
    assert "17.1" not in signed_in("feng").get(f"/levels/course/C001/?period={week(12)}").content.decode()
    assert rows(signed_in("lin").get(f"/levels/course/C001/?period={week(12)}"))["absence_rate"].number


def _improvement(school: School, source: str, **changed: object) -> Improvement:
    told: dict[str, object] = {
        "college": school.college, "subject": school.college.subjects.get(level="course", code="C001"),
        "source": source, "cycle_period": SEMESTER, "problem": "缺课多", "measure": "调整上课时间",
        "indicator": "absence_rate", "indicator_name": "缺课率", "period_kind": "week", "limit": "≤ 5%",
        "baseline_period": week(10), "baseline_value": 0.141, "owner_number": "T0003", "owner_name": "郑怡",
        "due": NOW.date() + timedelta(days=20), "state": "under_way", "opened_at": NOW, "opened_by": "zheng",
    }  # fmt: skip
    return Improvement.objects.create(**told | changed)


def test_the_story_goes_from_alert_to_effect(signed_in: Browse, school: School) -> None:
    AlertEvent.objects.create(
        alert=school.alert, at=NOW, by="zheng", move="answer", from_state="open", to_state="answered",
        to_grade="warning", text="甲流传播",
    )  # fmt: skip
    _improvement(
        school, f"alert:{school.alert.pk}", state="effective", effect_period=week(12), effect_value=0.04,
        verified_at=NOW,
    )  # fmt: skip
    _improvement(school, "finding:7")
    page = signed_in("zheng").get("/levels/course/C001/loop/", headers={"HX-Request": "true"})
    first, second = page.context["entries"]
    assert first.alert == school.alert
    assert [(step.what, step.text) for step in first.steps] == [("回复", "甲流传播")]
    (done,) = first.measures
    assert (done.effect.before.text, done.effect.after.text, done.effect.word) == ("14.1%", "4.0%", "有效")
    assert second.alert is None
    assert second.measures[0].effect is None
    text = page.content.decode()
    assert "<html" not in text
    assert "调整上课时间" in text
    assert "由后面的数据核实成效" in text


def test_goals_stand_with_their_value(signed_in: Browse, school: School) -> None:
    course = school.college.subjects.get(level="course", code="C001")
    for period, limit in [(SEMESTER, "≤ 5%"), (week(12), "≤ 10%"), (week(18), "≤ 10%")]:
        Goal.objects.create(
            college=school.college, subject=course, indicator="absence_rate", indicator_name="缺课率",
            period=period, limit=limit, state="approved", proposed_by="zheng", proposed_at=NOW,
        )  # fmt: skip
    page = signed_in("zheng").get("/levels/course/C001/loop/")
    assert {(row.period, row.value.text, row.word) for row in page.context["goals"]} == {
        ("2026 秋", "1.0%", "达到"),
        ("第12周", "17.1%", "未达到"),
        ("第18周", "无数据", "还没有数据"),
    }


def test_empty_sections_say_what_they_are(signed_in: Browse) -> None:
    text = signed_in("wu").get("/levels/programme/P001/loop/").content.decode()
    for words in ("还没有预警和改进", "还没有目标", "还没有诊断"):
        assert words in text
    assert "还没有报告" in signed_in("wu").get("/levels/programme/P001/holdings/").content.decode()


def test_a_subject_without_values_says_so(signed_in: Browse) -> None:
    school_page = signed_in("lin").get("/levels/department/D02/")
    assert school_page.context["groups"]
    CurrentValue.objects.filter(level="department", subject="D02").delete()
    assert "这里还没有值" in signed_in("lin").get("/levels/department/D02/").content.decode()


def test_members_as_far_as_the_reader_reaches(signed_in: Browse) -> None:
    def members(username: str, subject: str) -> dict[str, list[str]]:
        page = signed_in(username).get(f"/levels/{subject}/holdings/")
        return {group.level: [each.code for each in group.named] for group in page.context["members"]}

    assert members("wu", "programme/P001") == {
        "course": ["C001"], "class": ["B001"], "teacher": ["T0004"], "student": ["S0002", "S0001"],
    }  # fmt: skip
    assert members("zhao", "class/B001") == {"student": ["S0001"]}
    assert members("feng", "class/B001") == {}
    assert set(members("feng", "programme/P001")) == {"course", "class"}
    assert members("li", "student/S0001") == {}
    assert set(members("zhou", "department/D01")) == {"programme", "course", "class", "teacher", "student"}


def test_the_run_marks_alerts_and_measures(signed_in: Browse, school: School) -> None:
    _improvement(school, "finding:7")
    page = signed_in("zheng").get("/levels/course/C001/runs/absence_rate/?kind=week")
    data = page.context["chart"].data
    assert [(each["name"], each["at"]) for each in data["moments"]] == [
        ("发出", "第12周"),
        ("措施", "第10周"),
    ]
    assert len(data["limits"]) == 5
    assert data["values"][-1] == 17.1
    # week 12 is not over on the day of the tests: it is what is projected, from the eleven before it
    assert data["ahead"]["at"] == "第12周"
    assert 0 <= data["ahead"]["low"] < data["ahead"]["value"] < data["ahead"]["high"] <= 100
    assert "照已结束的 10 期的趋势" in page.context["chart"].ahead.sentence
    assert signed_in("zheng").get("/levels/course/C001/runs/nonesuch/").status_code == 404


def test_too_short_a_run_says_why_it_is_not_projected(signed_in: Browse, school: School) -> None:
    kept = [week(9), week(10), week(11)]
    CurrentValue.objects.filter(subject="C001", period_kind="week").exclude(period__in=kept).delete()
    page = signed_in("zheng").get("/levels/course/C001/runs/absence_rate/?kind=week")
    assert page.context["chart"].ahead is None
    assert "不作预测：有值的不足 4 期" in page.content.decode()


def test_a_student_reads_everyday_words(signed_in: Browse) -> None:
    own = signed_in("li").get("/levels/student/S0001/").content.decode()
    assert "我的成长" in own
    assert "我的数据" in own
    assert "五层面" not in own
    assert "我的成长" not in signed_in("zhao").get("/levels/student/S0001/").content.decode()


def test_without_a_kept_state_there_is_none(signed_in: Browse) -> None:
    ControlState.objects.all().delete()
    row = rows(signed_in("lin").get("/levels/course/C001/"))["absence_rate"]
    assert row.state == ""


@pytest.mark.parametrize(
    "address", ["/levels/course/C001/", "/levels/college/SAMPLE0001/", "/levels/department/D01/holdings/"]
)
def test_questions_to_the_database(
    signed_in: Browse, django_assert_max_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    client = signed_in("lin")
    client.get(address)
    with django_assert_max_num_queries(20):
        client.get(address)


def test_more_indicators_ask_no_more(signed_in: Browse, school: School) -> None:
    client = signed_in("lin")
    client.get("/levels/course/C001/")
    with CaptureQueriesContext(connection) as before:
        client.get("/levels/course/C001/")
    body = Definition.objects.get(code="absence_rate").body
    for number in range(30):
        Definition.objects.create(
            college=school.college, code=f"made_{number}", version=1, name=f"指标{number}", body=body,
            digest=str(number), adopted_at=NOW, adopted_by="lin",
        )  # fmt: skip
        CurrentValue.objects.create(
            college=school.college, run=school.run, indicator=f"made_{number}", level="course", subject="C001",
            period=SEMESTER, period_kind="semester", value=0.1,
        )  # fmt: skip
    client.get("/levels/course/C001/")
    with CaptureQueriesContext(connection) as after:
        page = client.get("/levels/course/C001/")
    assert len(after) == len(before)
    assert set(rows(page)) == {"absence_rate"}  # of many, those that are judged come first
    assert "显示全部 31 项指标" in page.content.decode()
    assert len(rows(client.get("/levels/course/C001/?state=all"))) == 31
    assert len(rows(client.get("/levels/course/C001/?q=指标1"))) == 11
