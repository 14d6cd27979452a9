"""The data centre's own record, and what was seen in the field: registers shown where they belong."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web import datacentre
from tests.web.access.sources import prepare
from tests.web.school import NOW, SEMESTER, School
from zhengai.alerts.models import ControlState, RuleProgress
from zhengai.college.models import Subject
from zhengai.datacentre.actions import import_file
from zhengai.diagnosis.models import Record
from zhengai.diagnosis.queries import form_item
from zhengai.framework.actions import install
from zhengai.sources.models import Collection

Browse = Callable[[str], Client]
RESEARCH = """调研编号,调研日期,调研方式,主题,部门,专业,课程,诊断点,参加人数,发现的情况,结论与建议
DY0001,2026-10-12,座谈,作业负担,D01,,C001,3.2.1,12,实训周前后作业集中,统筹作业时间
DY0002,2026-11-02,走访企业,岗位适应,D01,P001,,,5,记录和沟通偏弱,加写作业报告
DY0003,2026-11-09,听课观课,课堂参与,D01,,C001,,30,后排提问少,下月再听
"""
CHECKS = """检查编号,检查日期,检查类别,检查范围,检查结论,发现问题数,已整改数,检查单位
JC0001,2026-09-10,漏洞,诊改平台,有问题已整改,2,2,质管办
"""


@pytest.fixture
def running(school: School, tmp_path: Path) -> School:
    ControlState.objects.all().delete()
    RuleProgress.objects.all().delete()
    install(college=school.college, pack="registers", by="lin")
    datacentre.fill(school.college, tmp_path)
    for dataset, text in (("research_records", RESEARCH), ("platform_checks", CHECKS)):
        path = tmp_path / f"{dataset}.csv"
        path.write_text(text, encoding="utf-8")
        report = import_file(college=school.college, dataset=dataset, path=path, by="he")
        assert not report.refused, report.problems
    return school


def test_the_daily_log_is_derived_from_the_collections(school: School, signed_in: Browse) -> None:
    prepare(school)
    feed = Collection.objects.all()[0].feed
    Collection.objects.all().delete()
    for days, state, rows in ((0, "done", 40), (0, "failed", 7), (1, "done", 2), (45, "done", 100)):
        Collection.objects.create(
            feed=feed, state=state, by="system", started_at=NOW - timedelta(days=days), rows=rows
        )
    context = signed_in("lin").get("/data/operation/").context
    assert [(each.day, each.done, each.bad, each.rows) for each in context["days"]] == [
        (date(2026, 11, 20), 1, 1, 40),
        (date(2026, 11, 19), 1, 0, 2),
    ]
    assert context["kept"] == []  # the scheme of this college has no such registers
    book = load_workbook(BytesIO(signed_in("lin").get("/data/operation/?format=xlsx").content))
    assert [str(row[0].value)[:10] for row in book["采集日志"].iter_rows(min_row=2)] == [
        "2026-11-20",
        "2026-11-19",
        "2026-10-06",
    ]


def test_the_registers_of_the_data_centre_stand_on_one_page(running: School, signed_in: Browse) -> None:
    response = signed_in("lin").get("/data/operation/")
    kept = {each.dataset.code: each for each in response.context["kept"]}
    assert list(kept) == [
        "data_centre_staff", "data_centre_funds", "data_centre_procedures", "data_reports",
        "platform_requests", "platform_checks",
    ]  # fmt: skip
    assert kept["platform_checks"].rows == [["2026-09-10", "漏洞", "诊改平台", "有问题已整改", "2"]]
    assert "数据中心经费" in response.context["empty"]
    assert "/registers/platform_checks/" in response.content.decode()


def test_research_stands_beside_the_data_of_its_subject(running: School, signed_in: Browse) -> None:
    found = signed_in("lin").get("/levels/course/C001/holdings/").context["research"]
    assert [(each.topic, each.point) for each in found] == [("课堂参与", ""), ("作业负担", "3.2.1")]
    assert found[0].href == "/registers/research_records/row/?key=DY0003"
    # who answers for the course reads it, without the way into the registers
    assert [
        each.href for each in signed_in("zheng").get("/levels/course/C001/holdings/").context["research"]
    ] == ["", ""]
    assert [
        each.topic for each in signed_in("lin").get("/levels/programme/P001/holdings/").context["research"]
    ] == ["岗位适应"]
    assert signed_in("li").get("/levels/student/S0001/holdings/").context["research"] == []


def test_research_is_at_hand_in_the_diagnosis(running: School, signed_in: Browse) -> None:
    course = Subject.objects.get(level="course", code="C001")
    round_ = course.college.rounds.create(
        kind="self", level="course", period=SEMESTER, title="课程自主诊断", opened_at=NOW, opened_by="lin",
        form=form_item(running.college, "course"), due=date(2026, 11, 25),
    )  # fmt: skip
    record = Record.objects.create(round=round_, subject=course, state="submitted", facts_at=NOW)
    text = signed_in("lin").get(f"/diagnosis/records/{record.pk}/").content.decode()
    assert "诊断点 3.2.1" in text
    assert "实训周前后作业集中" in text
