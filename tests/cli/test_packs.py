"""`zhengai packs`: lists, checks, shows, installs; exit codes 0, 1 and 2."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from zhengai.cli.__main__ import main
from zhengai.college.models import College
from zhengai.framework.actions import set_own_item
from zhengai.framework.models import InstalledPack
from zhengai.indicators.queries import definitions
from zhengai.scheme import checking
from zhengai.standards.queries import rules_for

pytestmark = pytest.mark.django_db

MANIFEST = "code: {0}\nname: {1}\nversion: 1.0.0\ndescription: 只用于测试\nrequires: [{2}]\n"
DATASET = (
    "- code: students\n  name: 学生\n  key: [number]\n  fields:\n"
    "    - {code: number, name: 学号, type: text, required: true}\n"
)
POINT = "- {{code: p, name: 点, indicator: {}, level: college, period: semester, standard: '≤ 1', source: 校内}}\n"
LEVELS = "levels:\n  - {code: college, name: 学校}\n"


@pytest.fixture(autouse=True)
def packs(tmp_path: Path) -> Iterator[Path]:
    for code, name, requires in (("base", "基础包", ""), ("mine", "本校包", "base"), ("broken", "坏包", "")):
        folder = tmp_path / code
        (folder / "x_trees").mkdir(parents=True)
        told = MANIFEST.format(code, name, requires) + (LEVELS if code == "base" else "")
        (folder / "pack.yaml").write_text(told, encoding="utf-8")
    (tmp_path / "mine" / "x_trees" / "all.yaml").write_text("- {code: root, name: 根}\n", encoding="utf-8")
    (tmp_path / "broken" / "x_trees" / "all.yaml").write_text("- name: 没有代码\n", encoding="utf-8")
    with override_settings(PACK_DIRS=[tmp_path]):
        yield tmp_path


NEW = ("--college", "C1", "--college-name", "试验学院", "--category", "工科")


def test_list_shows_every_pack_sound_or_not(capsys: pytest.CaptureFixture[str]) -> None:
    main(["packs", "install", "base", *NEW])
    capsys.readouterr()
    assert main(["packs", "list", "--format", "json"]) == 0
    rows = {row["code"]: row for row in json.loads(capsys.readouterr().out)}
    assert list(rows) == ["base", "broken", "mine"]
    assert rows["base"] == {
        "code": "base",
        "name": "基础包",
        "version": "1.0.0",
        "sound": True,
        "description": "只用于测试",
        "installed": "1.0.0",
    }
    assert (rows["broken"]["sound"], rows["broken"]["name"]) == (False, None)
    assert rows["mine"]["installed"] is None


def test_list_works_before_there_is_a_college(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "list", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["code"] for row in rows] == ["base", "broken", "mine"]


def test_check_answers_no_with_file_line_and_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "check", "broken", "--format", "json"]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out) == [
        {"file": "x_trees/all.yaml", "line": 1, "sentence": "第 1 项缺少 code，或 code 是数字而没有加引号"}
    ]
    assert "方案包 broken 有 1 处问题" in told.err


def test_check_of_a_sound_pack_is_silent_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "check", "mine", "--format", "json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == []
    assert "没有发现问题" in told.err


def test_check_reads_indicators_and_control_points_too(
    packs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (packs / "mine" / "indicators").mkdir()
    item = "- {code: heads, name: 人数, kind: count, formula: 计数(学生们), levels: [college], periods: [semester]}\n"
    (packs / "mine" / "indicators" / "a.yaml").write_text(item, encoding="utf-8")
    assert main(["packs", "check", "mine", "--format", "json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["file"], problem["line"]) == ("indicators/a.yaml", 1)
    assert "没有数据集“学生们”" in problem["sentence"]


def test_check_reads_control_points_against_the_indicators(
    packs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (packs / "mine" / "control_points").mkdir()
    (packs / "mine" / "control_points" / "a.yaml").write_text(POINT.format("none"), encoding="utf-8")
    assert main(["packs", "check", "mine", "--format", "json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["file"], problem["line"]) == ("control_points/a.yaml", 1)
    assert "指标 none 不存在" in problem["sentence"]


def test_check_reads_spirals_and_cycles(packs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (packs / "mine" / "spirals").mkdir()
    spiral = "- {code: ours, name: 本校螺旋, source: 校内, nodes: [{code: goal, name: 目标, stage: gaol}]}\n"
    (packs / "mine" / "spirals" / "a.yaml").write_text(spiral, encoding="utf-8")
    assert main(["packs", "check", "mine", "--format", "json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["file"], problem["line"]) == ("spirals/a.yaml", 1)
    assert "stage 没有“gaol”，是不是 goal？" in problem["sentence"]


@pytest.mark.parametrize("verb", ["check", "show", "install"])
def test_an_unknown_pack_is_bad_use(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", verb, "bsae"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "没有名为“bsae”的方案包。是不是 base？\n"


def test_show_counts_the_items(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "show", "mine", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["requires"] == ["base"]
    assert shown["sections"] == {"x_trees": 1}
    assert main(["packs", "show", "mine"]) == 0
    assert "段落与项数  x_trees 1" in capsys.readouterr().out


def test_show_lists_one_section(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "show", "mine", "--section", "x_trees", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"code": "root", "name": "根"}]
    assert main(["packs", "show", "mine", "--section", "forms"]) == 2
    assert capsys.readouterr().err == "方案包 mine 没有“forms”段落。现有：x_trees\n"


def test_install_makes_the_college_and_brings_what_is_required(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "install", "mine", *NEW, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"code": "base", "version": "1.0.0", "changed": True},
        {"code": "mine", "version": "1.0.0", "changed": True},
    ]
    college = College.objects.get()
    assert (college.code, college.name, college.category) == ("C1", "试验学院", "工科")
    assert main(["packs", "install", "mine"]) == 0
    assert "内容相同，没有变化" in capsys.readouterr().err


def test_install_needs_a_college_and_only_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "install", "mine"]) == 2
    assert "还没有建立学校" in capsys.readouterr().err
    main(["packs", "install", "mine", *NEW])
    assert main(["packs", "install", "mine", "--college", "C2"]) == 2
    assert "这里已有学校 C1(试验学院)，不是 C2" in capsys.readouterr().err


def test_a_broken_pack_is_not_installed_and_makes_no_college(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "install", "broken", *NEW]) == 2
    assert "用 zhengai packs check broken 查看全部" in capsys.readouterr().err
    assert not College.objects.exists()
    assert not InstalledPack.objects.exists()


def test_install_puts_definitions_and_control_points_into_use(
    packs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for section, item in (
        ("datasets", DATASET),
        (
            "indicators",
            "- {code: heads, name: 人数, kind: count, formula: 计数(学生), levels: [college], periods: [semester]}\n",
        ),
        ("control_points", POINT.format("heads")),
    ):
        (packs / "mine" / section).mkdir()
        (packs / "mine" / section / "a.yaml").write_text(item, encoding="utf-8")
    assert main(["packs", "check", "mine"]) == 0
    assert main(["packs", "install", "mine", *NEW]) == 0
    college = College.objects.get()
    assert [each.code for each in definitions(college)] == ["heads"]
    assert [each.code for each in rules_for(college)] == ["p"]


def test_a_scheme_that_cannot_be_put_into_use_is_not_installed(
    packs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (packs / "mine" / "control_points").mkdir()
    (packs / "mine" / "control_points" / "a.yaml").write_text(POINT.format("none"), encoding="utf-8")
    assert main(["packs", "install", "mine", *NEW]) == 2
    assert "指标 none 不存在" in capsys.readouterr().err
    assert not InstalledPack.objects.exists()


def test_packs_that_do_not_go_together_are_refused(packs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each is sound alone; the second takes away what the first one's control point needs."""
    for name in ("first", "second"):
        folder = packs / name
        (folder / "indicators").mkdir(parents=True)
        (folder / "datasets").mkdir()
        (folder / "pack.yaml").write_text(MANIFEST.format(name, name, "base"), encoding="utf-8")
        (folder / "datasets" / "a.yaml").write_text(DATASET, encoding="utf-8")
        formula = "- {code: heads, name: 人数, kind: count, formula: 计数(学生), levels: [college], periods: [%s]}\n"
        text = formula % {"first": "semester", "second": "week"}[name]
        (folder / "indicators" / "a.yaml").write_text(text, encoding="utf-8")
    (packs / "first" / "control_points").mkdir()
    (packs / "first" / "control_points" / "a.yaml").write_text(POINT.format("heads"), encoding="utf-8")
    assert main(["packs", "install", "first", *NEW]) == 0
    assert main(["packs", "install", "second"]) == 2
    assert "不按学期计算" in capsys.readouterr().err
    assert [row.code for row in InstalledPack.objects.order_by("id")] == ["base", "first"]


def test_check_tells_a_control_point_that_cannot_be_read(
    packs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (packs / "mine" / "control_points").mkdir()
    (packs / "mine" / "control_points" / "a.yaml").write_text("\n- {code: p, name: 点}\n", encoding="utf-8")
    assert main(["packs", "check", "mine", "--format", "json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["file"], problem["line"]) == ("control_points/a.yaml", 2)
    assert "缺少 indicator" in problem["sentence"]


def test_check_names_the_required_pack_that_is_wrong(packs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (packs / "base" / "datasets").mkdir()
    bad = "- {code: students, name: 学生, key: [none], fields: [{code: number, name: 学号, type: text}]}\n"
    (packs / "base" / "datasets" / "a.yaml").write_text(bad, encoding="utf-8")
    assert main(["packs", "check", "mine", "--format", "json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["file"], problem["line"]) == ("base/datasets/a.yaml", 1)


def test_a_problem_of_the_whole_scheme_has_no_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "read_or_problems", lambda *_: ({}, ["整个方案不完整"]))
    assert main(["packs", "check", "mine", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out) == [
        {"file": "pack.yaml", "line": None, "sentence": "整个方案不完整"}
    ]


def chains(packs: Path, pack: str, text: str) -> None:
    (packs / pack / "chains").mkdir(exist_ok=True)
    (packs / pack / "chains" / "a.yaml").write_text(text, encoding="utf-8")


def test_diff_tells_the_version_and_the_college_apart(
    packs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chains(packs, "base", "- {code: goal, name: 目标}\n")
    main(["packs", "install", "mine", *NEW])
    set_own_item(
        college=College.objects.get(), section="chains", item={"code": "goal", "name": "目标链"}, by="lin"
    )
    chains(packs, "base", "- {code: goal, name: 目标体系}\n- {code: standard, name: 标准}\n")
    capsys.readouterr()
    assert main(["packs", "diff", "base", "--format", "json"]) == 0
    told = capsys.readouterr()
    rows = {row["code"]: row for row in json.loads(told.out)}
    assert (rows["goal"]["version"], rows["goal"]["college"], rows["goal"]["conflict"]) == (
        "修改",
        "修改",
        True,
    )
    assert (rows["standard"]["version"], rows["standard"]["college"]) == ("新增", None)
    assert "base：1.0.0 → 1.0.0" in told.err


def test_diff_of_an_upgrade_that_would_be_refused(packs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["packs", "install", "mine", *NEW])
    cell = {"code": "c", "system": "decision", "level": "college", "groups": []}
    set_own_item(college=College.objects.get(), section="matrix", item=cell, by="lin")
    capsys.readouterr()
    assert main(["packs", "diff", "mine"]) == 1
    assert "c：“groups”至少要有一项" in capsys.readouterr().err


def test_export_writes_a_pack_that_is_sound(packs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chains(packs, "base", "- {code: goal, name: 目标}\n")
    main(["packs", "install", "mine", *NEW])
    capsys.readouterr()
    target = packs / "exported"
    assert main(["packs", "export", str(target), "--name", "我校方案", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["code"] == "exported"
    assert main(["packs", "check", "exported"]) == 0
    archive = packs / "ours.zip"
    assert main(["packs", "export", str(archive), "--code", "zipped"]) == 0
    with zipfile.ZipFile(archive) as held:
        assert "zipped/pack.yaml" in held.namelist()
    assert main(["packs", "export", str(target)]) == 2
    assert "已经有内容" in capsys.readouterr().err


def test_schema_of_a_section_and_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "schema", "chains"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "链"
    assert main(["packs", "schema"]) == 0
    assert "spirals" in json.loads(capsys.readouterr().out)["sections"]
    assert main(["packs", "schema", "chians"]) == 2
    assert capsys.readouterr().err == "没有“chians”段落。是不是 chains？\n"


def test_the_colleges_own_pack_cannot_come_from_a_folder(
    packs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (packs / "own").mkdir()
    (packs / "own" / "pack.yaml").write_text(MANIFEST.format("own", "冒名", "base"), encoding="utf-8")
    assert main(["packs", "check", "own"]) == 1
    assert main(["packs", "install", "own", *NEW]) == 2
    assert "代码 own 留给本校在页面上的调整" in capsys.readouterr().err
