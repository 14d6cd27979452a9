"""A pack's folder: pack.yaml, sections, and every problem of structure with its place."""

from pathlib import Path

import pytest

from tests.rooms.framework.conftest import PackMaker
from zhengai.framework import queries
from zhengai.framework.rules import pack as packs
from zhengai.framework.rules.merging import RequiresCircle, in_requires_order, merge
from zhengai.framework.rules.problem import InvalidPack, UnknownPack


def sentences(code: str) -> list[str]:
    return [str(p) for p in queries.check_pack(code)]


def test_sections_are_open_ended_and_read_in_order_of_file(make_pack: PackMaker) -> None:
    make_pack(
        "own",
        {
            "indicators/b.yaml": "- {code: two, name: 二}\n",
            "indicators/a.yaml": "- {code: one, name: 一}\n",
            "x_trees/all.yaml": "- code: root\n",
            "indicators/empty.yaml": "# 还没有内容\n",
            "indicators/.notes.yaml": "nonsense: [",
            "README.md": "说明",
        },
    )
    pack = queries.read_pack("own")
    assert pack.sections == {
        "indicators": [{"code": "one", "name": "一"}, {"code": "two", "name": "二"}],
        "x_trees": [{"code": "root"}],
    }
    found = pack.find("indicators", "two")
    assert found is not None
    assert (found.file, found.line) == ("indicators/b.yaml", 1)
    assert pack.find("indicators", "three") is None


def test_levels_of_the_manifest_are_a_section(make_pack: PackMaker) -> None:
    manifest = (
        "code: own\nname: 试验\nversion: 1.0.0\ndescription: 试\nlevels:\n  - {code: college, name: 学校}\n"
    )
    make_pack("own", manifest=manifest)
    assert queries.read_pack("own").sections == {
        "levels": [{"code": "college", "name": "学校", "meaning": ""}]
    }


def test_the_digest_is_of_the_meaning(make_pack: PackMaker) -> None:
    make_pack("own", {"indicators/a.yaml": "- code: one\n  name: 一\n"})
    before = queries.read_pack("own").digest
    make_pack("own", {"indicators/a.yaml": "# 注释\n- {name: 一, code: one}\n"})
    assert queries.read_pack("own").digest == before
    make_pack("own", {"indicators/a.yaml": "- {name: 壹, code: one}\n"})
    assert queries.read_pack("own").digest != before


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        (
            "indicators/a.yaml",
            "code: x\n",
            "indicators/a.yaml 第 1 行：文件应是一个列表，每项以“- code: …”开头",
        ),
        ("indicators/a.yaml", "- x\n", "indicators/a.yaml：第 1 项应是“- code: …”这样的一组键值"),
        (
            "indicators/a.yaml",
            "- name: 一\n",
            "indicators/a.yaml 第 1 行：第 1 项缺少 code，或 code 是数字而没有加引号",
        ),
        (
            "indicators/a.yaml",
            "- code: a\n- code: 12\n",
            "indicators/a.yaml 第 2 行：第 2 项缺少 code，或 code 是数字而没有加引号",
        ),
        (
            "indicators/a.yaml",
            "- code: 缺课率\n",
            "indicators/a.yaml 第 1 行：code “缺课率”只能用英文字母、数字和 . _ -",
        ),
        (
            "indicators/a.yaml",
            "- code: x\n- code: x\n",
            "indicators/a.yaml 第 2 行：code x 已在 indicators/a.yaml 第 1 行写过",
        ),
        ("indicators/a.yml", "- code: x\n", "indicators/a.yml：段落里只放 .yaml 文件，请改名或移走"),
        (
            "levels/a.yaml",
            "- code: x\n",
            "levels/a.yaml：“levels”不能作段落的文件夹名：用小写字母，levels 和 systems 写在 pack.yaml 里",
        ),
    ],
)
def test_problems_of_a_section(make_pack: PackMaker, file: str, text: str, sentence: str) -> None:
    make_pack("own", {file: text})
    assert sentences("own") == [sentence]


@pytest.mark.parametrize(
    ("manifest", "sentence"),
    [
        ("- code: own\n", "pack.yaml 第 1 行：应以“code: …”“name: …”这样的键值开头"),
        ("code: own\nname: 试\ndescription: 试\n", "pack.yaml 第 1 行：缺少必填的“version”"),
        (
            "code: own\nname: 试\ndescription: 试\nversion: '1'\n",
            "pack.yaml 第 1 行：“version”应写成 1.0.0 的样子(三个数字，用点隔开)",
        ),
        (
            "code: own\nname: 试\ndescription: 试\nversion: 1.0\n",
            "pack.yaml 第 1 行：“version”应是文字，数字和是/否请加引号",
        ),
        (
            "code: own\nname: 试\ndescription: 试\nversion: 1.0.0\nlevel: []\n",
            "pack.yaml 第 1 行：没有“level”这个键。是不是 levels？",
        ),
        (
            "code: own\nname: 试\ndescription: 试\nversion: 1.0.0\nrequires: foundation\n",
            "pack.yaml 第 1 行：“requires”应是一个列表，每项前写短横线",
        ),
        (
            "code: own\nname: 试\ndescription: 试\nversion: 1.0.0\nrequires: ['../x']\n",
            "pack.yaml 第 1 行：“requires”只能用小写字母开头的字母、数字、- 和 _",
        ),
        (
            "code: own\nname: 试\ndescription: 试\nversion: 1.0.0\nlevels:\n  - code: a\n",
            "pack.yaml 第 6 行：缺少必填的“levels.name”",
        ),
        (
            "code: own\nname: 试\ndescription: 试\nversion: 1.0.0\nlevels:\n"
            "  - {code: a, name: 甲}\n  - {code: a, name: 乙}\n",
            "pack.yaml 第 7 行：levels 里 a 写了两次",
        ),
        (
            "code: other\nname: 试\ndescription: 试\nversion: 1.0.0\n",
            "pack.yaml 第 1 行：code 是 other，应与文件夹名 own 相同",
        ),
    ],
)
def test_problems_of_the_manifest(make_pack: PackMaker, manifest: str, sentence: str) -> None:
    make_pack("own", manifest=manifest)
    assert sentences("own") == [sentence]


def test_all_problems_are_told_at_once_and_reading_refuses(make_pack: PackMaker) -> None:
    make_pack("own", {"indicators/a.yaml": "- name: 一\n", "indicators/b.yaml": "- ["})
    assert len(sentences("own")) == 2
    with pytest.raises(InvalidPack, match=r"方案包 own 有问题\(共 2 处\)：indicators/a.yaml 第 1 行"):
        queries.read_pack("own")


def test_a_link_out_of_the_pack_is_refused(make_pack: PackMaker, tmp_path: Path) -> None:
    folder = make_pack("own", {"indicators/a.yaml": "- code: x\n"})
    (tmp_path / "secret.yaml").write_text("- code: secret\n")
    (folder / "indicators" / "b.yaml").symlink_to(tmp_path / "secret.yaml")
    assert sentences("own") == ["indicators/b.yaml：链接到了方案包之外，请把文件放进方案包"]


def test_too_many_files_are_refused(make_pack: PackMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "_MAX_FILES", 1)
    make_pack("own", {"a/a.yaml": "", "a/b.yaml": ""})
    assert sentences("own") == ["pack.yaml：方案包有 2 个文件，最多 1 个"]


@pytest.mark.parametrize("code", ["../packs/own", "own/../own", "/etc", "", "owm", "OWN", "own\x00"])
def test_only_names_of_packs_are_ever_opened(make_pack: PackMaker, code: str) -> None:
    make_pack("own")
    with pytest.raises(UnknownPack, match="没有名为"):
        queries.read_pack(code)


def test_an_unknown_pack_brings_the_nearest_name(make_pack: PackMaker) -> None:
    make_pack("own")
    with pytest.raises(UnknownPack, match=r"没有名为“owm”的方案包。是不是 own\？"):
        queries.check_pack("owm")
    with pytest.raises(UnknownPack, match="没有名为“zzz”的方案包。现有：own"):
        queries.check_pack("zzz")


def test_folders_that_are_no_packs_are_not_listed(make_pack: PackMaker) -> None:
    make_pack("own").parent.joinpath("empty").mkdir()
    assert queries.available_packs() == ["own"]


def test_a_colleges_own_copy_wins(make_pack: PackMaker, tmp_path: Path, settings: object) -> None:
    make_pack("own", {"indicators/a.yaml": "- code: shipped\n"})
    copy = tmp_path / "home" / "own"
    copy.mkdir(parents=True)
    (copy / "pack.yaml").write_text("code: own\nname: 校\nversion: 2.0.0\ndescription: 改过\n")
    settings.PACK_DIRS = [tmp_path / "packs", tmp_path / "home", tmp_path / "missing"]  # type: ignore[attr-defined]
    assert queries.read_pack("own").manifest.version == "2.0.0"


def test_requirements_are_checked_with_the_pack(make_pack: PackMaker) -> None:
    make_pack("own", requires="base")
    assert sentences("own") == ["pack.yaml：没有名为“base”的方案包。现有：own"]
    make_pack("base", {"indicators/a.yaml": "- x\n"})
    assert sentences("own")[0].startswith("pack.yaml：依赖的方案包 base 有问题")
    make_pack("base", {"indicators/a.yaml": "- code: x\n"}, requires="own")
    assert sentences("own") == ["pack.yaml：方案包互相依赖成圈：own → base → own。请去掉其中一个 requires"]


def test_a_pack_comes_after_all_it_requires() -> None:
    order = in_requires_order(
        {"top": ["left", "right"], "left": ["base"], "right": ["base", "gone"], "base": []}
    )
    assert order == ["base", "left", "right", "top"]
    with pytest.raises(RequiresCircle) as circle:
        in_requires_order({"a": ["b"], "b": ["c"], "c": ["b"]})
    assert circle.value.path == ["b", "c", "b"]


def test_a_later_item_replaces_the_whole_earlier_one_in_its_place() -> None:
    base = [{"code": "a", "name": "甲", "unit": "%"}, {"code": "b"}]
    own = [{"code": "c"}, {"code": "a", "name": "改"}]
    assert merge([base, own]) == [{"code": "a", "name": "改"}, {"code": "b"}, {"code": "c"}]
