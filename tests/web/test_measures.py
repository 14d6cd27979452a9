"""诊断指标链: every measure is fed or blind, and the page says why and who can help."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from tests.web.measuring import MEASURES, install_chain
from tests.web.school import NOW, School
from zhengai.college.models import Subject
from zhengai.datacentre.models import Batch
from zhengai.framework.actions import set_own_item
from zhengai.framework.models import InstalledPack
from zhengai.indicators.feeding import Feed
from zhengai.scheme.actions import put_into_use

Browse = Callable[[str], Client]


@pytest.fixture
def chained(school: School) -> School:
    """With every definition of the foundation, and attendance as the only dataset that ever came."""
    put_into_use(college=school.college, pack="foundation", by="lin")
    for dataset in ("attendance", "offerings", "students", "courses"):
        Batch.objects.create(
            college=school.college,
            code=f"B-{dataset}",
            dataset=dataset,
            state="committed",
            by="he",
            created_at=NOW,
        )
    install_chain(school.college)
    return school


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("q=缺课", {"M-1", "M-2", "M-3"}),  # the point has the word too
        ("q=M-1", {"M-1"}),
        ("q=2020", {"M-4"}),  # as the document spells it
        ("q=2026年", {"M-4"}),  # as this year's page spells it
        ("q=没有这样的词", set()),
        ("source=人事系统", {"M-4", "M-5"}),
        ("way=computed", {"M-1", "M-2"}),
        ("way=by_hand", {"M-3", "M-4", "M-6"}),
        ("way=restricted", {"M-5"}),
        ("feed=value", {"M-1"}),
        ("feed=no_data", {"M-2"}),
        ("feed=missing", {"M-2", "M-3", "M-4", "M-6"}),
        ("feed=restricted", {"M-5"}),
        ("department=学工处", {"M-4", "M-6"}),
        ("department=教务处&way=by_hand", {"M-3"}),
        ("level=teacher&q=工资", {"M-5"}),
    ],
)
def test_the_list_finds(chained: School, signed_in: Browse, query: str, codes: set[str]) -> None:
    listing = signed_in("lin").get(f"/measures/?{query}").context["listing"]
    assert {row.item.code for row in listing} == codes


def test_the_tree_opens_one_item_and_brings_the_others_when_asked(chained: School, signed_in: Browse) -> None:
    client = signed_in("lin")
    page = client.get("/measures/")
    (node,) = page.context["nodes"]
    assert (node.name, node.number, node.valued, node.missing, node.is_open) == ("教学实施", 3, 1, 2, True)
    assert [(b.element, b.point, len(b.rows)) for b in node.branches] == [("课堂教学", "缺课率", 3)]
    part = client.get("/measures/?level=student&item=学生工作&part=1").content.decode()
    assert "2026年学生思想政治教育计划" in part
    assert "<html" not in part


def test_the_numbers_of_the_sentence(chained: School, signed_in: Browse) -> None:
    page = signed_in("lin").get("/measures/").context
    assert [page[name] for name in ("total", "beside", "computed", "valued", "no_data", "by_hand")] == [
        5, 1, 2, 1, 1, 3,
    ]  # fmt: skip


def test_blind_says_which_data_and_which_department(chained: School, signed_in: Browse) -> None:
    (row,) = signed_in("lin").get("/measures/?q=合格率").context["listing"]
    assert (row.why, row.departments) == ("“成绩”还没有导入", "教务处")
    helping = {t.name: dict(t.cells) for t in signed_in("lin").get("/measures/").context["departments"]}
    assert (helping["教务处"][Feed.NO_DATA], helping["教务处"][Feed.OPEN]) == (1, 1)
    assert helping["学工处"][Feed.OPEN] == 2


def test_the_value_is_that_of_the_chosen_subject(chained: School, signed_in: Browse) -> None:
    client = signed_in("lin")
    (whole,) = client.get("/measures/?q=M-1").context["listing"]
    (one,) = client.get("/measures/?q=M-1&subject=course:C001").context["listing"]
    assert (whole.figures[0].figure.text, whole.figures[0].period) == ("4.2%", "2026 秋")
    assert one.figures[0].figure.text != whole.figures[0].figure.text
    blind = client.get("/measures/?q=M-1&subject=course:C040").context["listing"]
    assert [row.fed.feed for row in blind] == [Feed.NO_VALUE]


def test_a_level_without_the_indicator_says_where_it_is_computed(chained: School, signed_in: Browse) -> None:
    item = MEASURES[0] | {"code": "M-7", "name": "报到率", "indicator": "registration_rate"}
    set_own_item(college=chained.college, section="measures", item=item, by="lin")
    (row,) = signed_in("lin").get("/measures/?q=M-7&subject=course:C001").context["listing"]
    assert (row.fed.feed, row.why) == (Feed.ELSEWHERE, "在专业、部门、学校层面计算")


def test_somebody_out_of_reach_is_refused_in_a_sentence(chained: School, signed_in: Browse) -> None:
    page = signed_in("zheng").get("/measures/?subject=course:C003")
    assert "在您的查看范围内没有“course:C003”" in page.content.decode()
    assert page.context["about"].subject.level == "course"


def test_people_from_outside_see_no_single_persons(chained: School, signed_in: Browse) -> None:
    assert Subject.objects.filter(level="teacher").exists()
    page = signed_in("qian").get("/measures/?subject=teacher:T0004")
    assert "没有“teacher:T0004”" in page.content.decode()


def test_the_file_has_the_columns_of_the_document(chained: School, signed_in: Browse) -> None:
    rows = list(load_workbook(BytesIO(signed_in("lin").get("/measures/?format=xlsx").content)).active.values)
    assert rows[0] == ("层面", "诊断项目", "诊断要素", "诊断点", "诊断指标", "数据采集源")
    assert rows[1] == ("课程", "教学实施", "课堂教学", "缺课率", "缺课率", "教务系统")
    assert len(rows) == 1 + len(MEASURES)
    filtered = signed_in("lin").get("/measures/?format=xlsx&way=restricted")
    assert [row[4] for row in load_workbook(BytesIO(filtered.content)).active.values] == [
        "诊断指标",
        "基本工资",
    ]


def test_one_measure(chained: School, signed_in: Browse) -> None:
    client = signed_in("lin")
    text = client.get("/measures/M-1/").content.decode()
    assert "计数(考勤" in text
    assert "2020年学生思想政治教育计划" in client.get("/measures/M-4/").content.decode()
    lost = client.get("/measures/M-99/")
    assert lost.status_code == 404
    assert "没有这一项" in lost.content.decode()


def test_without_a_chain_the_next_step_is_named(school: School, signed_in: Browse) -> None:
    page = signed_in("lin").get("/measures/").content.decode()
    assert 'href="/indicators/">看指标字典' in " ".join(page.split()).replace("> ", ">")


def test_twelve_hundred_measures_fit_in_the_first_answer(chained: School, signed_in: Browse) -> None:
    """IND: a tree of 1,200 nodes answers at first with no more than 200 kB and 20 questions."""
    own = InstalledPack.objects.get(code="own")
    many = [
        MEASURES[n % 2]
        | {
            "code": f"X-{n}",
            "name": f"指标{n}",
            "level": ("course", "teacher")[n % 2],
            "item": f"项目{n // 40}",
        }
        for n in range(1200)
    ]
    own.content["sections"]["measures"] += many
    own.digest = "x" * 64
    own.save()
    client = signed_in("lin")
    client.get("/measures/")  # what is built once a process is built
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/measures/")
    assert len(page.content) <= 200_000
    assert len(asked) <= 20
