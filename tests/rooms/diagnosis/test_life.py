"""The life of rounds and records: opening, writing, submitting, returning, confirming, closing."""

from datetime import date

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from tests.rooms.diagnosis.world import BEFORE, DUE, YEAR, World
from zhengai.college.models import Subject
from zhengai.core.models import AuditEvent
from zhengai.cycles.models import Proof
from zhengai.diagnosis import actions
from zhengai.diagnosis.actions import RoundRefused, StaleRevision
from zhengai.diagnosis.models import Finding, Record, Round
from zhengai.diagnosis.queries import NoForm, form_of, problems, proofs_of
from zhengai.diagnosis.rules.machine import MoveRefused
from zhengai.diagnosis.rules.results import ElementResult, Incomplete
from zhengai.notices.models import Notice

EMPLOYMENT = "4.1.1"


def save(record: Record, point: str = EMPLOYMENT, by: str = "wu", **said: object) -> Record:
    told: dict[str, object] = {
        "conclusion": "problem", "opinion": "落实率偏低。", "cause": "订单班减少", "measure": "走访十家企业",
        "revision": record.revision,
    } | said  # fmt: skip
    return actions.save_finding(record=record, point=point, by=by, **told)  # type: ignore[arg-type]


def filled(record: Record, by: str = "wu") -> Record:
    """All points fine, one a problem."""
    codes = [row.code for row in form_of(record).points if row.code != EMPLOYMENT]
    record = actions.confirm_fine(record=record, points=codes, revision=record.revision, by=by)
    return save(record, by=by)


def submitted(record: Record) -> Record:
    done = filled(record)
    return actions.submit(record=done, revision=done.revision, summary="整体平稳。", by="wu")


def persons(key: str) -> set[str]:
    return set(Notice.objects.filter(key__startswith=key).values_list("person_number", flat=True))


def proofs() -> QuerySet[Proof]:
    """Those of this room: adopting control points proves something too."""
    return Proof.objects.filter(key__startswith="record:")


# rounds


def test_a_round_has_a_record_for_every_active_subject_and_no_facts_yet(world: World) -> None:
    Subject.objects.filter(code="P002").update(active=False)
    record = world.record()
    assert (Record.objects.count(), record.facts, record.facts_at) == (1, {}, None)
    assert record.round.title == "2025—2026学年专业自主诊断"
    assert persons(f"round:{record.round_id}:open") == {"T0002"}


def test_opening_fifteen_thousand_records_is_a_bounded_number_of_queries(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Subject.objects.bulk_create(
        Subject(college=world.college, level="student", code=f"S{n:05d}", name="同学") for n in range(3000)
    )
    with django_assert_max_num_queries(120):  # SQLite takes a statement for every hundred rows or so
        world.record(level="student", subject="S00001")
    assert Record.objects.count() == 3001


def test_opened_again_it_is_the_same_round_with_the_new_subjects(world: World, record: Record) -> None:
    Subject.objects.create(college=world.college, level="programme", code="P003", name="助产")
    assert world.record(subject="P003").round == record.round
    assert Round.objects.count() == 1
    assert Record.objects.filter(round=record.round).count() == 3


@pytest.mark.parametrize(
    ("period", "due", "said"),
    [
        ("2025-2026-2-W03", DUE, "诊断按学年或学期进行"),
        ("2027-2028", DUE, "还没有开始"),
        ("2099", DUE, "诊断按学年或学期进行"),
        ("soon", DUE, "没有“soon”这个周期"),
        (YEAR, date(2026, 11, 19), "期限要在今天或今天以后"),
    ],
)
def test_a_round_that_makes_no_sense_is_refused(world: World, period: str, due: date, said: str) -> None:
    with pytest.raises(RoundRefused, match=said):
        actions.open_round(
            college=world.college, kind="self", level="course", period=period, due=due, by="lin"
        )


def test_a_level_without_a_form_is_named(world: World) -> None:
    with pytest.raises(NoForm, match="没有层面 planet 的诊断表"):
        actions.open_round(college=world.college, kind="self", level="planet", period=YEAR, due=DUE, by="lin")


def test_a_closed_round_is_not_written_any_more_but_confirmed(world: World, record: Record) -> None:
    done = submitted(record)
    other = world.record(subject="P002")
    actions.close_round(round=record.round, by="lin")
    actions.close_round(round=record.round, by="lin")
    with pytest.raises(MoveRefused, match="已经结束，不能再保存"):
        save(other)
    with pytest.raises(MoveRefused, match="已经结束，不能再退回修改"):
        actions.return_record(record=done, text="再看看", by="lin")
    assert actions.confirm(record=done, text="", by="lin").state == "confirmed"
    with pytest.raises(RoundRefused, match="已经结束"):
        world.record()
    assert AuditEvent.objects.filter(action="diagnosis.close_round").count() == 1


# writing


def test_saying_the_same_twice_changes_nothing(record: Record) -> None:
    first = save(record)
    again = save(record)
    assert (first.revision, again.revision) == (1, 1)
    assert Finding.objects.count() == 1


def test_the_later_of_two_people_is_told_who_saved_what(record: Record) -> None:
    save(record)
    with pytest.raises(StaleRevision, match=r"吴桐 .* 保存了诊断点 4.1.1：有问题.*原因“订单班减少”"):
        save(record, by="zhou", cause="生源变化")
    assert Finding.objects.get().cause == "订单班减少"
    known = Record.objects.get(pk=record.pk)
    assert save(known, by="zhou", cause="生源变化").revision == 2
    assert Finding.objects.get().edited_by == "zhou"


def test_two_people_at_different_points_do_not_disturb_each_other(record: Record) -> None:
    save(record)
    assert save(record, point="1.1.1", by="zhou").revision == 2


def test_submitting_what_one_has_not_seen_is_refused(record: Record) -> None:
    mine = filled(record)
    save(mine, point="1.1.1", by="zhou", conclusion="fine", opinion="走访了六家", cause="", measure="")
    with pytest.raises(StaleRevision, match="周岚"):
        actions.submit(record=mine, revision=mine.revision, summary="", by="wu")
    known = Record.objects.get(pk=record.pk)
    assert actions.submit(record=known, revision=known.revision, summary="", by="wu").state == "submitted"


def test_confirming_points_keeps_the_opinion_drafted_from_data(record: Record) -> None:
    actions.confirm_fine(record=record, points=["1.1.2"], revision=0, by="wu")
    found = Finding.objects.get()
    assert (found.conclusion, found.opinion) == ("fine", "新生报到率 95.0%，达到标准 ≥ 90%。")


def test_confirming_points_leaves_what_was_judged_already(record: Record) -> None:
    mine = save(record, point="1.1.2")
    again = actions.confirm_fine(record=record, points=["1.1.2"], revision=mine.revision, by="wu")
    assert (again.revision, Finding.objects.get().conclusion) == (1, "problem")


def test_an_unknown_point_is_refused(record: Record) -> None:
    with pytest.raises(MoveRefused, match=r"没有诊断点“9\.9”"):
        save(record, point="9.9")


# submitting


def test_every_point_that_is_not_ready_is_named(record: Record) -> None:
    codes = [row.code for row in form_of(record).points if row.code not in (EMPLOYMENT, "1.1.1", "1.2.1")]
    actions.confirm_fine(record=record, points=codes, revision=0, by="wu")
    save(record, cause="", measure="  ")
    save(record, point="1.2.1", measure="")
    with pytest.raises(Incomplete) as refused:
        actions.submit(record=record, revision=9, summary="", by="wu")
    assert [each.sentence for each in refused.value.missing] == [
        "“1.1.1 人才需求”还没有结论",
        "“1.2.1 毕业能力达成”判断为有问题，还要写改进措施",
        "“4.1.1 毕业去向”判断为有问题，还要写原因和改进措施",
    ]
    assert Record.objects.get(pk=record.pk).state == "draft"


def test_facts_are_frozen_when_submitted_though_data_change(world: World, record: Record) -> None:
    done = submitted(record)
    world.value("employment_rate", "P001", YEAR, 0.99)
    world.value("registration_rate", "P001", YEAR, 0.10)
    facts = {fact.indicator: fact for row in form_of(done).points for fact in row.facts}
    assert facts["employment_rate"].value == 0.65
    assert facts["registration_rate"].value == 0.95
    with pytest.raises(MoveRefused, match="已经提交，数据和结论已固定"):
        actions.open_record(record=done, by="wu")
    assert Record.objects.get(pk=done.pk).facts == done.facts


def test_facts_of_a_draft_stay_until_they_are_renewed(world: World, record: Record) -> None:
    actions.open_record(record=record, by="wu")
    world.value("employment_rate", "P001", YEAR, 0.99)
    record = Record.objects.get(pk=record.pk)
    shown = [fact for row in form_of(record).points for fact in row.facts]
    assert next(fact for fact in shown if fact.indicator == "employment_rate").value == 0.65
    renewed = actions.open_record(record=record, by="wu")
    assert renewed.facts["indicators"]["employment_rate"]["value"] == 0.99


def test_submitting_proves_the_diagnosis_and_tells_the_department(world: World, record: Record) -> None:
    done = submitted(record)
    proof = Proof.objects.get(stage="diagnose")
    assert (proof.key, proof.about, proof.subject, proof.period) == (
        f"record:{done.pk}", f"record:{done.pk}", "P001", YEAR,
    )  # fmt: skip
    assert persons(f"record:{done.pk}:submit") == {"T0001"}


def test_a_second_click_on_submit_is_refused_and_proves_nothing_twice(record: Record) -> None:
    done = submitted(record)
    with pytest.raises(MoveRefused, match="已经提交过"):
        actions.submit(record=done, revision=done.revision, summary="", by="wu")
    assert Proof.objects.filter(stage="diagnose").count() == 1
    assert done.events.count() == 1


def test_many_small_records_make_one_notice_a_day(world: World) -> None:
    Subject.objects.create(
        college=world.college, level="student", code="S2", name="同学",
        department=Subject.objects.get(level="department", code="D01"),
    )  # fmt: skip
    for code in ("S0001", "S2"):
        record = world.record(level="student", subject=code)
        every = [row.code for row in form_of(record).points]
        record = actions.confirm_fine(record=record, points=every, revision=0, by=code)
        actions.submit(record=record, revision=record.revision, summary="", by=code)
    assert Notice.objects.filter(key__contains=":waiting:").count() == 1
    assert persons(f"round:{record.round_id}:waiting") == {"T0001"}


# after submission


def test_returned_it_is_written_again_and_proves_nothing_until_then(record: Record) -> None:
    done = submitted(record)
    with pytest.raises(MoveRefused, match="请写明哪里需要修改"):
        actions.return_record(record=done, text=" ", by="zhou")
    back = actions.return_record(record=done, text="原因再具体一些", by="zhou")
    assert (back.state, proofs().count()) == ("returned", 0)
    assert Notice.objects.get(key__contains=":return:", person_number="T0002").text == "原因再具体一些"
    again = save(back, cause="两家订单企业停招")
    again = actions.submit(record=again, revision=again.revision, summary="", by="wu")
    assert [event.move for event in again.events.all()] == ["submit", "return", "submit"]
    assert Notice.objects.filter(key__startswith=f"record:{record.pk}:submit").count() == 2


def test_confirming_proves_recognition_and_is_another_persons(record: Record) -> None:
    done = submitted(record)
    with pytest.raises(MoveRefused, match="不能是提交人本人"):
        actions.confirm(record=done, text="", by="wu")
    actions.confirm(record=done, text="同意", by="zhou")
    assert set(proofs().values_list("stage", "key")) == {
        ("diagnose", f"record:{done.pk}"),
        ("motivate", f"record:{done.pk}:confirm"),
    }


def test_the_proofs_can_be_told_again_from_the_records(world: World, record: Record) -> None:
    actions.confirm(record=submitted(record), text="", by="zhou")
    world.record(subject="P002")
    told = {(p.key, p.level, p.subject, p.period, p.stage.value, p.about, p.sentence, p.at, p.by)
            for p in proofs_of(world.college)}  # fmt: skip
    kept = proofs().values_list("key", "level", "subject", "period", "stage", "about", "sentence", "at", "by")
    assert told == set(kept)


# what it adds up to


def test_an_element_is_to_be_improved_when_one_of_its_points_is(record: Record) -> None:
    done = submitted(record)
    results = {each.element.code: each.result for each in form_of(done).elements}
    assert results["4.1"] is ElementResult.TO_IMPROVE
    assert set(results.values()) == {ElementResult.TO_IMPROVE, ElementResult.EFFECTIVE}


def test_a_problem_names_the_fact_that_shows_it(record: Record) -> None:
    done = submitted(record)
    (problem,) = problems(done)
    assert problem.source == f"finding:{Finding.objects.get(conclusion='problem').pk}"
    assert problem.fact is not None
    assert problem.fact.indicator == "employment_rate"


def test_earlier_rounds_stay_to_compare_with(world: World) -> None:
    from zhengai.diagnosis.queries import earlier

    submitted(world.record(period=BEFORE))
    now = world.record(period=YEAR)
    (before,) = earlier(now)
    assert before.round.period == BEFORE
    assert {each.conclusion for each in before.findings.all()} == {"fine", "problem"}


def test_a_form_asks_a_bounded_number_of_queries(
    world: World, record: Record, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(20):
        actions.open_record(record=record, by="wu")
    kept = Record.objects.select_related("round__college", "subject").get(pk=record.pk)
    with django_assert_max_num_queries(1):
        form = form_of(kept)
        assert form.points
        assert form.missing
