"""An instant evaluation: who opens, who answers once, what is kept, and what becomes of it."""

from datetime import timedelta

import pytest

from tests.rooms.classroom.conftest import CLASS
from zhengai.classroom.actions import answer, batch_of, close_evaluation, has_answered, open_evaluation
from zhengai.classroom.models import InstantCount, InstantEvaluation, InstantMark
from zhengai.classroom.queries import forms, offerings_of, results_of, running_for
from zhengai.classroom.rules import CODE_LENGTH, LETTERS, InstantRefused, plain_code, results
from zhengai.classroom.rules.sections import InstantFormItem
from zhengai.classroom.tasks import close_what_is_over
from zhengai.college.models import College
from zhengai.core import clock
from zhengai.core.models import AuditEvent
from zhengai.datacentre import queries, registers
from zhengai.datacentre.registers import Wanted
from zhengai.indicators.actions import evaluate
from zhengai.indicators.models import CurrentValue

BEST = {"understood": 0, "practised": 0}
HALF = {"understood": 2, "practised": 1}


def opened(college: College, **changed: object) -> InstantEvaluation:
    asked = {"teacher": "T1", "offering": "O1", "form": "lesson-understood", "minutes": 5} | changed
    return open_evaluation(college=college, by="wu", **asked)  # type: ignore[arg-type]


def rows(college: College) -> list[dict[str, object]]:
    dataset = queries.catalogue(college).dataset("instant_evaluations")
    return registers.rows(college, dataset, Wanted()).rows


def test_a_teacher_opens_one_in_a_lesson_of_their_own(taught: College) -> None:
    assert [each.code for each in offerings_of(taught, "T1")] == ["O1"]
    made = opened(taught)
    assert (made.semester, made.week, made.group, made.theme) == ("2026-2027-1", 12, "C1", "learning")
    assert (len(made.code), set(made.code) <= set(LETTERS)) == (CODE_LENGTH, True)
    assert made.closes_at - made.opened_at == timedelta(minutes=5)
    assert list(running_for(taught, CLASS[0])) == [made]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"offering": "O2"}, "自己任教"),
        ({"teacher": ""}, "自己任教"),
        ({"form": "none"}, "评价表"),
        ({"minutes": 600}, "几分钟"),
    ],
)
def test_what_cannot_be_opened(taught: College, changed: dict[str, object], said: str) -> None:
    with pytest.raises(InstantRefused, match=said):
        opened(taught, **changed)
    assert not InstantEvaluation.objects.exists()


def test_one_runs_in_a_lesson_at_a_time(taught: College) -> None:
    first = opened(taught)
    with pytest.raises(InstantRefused, match="还没有结束"):
        opened(taught)
    close_evaluation(evaluation=first, by="wu")
    opened(taught)


def test_everybody_answers_once_and_nobodys_answer_is_kept(taught: College) -> None:
    made = opened(taught)
    answer(evaluation=made, student=CLASS[0], answers=HALF)
    with pytest.raises(InstantRefused, match="已经回答过"):
        answer(evaluation=made, student=CLASS[0], answers=BEST)
    assert (has_answered(made, CLASS[0]), has_answered(made, CLASS[1])) == (True, False)
    made.refresh_from_db()
    assert made.sheets == 1
    counts = InstantCount.objects.filter(evaluation=made, number__gt=0)
    assert set(counts.values_list("question", "choice", "number")) == {
        ("understood", 2, 1),
        ("practised", 1, 1),
    }
    # the mark is of no use to whoever reads the database, and another one in another evaluation
    mark = InstantMark.objects.get().mark
    assert CLASS[0] not in mark
    assert not AuditEvent.objects.filter(action__startswith="classroom.answer").exists()
    close_evaluation(evaluation=made, by="wu")
    second = opened(taught)
    answer(evaluation=second, student=CLASS[0], answers=BEST)
    assert InstantMark.objects.get(evaluation=second).mark != mark


@pytest.mark.parametrize(
    ("student", "answers", "said"),
    [
        ("T1", BEST, "由学生回答"),
        ("", BEST, "由学生回答"),
        (CLASS[1], {"understood": 0}, "还有一题没有选"),
        (CLASS[1], {"understood": 9, "practised": 0}, "没有这个选项"),
    ],
)
def test_what_is_no_answer(taught: College, student: str, answers: dict[str, int], said: str) -> None:
    made = opened(taught)
    with pytest.raises(InstantRefused, match=said):
        answer(evaluation=made, student=student, answers=answers)
    made.refresh_from_db()
    assert (made.sheets, made.marks.count()) == (0, 0)


def test_another_class_does_not_answer(taught: College) -> None:
    made = opened(taught)
    InstantEvaluation.objects.filter(pk=made.pk).update(group="C9")
    with pytest.raises(InstantRefused, match="另一个班"):
        answer(evaluation=made, student=CLASS[0], answers=BEST)
    assert list(running_for(taught, CLASS[0])) == []


def test_what_came_out_is_told_when_it_is_over_and_counts(taught: College) -> None:
    made = opened(taught)
    for number in CLASS[:4]:
        answer(evaluation=made, student=number, answers=BEST)
    answer(evaluation=made, student=CLASS[4], answers=HALF)
    made.refresh_from_db()
    assert results_of(made) == []  # not while it runs
    closed = close_evaluation(evaluation=made, by="wu")
    told = {each.code: each for each in results_of(closed)}
    assert [each.count for each in told["understood"].choices] == [4, 0, 1, 0]
    assert told["understood"].mean == pytest.approx((4 * 100 + 50) / 5)
    batch = batch_of(closed)
    assert batch is not None
    assert (batch.rows_new, batch.by, batch.source) == (2, "wu", "form:wu")
    found = {str(row["question"]): (row["answers"], row["score_total"], row["week"]) for row in rows(taught)}
    assert found["这节课的重点，您掌握得怎样"] == (5, 450, 12)
    assert not any(number in str(rows(taught)) for number in CLASS)
    with pytest.raises(InstantRefused, match="已经结束"):
        answer(evaluation=made, student=CLASS[5], answers=BEST)
    # again, as after a process that died: nothing comes in twice
    InstantEvaluation.objects.filter(pk=made.pk).update(batch="")
    close_what_is_over()
    made.refresh_from_db()
    assert (made.batch, len(rows(taught))) == (batch.code, 2)
    evaluate(college=taught, by="lin", codes=["instant_learning_score", "instant_teaching_score"])
    value = CurrentValue.objects.get(
        indicator="instant_learning_score", level="course", subject="K1", period="2026-2027-1-W12"
    )
    assert value.value == pytest.approx((450 + 4 * 100 + 60) / 10)
    assert not CurrentValue.objects.filter(indicator="instant_teaching_score", value__isnull=False).exists()


def test_of_four_nothing_is_told_and_nothing_counts(taught: College) -> None:
    made = opened(taught)
    for number in CLASS[:4]:
        answer(evaluation=made, student=number, answers=BEST)
    closed = close_evaluation(evaluation=made, by="wu")
    assert (results_of(closed), closed.batch) == ([], "")
    assert queries.data_versions(taught).get("instant_evaluations") is None


def test_what_its_teacher_leaves_open_ends_by_itself(taught: College) -> None:
    made = opened(taught)
    for number in CLASS:
        answer(evaluation=made, student=number, answers=BEST)
    close_what_is_over()
    made.refresh_from_db()
    assert made.closed_at is None
    InstantEvaluation.objects.filter(pk=made.pk).update(closes_at=clock.now())
    close_what_is_over()
    made.refresh_from_db()
    assert made.closed_at is not None
    assert made.batch


def test_a_code_is_read_as_it_was_meant() -> None:
    assert plain_code(" ab-c 23k ") == "ABC23K"
    assert plain_code("ABCDEFGH") == "ABCDEF"


def test_no_question_without_answers_has_a_mean(taught: College) -> None:
    form: InstantFormItem = forms(taught)[0]
    questions = [each.model_dump(mode="json") for each in form.questions]
    assert [each.mean for each in results(questions, {}, 5)] == [None, None]


@pytest.mark.parametrize(
    "changed",
    [
        {"questions": []},
        {"theme": "weather"},
        {"questions": [{"code": "a", "text": "好吗", "choices": [{"text": "好", "score": 100}]}]},
        {
            "questions": [
                {"code": "a", "text": t, "choices": [{"text": "好", "score": 1}, {"text": "坏", "score": 0}]}
                for t in ("一", "二")
            ]
        },
    ],
)
def test_a_form_that_cannot_be_asked(changed: dict[str, object]) -> None:
    sound = {
        "code": "f", "name": "问", "theme": "learning",
        "questions": [
            {"code": "a", "text": "好吗", "choices": [{"text": "好", "score": 100}, {"text": "坏", "score": 0}]}
        ],
    }  # fmt: skip
    assert InstantFormItem.model_validate(sound)
    with pytest.raises(ValueError):  # noqa: PT011
        InstantFormItem.model_validate(sound | changed)
