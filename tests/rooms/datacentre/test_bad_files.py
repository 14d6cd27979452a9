"""Files that are wrong as a whole: one sentence with the place and the remedy, nothing written."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tests.rooms.datacentre.conftest import DEPARTMENTS
from zhengai.college.models import College
from zhengai.datacentre import queries
from zhengai.datacentre.actions import import_file
from zhengai.datacentre.models import Batch
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules import BadFile, BatchState, Limits

Take = Callable[..., BatchReport]
REMEDY = "请在表格软件里另存为 .xlsx 或 .csv 后再导入"


def refused(college: College, path: Path, **options: object) -> str:
    """The sentence; also proves that nothing was written and that the attempt is on record."""
    with pytest.raises(BadFile) as problem:
        import_file(college=college, dataset="部门", path=path, by="he", **options)  # type: ignore[arg-type]
    assert queries.data_versions(college) == {}
    batch = Batch.objects.get()
    assert (batch.state, batch.message) == (BatchState.REFUSED, str(problem.value))
    assert not queries.batch_folder(batch).exists()
    return str(problem.value)


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def archive(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return path


def rows_of(content: str) -> list[list[object]]:
    return [list(line.split(",")) for line in content.splitlines()]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"%PDF-1.7 ...", f"文件 a.xlsx 是PDF 文档，不是表格，{REMEDY}"),
        (b"\x89PNG\r\n\x1a\n", f"文件 a.xlsx 是图片，不是表格，{REMEDY}"),
        (b"\xff\xd8\xff\xe0", f"文件 a.xlsx 是图片，不是表格，{REMEDY}"),
        (b"Rar!\x1a\x07", f"文件 a.xlsx 是压缩包，不是表格，{REMEDY}"),
        (b"", "文件 a.xlsx 是空的，请重新导出后再导入"),
        (b" \n\n", "文件 a.xlsx 里没有内容，请重新导出后再导入"),
        (b"\x01\x00\x02\x00", f"文件 a.xlsx 不是能识别的表格，{REMEDY}"),
        (
            b"<html><table><tr><td>1</td></tr></table></html>",
            "文件 a.xlsx 其实是网页，不是表格，请用表格软件打开并另存为 .xlsx 后再导入",
        ),
        (b"PK\x03\x04broken", "文件 a.xlsx 已损坏，打不开，请在表格软件里打开并另存后再导入"),
        (b"\xd0\xcf\x11\xe0broken", "文件 a.xlsx 已损坏，打不开，请在表格软件里打开并另存后再导入"),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "文件 a.xlsx 有打开密码，请去掉密码另存后再导入",
        ),
        (
            b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"),
            f"文件 a.xlsx 是 Word 文档，不是表格，{REMEDY}",
        ),
        (b"\x81\xff\xfe\xff", "文件 a.xlsx 的文字编码认不出来，请另存为 UTF-8 编码的 .csv 或 .xlsx 后再导入"),
    ],
)
def test_what_is_no_table(college: College, tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert refused(college, path) == sentence


@pytest.mark.parametrize(
    ("inside", "sentence"),
    [
        ("word/document.xml", f"文件 a.docx 是 Word 文档，不是表格，{REMEDY}"),
        ("ppt/presentation.xml", f"文件 a.docx 是演示文稿，不是表格，{REMEDY}"),
        ("photo.jpg", "文件 a.docx 是压缩包，不是表格，请解压后导入其中的表格"),
        ("xl/workbook.xml", "文件 a.docx 已损坏，打不开，请在表格软件里打开并另存后再导入"),
    ],
)
def test_zip_files_that_are_no_workbook(college: College, tmp_path: Path, inside: str, sentence: str) -> None:
    assert refused(college, archive(tmp_path / "a.docx", inside)) == sentence


def test_no_such_file(college: College, tmp_path: Path) -> None:
    assert refused(college, tmp_path / "没有.csv") == "找不到文件 没有.csv，请检查路径"


def test_a_file_over_the_limit(college: College, tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as handle:
        handle.truncate(201 * 1024 * 1024)
    assert refused(college, path) == "文件 big.csv 有 201 MB，超过上限 200 MB，请拆成几个文件分别导入"


def test_the_limit_is_a_setting(
    college: College, write: Callable[..., Path], settings: pytest.FixtureRequest
) -> None:
    settings.IMPORT_LIMITS = Limits(file_bytes=10)  # type: ignore[attr-defined]
    assert refused(college, write("a.csv", DEPARTMENTS)).startswith("文件 a.csv 有 0 MB，超过上限 0 MB")


def test_a_zip_bomb_is_not_unfolded(college: College, tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made,
        made.open("xl/workbook.xml", "w") as inside,
    ):
        for _ in range(100):
            inside.write(b"0" * 1024 * 1024)
    sentence = refused(college, path)
    assert sentence.startswith("文件 bomb.xlsx 解开后有 100 MB，是原来的 ")
    assert sentence.endswith(" 倍，像是压缩炸弹，没有打开；请另存为 .csv 后再导入")


def test_a_header_without_rows(college: College, write: Callable[..., Path], tmp_path: Path) -> None:
    path = write("a.csv", DEPARTMENTS.splitlines()[0] + "\n")
    assert refused(college, path) == "文件 a.csv 只有表头，没有数据行，请检查是否导出完整"


def test_a_sheet_with_a_header_only(college: College, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"部门": rows_of(DEPARTMENTS)[:1]})
    assert refused(college, path) == "文件 a.xlsx 的工作表“部门”只有表头，没有数据行，请检查是否导出完整"


def test_a_wrong_sheet_name(college: College, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"部门": rows_of(DEPARTMENTS), "说明": []})
    assert refused(college, path, sheet="部门表") == "文件 a.xlsx 里没有工作表“部门表”，有：部门、说明"


def test_a_text_file_has_no_sheets(college: College, write: Callable[..., Path]) -> None:
    path = write("a.csv", DEPARTMENTS)
    assert refused(college, path, sheet="部门") == "文件 a.csv 是文本表格，没有工作表，请去掉 --sheet 部门"


def test_no_header_at_all(college: College, write: Callable[..., Path]) -> None:
    assert refused(college, write("a.csv", "甲,乙\n1,2\n")) == (
        "文件 a.csv 里找不到“部门”的表头：前 30 行没有一个认得的列名，需要的列有 部门编号、部门名称、部门类别；"
        "列名不同时请用 --map 字段=列名 指明"
    )


def test_a_workbook_without_the_header(college: College, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"甲": [["x"]], "乙": [["y"]]})
    assert refused(college, path).startswith("文件 a.xlsx 的工作表“甲”“乙”里找不到“部门”的表头")


def test_a_required_column_is_missing(college: College, write: Callable[..., Path]) -> None:
    path = write("a.csv", "部门编号,部门名称,部门的类别,电话\nD1,信息学院,二级学院,1\n")
    assert refused(college, path) == (
        "文件 a.csv 缺少“部门”的必填列“部门类别”，整个文件没有导入；如果另有其名，请指明，例如 --map kind=部门的类别"
    )
    Batch.objects.all().delete()
    path = write("b.csv", "部门名称,部门类别,电话\n信息学院,二级学院,1\n")
    assert refused(college, path) == (
        "文件 b.csv 缺少“部门”的必填列“部门编号”，整个文件没有导入；"
        "请补上，或用 --map department_id=列名 指明(未使用的列：电话)"
    )


def test_two_columns_that_could_be_meant(college: College, write: Callable[..., Path]) -> None:
    path = write("a.csv", "部门编号,部门代码,部门名称,部门类别\nD1,1,信息学院,二级学院\n")
    assert refused(college, path) == (
        "文件 a.csv 里“部门编号”和“部门代码”(第 1、2 列)都可以是“部门编号”，"
        "请用 --map department_id=列名 指明，或改掉多余的列名"
    )


def test_a_mapped_column_that_is_not_there(college: College, write: Callable[..., Path]) -> None:
    path = write("a.csv", DEPARTMENTS)
    sentence = refused(college, path, mapping={"name": "部门全名"})
    assert sentence == "文件 a.csv 里没有“部门全名”这一列，是不是“部门名称”？"


def test_unknown_names_leave_no_batch(college: College, write: Callable[..., Path]) -> None:
    path = write("a.csv", DEPARTMENTS)
    for options, sentence in [
        ({"dataset": "部们"}, "没有数据集“部们”，是不是“部门”？"),
        ({"dataset": "部门", "mapping": {"部门名": "x"}}, "“部门”没有字段“部门名”，是不是“部门名称”？"),
    ]:
        with pytest.raises(BadFile) as problem:
            import_file(college=college, path=path, by="he", **options)  # type: ignore[arg-type]
        assert str(problem.value) == sentence
    with pytest.raises(BadFile, match="没有数据集“zzz”，可用："):
        import_file(college=college, dataset="zzz", path=path, by="he")
    with pytest.raises(BadFile, match="没有字段“qqqq”，可用：部门编号、"):
        import_file(college=college, dataset="部门", path=path, by="he", mapping={"qqqq": "x"})
    assert not Batch.objects.exists()


def test_quotes_that_never_close(college: College, write: Callable[..., Path]) -> None:
    content = DEPARTMENTS + '\nD3,"' + "学" * 200_000
    assert refused(college, write("a.csv", content)) == (
        "文件 a.csv 的引号不配对，读不下去，请用表格软件打开并另存为 .xlsx 后再导入"
    )
