"""What is collected by hand counts when a second person has accepted it: every state meets every move."""

import pytest

from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of
from zhengai.core.models import AuditEvent
from zhengai.indicators.actions import fill_entry, review_entry
from zhengai.indicators.models import Entry
from zhengai.indicators.rules.entry import (
    TABLE,
    EntryMove,
    EntryRefused,
    EntryState,
    check_answer,
    check_reviewer,
    next_state,
)
from zhengai.indicators.rules.sections import MeasureItem
from zhengai_engine.model.period import Period

S, M = EntryState, EntryMove
PLAN = MeasureItem.model_validate(
    {
        "code": "M-4",
        "level": "student",
        "per": "college",
        "item": "学生工作",
        "name": "{year}年学生思想政治教育计划",
        "kind": "document",
        "form": "document",
        "department": "学工处",
        "parameters": [{"code": "year", "kind": "calendar_year", "value": "2020"}],
    }
)


def test_the_table_is_total() -> None:
    assert set(TABLE) == {None, *S}
    assert all(set(moves) == set(M) for moves in TABLE.values())
    reached = {target for moves in TABLE.values() for target in moves.values() if isinstance(target, S)}
    assert reached == set(S)


@pytest.mark.parametrize(
    ("state", "move", "after"),
    [
        (None, M.SAVE, S.DRAFT),
        (None, M.SUBMIT, S.SUBMITTED),
        (S.DRAFT, M.SUBMIT, S.SUBMITTED),
        (S.SUBMITTED, M.ACCEPT, S.ACCEPTED),
        (S.SUBMITTED, M.RETURN, S.RETURNED),
        (S.RETURNED, M.SUBMIT, S.SUBMITTED),
        (S.ACCEPTED, M.SAVE, S.DRAFT),
    ],
)
def test_where_a_move_leads(state: S | None, move: M, after: S) -> None:
    assert next_state(state, move) is after


@pytest.mark.parametrize(
    ("state", "move"),
    [
        (None, M.ACCEPT),
        (S.DRAFT, M.ACCEPT),
        (S.SUBMITTED, M.SAVE),
        (S.ACCEPTED, M.ACCEPT),
        (S.RETURNED, M.ACCEPT),
    ],
)
def test_what_is_not_possible_now(state: S | None, move: M) -> None:
    with pytest.raises(EntryRefused):
        next_state(state, move)


@pytest.mark.parametrize(
    ("form", "answer", "evidence", "move", "word"),
    [
        ("yes_no", "maybe", "文件", M.SAVE, "是、否"),
        ("grade", "优", "文件", M.SAVE, "好、中"),
        ("text", "", "文件", M.SUBMIT, "答案"),
        ("text", "做了", " ", M.SUBMIT, "佐证"),
        ("yes_no", "yes", "", M.SUBMIT, "佐证"),
        ("text", "长" * 4001, "", M.SAVE, "4000"),
    ],
)
def test_an_answer_that_cannot_be_taken(form: str, answer: str, evidence: str, move: M, word: str) -> None:
    grades = ("好", "中") if form == "grade" else ()
    with pytest.raises(EntryRefused, match=word):
        check_answer(form=form, grades=grades, answer=answer, evidence=evidence, move=move)


@pytest.mark.parametrize(
    ("form", "answer", "evidence", "move"),
    [
        ("text", "", "", M.SAVE),
        ("yes_no", "no", "学字〔2026〕3号", M.SUBMIT),
        ("grade", "好", "名册", M.SUBMIT),
    ],
)
def test_an_answer_that_is_taken(form: str, answer: str, evidence: str, move: M) -> None:
    check_answer(form=form, grades=("好", "中"), answer=answer, evidence=evidence, move=move)


def test_a_reviewer_is_somebody_else_and_says_why_it_comes_back() -> None:
    with pytest.raises(EntryRefused, match="不能是填报人本人"):
        check_reviewer(move=M.ACCEPT, collected_by="lin", by="lin", note="")
    with pytest.raises(EntryRefused, match="写明要改什么"):
        check_reviewer(move=M.RETURN, collected_by="lin", by="han", note=" ")
    check_reviewer(move=M.ACCEPT, collected_by="lin", by="han", note="")


@pytest.fixture
def whole(taught: College) -> Subject:
    return Subject.objects.get(college=taught, level="college")


@pytest.fixture
def year(taught: College) -> Period:
    return calendar_of(taught).period("2026-2027")


def test_filled_in_returned_and_accepted(whole: Subject, year: Period) -> None:
    told = {"measure": PLAN, "subject": whole, "year": year}
    draft = fill_entry(**told, move=M.SAVE, answer="计划", evidence="", by="he")  # type: ignore[arg-type]
    assert (draft.state, draft.name) == (S.DRAFT, "2026年学生思想政治教育计划")
    sent = fill_entry(**told, move=M.SUBMIT, answer="计划", evidence="学字〔2026〕3号", by="he")  # type: ignore[arg-type]
    assert sent.pk == draft.pk
    back = review_entry(entry=sent, move=M.RETURN, note="缺文号", by="lin")
    assert (back.state, back.note, back.reviewed_by) == (S.RETURNED, "缺文号", "lin")
    again = fill_entry(**told, move=M.SUBMIT, answer="计划", evidence="学字〔2026〕4号", by="he")  # type: ignore[arg-type]
    assert (again.reviewed_by, again.reviewed_at) == ("", None)
    assert review_entry(entry=again, move=M.ACCEPT, note="", by="lin").state == S.ACCEPTED
    trail = AuditEvent.objects.filter(action__startswith="indicators.", action__endswith="_entry")
    moves = [each.action.partition(".")[2] for each in trail.order_by("id")]
    assert moves == ["save_entry", "submit_entry", "return_entry", "submit_entry", "accept_entry"]
    assert all("学字" not in str(each.details) for each in trail)


def test_what_is_refused_changes_nothing(whole: Subject, year: Period) -> None:
    with pytest.raises(EntryRefused):
        fill_entry(measure=PLAN, subject=whole, year=year, move=M.SUBMIT, answer="", evidence="", by="he")
    assert not Entry.objects.exists()
    student = Subject.objects.filter(level="student").first()
    assert student is not None
    with pytest.raises(EntryRefused, match="不由人为这个对象收集"):
        fill_entry(measure=PLAN, subject=student, year=year, move=M.SAVE, answer="", evidence="", by="he")
