"""What one place needs from another: sent, received, answered; the table says something about every state and move."""

from datetime import date
from typing import Any

import pytest

from tests.rooms.improvement.conftest import Story
from zhengai.accounts.actions import create_user, grant_role
from zhengai.college.actions import SubjectRow, sync_subjects
from zhengai.college.models import Subject
from zhengai.core.models import AuditEvent
from zhengai.improvement.actions import AlreadySent, move_dependence, send_dependence
from zhengai.improvement.depending import dependences_of, receivers, waiting_for
from zhengai.improvement.models import Dependence
from zhengai.improvement.rules.dependence import (
    RECEIVING,
    TABLE,
    UNTOLD,
    DependenceMove,
    DependenceRefused,
    DependenceState,
    check_move,
    next_state,
)
from zhengai.notices.models import Notice

S, M = DependenceState, DependenceMove


def test_the_table_is_total() -> None:
    assert set(TABLE) == set(DependenceState)
    assert all(set(moves) == set(DependenceMove) for moves in TABLE.values())


@pytest.mark.parametrize("move", DependenceMove)
@pytest.mark.parametrize("state", DependenceState)
def test_every_step_leads_on_or_says_why_not(state: DependenceState, move: DependenceMove) -> None:
    target = TABLE[state][move]
    if isinstance(target, DependenceState):
        assert next_state(state, move) is target
    else:
        with pytest.raises(DependenceRefused, match=target):
            next_state(state, move)


@pytest.mark.parametrize(
    ("path", "end"),
    [
        ([M.ACCEPT, M.ANSWER, M.CLOSE], S.CLOSED),
        ([M.ANSWER, M.RESEND, M.DECLINE, M.ACCEPT, M.ANSWER, M.CLOSE], S.CLOSED),
        ([M.DECLINE, M.RESEND, M.WITHDRAW], S.WITHDRAWN),
    ],
)
def test_paths(path: list[DependenceMove], end: DependenceState) -> None:
    state = S.SENT
    for move in path:
        state = next_state(state, move)
    assert state is end


@pytest.mark.parametrize("move", sorted(RECEIVING))
def test_nobody_answers_what_he_sent(move: DependenceMove) -> None:
    with pytest.raises(DependenceRefused, match="另一位同事"):
        check_move(S.SENT, move, text="好", by_sender=True)


@pytest.mark.parametrize("move", sorted(UNTOLD))
def test_what_must_be_said_is_said(move: DependenceMove) -> None:
    state = next(each for each in S if isinstance(TABLE[each][move], S))
    with pytest.raises(DependenceRefused, match="请写"):
        check_move(state, move, text=" ", by_sender=False)


@pytest.fixture
def department(story: Story) -> Subject:
    rows = [SubjectRow("H01", "后勤处", None, (("T700", "罗平"),)), SubjectRow("H02", "空部门")]
    sync_subjects(college=story.world.college, level="department", rows=rows, by="he")
    for username, number, role in [
        ("luo", "T700", None),
        ("zheng", "T001", None),
        ("lin", "T900", "quality_office"),
    ]:
        user = create_user(
            username=username, display_name=username, password="wie-9-vogel", person_number=number, by="sys"
        )
        if role:
            grant_role(
                user=user, role=role, college=story.world.college.code, valid_from=date(2026, 9, 1), by="sec"
            )
    return Subject.objects.get(college=story.world.college, level="department", code="H01")


def sent(story: Story, target: Subject, **fields: Any) -> Dependence:
    wanted: dict[str, Any] = {
        "source": "improvement:1",
        "subject": story.subject(),
        "target": target,
        "problem": "宿舍到教学楼的班车不够",
        "need": "第一节课前加一班车",
        "due": date(2026, 11, 30),
        "by": "zheng",
    }
    return send_dependence(**wanted | fields)


def waiting(story: Story, username: str, number: str, *, office: bool = False) -> list[str]:
    found = waiting_for(story.world.college, username, number, [], office=office)
    return [each.state for each in found]


def test_it_is_sent_answered_and_closed(story: Story, department: Subject) -> None:
    made = sent(story, department)
    told = Notice.objects.get(person_number="T700")
    assert (told.about, told.due) == (f"dependence:{made.pk}", date(2026, 11, 30))
    assert waiting(story, "luo", "T700") == ["sent"]
    assert waiting(story, "zheng", "T001") == []
    move_dependence(dependence=made, move=M.ACCEPT, by="luo", revision=0)
    with pytest.raises(DependenceRefused, match="新的进展"):
        move_dependence(dependence=made, move=M.ANSWER, text="好", by="luo", revision=0)
    made = move_dependence(dependence=made, move=M.ANSWER, text="周一起加开", by="luo", revision=1)
    assert made.answer == "周一起加开"
    assert "后勤处答复了" in Notice.objects.filter(person_number="T001").latest("id").title
    assert waiting(story, "luo", "T700") == []
    assert waiting(story, "zheng", "T001") == ["answered"]
    made = move_dependence(dependence=made, move=M.CLOSE, by="zheng")
    assert [each.move for each in made.events.all()] == ["", "accept", "answer", "close"]
    assert AuditEvent.objects.filter(action="improvement.depend_move").count() == 3
    assert dependences_of(story.world.college, ["improvement:1"])["improvement:1"] == [made]


def test_a_place_of_nobody_is_the_quality_offices(story: Story, department: Subject) -> None:
    empty = Subject.objects.get(college=story.world.college, level="department", code="H02")
    assert receivers(story.world.college, department) == {"T700"}
    assert receivers(story.world.college, empty) == {"T900"}
    sent(story, empty)
    assert waiting(story, "lin", "T900", office=True) == ["sent"]
    assert waiting(story, "luo", "T700") == []


def test_one_problem_waits_at_a_place_once(story: Story, department: Subject) -> None:
    made = sent(story, department)
    with pytest.raises(AlreadySent) as refusal:
        sent(story, department)
    assert refusal.value.dependence == made
    move_dependence(dependence=made, move=M.WITHDRAW, text="已经解决", by="zheng")
    assert sent(story, department).pk != made.pk


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"need": " "}, "需要对方做什么"),
        ({"problem": ""}, "写清问题"),
        ({"due": date(2026, 11, 1)}, "早于今天"),
        ({"system": "nowhere"}, "从列出的系统"),
    ],
)
def test_what_is_missing_is_said(
    story: Story, department: Subject, fields: dict[str, Any], said: str
) -> None:
    with pytest.raises(DependenceRefused, match=said):
        sent(story, department, **fields)
    assert not Dependence.objects.exists()
    assert not Notice.objects.filter(person_number="T700").exists()


def test_a_problem_does_not_depend_on_its_own_place(story: Story, department: Subject) -> None:
    with pytest.raises(DependenceRefused, match="直接提出改进"):
        sent(story, story.subject())
