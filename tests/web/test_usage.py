"""The platform proves its own use: opened pages and what was sent, by whom, where; never what was read."""

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from tests.web.school import NOW, School
from zhengai.core.models import PageUse
from zhengai.core.using import TALLY, sum_up

Browse = Callable[[str], Client]
DAY = NOW.date()


@pytest.fixture(autouse=True)
def counted_from_nothing(db: None) -> Iterator[None]:
    TALLY.write()
    PageUse.objects.all().delete()
    yield
    TALLY.write()


def used(
    by: str, module: str, views: int = 1, level: str = "", day: date = DAY, role: str = "teacher"
) -> PageUse:
    return PageUse.objects.create(
        college="SAMPLE0001", day=day, by=by, role=role, module=module, level=level, views=views
    )


def lines(client: Client, query: str) -> dict[str, tuple[int, int, int]]:
    found = client.get(f"/usage/{query}").context["listing"]
    return {line.name: (line.people, line.views, line.acts) for line in found}


def test_pages_and_submissions_are_counted_by_module_and_level(school: School, signed_in: Browse) -> None:
    client = signed_in("lin")
    for _ in range(3):
        client.get("/levels/course/")
    client.get("/alerts/?level=teacher")
    client.get("/alerts/", headers={"HX-Request": "true"})  # a fragment of a page that was counted
    client.get("/nonesuch/")
    client.post("/suggestions/new/", {"title": "错峰", "text": "错开"})
    signed_in("sys").get("/cockpit/")  # refused
    TALLY.write()
    rows = {(row.by, row.module, row.level): (row.views, row.acts) for row in PageUse.objects.all()}
    assert rows == {
        ("lin", "programme", "course"): (3, 0),
        ("lin", "alerts", "teacher"): (1, 0),
        ("lin", "culture", ""): (0, 1),
    }
    assert {(row.day, row.role) for row in PageUse.objects.all()} == {(DAY, "quality_office")}


def test_counting_asks_the_database_nothing(
    school: School, signed_in: Browse, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    TALLY.write()
    with django_assert_num_queries(0):
        assert TALLY.write() == 0
    signed_in("lin").get("/alerts/")
    with django_assert_num_queries(1):
        assert TALLY.write() == 1


def test_a_day_that_is_over_becomes_one_row_and_old_ones_go(school: School) -> None:
    for _ in range(4):
        used("wang", "alerts", 2, day=date(2026, 11, 19))
    used("wang", "data", 5, day=date(2026, 11, 19))
    used("wang", "alerts", 1)
    used("wang", "alerts", 1)
    used("wang", "alerts", 9, day=date(2020, 1, 1))
    assert sum_up(until=DAY) == 4
    assert sum_up(until=DAY) == 0
    kept = sorted(PageUse.objects.values_list("day", "module", "views"))
    assert kept == [
        (date(2026, 11, 19), "alerts", 8),
        (date(2026, 11, 19), "data", 5),
        (DAY, "alerts", 1),
        (DAY, "alerts", 1),
    ]


def test_the_page_counts_people_once(school: School, signed_in: Browse) -> None:
    used("wang", "alerts", 2, "course")
    used("wang", "alerts", 3, "course", date(2026, 10, 8))
    used("li", "alerts", 1, "student", role="student")
    used("he", "data", 4, role="data_steward")
    used("li", "alerts", 7, day=date(2026, 3, 2), role="student")  # of the year before
    client = signed_in("lin")
    assert lines(client, "")["监测预警"] == (2, 6, 0)
    assert lines(client, "")["报告"] == (0, 0, 0)
    assert lines(client, "?by=level")["课程"] == (1, 5, 0)
    assert lines(client, "?by=month") == {"2026-10": (1, 3, 0), "2026-11": (3, 7, 0)}
    assert lines(client, "?by=department") == {"医学院": (2, 6, 0), "不在教师和学生名册里": (1, 4, 0)}
    assert lines(client, "?by=person")["王静(医学院)"] == (1, 5, 0)
    assert lines(client, "?period=2025-2026")["监测预警"] == (1, 7, 0)
    shares = {line.name: line.percent for line in client.get("/usage/?by=role").context["listing"]}
    assert (shares["教师"], shares["学生"], shares["督导"]) == (100.0, 100.0, 0.0)
    book = load_workbook(BytesIO(client.get("/usage/?format=xlsx").content))
    assert book.sheetnames == ["按模块", "按角色", "按层面", "按部门", "按月份", "按人"]


def test_each_sees_their_own_part_and_only_the_office_names(school: School, signed_in: Browse) -> None:
    used("wang", "alerts", 2)
    used("he", "alerts", 5)
    assert lines(signed_in("zhou"), "")["监测预警"] == (1, 2, 0)
    # asked for by name, others get the table of modules
    assert "王静(医学院)" not in lines(signed_in("chen"), "?by=person")
    assert "监测预警" not in lines(signed_in("feng"), "")


def test_what_could_not_be_written_is_written_later(
    signed_in: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in("lin").get("/usage/")
    with monkeypatch.context() as broken:
        broken.setattr(PageUse.objects, "bulk_create", lambda rows: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            TALLY.write()
    TALLY.write()
    assert [each.views for each in PageUse.objects.all()] == [1]
