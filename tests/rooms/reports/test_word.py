"""The Word file: an ordinary document, every figure a content control, charts native, templates the college's own."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from openpyxl import load_workbook

from tests.rooms.reports.conftest import KIND, course, semester
from zhengai.college.models import College
from zhengai.reports.actions import make_report
from zhengai.reports.kinds import template_of
from zhengai.reports.models import Report
from zhengai.reports.reading import read_report
from zhengai.reports.word import TemplateFault, render


def words(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


@pytest.fixture
def own_template(home: Path, settings: Any) -> Path:
    """The folder in which a college keeps its copy of the shipped pack."""
    shipped = Path(settings.PACK_DIRS[0])
    folder = home / "packs" / "foundation"
    settings.PACK_DIRS = [shipped, home / "packs"]
    (folder / "reports" / "templates").mkdir(parents=True)
    (folder / "pack.yaml").write_text((shipped / "foundation" / "pack.yaml").read_text())
    return folder / "reports" / "templates" / "self-diagnosis.docx"


def write_template(path: Path, *paragraphs: str) -> None:
    document = docx.Document()
    for each in paragraphs:
        document.add_paragraph(each)
    document.save(str(path))


def test_it_opens_as_a_document_and_leaves_no_placeholder(document: Path) -> None:
    text = words(document)
    assert "网页设计" in text
    assert "二、自我诊断意见与改进措施" in text
    assert "{{" not in text
    assert "{%" not in text


def test_every_figure_is_a_control_that_shows_what_was_frozen(document: Path, made: Report) -> None:
    read = read_report(document)
    assert set(read.controls) == {figure["id"] for figure in made.figures}
    for figure in made.figures:
        assert set(read.controls[figure["id"]]) == {figure["text"]}
        assert len(read.controls[figure["id"]]) == read.embedded.printed[figure["id"]]


def test_charts_are_native_with_a_workbook_to_edit(document: Path, made: Report) -> None:
    assert made.content["charts"]
    with zipfile.ZipFile(document) as archive:
        names = archive.namelist()
        sheets = [name for name in names if name.startswith("word/embeddings/")]
        assert len(sheets) == len(made.content["charts"])
        book = load_workbook(BytesIO(archive.read(sheets[0])))
    chart = made.content["charts"][0]
    figures = {each["id"]: each for each in made.figures}
    drawn = [row[1] for row in book.active.iter_rows(min_row=2, values_only=True)]
    expected = [figures[number]["value"] for number in chart["points"]]
    assert drawn == [None if each is None else pytest.approx(each * chart["factor"]) for each in expected]
    assert read_report(document).charts[chart["id"]] == drawn


def test_the_frozen_content_travels_with_the_document(document: Path, made: Report) -> None:
    embedded = read_report(document).embedded
    assert (embedded.code, embedded.digest, embedded.college) == (made.code, made.digest, "S1")
    assert embedded.content == made.content
    assert embedded.figures == made.figures


def test_what_people_wrote_is_text_and_never_markup(made: Report, tmp_path: Path) -> None:
    made.content["diagnosis"]["summary"] = "达到 <b>90%</b> & {{ 7 * 7 }}\n第二行\ufdd0F1\ufdd1"
    path = tmp_path / "a.docx"
    path.write_bytes(render(made))
    text = words(path)
    assert "达到 <b>90%</b> & {{ 7 * 7 }}\n第二行F1" in text


def test_the_colleges_own_template_wins(made: Report, own_template: Path, tmp_path: Path) -> None:
    write_template(
        own_template, "本校的报告：{{ 对象 }}", "{%p for 表 in 指标表 %}", "{{ 表.标题 }}", "{%p endfor %}"
    )
    assert template_of(made.college, made.kind) == own_template
    path = tmp_path / "own.docx"
    path.write_bytes(render(made))
    assert "本校的报告：网页设计" in words(path)


@pytest.mark.parametrize(
    ("paragraph", "told"),
    [
        ("负责人：{{ 责任人员 }}。", "占位符“责任人员”没有可填的内容，在“负责人：{{ 责任人员 }}。”这一段"),
        ("结论 {{ 预警.总数 }} 条", "占位符“总数”没有可填的内容，在“结论 {{ 预警.总数 }} 条”这一段"),
        ("{{ 对象 ", "写法有误"),
        ("{{ 对象.__class__.__mro__ }}", "在“{{ 对象.__class__.__mro__ }}”这一段"),
    ],
)
def test_a_wrong_placeholder_is_named_with_its_place_and_the_report_is_kept(
    computed: College, own_template: Path, paragraph: str, told: str
) -> None:
    write_template(own_template, "{{ 学校 }}", paragraph, "以下略")
    made = make_report(
        college=computed, kind=KIND, subject=course(computed), period=semester(computed), by="lin"
    )
    with pytest.raises(TemplateFault) as fault:
        render(made)
    assert told in str(fault.value)
    assert "\n" not in str(fault.value)
    assert Report.objects.filter(code=made.code).exists()


def test_a_template_that_is_no_word_file_is_said_so(made: Report, own_template: Path) -> None:
    own_template.write_bytes(b"%PDF-1.4")
    with pytest.raises(TemplateFault, match="不是 Word 文档"):
        render(made)
