from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from openpyxl import load_workbook

from zhengai.web.components.charts import LineChart, Mark
from zhengai.web.components.figures import Measure, figure, plain
from zhengai.web.components.listings import listing_of
from zhengai.web.components.periods import full_name, newest_first, period_switch, short_name
from zhengai.web.components.sparklines import sparkline
from zhengai.web.components.states import badge
from zhengai.web.components.templatetags.components import day, moment, remaining
from zhengai.web.components.terms import TERMS
from zhengai.web.components.workbooks import workbook
from zhengai_engine.model.indicator import IndicatorKind
from zhengai_engine.model.period import Calendar, Semester
from zhengai_engine.scoring import Grade, State

RATE = Measure(IndicatorKind.RATIO)
CALENDAR = Calendar(
    [Semester("2026-2027-1", date(2026, 8, 31), 18), Semester("2025-2026-2", date(2026, 3, 2), 18)]
)


@pytest.mark.parametrize(
    ("value", "measure", "text"),
    [
        (0.0423, RATE, "4.2%"),
        (-0.0001, RATE, "0.0%"),
        (0.0423, Measure(IndicatorKind.NUMBER, "%", 2), "4.23%"),
        (17.62, Measure(IndicatorKind.RATIO, ":1"), "17.6:1"),
        (14036.0, Measure(IndicatorKind.COUNT, "人"), "14,036 人"),
        (8.25, Measure(IndicatorKind.NUMBER, "分", 2), "8.25 分"),
        (980.0, Measure(IndicatorKind.MONEY, "", 0), "980 元"),
        (61_234_567.0, Measure(IndicatorKind.MONEY), "6,123.5 万元"),
        (261_234_567.0, Measure(IndicatorKind.MONEY, "元"), "2.61 亿元"),
        (14_250.0, Measure(IndicatorKind.MONEY, "元/生", 0), "14,250 元/生"),
        (1.0, Measure(IndicatorKind.YES_NO), "是"),
        (0.0, Measure(IndicatorKind.YES_NO), "否"),
        (None, RATE, "无数据"),
    ],
)
def test_numbers_are_written_as_people_read_them(value: float | None, measure: Measure, text: str) -> None:
    assert figure(value, measure).text == text


def test_a_missing_value_says_why() -> None:
    assert figure(None, RATE, reason="no_denominator").why == "分母为零"
    assert figure(None, RATE, reason="suppressed").why == "人数过少不显示"
    assert figure(0.0, RATE).why == ""


@pytest.mark.parametrize(("value", "text"), [(None, "—"), (1234.0, "1,234"), (0.5, "0.5"), (12.25, "12.25")])
def test_parts_are_plain_numbers(value: float | None, text: str) -> None:
    assert plain(value) == text


def test_a_measure_comes_from_a_definition() -> None:
    assert Measure.of({"kind": "count", "unit": "人", "decimals": 0}) == Measure(IndicatorKind.COUNT, "人", 0)
    assert Measure.of({}) == Measure(IndicatorKind.NUMBER)


@pytest.mark.parametrize("state", State)
def test_every_state_has_word_and_shape(state: State) -> None:
    shown = badge(state.value)
    assert shown.word == state.chinese
    assert shown.shape
    assert badge("open", "待处理").look == "plain"


def test_grades_differ_by_shape_and_not_by_colour_alone() -> None:
    assert len({badge(grade.value).shape for grade in Grade}) == len(Grade)


def test_a_sparkline_leaves_gaps_and_scales_to_its_box() -> None:
    line = sparkline([0.0, None, 5.0, 10.0], limit=10.0)
    assert line.lines == ("2.0,22.0", "63.3,12.0 94.0,2.0")
    assert (line.last, line.limit) == ((94.0, 2.0), 2.0)


def test_a_level_run_is_drawn_in_the_middle_and_an_empty_one_not_at_all() -> None:
    assert sparkline([3.0, 3.0]).lines == ("2.0,12.0 94.0,12.0",)
    assert sparkline([None]).last is None


def test_a_chart_draws_percent_and_tells_the_same_in_a_table() -> None:
    marks = [Mark("标准", "accent", 0.05), Mark("发出预警", "warning", at="第2周")]
    chart = LineChart("c", "缺课率", "句子", RATE, ["第1周", "第2周"], [0.021, None], marks)
    assert chart.data["values"] == [2.1, None]
    assert chart.data["limits"] == [{"name": "标准 5.0%", "state": "accent", "value": 5.0}]
    assert chart.data["moments"] == [{"name": "发出预警", "state": "warning", "at": "第2周"}]
    assert [(label, shown.text) for label, shown in chart.table] == [("第1周", "2.1%"), ("第2周", "无数据")]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("2026-2027-1-W06", "第6周"),
        ("2026-2027-1", "2026 秋"),
        ("2025-2026-2", "2026 春"),
        ("2026-2027", "2026—2027"),
        ("2026", "2026年"),
        ("2030-2031-1", "2030-2031-1"),
    ],
)
def test_short_names_of_periods(code: str, text: str) -> None:
    assert short_name(CALENDAR, code) == text


def test_a_period_outside_the_calendar_is_not_offered() -> None:
    codes = ["2026-2027-1-W02", "2026-2027-1", "2025-2026-2", "2030-2031-1"]
    switch = period_switch(CALENDAR, codes, "2026-2027-1")
    assert [(kind, [p.code for p in periods]) for kind, periods in switch.groups] == [
        ("学期", ["2026-2027-1", "2025-2026-2"]),
        ("周", ["2026-2027-1-W02"]),
    ]
    assert newest_first(CALENDAR, codes)[0].code == "2026-2027-1"
    assert full_name(CALENDAR, "2030-2031-1") == "2030-2031-1"


@pytest.mark.parametrize(
    ("due", "text"),
    [
        (date(2026, 11, 23), "还剩 3 天"),
        (date(2026, 11, 20), "今天到期"),
        (date(2026, 11, 18), "期限已过 2 天"),
    ],
)
def test_what_remains(due: date, text: str) -> None:
    assert remaining(due, date(2026, 11, 20)) == text


def test_dates_as_people_say_them() -> None:
    eight = datetime(2020, 11, 20, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert day(date(2020, 11, 20)) == "2020年11月20日 周五"
    assert day(eight) == "2020年11月20日 周五"
    assert (day(None), moment(None), moment(eight)) == ("—", "—", "11-20 08:00")


def test_a_workbook_never_runs_what_it_was_given() -> None:
    response = workbook("名单", ["名称", "值"], [["=1+1", 0.25], ["https://example.com", None]])
    sheet = load_workbook(BytesIO(response.content)).active
    assert [cell.data_type for cell in sheet["A"]] == ["s", "s", "s"]
    assert sheet["B2"].value == 0.25
    assert "%E5%90%8D%E5%8D%95.xlsx" in response.headers["Content-Disposition"]


def test_a_list_in_memory_sorts_and_pages() -> None:
    request = RequestFactory().get("/", {"sort": "-n", "page": "2"})
    found = listing_of(request, list(range(60)), {"n": int}, "n")
    assert (next(iter(found)), len(found), found.count) == (34, 25, 60)
    assert (found.direction("n"), found.turned("n"), found.direction("m")) == ("descending", "n", "none")


def test_text_is_escaped_in_every_tag() -> None:
    page = Template(
        "{% load components %}{% badge state word %}{% crumbs word word %}{% empty word word word %}"
        "{% sparkline run sentence=word %}{% figure shown %}"
    )
    word = "<script>"
    text = page.render(
        Context(
            {
                "state": word,
                "word": word,
                "run": [1.0],
                "shown": figure(1.0, Measure(IndicatorKind.COUNT, word)),
            }
        )
    )
    assert "<script>" not in text


def test_a_word_carries_its_sentence() -> None:
    shown = Template('{% load components %}{% term "校均" %}').render(Context())
    assert 'data-why="本校同一层面' in shown
    with pytest.raises(KeyError):
        Template('{% load components %}{% term "没有的词" %}').render(Context())
    assert all(sentence.endswith("。") and len(sentence) <= 60 for sentence in TERMS.values())
