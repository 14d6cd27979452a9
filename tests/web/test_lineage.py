"""The pages of lineage: where to begin, one thing with what breaks without it, and the ways to it."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.school import School
from zhengai.college.queries import now
from zhengai.reports.lineage import lineage
from zhengai.reports.rules.lineage import NodeKind
from zhengai.sources.models import Feed, Source
from zhengai.web.desks.lineage.drawing import picture

Browse = Callable[[str], Client]


@pytest.fixture
def fed(school: School, standing_filled: None, tmp_path: Path) -> School:
    source = Source.objects.create(
        college=school.college, code="jw", name="教务管理系统", owner="教务处", access="files", enabled=True,
        created_at=now(school.college),
    )  # fmt: skip
    for dataset in ("attendance", "offerings"):
        Feed.objects.create(source=source, dataset=dataset)
    return school


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_what_breaks_is_one_sentence_with_the_counts_of_the_lists(fed: School, signed_in: Browse) -> None:
    client = signed_in("he")
    found = page(client, "/lineage/source/jw/")
    told = re.search(r"如果“教务管理系统”停了，2 个数据集不再更新，(\d+) 个指标没有新值", found)
    assert told, found
    assert f"，{told[1]} 个受影响" in found
    assert "个部门。" in found
    assert "/lineage/indicator/absence_rate/" in found
    assert 'href="/indicators/absence_rate/"' in found
    assert "教务处" in found.split("是谁的事")[1]


def test_the_end_of_the_chain_says_who_sends_its_data(fed: School, signed_in: Browse) -> None:
    found = page(signed_in("lin"), "/lineage/report/self-diagnosis.course/")
    assert "它是这条链的末端" in found
    assert "教务处" in found.split("谁供它的数据")[1]
    assert "/lineage/source/jw/" in found


def test_what_is_partly_lost_names_the_levels(fed: School, signed_in: Browse) -> None:
    assert "只在课程层面受影响" in page(signed_in("he"), "/lineage/dataset/courses/")


def test_the_front_lists_every_source_and_finds_anything(fed: School, signed_in: Browse) -> None:
    client = signed_in("he")
    front = page(client, "/lineage/")
    assert "人工导入停了受影响的最多" in front
    assert "/lineage/source/jw/" in front
    hits = page(client, "/lineage/?q=缺课率&kind=control")
    assert "/lineage/control/course_absence_week/" in hits
    assert "/lineage/indicator/absence_rate/" not in hits
    assert "没有找到" in page(client, "/lineage/?q=没有这样的东西")


def test_what_is_not_there_is_not_found(fed: School, signed_in: Browse) -> None:
    client = signed_in("he")
    for address in ("/lineage/dataset/nothing/", "/lineage/nothing/attendance/"):
        assert client.get(address).status_code == 404


def test_both_sides_and_the_work_go_to_excel(fed: School, signed_in: Browse) -> None:
    client = signed_in("he")
    book = load_workbook(BytesIO(client.get("/lineage/dataset/attendance/?format=xlsx").content))
    assert book.sheetnames == ["依据它的", "它依据的", "是谁的事"]
    above = list(book["依据它的"].iter_rows(values_only=True))
    assert ("指标", "absence_rate") in [row[:2] for row in above]
    assert [row[2] for row in list(book["它依据的"].iter_rows(values_only=True))[1:]] == ["教务管理系统"]
    assert load_workbook(BytesIO(client.get("/lineage/?format=xlsx").content)).active is not None


def test_source_dataset_indicator_and_field_lead_there(fed: School, signed_in: Browse) -> None:
    client = signed_in("he")
    for address, way in (
        ("/data/sources/jw/", "/lineage/source/jw/"),
        ("/data/attendance/", "/lineage/dataset/attendance/"),
        ("/indicators/absence_rate/", "/lineage/indicator/absence_rate/"),
        ("/quality/dictionary/?dataset=attendance", "/lineage/field/attendance.status/"),
    ):
        assert f'href="{way}"' in page(client, address), address
    assert "/lineage/" not in page(signed_in("wang"), "/indicators/absence_rate/")


def test_every_box_is_drawn_once_and_every_line_ends_at_one(fed: School) -> None:
    graph = lineage(fed.college)
    drawn = picture(graph, (NodeKind.SOURCE, "jw"), {})
    places = [(each.x, each.y) for each in drawn.boxes]
    assert len(places) == len(set(places))
    assert max(y for _, y in places) < drawn.height
    assert [title for _, title in drawn.columns] == ["数据源", "数据集", "字段", "指标", "质控点", "用在"]
    starts = {int(line[1:].split()[0]) for line in drawn.lines}
    assert starts <= {x + 162 for x, _ in places}


def test_asking_for_a_fragment_gives_the_list_alone(fed: School, signed_in: Browse) -> None:
    answer = signed_in("he").get("/lineage/?q=考勤", headers={"HX-Request": "true"}).content.decode()
    assert answer.strip().startswith('<div id="list">')
