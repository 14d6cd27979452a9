"""A word that no choice knows: the rows wait, a person decides, the rows come in."""

from collections.abc import Callable

import pytest

from tests.rooms.datacentre.conftest import LI, STUDENTS
from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.datacentre.codetaking import Taken, take_waiting
from zhengai.datacentre.deciding import MOST_WORDS, answer_question, suggestions
from zhengai.datacentre.models import Batch, CodeQuestion
from zhengai.datacentre.queries import catalogue, lake, waiting_file
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules import AnswerRefused, CodeAnswer

Take = Callable[..., BatchReport]
HEAD = STUDENTS
pytestmark = pytest.mark.usefixtures("members")


def student(number: int, status: str, kind: str = "普通高职", programme: str = "P1") -> str:
    return f"{number},某人{number},C1,{programme},2026,{status},{kind}\n"


SENT = HEAD + LI + student(1, "在校") + student(2, "在校") + student(3, "参军保留") + student(4, "参军保留")


def question(word: str = "参军保留") -> CodeQuestion:
    return CodeQuestion.objects.get(word=word)


def decide(
    college: College, answer: CodeAnswer, value: str = "", reason: str = "", word: str = "参军保留"
) -> Taken:
    decided = answer_question(
        question=question(word),
        answer=answer,
        value=value,
        reason=reason,
        catalogue=catalogue(college),
        by="he",
    )
    return take_waiting(question=decided, by="he")


def rows(college: College) -> int:
    held = lake(college)
    version = held.latest("students")
    return 0 if version is None else held.rows("students", version)


def test_rows_wait_and_come_in_when_the_word_means_a_value(college: College, take: Take) -> None:
    report = take("students", SENT, source="jw")
    assert (report.accepted, report.rejected) == (3, 2)
    assert "1 个没见过的写法等待决定" in "".join(report.notes)
    asked = question()
    assert (asked.field, asked.source, asked.rows, asked.batches) == ("status", "jw", 2, [report.batch])
    assert decide(college, CodeAnswer.MAPPED, "休学") == Taken(2, ())
    assert rows(college) == 5
    assert AuditEvent.objects.filter(action="datacentre.code_mapped").count() == 1
    assert AuditEvent.objects.get(action="datacentre.take_waiting").details["rows"] == 2


def test_what_was_decided_holds_for_the_source_that_writes_so(college: College, take: Take) -> None:
    take("students", SENT, source="jw")
    decide(college, CodeAnswer.MAPPED, "休学")
    more = HEAD + LI + student(5, "参军保留")
    assert take("students", more, source="jw", name="b.csv").rejected == 0
    other = take("students", HEAD + LI + student(6, "参军保留"), source="xg", name="c.csv")
    assert other.rejected == 1
    assert sorted(CodeQuestion.objects.values_list("source", "state")) == [
        ("jw", "mapped"),
        ("xg", "waiting"),
    ]


def test_people_who_import_on_pages_share_their_words(college: College, take: Take) -> None:
    take("students", SENT, source="web:he")
    decide(college, CodeAnswer.MAPPED, "休学")
    assert take("students", HEAD + LI + student(7, "参军保留"), source="web:wang", name="b.csv").rejected == 0


def test_an_added_word_is_a_value_of_the_college(college: College, take: Take) -> None:
    take("students", SENT, source="jw")
    with pytest.raises(AnswerRefused, match="请写理由"):
        decide(college, CodeAnswer.ADDED)
    assert decide(college, CodeAnswer.ADDED, reason="征兵办要单独统计").rows == 2
    values = [each.value for each in catalogue(college).dataset("students").field("status").choices]
    assert values[-1] == "参军保留"
    assert take("students", HEAD + LI + student(8, "参军保留"), source="xg", name="b.csv").rejected == 0


def test_a_refused_word_is_not_asked_again(college: College, take: Take) -> None:
    take("students", SENT, source="jw")
    assert decide(college, CodeAnswer.REFUSED, reason="请写休学").rows == 0
    report = take("students", HEAD + LI + student(9, "参军保留"), source="jw", name="b.csv")
    assert report.rejected == 1
    assert question().state == CodeAnswer.REFUSED
    assert "等待决定" not in "".join(report.notes)


def test_two_words_of_a_file_are_both_decided_first(college: College, take: Take) -> None:
    take("students", SENT + student(5, "在校", kind="订单班"), source="jw")
    first = decide(college, CodeAnswer.MAPPED, "休学")
    assert first.rows == 0
    assert first.left == ("a.csv 还有别的写法等待决定",)
    # the refused one must not hold the others back, however few they are
    assert decide(college, CodeAnswer.REFUSED, reason="不单列", word="订单班").rows == 2


def test_only_rows_with_nothing_else_wrong_wait(college: College, take: Take) -> None:
    sent = SENT + student(5, "参军保留", programme="没有这个专业")
    report = take("students", sent, source="jw")
    batch = Batch.objects.get(code=report.batch)
    assert waiting_file(batch) is not None
    assert decide(college, CodeAnswer.MAPPED, "休学").rows == 2
    assert rows(college) == 5


def test_rows_that_came_anew_since_are_left_to_a_person(college: College, take: Take) -> None:
    take("students", SENT, source="jw")
    take("students", HEAD + student(3, "毕业"), source="jw", name="b.csv")
    taken = decide(college, CodeAnswer.MAPPED, "休学")
    assert taken.rows == 0
    assert "1 行此后又收到过新的内容" in taken.left[0]


def test_a_trial_asks_nothing(take: Take) -> None:
    take("students", SENT, source="jw", dry_run=True)
    assert not CodeQuestion.objects.exists()


def test_a_column_full_of_new_words_is_no_column_of_codes(take: Take) -> None:
    many = "".join(student(100 + n, f"写法{n}") for n in range(MOST_WORDS + 1))
    good = "".join(student(300 + n, "在校") for n in range(MOST_WORDS + 2))
    report = take("students", HEAD + good + many, source="jw")
    assert report.rejected == MOST_WORDS + 1
    assert not CodeQuestion.objects.exists()


def test_a_file_refused_as_a_whole_still_asks(college: College, take: Take) -> None:
    report = take("students", HEAD + LI + student(3, "参军保留") + student(4, "参军保留"), source="jw")
    assert report.refused
    assert question().batches == []
    assert decide(college, CodeAnswer.MAPPED, "休学") == Taken(0, ())


def test_a_decision_is_made_once(college: College, take: Take) -> None:
    take("students", SENT, source="jw")
    with pytest.raises(AnswerRefused, match="请选一个已有的值"):
        decide(college, CodeAnswer.MAPPED, "没有这个值")
    decide(college, CodeAnswer.MAPPED, "休学")
    with pytest.raises(AnswerRefused, match="已经由另一人决定"):
        decide(college, CodeAnswer.REFUSED, reason="晚了")


def test_suggestions_follow_the_code_table_and_likeness(college: College) -> None:
    people = catalogue(college)
    assert suggestions(college, people.dataset("teachers").field("title"), "012") == ["副教授"]
    assert suggestions(college, people.dataset("students").field("status"), "在校生")[0] == "在校"
    assert suggestions(college, people.dataset("students").field("status"), "xyz") == []
