"""A register that asks for a second person: what waits, who decides, and what a stopped process leaves."""

from dataclasses import replace

import pytest

from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.datacentre import queries, registers
from zhengai.datacentre.models import Batch, RowChange
from zhengai.datacentre.registering import RowRefused, enter_row, move_change
from zhengai.datacentre.registers import Wanted
from zhengai.datacentre.rules.row_change import (
    TABLE,
    MoveRefused,
    RowKind,
    RowMove,
    RowState,
    check_mover,
    next_state,
)
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, Register

pytestmark = pytest.mark.usefixtures("members")

BASE = {"base_id": "JD001", "name": "青禾医院", "programme": "P1", "received": "12"}


@pytest.fixture
def bases(college: College, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """As in a scheme that wants a second person to see each row."""
    known = queries.catalogue(college)
    reviewed = replace(known.dataset("bases"), register=Register("校企合作", "base_id", reviewed=True))
    changed = Catalogue(
        [reviewed if each.code == "bases" else each for each in known.datasets.values()],
        known.levels.values(),
    )
    monkeypatch.setattr(queries, "catalogue", lambda _: changed)
    return reviewed


def enter(college: College, bases: Dataset, kind: RowKind = RowKind.ADD, **values: str) -> RowChange:
    key = () if kind is RowKind.ADD else ("JD001",)
    given = BASE | values if kind is RowKind.ADD else values
    return enter_row(
        college=college, dataset=bases, kind=kind, values=given, key=key, title="青禾医院", by="han"
    )


def received(college: College, bases: Dataset) -> list[int | None]:
    return [each["received"] for each in registers.rows(college, bases, Wanted()).rows]


def test_a_row_waits_and_comes_in_when_another_person_agrees(college: College, bases: Dataset) -> None:
    change = enter(college, bases)
    assert (change.state, change.batch) == ("waiting", "")
    assert received(college, bases) == []
    assert not Batch.objects.filter(dataset="bases", state="committed").exists()
    taken = move_change(change=change, move=RowMove.TAKE, by="lin", note="属实")
    assert (taken.state, taken.decided_by, taken.note) == ("taken", "lin", "属实")
    batch = Batch.objects.get(code=taken.batch)
    assert (batch.by, batch.rows_new) == ("han", 1)
    assert received(college, bases) == [12]
    told = AuditEvent.objects.filter(subject=f"row_change:{change.pk}").order_by("id")
    assert [(each.action, each.by) for each in told] == [
        ("datacentre.enter_row", "han"), ("datacentre.take_row", "lin"),
    ]  # fmt: skip


def test_what_is_wrong_is_said_to_the_person_who_enters_it(college: College, bases: Dataset) -> None:
    with pytest.raises(RowRefused) as refused:
        enter(college, bases, programme="P9")
    assert set(refused.value.fields) == {"programme"}
    assert not RowChange.objects.exists()


def test_one_change_of_a_row_waits_at_a_time(college: College, bases: Dataset) -> None:
    enter(college, bases)
    with pytest.raises(RowRefused, match="等审核"):
        enter(college, bases, name="别的")
    assert RowChange.objects.count() == 1
    assert registers.following_number(college, bases) == "JD002"


def test_returned_and_taken_back_bring_nothing_in(college: College, bases: Dataset) -> None:
    first = enter(college, bases)
    with pytest.raises(MoveRefused, match="写明"):
        move_change(change=first, move=RowMove.RETURN, by="lin", note=" ")
    returned = move_change(change=first, move=RowMove.RETURN, by="lin", note="人数不对")
    assert (returned.state, returned.note) == ("returned", "人数不对")
    second = enter(college, bases, received="13")
    with pytest.raises(MoveRefused, match="登记人自己"):
        move_change(change=second, move=RowMove.DROP, by="lin")
    assert move_change(change=second, move=RowMove.DROP, by="han").state == "dropped"
    assert received(college, bases) == []


def test_nobody_agrees_with_themselves(college: College, bases: Dataset) -> None:
    change = enter(college, bases)
    with pytest.raises(MoveRefused, match="不能是登记人本人"):
        move_change(change=change, move=RowMove.TAKE, by="han")
    assert received(college, bases) == []


def test_a_correction_and_a_withdrawal_wait_too(college: College, bases: Dataset) -> None:
    move_change(change=enter(college, bases), move=RowMove.TAKE, by="lin")
    correction = enter(college, bases, RowKind.CORRECT, received="20")
    assert (correction.before["received"], correction.values["received"]) == ("12", "20")
    assert received(college, bases) == [12]
    move_change(change=correction, move=RowMove.TAKE, by="lin")
    assert received(college, bases) == [20]
    withdrawal = enter(college, bases, RowKind.WITHDRAW)
    assert received(college, bases) == [20]
    assert (
        Batch.objects.get(
            code=move_change(change=withdrawal, move=RowMove.TAKE, by="lin").batch
        ).rows_withdrawn
        == 1
    )
    assert received(college, bases) == []


def test_what_came_in_meanwhile_is_not_overwritten(college: College, bases: Dataset) -> None:
    change = enter(college, bases)
    plain = replace(bases, register=Register("校企合作"))
    other = enter_row(
        college=college, dataset=plain, kind=RowKind.ADD, values=BASE | {"base_id": "JD002"}, by="he"
    )
    assert other.state == "taken"
    RowChange.objects.filter(pk=change.pk).update(values=BASE | {"base_id": "JD002", "received": "1"})
    change.refresh_from_db()
    with pytest.raises(RowRefused, match="已经有主键相同的一行"):
        move_change(change=change, move=RowMove.TAKE, by="lin")
    assert received(college, bases) == [12]
    change.refresh_from_db()
    assert change.state == "waiting"


@pytest.mark.parametrize("kind", list(RowKind))
def test_a_process_killed_after_the_lake_was_written(
    college: College, bases: Dataset, kind: RowKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change still waits; agreeing once more finds what is there and brings nothing twice."""
    if kind is not RowKind.ADD:
        move_change(change=enter(college, bases), move=RowMove.TAKE, by="lin")
    change = enter(college, bases, kind, **({"received": "20"} if kind is RowKind.CORRECT else {}))

    class Killed(BaseException):
        pass

    def kill(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("zhengai.datacentre.registering._decided", kill)
        with pytest.raises(Killed):
            move_change(change=change, move=RowMove.TAKE, by="lin")
    change.refresh_from_db()
    assert change.state == "waiting"
    version = queries.data_versions(college)["bases"]
    taken = move_change(change=change, move=RowMove.TAKE, by="lin")
    assert taken.state == "taken"
    assert queries.data_versions(college)["bases"] == version
    assert received(college, bases) == {"add": [12], "correct": [20], "withdraw": []}[kind]


def test_the_table_is_total() -> None:
    assert set(TABLE) == set(RowState)
    assert all(set(moves) == set(RowMove) for moves in TABLE.values())
    reached = {
        target for moves in TABLE.values() for target in moves.values() if isinstance(target, RowState)
    }
    assert reached == set(RowState) - {RowState.WAITING}
    for state in set(RowState) - {RowState.WAITING}:
        for move in RowMove:
            with pytest.raises(MoveRefused):
                next_state(state, move)


def test_a_return_has_a_reason() -> None:
    check_mover(move=RowMove.TAKE, entered_by="han", by="lin", note="")
    with pytest.raises(MoveRefused):
        check_mover(move=RowMove.RETURN, entered_by="han", by="lin", note="")
