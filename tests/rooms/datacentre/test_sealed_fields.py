"""Sensitive texts: sealed in the lake, masked on pages, seen in full only with a reason, refused in formulas."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.datacentre import queries, registers, sealing
from zhengai.datacentre.models import RowChange
from zhengai.datacentre.registering import enter_row
from zhengai.datacentre.registers import Wanted
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules import BadFile
from zhengai.datacentre.rules.masking import masked
from zhengai.datacentre.rules.row_change import RowKind
from zhengai.datacentre.unsealing import RevealRefused, reveal_row, seal_stored
from zhengai.framework.actions import install
from zhengai_engine.formulas.conditions import parse_condition
from zhengai_engine.formulas.errors import FormulaError
from zhengai_engine.formulas.vocabulary import Vocabulary
from zhengai_engine.tables.dataset import Dataset, Field, FieldType, InvalidDataset, Privacy, Register

pytestmark = pytest.mark.usefixtures("members")
PHONE = "13800131234"
ROW = "企业编号,企业名称,对接部门,协议状态,联系人手机\nQ1,青禾医院,D1,有效,13800131234\n"


@pytest.fixture
def partners(college: College) -> Dataset:
    install(college=college, pack="registers", by="he")
    return queries.catalogue(college).dataset("enterprises")


def row(college: College, dataset: Dataset, key: str = "Q1") -> dict[str, Any]:
    found = registers.row(college, dataset, [key])
    assert found is not None
    return found


def test_the_lake_holds_a_token_and_the_same_file_changes_nothing(
    college: College, partners: Dataset, take: Callable[..., BatchReport]
) -> None:
    assert take("enterprises", ROW).new == 1
    token = row(college, partners)["contact_phone"]
    assert sealing.is_sealed(token)
    assert sealing.unseal(token) == PHONE
    again = take("enterprises", ROW + "\n", source="again", occasion="2")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    files = queries.lake(college).files("enterprises", again.version or 0)
    assert files
    assert all(PHONE.encode() not in Path(each).read_bytes() for each in files)


def test_what_was_masked_never_comes_back(
    college: College, partners: Dataset, take: Callable[..., BatchReport]
) -> None:
    take("enterprises", ROW)
    with pytest.raises(BadFile, match="遮盖过的内容"):
        take("enterprises", ROW.replace(PHONE, "138****1234"))
    assert sealing.unseal(row(college, partners)["contact_phone"]) == PHONE


def test_a_correction_keeps_what_it_does_not_show(college: College, partners: Dataset) -> None:
    values = {
        "enterprise_id": "Q1",
        "name": "青禾医院",
        "department": "D1",
        "state": "有效",
        "contact_phone": PHONE,
    }
    enter_row(college=college, dataset=partners, kind=RowKind.ADD, values=values, by="han")
    waits = RowChange.objects.get()
    assert PHONE not in str(waits.values)
    enter_row(
        college=college,
        dataset=partners,
        kind=RowKind.CORRECT,
        key=("Q1",),
        values={"name": "改名"},
        by="han",
    )
    found = row(college, partners)
    assert (found["name"], sealing.unseal(found["contact_phone"])) == ("改名", PHONE)


def test_the_original_is_seen_with_a_reason_that_stays(
    college: College, partners: Dataset, take: Callable[..., BatchReport]
) -> None:
    take("enterprises", ROW)
    demand = {"college": college, "dataset": partners, "key": ["Q1"], "by": "he"}
    with pytest.raises(RevealRefused, match="理由"):
        reveal_row(**demand, reason=" ")  # type: ignore[arg-type]
    assert not AuditEvent.objects.filter(action="datacentre.reveal").exists()
    assert reveal_row(**demand, reason="与企业核对协议") == {"contact_phone": PHONE}  # type: ignore[arg-type]
    told = AuditEvent.objects.get(action="datacentre.reveal")
    assert (told.by, told.details["fields"], told.details["reason"]) == ("he", "联系人手机", "与企业核对协议")
    assert PHONE not in str(told.details)


def test_formulas_refuse_a_sealed_field(college: College, partners: Dataset) -> None:
    with pytest.raises(FormulaError, match="敏感个人信息，加密存放"):
        parse_condition('联系人手机 = "13800131234"', "enterprises", Vocabulary(queries.catalogue(college)))


def test_what_was_stored_before_is_sealed_by_the_command(
    college: College, partners: Dataset, take: Callable[..., BatchReport], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("zhengai.datacentre.importing.seal", lambda text: text)
        batch = take("enterprises", ROW).batch
    assert row(college, partners)["contact_phone"] == PHONE
    sealed = seal_stored(college=college, by="he")
    assert set(sealed) == {"enterprises"}
    found = row(college, partners)
    assert sealing.unseal(found["contact_phone"]) == PHONE
    assert registers.batch_of(found) == batch
    assert seal_stored(college=college, by="he") == {}


def test_a_new_key_seals_everything_anew(
    college: College, partners: Dataset, take: Callable[..., BatchReport]
) -> None:
    take("enterprises", ROW)
    old = row(college, partners)["contact_phone"]
    sealing.add_key()
    assert sealing.unseal(old) == PHONE
    assert set(seal_stored(college=college, by="he")) == {"enterprises"}
    sealing.drop_old_keys()
    new = row(college, partners)["contact_phone"]
    assert (new != old, sealing.unseal(new)) == (True, PHONE)
    assert sealing.shown(new) == "138****1234"
    assert sealing.shown(old) == "（解不开）"
    with pytest.raises(sealing.NoKey, match="密钥文件"):
        sealing.unseal(old)


def test_a_sealed_key_keeps_its_row(
    college: College, take: Callable[..., BatchReport], monkeypatch: Any
) -> None:
    """Registered on a page: the row is found by its token, never by its number."""
    bases = queries.catalogue(college).dataset("bases")
    sealed = replace(
        bases,
        fields=tuple(
            replace(e, privacy=Privacy.SENSITIVE) if e.code == "base_id" else e for e in bases.fields
        ),
        register=Register("校企合作"),
    )
    known = queries.catalogue(college)
    changed = type(known)(
        [sealed if each.code == "bases" else each for each in known.datasets.values()], known.levels.values()
    )
    monkeypatch.setattr(queries, "catalogue", lambda _: changed)
    values = {"base_id": "110101199001011234", "name": "青禾医院", "programme": "P1", "received": "12"}
    change = enter_row(college=college, dataset=sealed, kind=RowKind.ADD, values=values, by="han")
    (token,) = change.row.key
    assert sealing.is_sealed(token)
    key = {"college": college, "dataset": sealed, "key": (token,), "by": "han"}
    enter_row(**key, kind=RowKind.CORRECT, values={"received": "20"})  # type: ignore[arg-type]
    rows = registers.rows(college, sealed, Wanted()).rows
    assert [(each["base_id"], each["received"]) for each in rows] == [(token, 20)]
    enter_row(**key, kind=RowKind.WITHDRAW)  # type: ignore[arg-type]
    assert registers.rows(college, sealed, Wanted()).rows == []


@pytest.mark.parametrize("place", ["label", "level"])
def test_what_is_compared_or_shown_is_not_sealed(place: str) -> None:
    fields = (
        Field(
            "code", "编号", FieldType.TEXT, privacy=Privacy.SENSITIVE if place == "level" else Privacy.PUBLIC
        ),
        Field("name", "名称", FieldType.TEXT, privacy=Privacy.SENSITIVE),
    )
    with pytest.raises(InvalidDataset, match="加密存放"):
        Dataset(
            "d", "表", fields, key=("code",), level="student" if place == "level" else None,
            label="name" if place == "label" else None,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("13800131234", "138****1234"),
        ("11010119900101123X", "110***********123X"),
        ("6222021234567890123", "***************0123"),
        ("lixiao@example.cn", "l***@example.cn"),
        ("李晓", "李**"),
        ("李", "*"),
    ],
)
def test_masks(text: str, said: str) -> None:
    assert masked(text) == said
