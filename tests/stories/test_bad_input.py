"""What a busy office really sends: each is refused with one sentence that says where and what to do, and nothing
that is stored changes."""

import json
import shutil
import signal
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tests.stories.conftest import Program

HEADER = "学号,姓名,班级,专业,年级,学籍状态,学习形式,出生日期,血型\n"
GOOD = "99000{},李晓,2024020201,P0202,2024,在校,普通高职,2006-02-28,A\n"
PACK = "code: circle\nname: 绕圈的方案\nversion: 1.0.0\ndescription: 两个指标互相引用。\nrequires: [foundation]\n"
INDICATOR = (
    "- {{code: {code}, name: {name}, kind: number, formula: '[{other}] + 1', levels: [course],"
    " periods: [week], meaning: 试。, source: 校内设定, owner: 教务处}}\n"
)


@pytest.fixture(scope="module")
def college(sample: Program, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """One copy for all that is refused: the stories hold that none of them changes it."""
    if sample.database:
        pytest.skip("copies the home, which holds the database on SQLite only")
    home = tmp_path_factory.mktemp("refused") / "home"
    shutil.copytree(sample.home, home)
    return Program(home)


def half_width(text: str) -> str:
    """What is said is held to its words, not to the width of its punctuation."""
    return unicodedata.normalize("NFKC", text)


def stored(college: Program) -> set[tuple[str, int]]:
    """Every file of the lake: a commit would add one."""
    lake = college.home / "lake"
    return {(str(p.relative_to(lake)), p.stat().st_size) for p in lake.rglob("*") if p.is_file()}


def a_document(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n" + b"1 0 obj\n" * 50)


def nothing(path: Path) -> None:
    path.touch()


def two_sheets(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("学生").write_row(0, 0, HEADER.strip().split(","))
        book.add_worksheet("说明").write(0, 0, "填表说明")


def other_columns(path: Path) -> None:
    path.write_text("甲,乙,丙\n1,2,3\n", encoding="utf-8")


def no_key(path: Path) -> None:
    path.write_text(HEADER.replace("学号,", "") + "李晓,2024020201,P0202\n", encoding="utf-8")


def too_large(path: Path) -> None:
    with path.open("wb") as file:
        file.write(HEADER.encode())
        file.truncate(201 * 1024 * 1024)


def a_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<a/>")
        archive.writestr("xl/workbook.xml", "<a/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(100):
                sheet.write(bytes(1 << 20))


@pytest.mark.parametrize(
    ("make", "name", "options", "said"),
    [
        (a_document, "名单.csv", [], ("名单.csv", "PDF", "另存为 .xlsx 或 .csv")),
        (nothing, "名单.xlsx", [], ("名单.xlsx", "是空的", "重新导出")),
        (two_sheets, "名单.xlsx", ["--sheet", "学籍"], ("没有工作表“学籍”", "学生、说明")),
        (other_columns, "名单.csv", [], ("前 30 行没有一个认得的列名", "学号", "--map 字段=列名")),
        (no_key, "名单.csv", [], ("缺少“学生”的必填列“学号”", "--map student_id=列名")),
        (too_large, "名单.csv", [], ("201 MB", "上限 200 MB", "拆成几个文件")),
        (a_bomb, "名单.xlsx", [], ("解开后有 100 MB", "没有打开", "另存为 .csv")),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_bad_file_is_one_sentence_and_changes_nothing(
    college: Program,
    tmp_path: Path,
    make: Callable[[Path], None],
    name: str,
    options: list[str],
    said: tuple[str, ...],
) -> None:
    make(tmp_path / name)
    before = stored(college)
    done = college("import", "students", str(tmp_path / name), *options)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert all(half_width(words) in half_width(done.stderr) for words in said), done.stderr
    assert stored(college) == before


def test_bad_rows_are_named_by_place_and_do_not_come_in(college: Program, tmp_path: Path) -> None:
    """An impossible date, a student in no class, two students with one number, a column nobody knows."""
    rows = [GOOD.format(n) for n in range(1, 7)]
    rows[1] = rows[1].replace("2006-02-28", "2006-02-30")
    rows[2] = rows[2].replace("2024020201", "9999")
    rows[4] = rows[3].replace("李晓", "李大")
    path = tmp_path / "名单.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    before = stored(college)
    done = college("import", "students", str(path), "--dry-run", "--format", "json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert (report["read"], report["new"], report["rejected"]) == (6, 3, 3)
    expected = [
        "没有用到的列：血型",
        "第 3 行“出生日期”写的是“2006-02-30”，这一天不存在",
        "第 4 行“班级”写的是“9999”，在“班级”里找不到",
        "第 6 行“学号”写的是“990004”，学号与第 5 行相同而内容不同(姓名“李晓”与“李大”)",
    ]
    assert half_width(done.stderr).strip().splitlines() == [half_width(line) for line in expected]
    assert Path(report["rejected_file"]).is_file()
    assert stored(college) == before


def test_a_period_that_does_not_exist_refuses_the_file(college: Program, tmp_path: Path) -> None:
    path = tmp_path / "成绩.csv"
    path.write_text("学期,学号,教学班,总评,考试状态\n2031-2032-1,202401010101,X,50,正常\n", encoding="utf-8")
    before = stored(college)
    done = college("import", "grades", str(path))
    assert done.returncode == 1
    assert "本校校历里没有学期 2031-2032-1" in done.stdout
    assert half_width("整个文件退回，没有写入任何数据") in half_width(done.stdout)
    assert stored(college) == before


def test_a_circle_of_indicators_is_printed_and_not_installed(college: Program) -> None:
    pack = college.home / "packs" / "circle"
    (pack / "indicators").mkdir(parents=True)
    (pack / "pack.yaml").write_text(PACK, encoding="utf-8")
    items = INDICATOR.format(code="chicken", name="鸡", other="蛋") + INDICATOR.format(
        code="egg", name="蛋", other="鸡"
    )
    (pack / "indicators" / "circle.yaml").write_text(items, encoding="utf-8")
    (problem,) = json.loads(college("packs", "check", "circle", "--format", "json").stdout)
    assert (problem["file"], problem["line"]) == ("indicators/circle.yaml", 1)
    assert "chicken" in problem["sentence"]
    assert "egg" in problem["sentence"]
    done = college("packs", "install", "circle")
    assert done.returncode == 2
    assert "chicken" in done.stderr
    installed = {pack["code"]: pack["installed"] for pack in college.json("packs", "list")}
    assert installed["circle"] is None


def test_an_import_killed_after_its_commit_is_in_once(
    own_sample: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "名单.csv"
    path.write_text(HEADER + GOOD.format(1), encoding="utf-8")
    with monkeypatch.context() as fault:
        fault.setenv("ZHENGAI_FAULT", "after-commit")
        assert own_sample("import", "students", str(path)).returncode == -signal.SIGKILL
    checks = own_sample.json("check")
    assert all(check["ok"] for check in checks)
    assert any("1 个中断的批次" in check["message"] for check in checks)
    again = own_sample.json("import", "students", str(path))
    assert (again["already"], again["new"]) == (True, 0)
    students = [each["code"] for each in own_sample.json("subjects", "--level", "学生")]
    assert students.count("990001") == 1


def test_a_home_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "zhengai.sqlite3").write_text("这不是数据库" * 100)
    done = Program(tmp_path)("periods")
    assert done.returncode == 2
    assert done.stderr.startswith("连不上数据库")
    assert len(done.stderr.strip().splitlines()) == 1
