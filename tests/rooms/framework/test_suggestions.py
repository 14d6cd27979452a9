"""A suggestion is answered by another person; without a name nothing leads to who made it."""

from datetime import date

import pytest
from django.db import IntegrityError

from zhengai.college.actions import create_college
from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.framework.actions import suggestion as actions
from zhengai.framework.actions.suggestion import move_suggestion, suggest
from zhengai.framework.models import Suggestion
from zhengai.framework.rules.suggestion import (
    TABLE,
    SuggestionMove,
    SuggestionRefused,
    SuggestionState,
    next_suggestion_state,
)
from zhengai.notices.models import Notice


@pytest.fixture
def college(db: None) -> College:
    return create_college(
        code="S1", name="示例学院", category="综合", by="sys", as_of=date(2026, 11, 20), is_sample=True
    )


M, S = SuggestionMove, SuggestionState


def made(college: College, *, title: str = "错峰用餐", anonymous: bool = False) -> Suggestion:
    return suggest(
        college=college, title=title, text="错开二十分钟", author_name="王静", author_number="T4", anonymous=anonymous,
        by="wang",
    )  # fmt: skip


def test_the_table_is_total() -> None:
    assert set(TABLE) == set(S)
    assert all(set(row) == set(M) for row in TABLE.values())


@pytest.mark.parametrize(
    ("state", "move", "target"),
    [(S.NEW, M.ADOPT, S.ADOPTED), (S.IN_HAND, M.DECLINE, S.DECLINED), (S.ADOPTED, M.HONOUR, S.HONOURED),
     (S.DECLINED, M.ADOPT, S.ADOPTED)],
)  # fmt: skip
def test_where_a_move_leads(state: SuggestionState, move: SuggestionMove, target: SuggestionState) -> None:
    assert next_suggestion_state(state, move) is target


@pytest.mark.parametrize(
    ("state", "move"),
    [(S.NEW, M.HONOUR), (S.ADOPTED, M.DECLINE), (S.HONOURED, M.HONOUR), (S.DECLINED, M.DECLINE)],
)
def test_what_is_refused(state: SuggestionState, move: SuggestionMove) -> None:
    with pytest.raises(SuggestionRefused):
        next_suggestion_state(state, move)


def test_from_a_suggestion_to_a_good_idea(college: College) -> None:
    found = made(college)
    with pytest.raises(SuggestionRefused, match="另一人"):
        move_suggestion(suggestion=found, move=M.ADOPT, text="好", by="wang")
    with pytest.raises(SuggestionRefused, match="答复"):
        move_suggestion(suggestion=found, move=M.ADOPT, text=" ", by="lin")
    with pytest.raises(SuggestionRefused, match="选择办理的部门"):
        move_suggestion(suggestion=found, move=M.ASSIGN, by="lin")
    found = move_suggestion(suggestion=found, move=M.ADOPT, text="下月试行", by="lin")
    assert (found.state, found.answered_by) == (S.ADOPTED, "lin")
    move_suggestion(suggestion=found, move=M.HONOUR, by="lin")
    told = Notice.objects.filter(person_number="T4").order_by("id").values_list("title", flat=True)
    assert list(told) == ["您的建议已采纳：错峰用餐", "您的建议评为好点子：错峰用餐"]
    with pytest.raises(SuggestionRefused, match="已经采纳"):
        move_suggestion(suggestion=found, move=M.DECLINE, text="不", by="lin")


def test_without_a_name_nothing_leads_to_the_person(college: College) -> None:
    found = made(college, anonymous=True)
    kept = [str(each) for each in Suggestion.objects.values().get(pk=found.pk).values()]
    assert not {"wang", "王静", "T4"} & set(kept)
    event = AuditEvent.objects.get(action="framework.suggest")
    assert (event.by, event.details) == ("anonymous", {})
    move_suggestion(suggestion=found, move=M.DECLINE, text="场地不够", by="lin")
    assert not Notice.objects.exists()


def test_the_same_twice_is_told(college: College) -> None:
    made(college)
    with pytest.raises(SuggestionRefused, match="完全一样"):
        made(college)
    with pytest.raises(SuggestionRefused, match="题目和内容"):
        made(college, title=" ")
    assert Suggestion.objects.count() == 1


def test_a_failing_trail_undoes_all(college: College, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**told: object) -> None:
        raise IntegrityError("audit")

    monkeypatch.setattr(actions, "record", fails)
    with pytest.raises(IntegrityError):
        made(college)
    assert not Suggestion.objects.exists()
