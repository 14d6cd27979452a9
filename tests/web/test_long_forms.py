"""Forms of more points than a page can show: an element at a time, and a point saved without the rest."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from tests.web.school import School
from tests.web.test_diagnosis import Browse, address, opened, write
from zhengai.core import clock
from zhengai.diagnosis.models import Finding, Record


def long_form(items: int, elements: int, points: int) -> dict[str, Any]:
    def point(code: str) -> dict[str, Any]:
        return {"code": code, "name": f"诊断点 {code}", "question": "做得怎么样？", "hints": ["看什么？"] * 3}

    return {
        "code": "college", "name": "大表", "level": "college",
        "items": [
            {
                "code": f"{i}", "name": f"项目{i}",
                "elements": [
                    {"code": f"{i}.{e}", "name": f"要素{e}", "points": [point(f"{i}.{e}.{p}") for p in range(1, points + 1)]}
                    for e in range(1, elements + 1)
                ],
            }
            for i in range(1, items + 1)
        ],
    }  # fmt: skip


@pytest.fixture
def long_record(school: School) -> Record:
    """Of 1,200 points: 10 items of 20 elements of 6 points."""
    record = opened(school, "college", school.college.code, "2026-2027")
    record.round.form = long_form(10, 20, 6)
    record.round.save()
    return record


def test_a_form_of_1200_points_is_shown_an_element_at_a_time(
    signed_in: Browse, long_record: Record, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("lin")
    client.get(address(long_record))
    with django_assert_max_num_queries(20):
        page = client.get(address(long_record))
    assert len(page.content) < 200_000
    assert [section.code for section in page.context["sections"]] == ["1.1"]
    assert page.context["total"] == 1200
    parts = page.context["parts"]
    assert (len(parts.items), len(parts.elements)) == (10, 20)
    text = page.content.decode()
    assert "提交之前还要补 1200 处" in text
    assert text.count("<li><a href=") <= 40 + 10
    # the third item's second element begins at point 2·120 + 6 + 1
    there = client.get(address(long_record) + "?step=247")
    assert [section.code for section in there.context["sections"]] == ["3.2"]
    assert [part.name for part in there.context["parts"].items if part.current] == ["3 项目3"]
    assert [part.name for part in there.context["parts"].elements if part.current] == ["3.2 要素2"]


def test_a_point_of_a_long_form_saves_itself_and_moves_the_way_on(
    signed_in: Browse, long_record: Record
) -> None:
    client = signed_in("lin")
    client.get(address(long_record))
    answer = write(client, long_record, point="1.1.1", htmx=True, conclusion="fine", cause="", measure="")
    assert "已保存" in answer.content.decode()
    parts = client.get(address(long_record)).context["parts"]
    assert (parts.elements[0].done, parts.elements[0].total, parts.elements[0].step) == (1, 6, 2)
    assert parts.items[0].done == 1


def test_a_form_of_forty_points_stays_whole(signed_in: Browse, school: School) -> None:
    record = opened(school, "college", school.college.code, "2026-2027")
    record.round.form = long_form(2, 5, 4)
    record.round.save()
    page = signed_in("lin").get(address(record))
    assert page.context["parts"] is None
    assert len(page.context["sections"]) == 10


def test_saving_a_point_of_a_long_form_reads_neither_the_form_nor_the_facts_nor_what_else_was_written(
    signed_in: Browse, long_record: Record
) -> None:
    client = signed_in("lin")
    client.get(address(long_record))
    told = {"htmx": True, "conclusion": "fine", "cause": "", "measure": ""}
    write(client, long_record, point="1.1.1", **told)
    with CaptureQueriesContext(connection) as asked:
        write(client, long_record, point="1.1.2", **told)
    read = [each["sql"] for each in asked if each["sql"].startswith("SELECT")]
    assert any('"diagnosis_round"."title"' in sql for sql in read)
    assert not any('"diagnosis_round"."form"' in sql or '"diagnosis_record"."facts"' in sql for sql in read)
    whole = [sql for sql in read if '"diagnosis_finding"."opinion"' in sql]
    few = (
        '"diagnosis_finding"."point" =',
        '"diagnosis_finding"."point" IN',
        '"diagnosis_finding"."revision" >',
    )
    assert all(any(limit in sql for limit in few) for sql in whole)


def test_the_line_below_a_saved_point_counts_what_everybody_has_written(
    signed_in: Browse, long_record: Record
) -> None:
    """Of a long form only a part is read: the count is of all of it all the same."""
    client = signed_in("lin")
    client.get(address(long_record))
    told = {"htmx": True, "cause": "", "measure": ""}
    assert (
        "已完成 1 / 1200 点"
        in write(client, long_record, point="1.1.1", conclusion="fine", **told).content.decode()
    )
    Finding.objects.create(
        record=long_record, point="10.20.6", conclusion="fine", edited_at=clock.now(), edited_by="other"
    )
    answer = write(client, long_record, point="1.1.2", conclusion="problem", **told).content.decode()
    assert "已完成 2 / 1200 点" in answer
    assert "“1.1.2 诊断点 1.1.2”判断为有问题，还要写原因和改进措施" in answer
