"""Key figures of departments: named once, withdrawn while nobody decided, accepted as drafts, defined by a formula."""

from datetime import date

import pytest

from zhengai.accounts.actions import create_user, grant_role
from zhengai.college.actions import SubjectRow, sync_subjects
from zhengai.college.models import College, Subject
from zhengai.core.models import AuditEvent
from zhengai.indicators.actions import RevisionRefused
from zhengai.indicators.models import Definition, Proposal
from zhengai.indicators.proposals import KeyData, decide, define, drafts, explain, take_key_data
from zhengai.indicators.queries import definition
from zhengai.indicators.rules.proposal import (
    TABLE,
    ProposalMove,
    ProposalRefused,
    ProposalState,
    names_in,
)
from zhengai.notices.models import Notice

M, S = ProposalMove, ProposalState


@pytest.fixture
def office(taught: College) -> Subject:
    """An office that names figures, its person, and the two of the quality office."""
    sync_subjects(college=taught, level="department", rows=[SubjectRow("X1", "教务处")], by="he")
    for name, role, number in (
        ("han", "department", "G1"), ("lin", "quality_office", "G2"), ("gu", "quality_office", "G3"),
    ):  # fmt: skip
        user = create_user(
            username=name, password="wie-9-vogel", display_name=name, person_number=number, by="sys"
        )
        grant_role(
            user=user,
            role=role,
            college=taught.code,
            level="",
            subject="",
            valid_from=date(2026, 9, 1),
            by="sec",
        )
    return Subject.objects.select_related("college").get(college=taught, level="department", code="X1")


def take(office: Subject, *cells: str, by: str = "han") -> list[str]:
    rows = [KeyData(text, f"system_task:{n}", f"工作规划 · 任务{n}") for n, text in enumerate(cells, 1)]
    return sorted(each.name for each in take_key_data(department=office, rows=rows, by=by))


def state(name: str) -> str:
    return Proposal.objects.get(name=name).state


def test_the_table_is_total() -> None:
    assert set(TABLE) == set(S)
    assert all(set(moves) == set(M) for moves in TABLE.values())
    assert {target for moves in TABLE.values() for target in moves.values() if isinstance(target, S)} == set(
        S
    )


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("专业数、课程数", ["专业数", "课程数"]),
        (" 预警数，改进数;预警数\n", ["预警数", "改进数"]),
        ("、", []),
        ("", []),
        ("双师比例(专业课)", ["双师比例(专业课)"]),
    ],
)
def test_a_cell_names_figures(cell: str, names: list[str]) -> None:
    assert names_in(cell) == names


def test_a_figure_is_proposed_once_and_withdrawn_when_it_is_named_no_longer(office: Subject) -> None:
    assert take(office, "专业数、课程数", "课程数") == ["专业数", "课程数"]
    assert Proposal.objects.get(name="课程数").ground == "system_task:1"
    assert take(office, "专业数、课程数", "课程数") == []
    take(office, "专业数", "课程数")
    assert state("课程数") == S.PROPOSED  # another row names it still
    take(office, "专业数", "")
    assert state("课程数") == S.WITHDRAWN
    assert take(office, "专业数", "课程数") == ["课程数"]
    assert Proposal.objects.count() == 2


def test_what_the_dictionary_has_is_not_proposed(office: Subject) -> None:
    assert take(office, "缺课率、专业数") == ["专业数"]


def test_the_office_is_told_once_a_day(office: Subject) -> None:
    take(office, "专业数、课程数")
    take(office, "专业数、课程数、教材数")
    titles = Notice.objects.filter(kind="indicator").order_by("person_number")
    assert [(each.person_number, each.title) for each in titles] == [
        ("G2", "教务处提出了关键数据，请审核"), ("G3", "教务处提出了关键数据，请审核"),
    ]  # fmt: skip


def test_returned_explained_accepted(office: Subject) -> None:
    take(office, "专业数")
    proposal = Proposal.objects.get()
    with pytest.raises(ProposalRefused, match="要补充什么"):
        decide(proposal=proposal, move=M.RETURN, by="lin")
    decide(proposal=proposal, move=M.RETURN, reason="停招的算不算", by="lin")
    told = Notice.objects.get(person_number="G1")
    assert (told.title, told.text) == ("请补充关键数据的说明：专业数", "停招的算不算")
    with pytest.raises(ProposalRefused, match="等部门补充"):
        decide(proposal=proposal, move=M.ACCEPT, by="lin")
    with pytest.raises(ProposalRefused, match="数的是什么"):
        explain(proposal=proposal, meaning=" ", unit="个", by="han")
    explain(proposal=proposal, meaning="在招的专业", unit="个", by="han")
    decide(proposal=proposal, move=M.ACCEPT, by="lin")
    assert [(each.name, each.meaning, each.unit) for each in drafts(office.college)] == [
        ("专业数", "在招的专业", "个")
    ]
    take(office, "")
    assert state("专业数") == S.DRAFTED  # what the office accepted stays
    moves = AuditEvent.objects.filter(action="indicators.move_proposal").order_by("id")
    assert [event.details["move"] for event in moves] == ["退回补充", "补充后再提", "采纳为草案"]


def test_declined_with_a_reason_stays_declined(office: Subject) -> None:
    take(office, "专业数")
    proposal = Proposal.objects.get()
    with pytest.raises(ProposalRefused, match="为什么不采纳"):
        decide(proposal=proposal, move=M.DECLINE, by="lin")
    decide(proposal=proposal, move=M.DECLINE, reason="已由专业目录给出", by="lin")
    assert take(office, "专业数") == []
    assert state("专业数") == S.DECLINED


def test_nobody_decides_on_their_own(office: Subject) -> None:
    take(office, "专业数", by="lin")
    with pytest.raises(ProposalRefused, match="另一人"):
        decide(proposal=Proposal.objects.get(), move=M.ACCEPT, by="lin")
    assert decide(proposal=Proposal.objects.get(), move=M.ACCEPT, by="gu").state == S.DRAFTED


def test_a_figure_that_an_indicator_says_under_another_name(office: Subject) -> None:
    take(office, "旷课比例")
    proposal = Proposal.objects.get()
    with pytest.raises(ProposalRefused, match="没有“缺勤率”"):
        decide(proposal=proposal, move=M.DEFINE, indicator="缺勤率", by="lin")
    decide(proposal=proposal, move=M.DEFINE, indicator="缺课率", by="lin")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.indicator) == (S.DEFINED, "absence_rate")


def test_a_formula_makes_the_draft_an_indicator_for_all_who_named_it(office: Subject) -> None:
    college = office.college
    sync_subjects(
        college=college,
        level="department",
        rows=[SubjectRow("X1", "教务处"), SubjectRow("X2", "学工处")],
        by="he",
    )
    second = Subject.objects.select_related("college").get(college=college, level="department", code="X2")
    take(office, "缺勤人次")
    take(second, "缺勤人次")
    for each in Proposal.objects.all():
        decide(proposal=each, move=M.ACCEPT, by="lin")
    first = drafts(college).first()
    assert first is not None
    item = definition(college, "absence_rate").body | {
        "code": "missed", "name": "缺勤人次", "formula": '计数(考勤, 状态 = "缺勤")', "kind": "count", "unit": "人次",
    }  # fmt: skip
    with pytest.raises(RevisionRefused, match="写明为什么"):
        define(proposal=first, item=item, reason="", by="lin")
    assert not Definition.objects.filter(code="missed").exists()
    define(proposal=first, item=item, reason="教务处和学工处都用", by="lin")
    assert set(Proposal.objects.values_list("state", "indicator")) == {(S.DEFINED, "missed")}
    with pytest.raises(ProposalRefused, match="先采纳"):
        define(proposal=first, item=item, reason="再来一次", by="lin")
