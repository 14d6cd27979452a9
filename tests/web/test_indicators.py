from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.school import NOW, SEMESTER, School, week
from zhengai.framework.queries import section
from zhengai.indicators.models import CurrentValue, Definition

Browse = Callable[[str], Client]
ONE = "/indicators/absence_rate/"


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["absences", "absence_rate"]),
        ("q=缺课率", ["absence_rate"]),
        ("q=ABSENCE_R", ["absence_rate"]),
        ("q=没有这样的词", []),
        ("level=student", ["absences", "absence_rate"]),
        ("level=planet", []),
        ("owner=教务处", ["absences", "absence_rate"]),
        ("owner=校医院", []),
        ("sort=-name", ["absence_rate", "absences"]),
    ],
)
def test_the_dictionary_finds(signed_in: Browse, query: str, codes: list[str]) -> None:
    listing = signed_in("lin").get(f"/indicators/?{query}").context["listing"]
    assert [row.code for row in listing] == codes


def test_the_dictionary_shows_the_value_of_what_the_reader_answers_for(signed_in: Browse) -> None:
    page = signed_in("lin").get("/indicators/")
    rate = next(row for row in page.context["listing"] if row.code == "absence_rate")
    assert page.context["subject"].level == "college"
    assert (rate.value.text, rate.period, len(rate.series)) == ("4.2%", "2026 秋", 12)
    assert signed_in("li").get("/indicators/").context["subject"].code == "S0001"


def test_the_dictionary_as_a_file(signed_in: Browse) -> None:
    response = signed_in("lin").get("/indicators/?format=xlsx&q=缺课率")
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert [row[0] for row in rows] == ["代码", "absence_rate"]


def test_without_definitions_the_next_step_is_named(signed_in: Browse) -> None:
    Definition.objects.all().delete()
    assert "zhengai packs install" in signed_in("lin").get("/indicators/").content.decode()


def test_one_indicator_opens_at_the_widest_level_that_compares(signed_in: Browse) -> None:
    page = signed_in("lin").get(ONE)
    assert (page.context["level"], page.context["switch"].current) == ("department", SEMESTER)
    assert page.context["overall"].text == "4.2%"
    assert page.context["formula"].datasets == ("attendance",)


def test_values_sort_with_the_missing_last(signed_in: Browse) -> None:
    client = signed_in("lin")
    up = client.get(f"{ONE}?level=course&sort=value&page=2").context["rows"]
    down = client.get(f"{ONE}?level=course&sort=-value&page=2").context["rows"]
    assert up[-1].subject == down[-1].subject == "C040"
    assert down[-1].value.why == "分母为零"


def test_values_are_searched_by_the_name_of_the_subject(signed_in: Browse) -> None:
    client = signed_in("lin")
    found = client.get(f"{ONE}?level=course&q=护理学").context["rows"]
    assert [row.subject for row in found] == ["C001"]
    blind = client.get(f"{ONE}?level=course&state=blind").context["rows"]
    assert [row.subject for row in blind] == ["C040"]
    assert client.get(f"{ONE}?level=course&q=没有").context["rows"] == []


def test_a_week_shows_the_run_of_weeks(signed_in: Browse) -> None:
    page = signed_in("lin").get(f"{ONE}?level=course&period={week(12)}")
    first = page.context["rows"][0]
    assert (first.subject, len(first.series), first.series[5]) == ("C001", 12, None)


def test_values_as_a_file_keep_full_precision(signed_in: Browse) -> None:
    response = signed_in("lin").get(f"{ONE}?level=course&period={week(12)}&format=xlsx")
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert rows[1][:4] == ("C001", "护理学基础", week(12), 0.171)


def test_a_value_opens_to_its_rows(signed_in: Browse) -> None:
    page = signed_in("lin").get(f"{ONE}value/?subject=course:C001&period={week(12)}")
    assert (page.context["numerator"], page.context["denominator"]) == ("171", "1,000")
    (source,) = page.context["sources"]
    assert (source.dataset, source.total, len(source.rows)) == ("考勤", 1000, 50)
    assert page.context["data_versions"] == [("考勤", 13)]
    assert [name for name, _ in page.context["follow"]] == []
    assert len(page.context["chart"].values) == 12


def test_a_half_of_a_rate_is_fetched_alone(signed_in: Browse) -> None:
    address = f"{ONE}value/?subject=course:C001&period={week(12)}&part=numerator"
    part = signed_in("lin").get(address, headers={"HX-Request": "true"})
    assert part.context["sources"][0].total == 171
    assert "<html" not in part.content.decode()


def test_a_value_without_a_number_says_why(signed_in: Browse) -> None:
    page = signed_in("lin").get(f"{ONE}value/?subject=course:C040")
    assert "没有值：分母为零" in page.content.decode()


def test_a_value_made_of_others_leads_on(signed_in: Browse) -> None:
    page = signed_in("lin").get(f"{ONE}value/?subject=teacher:T0004")
    assert [name for name, _ in page.context["follow"]] == ["缺课人次"]


@pytest.mark.parametrize(
    "address",
    [
        "/indicators/nothing/",
        "/indicators/nothing/value/?subject=course:C001",
        f"{ONE}value/",
        f"{ONE}value/?subject=course",
        f"{ONE}value/?subject=course:C999",
        f"{ONE}value/?subject=course:C001&period=2030",
        "/alerts/999999/",
    ],
)
def test_what_is_not_there_is_not_found(signed_in: Browse, address: str) -> None:
    response = signed_in("lin").get(address)
    assert response.status_code == 404
    assert "没有找到这个页面" in response.content.decode()


def test_without_values_the_next_step_is_named(signed_in: Browse, school: School) -> None:
    CurrentValue.objects.all().delete()
    client = signed_in("lin")
    assert "还没有您能看到的值" in client.get(ONE).content.decode()
    assert client.get("/").status_code == 200
    assert client.get("/indicators/").status_code == 200


def test_the_lineage_goes_both_ways(signed_in: Browse, school: School) -> None:
    items = {item["code"]: item for item in section(school.college, "indicators")}
    rolling = items["absence_rate_4_weeks"]
    Definition.objects.create(
        college=school.college, code=rolling["code"], version=1, name=rolling["name"], body=rolling, digest="4",
        adopted_at=NOW, adopted_by="lin",
    )  # fmt: skip
    text = signed_in("he").get("/indicators/absence_rate/").content.decode()
    strip = text.split("来龙去脉")[1]
    assert '<a href="/data/attendance/">考勤</a>' in strip  # where it comes from
    assert '<a href="/indicators/absence_rate_4_weeks/">四周滚动缺课率</a>' in strip  # what is made of it
    assert '<a href="/standards/course_absence_week/">课程周缺课率</a> <small>课程</small>' in strip
    assert "<small>课程诊断</small>" in strip


def test_the_lineage_opens_only_what_may_be_opened(signed_in: Browse) -> None:
    strip = signed_in("li").get("/indicators/absence_rate/").content.decode().split("来龙去脉")[1]
    assert "考勤" in strip
    assert "/data/" not in strip
    assert "/standards/" not in strip
