"""A report is frozen: what it says is what was known, with all it rests on."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.rooms.evidence.bytes import PDF
from tests.rooms.indicators.conftest import LESSONS, lesson
from tests.rooms.reports.conftest import KIND, SEMESTER, compute, course, semester
from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.datacentre.report import BatchReport
from zhengai.diagnosis.actions import open_record, open_round, save_finding, submit
from zhengai.diagnosis.queries import form_of
from zhengai.diagnosis.rules.machine import Conclusion, RoundKind
from zhengai.evidence.actions import attach
from zhengai.evidence.rules import About
from zhengai.indicators.models import CurrentValue, Definition
from zhengai.reports.actions import make_report, make_reports
from zhengai.reports.kinds import UnknownKind
from zhengai.reports.models import Report
from zhengai.reports.queries import reports
from zhengai.reports.rules.figures import digest_of


def value_of(
    report: Report, indicator: str, part: str = "value", period: str = SEMESTER
) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(
        each
        for each in report.figures
        if (each["indicator"], each["part"], each["period"]) == (indicator, part, period)
    )
    return found


def again(college: College) -> Report:
    return make_report(
        college=college, kind=KIND, subject=course(college), period=semester(college), by="lin"
    )


def test_every_figure_equals_the_newest_value_and_says_what_it_rests_on(made: Report) -> None:
    assert len(made.figures) > 8
    for figure in made.figures:
        row = CurrentValue.objects.get(
            indicator=figure["indicator"], level="course", subject="K1", period=figure["period"]
        )
        assert figure["value"] == getattr(row, figure["part"])
        assert figure["run"] == row.run_id
        assert figure["definition"]["version"] == row.run.definition_versions[figure["indicator"]]
        assert figure["data"].items() <= row.run.data_versions.items()
        definition = Definition.objects.get(code=figure["indicator"], current=True)
        assert figure["definition"]["digest"] == definition.digest
        if figure["part"] == "value":
            assert figure["reason"] == row.reason
    absence = value_of(made, "absence_rate")
    assert (absence["value"], absence["text"], absence["name"]) == (0.5, "50.0%", "缺课率")
    assert (value_of(made, "absence_rate", "numerator")["text"]) == "1"
    assert "attendance" in absence["data"]


def test_a_missing_value_is_said_and_not_printed_as_zero(made: Report) -> None:
    grade = value_of(made, "pass_rate")
    assert (grade["value"], grade["text"]) == (None, "无数据")
    assert grade["reason"] == "no_data"


def test_what_was_frozen_stays_when_data_change(
    made: Report, computed: College, take: Callable[..., BatchReport]
) -> None:
    rows = LESSONS + "".join(lesson(2, "O1", "2026001", "缺勤", n) for n in (1, 2, 3))
    take("attendance", rows)
    compute(computed)
    kept = Report.objects.get(pk=made.pk)
    assert value_of(kept, "absence_rate")["value"] == 0.5
    assert digest_of(kept.content, kept.figures) == kept.digest == made.digest
    newer = again(computed)
    assert newer.pk != made.pk
    assert value_of(newer, "absence_rate")["value"] == 0.8


def test_the_same_content_is_the_same_report(made: Report, computed: College) -> None:
    assert again(computed) == made
    assert Report.objects.count() == 1
    assert AuditEvent.objects.filter(action="reports.make").count() == 1


def test_reports_cannot_be_deleted(made: Report) -> None:
    with pytest.raises(TypeError, match="不能删除"):
        made.delete()


def test_a_subject_without_any_data_gets_a_report_that_says_so(taught: College) -> None:
    report = again(taught)
    assert report.figures == []
    assert "没有可用的数据" in report.content["state"][0]
    rows = [row for table in report.content["tables"] for row in table["rows"]]
    assert {row["value"] for row in rows} == {None}
    assert report.content["charts"] == []


def test_without_a_submitted_diagnosis_the_data_speak(made: Report) -> None:
    assert "还没有提交" in made.content["diagnosis"]["sentence"]
    opinions = [
        text for item in made.content["form"] for element in item["elements"] for text in element["opinion"]
    ]
    figures = {piece["f"] for text in opinions for piece in text if isinstance(piece, dict)}
    assert value_of(made, "absence_rate")["id"] in figures


def test_a_submitted_diagnosis_gives_opinions_causes_and_measures(
    computed: College, take: Callable[..., BatchReport]
) -> None:
    opened = open_round(
        college=computed,
        kind=RoundKind.SELF,
        level="course",
        period=SEMESTER,
        due=date(2026, 12, 1),
        by="lin",
    )
    record = open_record(record=opened.records.get(subject__code="K1"), by="zheng")
    for number, row in enumerate(form_of(record).points):
        problem = number == 0
        record = save_finding(
            record=record,
            point=row.code,
            conclusion=Conclusion.PROBLEM if problem else Conclusion.FINE,
            opinion="标准没有更新" if problem else "",
            cause="教材换版" if problem else "",
            measure="寒假修订课程标准" if problem else "",
            revision=record.revision,
            by="zheng",
        )
    about = About("finding", str(record.findings.earliest("pk").pk))
    proof = attach(college=computed.code, about=about, name="旧标准.pdf", chunks=[PDF], by="zheng")
    submit(record=record, revision=record.revision, summary="总体良好", by="zheng")
    # what arrives later does not change what the diagnosis was written on
    take("attendance", LESSONS + lesson(2, "O1", "2026001", "缺勤"))
    compute(computed)
    report = again(computed)
    first = report.content["form"][0]["elements"][0]
    assert "有问题。标准没有更新" in first["opinion"][0][0]
    assert first["measures"] == [["原因：教材换版；措施：寒假修订课程标准。"]]
    assert report.content["diagnosis"]["record"] == record.pk
    assert report.content["diagnosis"]["summary"] == "总体良好"
    assert value_of(report, "absence_rate")["value"] == 0.5
    # a file it rests on outlives its removal
    assert list(proof.file.holds.values_list("holder", flat=True)) == [f"report:{report.code}"]


def test_many_reports_ask_the_database_no_more_than_one(computed: College) -> None:
    def asked(*codes: str) -> int:
        Report.objects.all()._raw_delete("default")
        subjects = [course(computed, code) for code in codes]
        period = semester(computed)
        with CaptureQueriesContext(connection) as queries:
            made = make_reports(college=computed, kind=KIND, subjects=subjects, period=period, by="lin")
            assert len(list(made)) == len(codes)
        return len(queries)

    asked("K1")  # the scheme is read once a process
    assert asked("K1", "K2") <= asked("K1")


def test_an_unknown_kind_is_refused_with_those_there_are(computed: College) -> None:
    with pytest.raises(UnknownKind, match="没有“annual”这种报告，可用：self-diagnosis"):
        make_report(
            college=computed, kind="annual", subject=course(computed), period=semester(computed), by="lin"
        )


def test_lists_leave_the_content_in_the_database(made: Report, computed: College) -> None:
    listed = reports(computed, level="course", subject="K1", kind=KIND).get()
    assert listed.get_deferred_fields() == {"content", "figures"}
    assert not reports(computed, subject="K2")
    assert str(listed) == "网页设计课程自主诊改报告（2026—2027学年第1学期）"
