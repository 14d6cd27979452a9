"""Upgrading keeps what the college changed and what people answered, tells it beforehand, and does all or nothing."""

from datetime import date
from pathlib import Path

import pytest

from tests.rooms.framework.conftest import PackMaker
from zhengai.college.actions import create_college
from zhengai.college.models import College, Subject
from zhengai.diagnosis.models import Finding, Record, Round
from zhengai.diagnosis.queries import form_of
from zhengai.framework import queries
from zhengai.framework.actions import drop_own_item, set_own_item
from zhengai.framework.models import InstalledPack
from zhengai.framework.rules.comparing import Change
from zhengai.framework.rules.problem import InvalidPack
from zhengai.goals.models import Goal
from zhengai.indicators.actions import adopt
from zhengai.indicators.queries import definitions
from zhengai.scheme.actions import put_into_use
from zhengai.scheme.exporting import ExportRefused, default_code, export
from zhengai.scheme.upgrading import upgrade_of

pytestmark = pytest.mark.django_db

MANIFEST = (
    "code: {0}\nname: 试\nversion: {1}\ndescription: 试\nwords: {{alert: 警报}}\n"
    "levels:\n  - {{code: college, name: 学校}}\n  - {{code: course, name: 课程}}\n"
)
DATASET = (
    "- code: students\n  name: 学生\n  key: [number]\n  fields:\n"
    "    - {code: number, name: 学号, type: text, required: true}\n"
)
HEADS = (
    "- {{code: heads, name: {0}, kind: count, formula: 计数(学生), unit: {1}, levels: [college],"
    " periods: [semester]}}\n"
)
CHAINS = "- {code: goal, name: 目标}\n- {code: standard, name: 标准}\n"


def pack(make_pack: PackMaker, version: str = "1.0.0", **files: str) -> Path:
    parts = {"datasets": DATASET, "indicators": HEADS.format("人数", "人"), "chains": CHAINS} | files
    told = {f"{name}/a.yaml": text for name, text in parts.items()}
    return make_pack("base", told, manifest=MANIFEST.format("base", version))


@pytest.fixture
def college(make_pack: PackMaker) -> College:
    pack(make_pack)
    college = create_college(code="C1", name="试验学院", category="综合", by="何川")
    put_into_use(college=college, pack="base", by="林敏")
    return college


def mine(college: College, section: str) -> list[dict[str, object]]:
    row = InstalledPack.objects.filter(college=college, code="own").first()
    return list(row.content["sections"].get(section, [])) if row else []


def test_a_first_installation_leaves_no_pack_of_the_colleges_own(college: College) -> None:
    assert [row.code for row in queries.installed(college)] == ["base"]
    assert not upgrade_of(college, "base").changes_anything


def test_the_colleges_key_stays_and_the_rest_follows(college: College, make_pack: PackMaker) -> None:
    (item,) = queries.section(college, "indicators")
    set_own_item(college=college, section="indicators", item=item | {"unit": "名"}, by="林敏")
    adopt(college=college, by="林敏")
    pack(make_pack, "1.1.0", indicators=HEADS.format("在校生人数", "个"))
    told = upgrade_of(college, "base")
    (difference,) = told.comparison.differences
    assert (difference.version, difference.college, difference.conflict) == (
        Change.CHANGED, Change.CHANGED, True,
    )  # fmt: skip
    assert [(step.code, step.before, step.after) for step in told.steps] == [("base", "1.0.0", "1.1.0")]
    put_into_use(college=college, pack="base", by="林敏")
    (item,) = queries.section(college, "indicators")
    assert (item["name"], item["unit"]) == ("在校生人数", "名")
    assert [each.name for each in definitions(college)] == ["在校生人数"]


def test_what_the_version_took_up_is_no_longer_the_colleges_own(
    college: College, make_pack: PackMaker
) -> None:
    set_own_item(college=college, section="chains", item={"code": "goal", "name": "目标链"}, by="林敏")
    pack(make_pack, "1.1.0", chains="- {code: goal, name: 目标链}\n- {code: standard, name: 标准}\n")
    put_into_use(college=college, pack="base", by="林敏")
    assert mine(college, "chains") == []


def test_a_removed_indicator_that_a_goal_rests_on_stays(college: College, make_pack: PackMaker) -> None:
    subject = Subject.objects.get(college=college, level="college")
    Goal.objects.create(
        college=college, subject=subject, indicator="heads", indicator_name="人数", period="2026-2027-1",
        limit="≥ 100", state="approved", proposed_by="林敏", proposed_at="2026-09-01T00:00Z",
    )  # fmt: skip
    other = HEADS.format("师生人数", "人").replace("heads", "people")
    pack(make_pack, "1.1.0", indicators=other)
    told = upgrade_of(college, "base")
    assert [each.sentence for each in told.kept] == [
        "人数：新版删去了它，但已有 1 个目标，所以保留在本校调整里；不再需要时可以在那里移除"
    ]
    put_into_use(college=college, pack="base", by="林敏")
    assert {each.code for each in definitions(college)} == {"heads", "people"}
    assert [each["code"] for each in mine(college, "indicators")] == ["heads"]
    drop_own_item(college=college, section="indicators", code="heads", by="林敏")
    assert mine(college, "indicators") == []


def test_a_removed_indicator_that_nobody_uses_goes(college: College, make_pack: PackMaker) -> None:
    pack(make_pack, "1.1.0", indicators=HEADS.format("师生人数", "人").replace("heads", "people"))
    assert upgrade_of(college, "base").kept == ()
    put_into_use(college=college, pack="base", by="林敏")
    assert {each.code for each in definitions(college)} == {"people"}


FORM = (
    "- code: college\n  name: 学校诊断表\n  level: college\n  items:\n"
    "    - code: '1'\n      name: 构架\n      elements:\n{0}"
)
ELEMENT = "        - code: '1.{0}'\n          name: {1}\n          points: [{{code: 1.{0}.1, name: {1}, question: 有吗？}}]\n"


def test_a_removed_element_that_has_answers_is_told_and_they_stay_readable(
    college: College, make_pack: PackMaker
) -> None:
    both = FORM.format(ELEMENT.format(1, "理念") + ELEMENT.format(2, "组织"))
    pack(make_pack, "1.1.0", diagnosis=both)
    put_into_use(college=college, pack="base", by="林敏")
    (form,) = queries.section(college, "diagnosis")
    at = "2026-09-01T00:00Z"
    round_ = Round.objects.create(
        college=college, kind="self", level="college", period="2025-2026", title="学校自主诊断", form=form,
        opened_at=at, opened_by="林敏", due=date(2026, 12, 1),
    )  # fmt: skip
    subject = Subject.objects.get(college=college, level="college")
    record = Record.objects.create(round=round_, subject=subject, state="draft")
    for point, conclusion in (("1.1.1", "fine"), ("1.2.1", "problem")):
        Finding.objects.create(
            record=record, point=point, conclusion=conclusion, opinion="已写", edited_at=at, edited_by="林敏"
        )
    pack(make_pack, "1.2.0", diagnosis=FORM.format(ELEMENT.format(1, "理念")))
    assert upgrade_of(college, "base").notes == (
        "诊断点 1.2.1 组织：新版的诊断表里没有了，已有的 1 条结论留在各自的轮次里，照旧可查",
    )
    put_into_use(college=college, pack="base", by="林敏")
    (now,) = queries.section(college, "diagnosis")
    assert [each["name"] for each in now["items"][0]["elements"]] == ["理念"]
    shown = {row.point.code: row.finding.conclusion for row in form_of(record).points if row.finding}
    assert shown == {"1.1.1": "fine", "1.2.1": "problem"}


def test_an_upgrade_that_takes_away_what_the_college_rests_on_is_refused_whole(
    college: College, make_pack: PackMaker
) -> None:
    item = {"code": "c", "system": "decision", "level": "college", "groups": []}
    set_own_item(college=college, section="matrix", item=item, by="林敏")
    before = list(InstalledPack.objects.values_list("code", "digest"))
    pack(make_pack, "1.1.0", chains="- {code: goal, name: 新目标}\n")
    with pytest.raises(InvalidPack, match="c：“groups”至少要有一项"):
        put_into_use(college=college, pack="base", by="林敏")
    assert list(InstalledPack.objects.values_list("code", "digest")) == before


def test_an_exported_scheme_reads_back_equal(college: College, make_pack: PackMaker, tmp_path: Path) -> None:
    set_own_item(college=college, section="chains", item={"code": "goal", "name": "目标链"}, by="林敏")
    found = export(college, name="我校方案")
    assert (found.manifest.code, found.manifest.requires) == ("college-c1", ())
    found.to_folder(tmp_path / "packs" / found.manifest.code)
    read = queries.read_pack("college-c1")
    assert read.manifest.words == {"alert": "警报"}
    assert read.sections == {
        name: queries.section(college, name) for name in ("levels", "datasets", "indicators", "chains")
    }
    again = create_college(code="C2", name="另一学院", category="综合", by="何川", as_of=date(2026, 9, 1))
    put_into_use(college=again, pack="college-c1", by="何川")
    assert queries.section(again, "chains") == queries.section(college, "chains")


def test_what_an_export_refuses(college: College, tmp_path: Path) -> None:
    for code in ("Own", "own", "方案"):
        with pytest.raises(ExportRefused):
            export(college, code=code)
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "file").write_text("", encoding="utf-8")
    with pytest.raises(ExportRefused, match="已经有内容"):
        export(college).to_folder(tmp_path / "there")
    assert default_code(College(code="四一")) == "college"
