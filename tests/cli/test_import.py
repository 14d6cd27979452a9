"""`zhengai import`: exit 0 in, 1 refused for its rows, 2 bad file or use; three formats."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from zhengai.cli.__main__ import main
from zhengai.college.actions import create_college, set_calendar
from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.framework.actions import install

pytestmark = pytest.mark.django_db
DEPARTMENTS = "部门编号,部门名称,部门类别,电话\nD1,信息工程学院,二级学院,1\nD2,教务处,职能部门,2\n"


@pytest.fixture(autouse=True)
def college(home: Path) -> College:
    made = create_college(code="S1", name="青禾(示例)", category="综合", by="he")
    set_calendar(college=made, semesters=[("2026-2027-1", date(2026, 8, 31), 18)], by="he")
    install(college=made, pack="foundation", by="he")
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "部门.csv"
    path.write_text(DEPARTMENTS)
    return path


def test_in_as_a_table(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "部门", str(file)]) == 0
    out, err = capsys.readouterr()
    assert "结果        已入库\n" in out
    assert "新增行数    2\n" in out
    assert "工作表      —\n" in out
    assert err == "没有用到的列：电话\n"


def test_in_as_json_and_again(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "departments", str(file), "--format", "json", "--by", "he"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["state"], found["new"], found["already"], found["version"]) == ("committed", 2, False, 0)
    assert found["mapping"]["kind"] == "部门类别"
    assert found["notes"] == ["没有用到的列：电话"]
    assert AuditEvent.objects.get(action="datacentre.import").by == "he"
    assert main(["import", "departments", str(file), "--format", "json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["already"], again["new"], again["unchanged"]) == (True, 0, 2)


def test_bad_rows_are_listed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(DEPARTMENTS + "D3,学工处,什么\n")
    assert main(["import", "部门", str(file)]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[-1].split() == ["4", "部门类别", "什么", "不在可选值中(可选：二级学院、职能部门)"]
    file.write_text(DEPARTMENTS + "D4,学工处,什么\n")
    assert main(["import", "部门", str(file), "--format", "csv"]) == 0
    out, err = capsys.readouterr()
    assert [row["rejected"] for row in csv.DictReader(io.StringIO(out))] == ["1"]
    assert "第 4 行“部门类别”写的是“什么”，不在可选值中" in err


def test_refused_for_its_rows_is_one(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(DEPARTMENTS + "D3,,职能部门\n")
    assert main(["import", "部门", str(file), "--strict", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["state"], found["rejected"]) == ("refused", 1)
    assert [(p["row"], p["field"], p["reason"]) for p in found["problems"]] == [(4, "name", "不能为空")]
    assert Path(found["rejected_file"]).exists()


def test_dry_run(file: Path, capsys: pytest.CaptureFixture[str], college: College) -> None:
    assert main(["import", "部门", str(file), "--dry-run", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "dry_run"
    assert main(["import", "部门", str(file), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["import", "部们", "{file}"], "没有数据集“部们”，是不是“部门”？"),
        (["import", "部门", "没有.csv"], "找不到文件 没有.csv，请检查路径"),
        (["import", "部门", "{file}", "--map", "电话=电话"], "“部门”没有字段“电话”，可用：部门编号、"),
    ],
)
def test_bad_use_is_two(
    file: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    assert main([each.format(file=file) for each in arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(sentence)
    assert len(err.splitlines()) == 1


def test_a_map_without_a_column(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["import", "部门", str(file), "--map", "name"])
    assert left.value.code == 2
    assert "“name”应写成 字段=列名，例如 student=学生编码" in capsys.readouterr().err


def test_no_college_yet(file: Path, capsys: pytest.CaptureFixture[str], college: College) -> None:
    College.objects.all().delete()
    assert main(["import", "部门", str(file)]) == 2
    assert "zhengai demo" in capsys.readouterr().err


def test_a_strangers_grades(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other headers, other order, other words: told once which column is which, the source is known."""
    path = tmp_path / "grades.csv"
    path.write_text(
        "final,remark,kch,term,xh,way\n85,a,K1,20261,2026001,正常\n59,b,K1,2026秋,2026002,补考\n", "gb18030"
    )
    told = [
        f"--map={each}" for each in ["student=xh", "offering=kch", "学期=term", "total=final", "考试状态=way"]
    ]
    code = main(["import", "成绩", str(path), *told, "--source", "旧系统", "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    assert code == 0, found
    assert (found["new"], found["rejected"]) == (2, 0)
    path.write_text("final,remark,kch,term,xh,way\n60,a,K1,20261,2026003,正常\n")
    assert main(["import", "成绩", str(path), "--source", "旧系统", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == 1


def test_a_value_for_all_rows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "grades.csv"
    path.write_text("学号,教学班,总分\n2026001,K1,85\n")
    call = ["import", "成绩", str(path), "--map", "总评=总分", "--format", "json"]
    assert main([*call, "--set", "学期=2026秋"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["new"], found["constants"]) == (1, {"semester": "2026秋"})
    assert main([*call, "--set", "学期=2026秋", "--set", "考试状态=优"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("--set “考试状态”写的是“优”，不在可选值中")
    assert len(err.splitlines()) == 1
    with pytest.raises(SystemExit):
        main([*call, "--set", "学期"])
    assert "“学期”应写成 字段=值，例如 学期=2026-2027-1" in capsys.readouterr().err
