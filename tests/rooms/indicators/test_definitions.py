"""Definitions are adopted as a whole, versioned by content, and found by code or name."""

from typing import Any

import pytest

from zhengai.college.models import College
from zhengai.datacentre import queries as datacentre
from zhengai.framework import queries as framework
from zhengai.framework.models import InstalledPack
from zhengai.indicators import actions, queries
from zhengai.indicators.checking import (
    FormulaError,
    InvalidDefinition,
    check_formula,
    check_items,
    formula_sql,
    handbook,
)
from zhengai.indicators.models import Definition
from zhengai.indicators.rules import digest
from zhengai_engine.formulas import SchemeError

pytestmark = pytest.mark.django_db


@pytest.fixture
def items(college: College, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The pack's indicators, in a list the test may change."""
    changed = framework.section(college, "indicators")
    monkeypatch.setattr(
        actions.framework,
        "section",
        lambda owner, name: changed if name == "indicators" else original(owner, name),
    )
    return changed


original = framework.section


def test_adopting_twice_changes_nothing(college: College) -> None:
    new, ended = actions.adopt(college=college, by="lin")
    assert new >= 60
    assert ended == 0
    assert actions.adopt(college=college, by="lin") == (0, 0)


def test_a_changed_item_is_a_new_version_and_the_old_one_stays(
    college: College, items: list[dict[str, Any]]
) -> None:
    actions.adopt(college=college, by="lin")
    rate = next(i for i in items if i["code"] == "absence_rate")
    rate["meaning"] = "另一种说法"
    assert actions.adopt(college=college, by="lin") == (1, 0)
    assert queries.definition(college, "absence_rate").version == 2
    first = Definition.objects.get(college=college, code="absence_rate", version=1)
    assert not first.current
    assert str(first) == "缺课率(absence_rate)第 1 版"
    old = queries.indicators(college, {"absence_rate": 1})
    assert old["absence_rate"].meaning != "另一种说法"


def test_a_removed_item_ends(college: College, items: list[dict[str, Any]]) -> None:
    actions.adopt(college=college, by="lin")
    alone = next(i for i in items if i["code"] == "early_leave_rate")
    items.remove(alone)
    assert actions.adopt(college=college, by="lin") == (0, 1)
    with pytest.raises(queries.UnknownIndicator):
        queries.definition(college, "early_leave_rate")


def test_a_broken_scheme_is_not_half_adopted(college: College, items: list[dict[str, Any]]) -> None:
    items[0]["formula"] = "计数(考情)"
    items[1]["name"] = "改了名"
    with pytest.raises(SchemeError):
        actions.adopt(college=college, by="lin")
    assert not Definition.objects.filter(college=college).exists()


def test_found_by_code_or_name_with_the_nearest_offered(college: College) -> None:
    actions.adopt(college=college, by="lin")
    assert queries.definition(college, "缺课率").code == "absence_rate"
    with pytest.raises(queries.UnknownIndicator, match=r"没有“absence_rat”.*absence_rate"):
        queries.definition(college, "absence_rat")


def test_the_order_of_keys_is_not_a_change() -> None:
    assert digest({"a": 1, "b": "二"}) == digest({"b": "二", "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})


def test_a_formula_is_checked_in_both_languages(college: College) -> None:
    actions.adopt(college=college, by="lin")
    checked = check_formula(college, '缺课率 = 计数(考勤, 状态 = "缺勤") / count(attendance)')
    assert checked.type == "数"
    assert checked.datasets == ("attendance",)
    assert checked.english == 'count(attendance, status = "缺勤") / count(attendance)'
    assert set(checked.levels) >= {"college", "programme", "course", "teacher", "student"}
    with pytest.raises(FormulaError, match="考勤"):
        check_formula(college, "计数(考情)")


def test_a_formula_prints_its_statement(college: College) -> None:
    actions.adopt(college=college, by="lin")
    assert "attendance" in formula_sql(college, "计数(考勤)", level="course", dialect="duckdb")
    mixed = "求和(办学条件.图书册数) / 求和(经费.学费收入)"
    with pytest.raises((InvalidDefinition, FormulaError)):
        formula_sql(college, mixed, level="college", dialect="duckdb")


def test_a_scheme_is_checked_before_it_is_installed(college: College) -> None:
    parts = [framework.section(college, name) for name in ("levels", "datasets", "indicators")]
    assert check_items(*parts) == []
    wrong = [{**parts[2][0], "formula": "计数(考情)"}]
    assert any("考勤" in sentence for sentence in check_items(parts[0], parts[1], wrong))
    assert check_items(parts[0], [{**parts[1][0], "key": ["没有"]}], [])


def test_the_handbook_names_every_indicator(college: College) -> None:
    actions.adopt(college=college, by="lin")
    printed = handbook(college)
    for definition in queries.definitions(college):
        assert definition.name in printed


def test_definitions_are_read_once_and_again_after_a_change(
    college: College, items: list[dict[str, Any]]
) -> None:
    actions.adopt(college=college, by="lin")
    before = queries.indicators(college)
    assert queries.indicators(college)["absence_rate"] is before["absence_rate"]
    next(i for i in items if i["code"] == "absence_rate")["meaning"] = "另一种说法"
    actions.adopt(college=college, by="lin")
    after = queries.indicators(college)
    assert (after["absence_rate"].meaning, after["absence_rate"].version) == ("另一种说法", 2)
    assert before["absence_rate"].version == 1


def test_what_a_caller_does_to_its_definitions_touches_nobody_else(college: College) -> None:
    actions.adopt(college=college, by="lin")
    queries.indicators(college).clear()
    assert "absence_rate" in queries.indicators(college)


def test_a_changed_pack_is_seen_at_once(college: College) -> None:
    before = datacentre.catalogue(college)
    assert datacentre.catalogue(college) is before
    pack = InstalledPack.objects.get(college=college)
    pack.content["sections"]["datasets"][0]["name"] = "改了名的表"
    pack.digest = "another"
    pack.save()
    assert datacentre.catalogue(college).find("改了名的表") is not None
    assert before.find("改了名的表") is None


def test_a_formula_says_where_it_can_be_computed(college: College) -> None:
    """Only where what it refers to is offered; a summary of members only above those members."""
    actions.adopt(college=college, by="lin")
    offered = queries.indicators(college)["student_teacher_ratio"].levels
    assert set(check_formula(college, "[生师比]").levels) == set(offered)
    summary = check_formula(college, "子级([缺课率], 学生, 平均)")
    assert "student" not in summary.levels
    assert "course" not in summary.levels
    assert set(summary.levels) >= {"college", "programme", "class"}
