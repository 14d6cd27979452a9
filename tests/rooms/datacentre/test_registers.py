"""Rows of a register that a person enters, corrects and withdraws, each a batch of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.datacentre import queries, registers
from zhengai.datacentre.actions import recover
from zhengai.datacentre.models import Batch, RegisterRow, RowChange
from zhengai.datacentre.registering import RowRefused, enter_row
from zhengai.datacentre.registers import Wanted
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules.row_change import RowKind
from zhengai_engine.tables.dataset import Dataset, InvalidDataset
from zhengai_engine.tables.reading import read_dataset

pytestmark = pytest.mark.usefixtures("members")

BASE = {
    "base_id": "JD001", "name": "青禾医院", "programme": "P1", "capacity": "40", "received": "12", "hired": "",
    "large": "是",
}  # fmt: skip


@pytest.fixture
def bases(college: College) -> Dataset:
    return queries.catalogue(college).dataset("bases")


def save_row(*, college: College, dataset: Dataset, values: dict[str, str], by: str, new: bool) -> Batch:
    key = [] if new else [values[code] for code in dataset.key]
    kind = RowKind.ADD if new else RowKind.CORRECT
    change = enter_row(college=college, dataset=dataset, kind=kind, values=values, key=key, by=by)
    assert change.state == "taken"
    return Batch.objects.get(code=change.batch)


def withdraw(*, college: College, dataset: Dataset, key: list[str], by: str) -> Batch:
    change = enter_row(college=college, dataset=dataset, kind=RowKind.WITHDRAW, key=key, by=by)
    return Batch.objects.get(code=change.batch)


@pytest.fixture
def held(college: College, bases: Dataset) -> Batch:
    return save_row(college=college, dataset=bases, values=BASE, by="han", new=True)


def stored(college: College, bases: Dataset) -> list[dict[str, str]]:
    return [registers.texts(bases, each) for each in registers.rows(college, bases, Wanted()).rows]


def test_a_row_comes_in_as_a_batch_of_one(college: College, bases: Dataset, held: Batch) -> None:
    assert (held.state, held.rows_read, held.rows_new, held.source, held.by) == (
        "committed", 1, 1, "form:han", "han",
    )  # fmt: skip
    assert stored(college, bases) == [BASE]
    assert AuditEvent.objects.filter(
        action="datacentre.import", by="han", subject=f"batch:{held.code}"
    ).exists()


@pytest.mark.parametrize("name", ["合计", "说明：见附件", '带"引号",逗号;和\n换行'])
def test_what_looks_like_a_note_is_a_row_all_the_same(college: College, bases: Dataset, name: str) -> None:
    save_row(
        college=college, dataset=bases, values=BASE | {"base_id": "合计", "name": name}, by="han", new=True
    )
    assert [(each["base_id"], each["name"]) for each in stored(college, bases)] == [
        ("合计", " ".join(name.split()))
    ]


def test_each_bad_field_has_its_sentence(college: College, bases: Dataset) -> None:
    wrong = BASE | {"programme": "P9", "capacity": "四十多", "name": ""}
    with pytest.raises(RowRefused) as refused:
        save_row(college=college, dataset=bases, values=wrong, by="han", new=True)
    assert set(refused.value.fields) == {"programme", "capacity", "name"}
    assert "P9" in refused.value.fields["programme"]
    assert queries.data_versions(college).get("bases") is None


def test_the_same_key_is_not_taken_for_a_new_row(college: College, bases: Dataset, held: Batch) -> None:
    """Also where it is written otherwise: what the import takes for the same is the same."""
    for key in ("JD001", " JD001 ", "ＪＤ００１"):
        with pytest.raises(RowRefused, match="已经有基地编号相同的一行"):
            save_row(
                college=college,
                dataset=bases,
                values=BASE | {"base_id": key, "name": "别的"},
                by="he",
                new=True,
            )
    assert [each["name"] for each in stored(college, bases)] == ["青禾医院"]


def test_a_correction_keeps_what_it_does_not_name(college: College, bases: Dataset, held: Batch) -> None:
    batch = save_row(
        college=college,
        dataset=bases,
        values={"base_id": "JD001", "received": "15", "capacity": ""},
        by="he",
        new=False,
    )
    assert (batch.rows_changed, batch.rows_new, batch.version) == (1, 0, 1)
    assert stored(college, bases) == [BASE | {"received": "15", "capacity": ""}]


def test_correcting_what_is_gone_adds_nothing(college: College, bases: Dataset, held: Batch) -> None:
    withdraw(college=college, dataset=bases, key=["JD001"], by="he")
    with pytest.raises(RowRefused, match="已经不在台账里"):
        save_row(college=college, dataset=bases, values=BASE, by="han", new=False)
    assert stored(college, bases) == []


def test_a_withdrawn_row_stops_counting_and_stays_in_its_version(
    college: College, bases: Dataset, held: Batch
) -> None:
    save_row(college=college, dataset=bases, values=BASE | {"base_id": "JD002"}, by="han", new=True)
    batch = withdraw(college=college, dataset=bases, key=["JD001"], by="he")
    assert (batch.state, batch.rows_withdrawn, batch.rows_moved, batch.version) == ("committed", 1, 1, 2)
    assert [each["base_id"] for each in stored(college, bases)] == ["JD002"]
    lake = queries.lake(college)
    assert [lake.rows("bases", version) for version in (0, 1, 2)] == [1, 2, 1]
    assert AuditEvent.objects.filter(
        action="datacentre.withdraw", by="he", subject=f"batch:{batch.code}"
    ).exists()
    with pytest.raises(RowRefused, match="已经不在台账里"):
        withdraw(college=college, dataset=bases, key=["JD001"], by="he")
    assert queries.data_versions(college)["bases"] == 2


def test_a_killed_withdrawal_is_settled_by_the_lake(
    college: College, bases: Dataset, held: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill(place: str) -> None:
        if place == killed_at:
            raise Killed

    monkeypatch.setattr("zhengai.datacentre.actions.reached", kill)
    for where, state, withdrawn in [("before-withdrawal", "failed", 0), ("after-withdrawal", "committed", 1)]:
        killed_at = where
        with pytest.raises(Killed):
            withdraw(college=college, dataset=bases, key=["JD001"], by="he")
        recover(college=college, by="he")
        batch = Batch.objects.order_by("-id")[0]
        assert (batch.state, batch.rows_withdrawn) == (state, withdrawn)
    assert stored(college, bases) == []
    monkeypatch.undo()
    with pytest.raises(RowRefused, match="已经不在台账里"):
        withdraw(college=college, dataset=bases, key=["JD001"], by="he")
    assert RowChange.objects.get(kind="withdraw").state == "taken"


def test_the_last_row_may_go_and_another_come(college: College, bases: Dataset, held: Batch) -> None:
    withdraw(college=college, dataset=bases, key=["JD001"], by="he")
    assert stored(college, bases) == []
    save_row(college=college, dataset=bases, values=BASE, by="han", new=True)
    assert stored(college, bases) == [BASE]


def test_search_narrow_sort_and_page(
    college: College, bases: Dataset, take: Callable[..., BatchReport], write: Callable[..., Path]
) -> None:
    rows = "".join(f"JD{n:03d},医院{n},P1,{n},是\n" for n in range(1, 31))
    take("bases", "基地编号,基地名称,专业,接纳人数,规模以上企业\n" + rows + "OT1,Nokia 工厂,P1,,否\n")

    def found(**wanted: object) -> list[str]:
        page = registers.rows(college, bases, Wanted(**wanted))  # type: ignore[arg-type]
        return [row["base_id"] for row in page.rows]

    assert found(search="nokia", searched=["name"]) == ["OT1"]
    assert found(search="nokia", searched=["base_id"]) == []
    assert len(found(search="软件", named={"programme": ["P1"]})) == 31
    assert found(search="'; DROP", searched=["name"]) == []
    assert found(equal={"large": "false"}) == ["OT1"]
    assert found(equal={"capacity": ""}) == ["OT1"]
    assert found(sort="capacity", falling=True, limit=2) == ["JD030", "JD029"]
    assert found(sort="capacity", falling=True)[-1] == "OT1"
    assert found(limit=5, offset=28) == ["JD029", "JD030", "OT1"]
    assert registers.rows(college, bases, Wanted(limit=5)).count == 31


def test_numbers_count_on(college: College, bases: Dataset, held: Batch) -> None:
    assert registers.following_number(college, bases) == "JD002"
    save_row(college=college, dataset=bases, values=BASE | {"base_id": "JD999"}, by="han", new=True)
    assert registers.following_number(college, bases) == "JD1000"


def test_what_is_refused_leaves_nothing_to_decide_on(college: College, bases: Dataset) -> None:
    with pytest.raises(RowRefused):
        save_row(college=college, dataset=bases, values=BASE | {"programme": "P9"}, by="han", new=True)
    assert not RowChange.objects.exists()
    assert not RegisterRow.objects.exists()


def test_every_change_of_a_row_is_kept_with_what_was_before(
    college: College, bases: Dataset, held: Batch
) -> None:
    save_row(
        college=college, dataset=bases, values={"base_id": "JD001", "received": "15"}, by="he", new=False
    )
    withdraw(college=college, dataset=bases, key=["JD001"], by="han")
    found = RowChange.objects.order_by("pk")
    assert [(each.kind, each.by, each.before.get("received", "")) for each in found] == [
        ("add", "han", ""), ("correct", "he", "12"), ("withdraw", "han", "15"),
    ]  # fmt: skip
    assert {each.row_id for each in found} == {RegisterRow.objects.get().pk}


def test_a_key_is_kept_as_the_import_writes_it(college: College, bases: Dataset) -> None:
    save_row(college=college, dataset=bases, values=BASE | {"base_id": " ＪＤ００９ "}, by="han", new=True)
    assert RegisterRow.objects.get().key == ["JD009"]
    assert [each["base_id"] for each in stored(college, bases)] == ["JD009"]


DECLARED = {
    "code": "aid", "name": "资助", "key": ["student"],
    "fields": [
        {"code": "student", "name": "学号", "type": "text", "privacy": "sensitive"},
        {"code": "n", "name": "数", "type": "integer"},
        {"code": "aided", "name": "困难类别", "type": "text", "choices": ["特别困难", "困难"], "privacy": "sensitive"},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        # a sensitive text is sealed and may be a key; a choice is not
        ({"row_by_row": {"theme": "资助"}, "key": ["n", "aided"]}, "敏感个人信息"),
        ({"row_by_row": {"theme": "资助", "number": "n"}, "key": ["n"]}, "编号 number"),
        ({"row_by_row": {"them": "资助"}, "key": ["n"]}, "theme"),
        ({"row_by_row": {}, "key": ["n"]}, "theme"),
    ],
)
def test_a_dataset_that_cannot_be_a_register(changed: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidDataset, match=sentence):
        read_dataset(DECLARED | changed)
