"""Where am I, what is missing for the next step: read off values, documents and what was recognised."""

from datetime import date
from typing import Any

import pytest

from zhengai.accounts.actions import create_user
from zhengai.college.actions import SubjectRow, sync_subjects
from zhengai.college.models import College, Responsibility, Subject
from zhengai.framework.actions import set_own_item
from zhengai.standards.climbing import note_document, recognise
from zhengai.standards.ladders import indicators_of, ladders, ladders_for, places
from zhengai.standards.models import RequirementProof, StepReached
from zhengai.standards.rules.ladder import Reading, place_on
from zhengai.standards.rules.library import StandardRefused
from zhengai.standards.rules.sections import LadderItem

LADDER: dict[str, Any] = {
    "code": "teachers",
    "name": "教师发展阶梯",
    "level": "teacher",
    "steps": [
        {"code": "new", "name": "新教师", "requirements": [{"name": "教师资格"}]},
        {
            "code": "backbone",
            "name": "骨干教师",
            "requirements": [
                {"name": "师德"},
                {"name": "评教", "indicator": "score", "limit": "≥ 88"},
                {"name": "培训", "indicator": "days", "limit": "≥ 5"},
                {"name": "班额", "indicator": "size", "limit": "within 20..40"},
            ],
        },
        {"code": "leader", "name": "带头人", "requirements": []},
    ],
}
ITEM = LadderItem.model_validate(LADDER)


@pytest.mark.parametrize(
    ("recognised", "now", "following"),
    [
        (set(), None, "new"), ({"new"}, "new", "backbone"), ({"backbone"}, "backbone", "leader"),
        ({"new", "leader"}, "leader", None), ({"gone"}, None, "new"),
    ],
)  # fmt: skip
def test_where_one_stands(recognised: set[str], now: str | None, following: str | None) -> None:
    place = place_on(ITEM, {}, {}, recognised)
    assert (place.now.code if place.now else None) == now
    assert (place.next.code if place.next else None) == following


@pytest.mark.parametrize(
    ("values", "documents", "readings"),
    [
        ({}, {}, ["open", "blind", "blind", "blind"]),
        ({"score": 88.0, "days": 3.0, "size": 50.0}, {"师德": "考核表"}, ["proven", "met", "short", "short"]),
        ({"score": None, "days": 5.0, "size": 20.0}, {}, ["open", "blind", "met", "met"]),
    ],
)
def test_what_is_missing(
    values: dict[str, float | None], documents: dict[str, str], readings: list[str]
) -> None:
    step = place_on(ITEM, values, documents, {"new"}).next
    assert step is not None
    assert [each.reading.value for each in step.requirements] == readings
    assert {each.name for each in step.missing} == {
        each.name for each in step.requirements if not each.reading.is_done
    }


def test_how_far_it_is() -> None:
    step = place_on(ITEM, {"score": 85.5, "days": 9.0, "size": 50.0}, {}, {"new"}).next
    assert step is not None
    assert [each.gap for each in step.requirements] == [None, 2.5, None, None]
    assert not step.ready
    assert place_on(ITEM, {}, {}, {"backbone"}).next.ready  # type: ignore[union-attr]
    assert {each.chinese for each in Reading} == {"达到", "还差", "还没有数据", "有佐证", "要有佐证"}


@pytest.fixture
def teacher(college: College) -> Subject:
    College.objects.update(as_of=date(2026, 11, 20))
    sync_subjects(college=college, level="teacher", rows=[SubjectRow("T0004", "王静")], by="he")
    set_own_item(college=college, section="ladders", item=LADDER, by="lin")
    create_user(
        username="wang", display_name="王静", password="zhengai-demo", person_number="T0004", by="sys"
    )
    return Subject.objects.select_related("college").get(level="teacher")


def test_documents_and_recognition(teacher: Subject) -> None:
    for document in ("考核表", "2026 年考核表"):
        note_document(subject=teacher, ladder="teachers", requirement="师德", document=document, by="wang")
    told = recognise(subject=teacher, ladder="teachers", step="new", document="认定名单", by="lin")
    assert told.reached_on == date(2026, 11, 20)
    found = ladders(teacher.college, "teacher")
    assert indicators_of(found) == {"score", "days", "size"}
    ((ladder, place, reached),) = places(teacher, found, {"score": 90.0})
    assert (ladder.code, reached) == ("teachers", [told])
    assert place.next is not None
    assert place.next.done == 2
    assert place.next.requirements[0].document == "2026 年考核表"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"requirement": "身高"}, "没有要求"), ({"requirement": "评教"}, "由数据判断"),
        ({"document": " "}, "佐证"), ({"ladder": "x"}, "没有适用"),
    ],
)  # fmt: skip
def test_documents_that_are_refused(teacher: Subject, said: dict[str, str], sentence: str) -> None:
    told = {"ladder": "teachers", "requirement": "师德", "document": "考核表"} | said
    with pytest.raises(StandardRefused, match=sentence):
        note_document(subject=teacher, by="wang", **told)
    assert not RequirementProof.objects.exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"by": "wang"}, "由别人认定"), ({"step": "x"}, "没有这一级"), ({"document": ""}, "认定文件"),
        ({"reached_on": date(2026, 11, 21)}, "不能晚于今天"),
    ],
)  # fmt: skip
def test_recognitions_that_are_refused(teacher: Subject, said: dict[str, Any], sentence: str) -> None:
    told = {"ladder": "teachers", "step": "new", "document": "名单", "by": "lin"} | said
    with pytest.raises(StandardRefused, match=sentence):
        recognise(subject=teacher, **told)
    assert not StepReached.objects.exists()


def test_a_ladder_of_advisers_is_only_for_who_answers_for_a_class(teacher: Subject) -> None:
    """辅导员、班主任 (STD-09)."""
    college = teacher.college
    own = LADDER | {"code": "advisers", "name": "辅导员、班主任发展阶梯", "answers_for": "class"}
    set_own_item(college=college, section="ladders", item=own, by="lin")
    assert [each.code for each in ladders_for(teacher)] == ["teachers"]
    with pytest.raises(StandardRefused, match="没有适用"):
        note_document(subject=teacher, ladder="advisers", requirement="师德", document="表", by="wang")
    class_ = Subject.objects.create(college=college, level="class", code="B001", name="护理2501")
    Responsibility.objects.create(subject=class_, person_number="T0004", person_name="王静")
    assert [each.code for each in ladders_for(teacher)] == ["teachers", "advisers"]
