"""A register edited as a whole table: what it begins with, what two people do at once, what comes in and what waits."""

from dataclasses import replace

import pytest

from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.datacentre import queries, registers, table_changing
from zhengai.datacentre.models import Batch, TableChange, TableLine
from zhengai.datacentre.registering import RowRefused, enter_row
from zhengai.datacentre.registers import Wanted
from zhengai.datacentre.rules.row_change import MoveRefused, RowKind
from zhengai.datacentre.rules.table_change import TABLE, TableMove, TableState, merged
from zhengai.datacentre.table_changing import WHOLE, TableRefused, check_table, finish_stopped, move_table
from zhengai.datacentre.table_typing import (
    add_lines,
    bring_previous,
    lay_rows,
    open_table,
    paste_cells,
    settle_line,
    type_cells,
)
from zhengai.framework.actions import install
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, Register

pytestmark = pytest.mark.usefixtures("members")
BASE = {"base_id": "JD001", "name": "青禾医院", "programme": "P1", "received": "12"}


@pytest.fixture
def bases(college: College) -> Dataset:
    return queries.catalogue(college).dataset("bases")


@pytest.fixture
def reviewed(college: College, bases: Dataset, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """As in a scheme that wants a second person to see what comes in."""
    known = queries.catalogue(college)
    asking = replace(bases, register=Register("校企合作", "base_id", reviewed=True))
    changed = Catalogue(
        [asking if each.code == "bases" else each for each in known.datasets.values()], known.levels.values()
    )
    monkeypatch.setattr(queries, "catalogue", lambda _: changed)
    return asking


@pytest.fixture
def pledges(college: College) -> Dataset:
    """A register with a year in its key."""
    install(college=college, pack="registers", by="he")
    return queries.catalogue(college).dataset("safety_pledges")


def enter(college: College, dataset: Dataset, **values: str) -> None:
    enter_row(college=college, dataset=dataset, kind=RowKind.ADD, values=BASE | values, by="han")


def held(college: College, dataset: Dataset) -> dict[str, str]:
    rows = [registers.texts(dataset, each) for each in registers.rows(college, dataset, Wanted()).rows]
    return {each["base_id"]: each["received"] for each in rows}


def write(table: TableChange, dataset: Dataset, line: TableLine, **values: str) -> None:
    type_cells(table=table, dataset=dataset, cells={line.pk: values}, gone=set())


def line(table: TableChange, key: str) -> TableLine:
    return next(each for each in table.lines.all() if each.values["base_id"] == key)


def begun(college: College, dataset: Dataset, by: str = "han") -> TableChange:
    return open_table(college=college, dataset=dataset, period="", by=by)


def test_add_change_and_drop_come_in_as_one(college: College, bases: Dataset) -> None:
    enter(college, bases)
    enter(college, bases, base_id="JD002")
    before = Batch.objects.filter(state="committed", dataset="bases").count()
    table = begun(college, bases)
    assert begun(college, bases).pk == table.pk
    write(table, bases, line(table, "JD001"), received="20")
    type_cells(
        table=table, dataset=bases, cells={line(table, "JD002").pk: {}}, gone={line(table, "JD002").pk}
    )
    add_lines(table=table, dataset=bases, count=1)
    write(table, bases, line(table, "JD003"), name="新基地", programme="P1", received="3")
    assert held(college, bases) == {"JD001": "12", "JD002": "12"}
    taken = move_table(table=table, dataset=bases, move=TableMove.SUBMIT, by="han")
    assert taken.state == TableState.TAKEN
    assert held(college, bases) == {"JD001": "20", "JD003": "3"}
    brought = Batch.objects.get(code=taken.batch)
    assert (brought.rows_new, brought.rows_changed, brought.by) == (1, 1, "han")
    assert Batch.objects.get(code=taken.withdrawal).rows_withdrawn == 1
    assert Batch.objects.filter(state="committed", dataset="bases").count() == before + 2
    told = AuditEvent.objects.filter(subject=f"table_change:{table.pk}").values_list("action", flat=True)
    assert list(told.order_by("id")) == [
        "datacentre.open_table", "datacentre.submit_table", "datacentre.take_table",
    ]  # fmt: skip


def test_each_wrong_cell_says_why_and_nothing_typed_is_lost(college: College, bases: Dataset) -> None:
    enter(college, bases)
    table = begun(college, bases)
    write(table, bases, line(table, "JD001"), received="很多", programme="P9")
    add_lines(table=table, dataset=bases, count=30)
    for at, each in enumerate(table.lines.filter(key=[])):
        write(table, bases, each, name=f"基地{at}", programme="P9")
    with pytest.raises(TableRefused, match="有 31 行要改"):
        move_table(table=table, dataset=bases, move=TableMove.SUBMIT, by="han")
    table.refresh_from_db()
    assert table.state == TableState.DRAFT
    assert set(line(table, "JD001").problems) == {"received", "programme"}
    assert all(set(each.problems) == {"programme"} for each in table.lines.filter(key=[]))
    assert line(table, "JD001").values["received"] == "很多"
    assert held(college, bases) == {"JD001": "12"}
    write(table, bases, line(table, "JD001"), received="13")
    assert set(line(table, "JD001").problems) == {"programme"}


def test_two_people_at_the_same_table(college: College, bases: Dataset) -> None:
    """The second one is told who stored what, keeps what was typed, and chooses."""
    enter(college, bases)
    enter(college, bases, base_id="JD002")
    first, second = begun(college, bases, "han"), begun(college, bases, "he")
    assert first.pk != second.pk
    write(first, bases, line(first, "JD001"), received="20", name="甲写的")
    write(second, bases, line(second, "JD001"), received="30")
    move_table(table=first, dataset=bases, move=TableMove.SUBMIT, by="han")
    with pytest.raises(TableRefused, match="有 1 行要改"):
        move_table(table=second, dataset=bases, move=TableMove.SUBMIT, by="he")
    stale = line(second, "JD001")
    assert stale.newer
    assert "“接收实习生数”现在是“20”" in stale.problems[WHOLE]
    assert stale.values["received"] == "30"
    assert held(college, bases)["JD001"] == "20"
    settle_line(table=second, dataset=bases, line=stale.pk, mine=True)
    assert line(second, "JD001").values["name"] == "甲写的"
    move_table(table=second, dataset=bases, move=TableMove.SUBMIT, by="he")
    assert held(college, bases) == {"JD001": "30", "JD002": "12"}


def test_a_row_that_vanished_is_entered_anew_or_let_go(college: College, bases: Dataset) -> None:
    for key in ("JD001", "JD002"):
        enter(college, bases, base_id=key)
    table = begun(college, bases)
    write(table, bases, line(table, "JD001"), received="20")
    write(table, bases, line(table, "JD002"), received="20")
    for key in ("JD001", "JD002"):
        enter_row(college=college, dataset=bases, kind=RowKind.WITHDRAW, key=(key,), by="he")
    assert check_table(table=table, dataset=bases) == 2
    settle_line(table=table, dataset=bases, line=line(table, "JD001").pk, mine=True)
    settle_line(table=table, dataset=bases, line=line(table, "JD002").pk, mine=False)
    move_table(table=table, dataset=bases, move=TableMove.SUBMIT, by="han")
    assert held(college, bases) == {"JD001": "20"}


def test_a_form_that_was_open_meanwhile_overwrites_nothing(college: College, bases: Dataset) -> None:
    enter(college, bases)
    opened = registers.batch_of(registers.row(college, bases, ["JD001"]) or {})
    correct = {
        "college": college,
        "dataset": bases,
        "kind": RowKind.CORRECT,
        "key": ("JD001",),
        "opened": opened,
    }
    enter_row(**correct, values={"received": "20"}, by="he")  # type: ignore[arg-type]
    with pytest.raises(RowRefused, match="被另一人改过"):
        enter_row(**correct, values={"received": "30"}, by="han")  # type: ignore[arg-type]
    assert held(college, bases) == {"JD001": "20"}


def test_the_rows_of_the_period_before_are_there_already(college: College, pledges: Dataset) -> None:
    table = open_table(college=college, dataset=pledges, period="2025-2026", by="he")
    assert not table.lines.exists()
    rows = [["部门", "人员类别", "应签人数", "已签人数"], ["D1", "班主任", "10", "9"]]
    lay_rows(table=table, dataset=pledges, rows=rows)
    assert move_table(table=table, dataset=pledges, move=TableMove.SUBMIT, by="he").state == TableState.TAKEN
    later = open_table(college=college, dataset=pledges, period="2026-2027", by="he")
    brought = later.lines.get()
    assert brought.new
    assert brought.values["academic_year"] == "2026-2027"
    assert (brought.values["department"], brought.values["signed"]) == ("D1", "9")
    assert bring_previous(table=later, dataset=pledges) == 0


def test_a_block_is_laid_down_from_one_cell_on(college: College, bases: Dataset) -> None:
    enter(college, bases)
    table = begun(college, bases)
    only = line(table, "JD001")
    block = '改名\tP1\n"第二\n家"\tP1\n'
    assert paste_cells(table=table, dataset=bases, text=block, line=only.pk, field="name") == 2
    assert [each.values["name"] for each in table.lines.all()] == ["改名", "第二 家"]
    assert [each.values["base_id"] for each in table.lines.all()] == ["JD001", "JD002"]
    with pytest.raises(MoveRefused, match="没有认得的列名"):
        lay_rows(table=table, dataset=bases, rows=[["甲", "乙"], ["1", "2"]])


def test_a_second_person_takes_the_whole_table_in(college: College, reviewed: Dataset) -> None:
    table = begun(college, reviewed)
    lay_rows(
        table=table, dataset=reviewed, rows=[["编号", "名称", "专业"], ["7", "甲", "P1"], ["8", "乙", "P1"]]
    )
    waiting = move_table(table=table, dataset=reviewed, move=TableMove.SUBMIT, by="han")
    assert (waiting.state, waiting.batch) == (TableState.WAITING, "")
    assert held(college, reviewed) == {}
    with pytest.raises(MoveRefused, match="不能是登记人本人"):
        move_table(table=waiting, dataset=reviewed, move=TableMove.TAKE, by="han")
    with pytest.raises(MoveRefused, match="已经提交"):
        add_lines(table=waiting, dataset=reviewed, count=1)
    returned = move_table(table=waiting, dataset=reviewed, move=TableMove.RETURN, by="lin", note="少一家")
    assert (returned.state, returned.note) == (TableState.RETURNED, "少一家")
    again = move_table(table=returned, dataset=reviewed, move=TableMove.SUBMIT, by="han")
    taken = move_table(table=again, dataset=reviewed, move=TableMove.TAKE, by="lin")
    assert (taken.state, taken.decided_by) == (TableState.TAKEN, "lin")
    assert len(held(college, reviewed)) == 2


@pytest.mark.parametrize("asking", [True, False])
def test_a_process_killed_after_the_lake_was_written(
    college: College,
    bases: Dataset,
    asking: bool,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The table still waits; what finishes it finds what is there and brings nothing twice."""
    enter(college, bases)
    dataset = request.getfixturevalue("reviewed") if asking else bases
    table = begun(college, dataset)
    write(table, dataset, line(table, "JD001"), received="1,200")
    lay_rows(table=table, dataset=dataset, rows=[["基地名称", "面向专业"], ["甲", "P1"]])

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    if asking:
        table = move_table(table=table, dataset=dataset, move=TableMove.SUBMIT, by="han")
    real = table_changing._moved
    calls = []

    def once(*given: object) -> TableChange:
        calls.append(given)
        return real(*given) if len(calls) == 1 and not asking else die()  # type: ignore[arg-type,func-returns-value,return-value]

    monkeypatch.setattr(table_changing, "_moved", once)
    by, move = ("lin", TableMove.TAKE) if asking else ("han", TableMove.SUBMIT)
    with pytest.raises(Killed):
        move_table(table=table, dataset=dataset, move=move, by=by)
    monkeypatch.setattr(table_changing, "_moved", real)
    table = TableChange.objects.get(pk=table.pk)
    assert table.state == TableState.WAITING
    version = queries.lake(college).latest("bases")
    if asking:
        done = move_table(table=table, dataset=dataset, move=TableMove.TAKE, by="lin")
    else:
        done = finish_stopped(table=table, dataset=dataset)
    assert done.state == TableState.TAKEN
    assert held(college, dataset) == {"JD001": "1200", "JD002": ""}
    assert queries.lake(college).latest("bases") == version


def test_the_table_of_moves_is_total() -> None:
    assert set(TABLE) == set(TableState)
    assert all(set(moves) == set(TableMove) for moves in TABLE.values())


def test_two_changes_of_one_row_become_one() -> None:
    before, typed = {"a": "1", "b": "1", "c": "1"}, {"a": "2", "b": "1", "c": "3"}
    assert merged(before, typed, {"a": "1", "b": "9", "c": "9"}) == {"a": "2", "b": "9", "c": "3"}
