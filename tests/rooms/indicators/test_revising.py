"""Changing a definition: tried on real rows first, then a version in the college's own pack."""

import pytest

from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.framework.models import InstalledPack
from zhengai.indicators.actions import RevisionRefused, adopt, evaluate, revise
from zhengai.indicators.checking import SchemeError
from zhengai.indicators.models import CurrentValue, Run
from zhengai.indicators.previewing import preview
from zhengai.indicators.queries import definition, versions_of
from zhengai_engine.model.value import NullReason

STUDENTS = "student"


def changed(college: College, **values: object) -> dict[str, object]:
    return definition(college, "absence_rate").body | values


def test_a_preview_computes_and_stores_nothing(taught: College) -> None:
    week = calendar_of(taught).period("2026-2027-1-W01")
    item = changed(
        taught,
        code="missed",
        name="没来的人次",
        formula='计数(考勤, 状态 = "缺勤")',
        kind="count",
        unit="人次",
    )
    found = preview(taught, item, level=STUDENTS, period=week)
    assert [(v.subject, v.value) for v in found.values] == [("2026001", 1.0), ("2026002", 0.0)]
    assert (found.count, found.nulls) == (2, {})
    assert [(rows.dataset, rows.total) for rows in found.rows] == [("attendance", 1)]
    assert not Run.objects.exists()
    assert not CurrentValue.objects.exists()
    assert definition(taught, "absence_rate").version == 1


def test_a_preview_counts_what_has_no_value(taught: College) -> None:
    week = calendar_of(taught).period("2026-2027-1-W01")
    item = changed(
        taught, code="odd", name="古怪比", formula='计数(考勤, 状态 = "缺勤") / 计数(考勤, 状态 = "早退")'
    )
    found = preview(taught, item, level=STUDENTS, period=week)
    assert found.nulls == {NullReason.NO_DENOMINATOR: 2}
    assert found.rows == ()


def test_a_revision_is_computed_from_the_next_run_on(taught: College) -> None:
    week = calendar_of(taught).period("2026-2027-1-W01")
    first = evaluate(college=taught, by="lin", periods=[week], codes=["absence_rate"])
    item = changed(taught, formula='计数(考勤, 状态 = "出勤") / 计数(考勤)')
    revised = revise(college=taught, item=item, version=1, reason="试用新口径", by="lin")
    second = evaluate(college=taught, by="lin", periods=[week], codes=["absence_rate"])
    assert revised.version == 2
    assert first.definition_versions["absence_rate"] == 1
    assert second.definition_versions["absence_rate"] == 2
    value = CurrentValue.objects.get(indicator="absence_rate", level=STUDENTS, subject="2026001")
    assert (value.numerator, value.denominator) == (1.0, 2.0)


def test_the_own_pack_stays_over_what_is_installed(taught: College) -> None:
    revise(college=taught, item=changed(taught, meaning="一"), version=1, reason="说明更清楚", by="lin")
    revise(college=taught, item=changed(taught, meaning="二"), version=2, reason="说明更清楚", by="lin")
    own = InstalledPack.objects.get(college=taught, code="own")
    assert (own.version, own.content["manifest"]["requires"]) == ("0.0.2", ["foundation"])
    assert len(own.content["sections"]["indicators"]) == 1
    assert adopt(college=taught, by="lin") == (0, 0)
    assert [each.version for each in versions_of(taught, "absence_rate")] == [3, 2, 1]


def test_a_revision_that_breaks_the_scheme_changes_nothing(taught: College) -> None:
    with pytest.raises(SchemeError, match="absence_rate"):
        revise(college=taught, item=changed(taught, formula="计数(考"), version=1, reason="试", by="lin")
    assert not InstalledPack.objects.filter(code="own").exists()
    assert definition(taught, "absence_rate").version == 1


@pytest.mark.parametrize(("version", "said"), [(0, "现在是第 1 版"), (2, "现在是第 1 版")])
def test_a_revision_of_another_version_is_told(taught: College, version: int, said: str) -> None:
    with pytest.raises(RevisionRefused, match=said):
        revise(college=taught, item=changed(taught, meaning="一"), version=version, reason="改", by="lin")
