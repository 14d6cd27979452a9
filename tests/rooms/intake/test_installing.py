"""From a draft to a pack of the college's own: every section passes the rooms' checks, and it is all or nothing."""

from pathlib import Path

import pytest

from tests.rooms.intake import clean_word
from tests.rooms.intake.test_measured import FILES, SEEDS
from zhengai.college.models import College
from zhengai.framework import queries as framework
from zhengai.framework.models import InstalledPack
from zhengai.framework.rules.problem import InvalidPack
from zhengai.intake import queries
from zhengai.intake.actions import (
    add_row,
    correct_row,
    discard,
    install_draft,
    keep_draft,
    move_row,
    set_aside,
)  # fmt: skip
from zhengai.intake.models import Draft
from zhengai.intake.rules.editing import IntakeRefused
from zhengai.scheme.actions import put_into_use
from zhengai.scheme.checking import problems_of_pack


def kept(college: College, *tables: str) -> Draft:
    return keep_draft(college=college, name="方案.docx", data=clean_word.scheme(*tables), by="lin")


def test_a_whole_scheme_becomes_a_sound_pack(college: College) -> None:
    draft = kept(college)
    counts = install_draft(draft=draft, code="qinghe-scheme", name="青禾方案", by="lin")
    assert problems_of_pack("qinghe-scheme") == []
    assert (counts["plans"], counts["schedule"], counts["measures"]) == (28, 90, 218)
    assert counts["standards"] == 43 + 44 + 18
    (form,) = framework.section(college, "diagnosis")[-1:]
    forms = {each["level"]: each for each in framework.section(college, "diagnosis")}
    elements = [e for item in forms["college"]["items"] for e in item["elements"]]
    points = [point for element in elements for point in element["points"]]
    assert (len(forms["college"]["items"]), len(elements), len(points)) == (5, 16, 38), form["level"]
    assert sum(1 + len(point.get("hints", ())) for point in points) == 103
    assert sum(len(point.get("evidence", ())) for point in points) == 202


@pytest.mark.parametrize("name", FILES)
def test_each_seed_becomes_a_sound_pack(college: College, name: str) -> None:
    path = SEEDS / FILES[name]
    if not path.exists():
        pytest.skip("the seed documents lie beside the checkout, in ../shared/seeds; they are not part of it")
    draft = keep_draft(college=college, name=path.name, data=path.read_bytes(), by="lin")
    install_draft(draft=draft, code="seed", name=f"{name}方案", by="lin")
    assert problems_of_pack("seed") == []


def test_codes_are_the_same_when_the_scheme_is_read_again(college: College, own_packs: Path) -> None:
    install_draft(draft=kept(college, "襄阳 表4"), code="mine", name="方案", by="lin")
    before = (own_packs / "mine" / "plans" / "scheme.yaml").read_text(encoding="utf-8")
    install_draft(draft=kept(college, "襄阳 表4"), code="mine", name="方案", by="lin")
    assert (own_packs / "mine" / "plans" / "scheme.yaml").read_text(encoding="utf-8") == before
    assert InstalledPack.objects.get(college=college, code="mine").version == "1.1.0"


def test_a_plan_of_the_same_name_is_updated_not_added(college: College) -> None:
    """Read again with a corrected category, and under another code: each name stands there once."""
    install_draft(draft=kept(college, "襄阳 表4"), code="mine", name="方案", by="lin")
    before = {each["code"]: each["name"] for each in framework.section(college, "plans")}
    again = kept(college, "襄阳 表4")
    row = next(each for each in queries.rows(again) if each.values["category"] == "专项规划")
    correct_row(row=row, values={"category": "子规划", "department": "新的部门"}, by="lin")
    install_draft(draft=again, code="mine", name="方案", by="lin")
    plans = {each["code"]: each for each in framework.section(college, "plans")}
    assert {code: each["name"] for code, each in plans.items()} == before
    changed = next(each for each in plans.values() if each["name"] == row.values["name"])
    assert (changed["category"], changed["department"]) == ("子规划", "新的部门")
    install_draft(draft=again, code="other", name="另一个代码", by="lin")
    assert sorted(each["name"] for each in framework.section(college, "plans")) == sorted(before.values())


def test_a_plan_of_an_installed_pack_is_the_same_plan(college: College) -> None:
    put_into_use(college=college, pack="xiangyang", by="lin")
    before = sorted(each["name"] for each in framework.section(college, "plans"))
    draft = kept(college, "襄阳 表4")
    _, known = queries.joined(college, queries.sections(draft, "方案"))
    assert known
    install_draft(draft=draft, code="mine", name="方案", by="lin")
    after = sorted(each["name"] for each in framework.section(college, "plans"))
    assert len(after) == len(before) + len(queries.sections(draft, "方案")["plans"]) - known


def test_an_updated_plan_keeps_the_plan_above_it(college: College) -> None:
    """The file names no plan above: what the pack said of it stays, also where the plan above is not in the file."""
    put_into_use(college=college, pack="xiangyang", by="lin")
    before = {each["code"]: each.get("parent", "") for each in framework.section(college, "plans")}
    assert before["t4-02"] == "t4-01"
    for number, code in enumerate(("mine", "other")):
        draft = kept(college, "襄阳 表4")
        for row in queries.rows(draft)[:number]:
            set_aside(row=row, aside=True, by="lin")
        install_draft(draft=draft, code=code, name="方案", by="lin")
        after = {each["code"]: each.get("parent", "") for each in framework.section(college, "plans")}
        assert after == before, code


def test_an_updated_regulation_keeps_its_topic(college: College) -> None:
    put_into_use(college=college, pack="xiangyang", by="lin")
    before = {each["name"]: each.get("topic", "") for each in framework.section(college, "regulations")}
    install_draft(draft=kept(college, "襄阳 表8"), code="mine", name="方案", by="lin")
    after = {each["name"]: each.get("topic", "") for each in framework.section(college, "regulations")}
    assert any(before.values())
    assert {name: after[name] for name in before} == before
    assert len(framework.section(college, "regulations")) == len(after), "one stands there twice"


def test_a_cell_of_the_matrix_keeps_its_indicators(college: College) -> None:
    """The scheme's table names elements, not who answers or what measures them: that stays as the pack below has it."""
    install_draft(draft=kept(college, "雅安 表1"), code="mine", name="方案", by="lin")
    matrix = framework.matrix(college)
    cell = matrix.cell("supervision", "course")
    assert cell is not None
    assert cell.elements == ("课程诊断与改进机制(课堂教学、课程建设)", "课程诊断报告", "课程评估")
    assert cell.indicators
    assert cell.department


def test_months_count_from_the_start_of_construction(college: College) -> None:
    install_draft(draft=kept(college, "襄阳 表8"), code="mine", name="方案", by="lin")
    items = {each["content"]: each for each in framework.section(college, "schedule")}
    assert items["成立学校诊改工作领导小组及专项工作小组"]["month"] == 0
    assert items["建设校本数据平台"]["month"] == 35
    assert items["学校年度工作计划"]["yearly"] == "年初"
    regulations = {each["name"]: each for each in framework.section(college, "regulations")}
    assert len(regulations) == 14
    assert regulations["质量事故预警制度"]["month"] == 1


def test_what_was_corrected_is_what_is_installed(college: College) -> None:
    draft = kept(college, "襄阳 表4")
    first, second, third = queries.rows(draft)[:3]
    correct_row(row=first, values={"name": "学校“十四五”发展规划"}, by="lin")
    set_aside(row=second, aside=True, by="lin")
    move_row(row=third, part="regulations", by="lin")
    add_row(draft=draft, part="plans", values={"category": "专项规划", "name": "国际交流规划"}, by="lin")
    install_draft(draft=draft, code="mine", name="方案", by="lin")
    names = [each["name"] for each in framework.section(college, "plans")]
    assert names[0] == "学校“十四五”发展规划"
    assert names[-1] == "国际交流规划"
    assert second.values["name"] not in names
    assert third.values["name"] in [each["name"] for each in framework.section(college, "regulations")]


def test_a_corrected_row_says_that_it_was_checked(college: College) -> None:
    draft = kept(college, "襄阳 表7")
    row = queries.rows(draft).get(values__name="课程诊断标准")
    assert correct_row(row=row, values={"department": "教务处"}, by="lin").confidence == "checked"
    assert correct_row(row=row, values={"name": ""}, by="lin").confidence == "low"


@pytest.mark.parametrize(
    ("code", "name", "sentence"),
    [
        ("Meine Schule", "方案", "小写字母开头"),
        ("mine", " ", "请填写方案包的名称"),
        ("foundation", "方案", "已有的方案包“诊改基础包”"),
    ],
)
def test_a_code_that_cannot_be(college: College, code: str, name: str, sentence: str) -> None:
    with pytest.raises(IntakeRefused, match=sentence):
        install_draft(draft=kept(college, "襄阳 表4"), code=code, name=name, by="lin")


def test_all_or_nothing(college: College, own_packs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack that does not pass the checks leaves the earlier one in its folder and in the college."""
    install_draft(draft=kept(college, "襄阳 表4"), code="mine", name="方案", by="lin")
    before = (own_packs / "mine" / "plans" / "scheme.yaml").read_bytes()
    broken = {"plans": [{"code": "p", "name": "甲", "category": "没有这一类"}]}
    monkeypatch.setattr(queries, "sections", lambda draft, name: broken)
    with pytest.raises(InvalidPack, match="没有这一类"):
        install_draft(draft=kept(college, "襄阳 表4"), code="mine", name="方案", by="lin")
    assert (own_packs / "mine" / "plans" / "scheme.yaml").read_bytes() == before
    assert InstalledPack.objects.get(college=college, code="mine").version == "1.0.0"
    assert [each.name for each in own_packs.iterdir() if each.is_dir()] == ["mine"]


def test_a_discarded_draft_leaves_what_was_installed(college: College) -> None:
    draft = kept(college, "襄阳 表4")
    install_draft(draft=draft, code="mine", name="方案", by="lin")
    discard(draft=draft, by="lin")
    assert not Draft.objects.exists()
    assert len(framework.section(college, "plans")) == 28
