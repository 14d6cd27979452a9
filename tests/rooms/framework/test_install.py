"""Installing and upgrading: what requires what, what changes, and that a failure changes nothing."""

from unittest.mock import patch

import pytest

from tests.rooms.framework.conftest import PackMaker
from zhengai.college.actions import create_college
from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.framework import queries
from zhengai.framework.actions import install
from zhengai.framework.models import InstalledPack
from zhengai.framework.rules.problem import InvalidPack, UnknownPack

pytestmark = pytest.mark.django_db


@pytest.fixture
def college() -> College:
    return create_college(code="C1", name="试验学院", category="综合", by="何川")


def versions(college: College) -> list[tuple[str, str]]:
    return [(row.code, row.version) for row in queries.installed(college)]


def test_required_packs_come_first_and_later_items_win(college: College, make_pack: PackMaker) -> None:
    make_pack("base", {"indicators/a.yaml": "- {code: a, name: 甲, unit: 人}\n- {code: b, name: 乙}\n"})
    make_pack("own", {"indicators/a.yaml": "- {code: a, name: 改}\n- {code: c, name: 丙}\n"}, requires="base")
    install(college=college, pack="own", by="林敏")
    assert versions(college) == [("base", "1.0.0"), ("own", "1.0.0")]
    assert queries.section(college, "indicators") == [
        {"code": "a", "name": "改"},
        {"code": "b", "name": "乙"},
        {"code": "c", "name": "丙"},
    ]
    assert queries.section(college, "trees") == []
    assert str(InstalledPack.objects.get(code="own")) == "own 1.0.0"


def test_who_and_when_are_kept_and_audited(college: College, make_pack: PackMaker) -> None:
    make_pack("own")
    (row,) = install(college=college, pack="own", by="林敏")
    assert row.installed_by == "林敏"
    event = AuditEvent.objects.get(action="framework.install")
    assert (event.by, event.subject) == ("林敏", "C1/own")
    assert event.details == {"version": "1.0.0", "earlier": "", "digest": row.digest}


def test_equal_content_changes_nothing(college: College, make_pack: PackMaker) -> None:
    make_pack("own", {"indicators/a.yaml": "- code: a\n"})
    install(college=college, pack="own", by="林敏")
    make_pack("own", {"indicators/a.yaml": "# 只加注释\n- code: a\n"})
    assert install(college=college, pack="own", by="何川") == []
    assert InstalledPack.objects.get().installed_by == "林敏"
    assert AuditEvent.objects.filter(action="framework.install").count() == 1


def test_an_upgrade_replaces_the_content_and_keeps_one_row(college: College, make_pack: PackMaker) -> None:
    make_pack("base", {"indicators/a.yaml": "- code: a\n"})
    make_pack("own", requires="base")
    install(college=college, pack="own", by="林敏")
    make_pack("base", {"indicators/a.yaml": "- code: z\n"}, version="1.1.0")
    changed = install(college=college, pack="own", by="林敏")
    assert [row.code for row in changed] == ["base"]
    assert versions(college) == [("base", "1.1.0"), ("own", "1.0.0")]
    assert queries.section(college, "indicators") == [{"code": "z"}]


def test_a_changed_folder_changes_nothing_by_itself(college: College, make_pack: PackMaker) -> None:
    make_pack("own", {"indicators/a.yaml": "- code: a\n"})
    install(college=college, pack="own", by="林敏")
    make_pack("own", {"indicators/a.yaml": "- ["})
    assert queries.section(college, "indicators") == [{"code": "a"}]


def test_a_requirement_added_later_is_merged_before(college: College, make_pack: PackMaker) -> None:
    make_pack("own", {"indicators/a.yaml": "- {code: a, name: 改}\n"})
    install(college=college, pack="own", by="林敏")
    make_pack("base", {"indicators/a.yaml": "- {code: a, name: 甲}\n"})
    make_pack("own", {"indicators/a.yaml": "- {code: a, name: 改}\n"}, requires="base")
    install(college=college, pack="own", by="林敏")
    assert [code for code, _ in versions(college)] == ["base", "own"]
    assert queries.section(college, "indicators") == [{"code": "a", "name": "改"}]


def test_nothing_is_installed_when_one_pack_is_wrong(college: College, make_pack: PackMaker) -> None:
    make_pack("base")
    make_pack("own", {"indicators/a.yaml": "- x\n"}, requires="base")
    with pytest.raises(InvalidPack):
        install(college=college, pack="own", by="林敏")
    with pytest.raises(UnknownPack):
        install(college=college, pack="none", by="林敏")
    assert not InstalledPack.objects.exists()


def test_a_failing_audit_undoes_the_installation(college: College, make_pack: PackMaker) -> None:
    make_pack("own")
    with (
        patch("zhengai.framework.actions.record", side_effect=RuntimeError("磁盘已满")),
        pytest.raises(RuntimeError),
    ):
        install(college=college, pack="own", by="林敏")
    assert not InstalledPack.objects.exists()


def test_colleges_do_not_see_each_others_packs(college: College, make_pack: PackMaker) -> None:
    other = create_college(code="C2", name="另一学院", category="工科", by="何川")
    make_pack("own", {"indicators/a.yaml": "- code: a\n"})
    install(college=college, pack="own", by="林敏")
    assert queries.section(other, "indicators") == []


def test_a_colleges_own_words(college: College, make_pack: PackMaker) -> None:
    manifest = "code: {0}\nname: 试\nversion: 1.0.0\ndescription: 试\n{1}words: {{alert: {2}, goal: 目标}}\n"
    make_pack("base", manifest=manifest.format("base", "", "预警"))
    make_pack("own", manifest=manifest.format("own", "requires: [base]\n", "质量警报"))
    install(college=college, pack="own", by="林敏")
    assert queries.words(college) == {"alert": "质量警报", "goal": "目标"}
