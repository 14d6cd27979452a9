"""Verifying: the document against what was frozen, what was frozen against its fingerprint, and both against data."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from tests.rooms.indicators.conftest import LESSONS, lesson
from tests.rooms.reports.conftest import compute, control, figure, print_otherwise, rewrite
from zhengai.college.actions import create_college
from zhengai.college.models import College
from zhengai.datacentre.report import BatchReport
from zhengai.framework.models import InstalledPack
from zhengai.indicators.actions import adopt
from zhengai.indicators.models import Definition
from zhengai.reports.models import Report
from zhengai.reports.rules.figures import digest_of
from zhengai.reports.rules.telling import changed_definition
from zhengai.reports.verifying import BadFile, verify_file, verify_report

DOCUMENT, EMBEDDED = "word/document.xml", "customXml/zhengai.xml"


def test_an_untouched_report_is_equal(document: Path, college: College, made: Report) -> None:
    found = verify_file(document, college)
    assert (found.equal, found.differences, found.notes) == (True, [], [])
    assert (found.code, found.figures) == (made.code, len(made.figures))
    assert verify_report(made).equal


def test_newer_data_are_a_note_and_no_difference(
    document: Path, computed: College, take: Callable[..., BatchReport]
) -> None:
    take("attendance", LESSONS + lesson(2, "O1", "2026001", "缺勤"))
    compute(computed)
    found = verify_file(document, computed)
    assert found.equal
    assert "attendance" in found.notes[0]


def test_a_changed_figure_in_the_text_is_named(document: Path, college: College, made: Report) -> None:
    number = figure(made, "absence_rate")
    print_otherwise(document, number, "50.0%", "5.0%")
    (difference,) = verify_file(document, college).differences
    assert (difference.figure, difference.name, difference.subject) == (number, "缺课率", "course:K1")
    assert (difference.printed, difference.recomputed) == ("5.0%", "50.0%")
    assert "冻结的是 50.0%" in difference.reason


def test_a_removed_and_a_copied_figure_are_named(document: Path, college: College, made: Report) -> None:
    gone, twice = figure(made, "absence_rate"), figure(made, "late_rate")

    def tamper(xml: str) -> str:
        copied = re.search(control(twice), xml)
        assert copied
        xml = xml.replace(copied.group(), copied.group() * 2, 1)
        return re.sub(control(gone), "<w:r><w:t>5%</w:t></w:r>", xml, count=1)

    rewrite(document, DOCUMENT, tamper)
    reasons = {each.figure: each.reason for each in verify_file(document, college).differences}
    assert reasons.keys() == {gone, twice}
    assert "只剩" in reasons[gone]
    assert "却有" in reasons[twice]


def test_a_changed_chart_is_named(document: Path, college: College, made: Report) -> None:
    point = made.content["charts"][0]["points"][0]
    first = re.compile(r'(<c:val>.*?<c:pt idx="0">\s*<c:v>)[^<]*', re.DOTALL)
    rewrite(document, "word/charts/zhengai1.xml", lambda xml: first.sub(r"\g<1>1.5", xml, count=1))
    (difference,) = verify_file(document, college).differences
    assert difference.figure == point
    assert "里的数被改过" in difference.reason


def test_a_changed_snapshot_is_found_even_with_the_text_changed_along(
    document: Path, college: College, made: Report
) -> None:
    number = figure(made, "absence_rate")
    rewrite(
        document, EMBEDDED, lambda xml: xml.replace('"value":0.5,', '"value":0.05,').replace("50.0%", "5.0%")
    )
    rewrite(document, DOCUMENT, lambda xml: xml.replace("50.0%", "5.0%"))
    found = verify_file(document, college)
    reasons = {each.figure: each.reason for each in found.differences}
    assert "指纹不符" in reasons[""] or "与存档的报告不符" in reasons[""]
    assert "冻结的数字与存档不同" in reasons[number]
    assert "复算的结果不同" in reasons[number]


def test_a_forged_fingerprint_does_not_help(document: Path, college: College, made: Report) -> None:
    figures = json.loads(json.dumps(made.figures).replace("50.0%", "5.0%"))
    forged = digest_of(made.content, figures)
    rewrite(document, EMBEDDED, lambda xml: xml.replace("50.0%", "5.0%").replace(made.digest, forged))
    reasons = [each.reason for each in verify_file(document, college).differences if not each.figure]
    assert reasons == ["文档里的冻结内容与存档的报告不符"]


def test_a_changed_definition_counts_and_is_told(document: Path, computed: College, made: Report) -> None:
    row = InstalledPack.objects.get(college=computed, code="foundation")
    item = next(i for i in row.content["sections"]["indicators"] if i["code"] == "absence_rate")
    item["formula"] = '计数(考勤, 状态 = "缺勤") / 计数(考勤)'
    row.digest = "changed"
    row.save()
    adopt(college=computed, by="lin")
    found = verify_file(document, computed)
    reasons = {each.figure: each.reason for each in found.differences}
    number = figure(made, "absence_rate")
    assert '缺课率的定义已从第 1 版改为第 2 版：公式由“计数(考勤, 状态 = "缺勤")' in reasons[number]
    # computed again by the definition it was made with
    assert "复算的结果不同" not in reasons[number]
    assert figure(made, "late_rate") not in reasons


def test_a_definition_that_ended_is_told(document: Path, computed: College, made: Report) -> None:
    Definition.objects.filter(code="absence_rate").update(current=False)
    reasons = [each.reason for each in verify_file(document, computed).differences]
    assert any("缺课率的定义已经停用" in reason for reason in reasons)


def test_nothing_is_computed_of_another_subject(document: Path, college: College, made: Report) -> None:
    number = figure(made, "absence_rate")
    rewrite(document, EMBEDDED, lambda xml: xml.replace('"subject":"K1"', '"subject":"K2"'))
    found = verify_file(document, college, ("course", "K1"))
    mine = next(each for each in found.differences if each.figure == number)
    assert "不是这份报告的对象的数字" in mine.reason
    assert mine.recomputed == ""


def test_lost_data_are_said(document: Path, college: College, home: Path) -> None:
    (home / "lake" / "S1" / "attendance").rename(home / "gone")
    reasons = [each.reason for each in verify_file(document, college).differences]
    assert any("数据湖里没有 attendance 的这一版数据" in reason for reason in reasons)


def test_a_report_that_is_not_kept_here_is_said(document: Path, college: College) -> None:
    Report.objects.all()._raw_delete("default")
    (difference,) = verify_file(document, college).differences
    assert difference.reason == "这套系统里没有这份报告的存档"


def test_what_is_no_report_is_refused_in_one_sentence(tmp_path: Path, college: College) -> None:
    text, plain, absent = tmp_path / "a.docx", tmp_path / "b.docx", tmp_path / "c.docx"
    text.write_text("不是 Word")
    docx.Document().save(str(plain))
    for path, told in [(text, "不是 Word 文档"), (plain, "里没有冻结的数字"), (absent, "没有找到文件")]:
        with pytest.raises(BadFile, match=told):
            verify_file(path, college)


def test_another_colleges_report_is_refused(document: Path, college: College) -> None:
    other = create_college(code="S2", name="别处", category="综合", by="he")
    with pytest.raises(BadFile, match="这是青禾\\(示例\\)的报告"):
        verify_file(document, other)


def test_damaged_content_is_refused_and_not_a_crash(document: Path, college: College) -> None:
    rewrite(document, EMBEDDED, lambda xml: xml.replace('"indicator"', '"indikator"'))
    with pytest.raises(BadFile, match="残缺不全"):
        verify_file(document, college)


def test_changes_of_a_definition_in_words() -> None:
    was = {"name": "缺课率", "formula": "a", "levels": ["course"]}
    assert changed_definition(was, was | {"levels": ["course", "class"], "formula": "b"}) == (
        "公式由“a”改为“b”，层面由“course”改为“course、class”"
    )
