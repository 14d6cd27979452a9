"""Keeping a register row by row: list, form, correction, withdrawal, and who may."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from tests.rooms.evidence.bytes import PDF
from tests.web.school import School
from zhengai.alerts.models import ControlState, RuleProgress
from zhengai.college.models import Responsibility, Subject
from zhengai.core.models import Job
from zhengai.datacentre import queries, registers
from zhengai.datacentre.actions import import_file
from zhengai.datacentre.models import Batch, RegisterRow, RowChange
from zhengai.datacentre.registers import Wanted
from zhengai.web.components.rows import look_of, said
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Field, FieldType, Register

Browse = Callable[[str], Client]
NEW = "/registers/bases/new/"
ROW = {
    "base_id": "JD001", "name": "青禾医院", "programme": "P001", "capacity": "40", "received": "12", "hired": "3",
    "large": "是",
}  # fmt: skip


@pytest.fixture
def filled(school: School, standing_filled: None) -> School:
    """The members in the lake, and the office that owns the register with 韩青 at its head."""
    ControlState.objects.all().delete()
    RuleProgress.objects.all().delete()
    office = Subject.objects.create(college=school.college, level="department", code="D11", name="教务处")
    Responsibility.objects.create(subject=office, person_number="G0011", person_name="韩青")
    return school


def stored(school: School) -> list[dict[str, str]]:
    bases = queries.catalogue(school.college).dataset("bases")
    return [registers.texts(bases, each) for each in registers.rows(school.college, bases, Wanted()).rows]


def text(response: Any) -> str:
    return str(response.content.decode())


def test_an_empty_register_says_the_next_step(signed_in: Browse, filled: School) -> None:
    page = text(signed_in("han").get("/registers/bases/"))
    assert "这本台账还是空的" in page
    assert f'href="{NEW}"' in page
    seen = text(signed_in("lin").get("/registers/bases/"))
    assert "教务处登记之后列在这里" in seen
    assert f'href="{NEW}"' not in seen


def test_the_owner_writes_a_row_and_what_follows_is_computed(signed_in: Browse, filled: School) -> None:
    client = signed_in("han")
    answer = client.post(NEW, ROW, follow=True)
    assert answer.redirect_chain[-1][0] == "/registers/bases/row/?key=JD001"
    assert "青禾医院" in text(answer)
    assert stored(filled) == [ROW]
    batch = Batch.objects.get(dataset="bases", state="committed")
    assert (batch.by, batch.source) == ("han", "form:han")
    assert Job.objects.get(kind="improvement.follow").arguments["batch"] == batch.code
    listed = client.get("/registers/").context["themes"]
    line = next(each for _, lines in listed for each in lines if each.dataset.code == "bases")
    assert (line.rows, line.last.code, line.may_write) == (1, batch.code, True)


def test_each_wrong_field_says_why_and_nothing_typed_is_lost(signed_in: Browse, filled: School) -> None:
    client = signed_in("he")
    answer = client.post(NEW, ROW | {"programme": "P999", "capacity": "很多", "name": ""})
    wrong = {each.field.code: each.error for each in answer.context["boxes"] if each.error}
    assert set(wrong) == {"programme", "capacity", "name"}
    assert all(error in text(answer) for error in (wrong["capacity"], wrong["name"]))
    kept = {each.field.code: each.value for each in answer.context["boxes"]}
    assert kept == ROW | {"programme": "P999", "capacity": "很多", "name": ""}
    assert stored(filled) == []


def test_a_second_row_with_the_same_number_is_refused(signed_in: Browse, filled: School) -> None:
    client = signed_in("he")
    client.post(NEW, ROW)
    answer = client.post(NEW, ROW | {"name": "另一家"})
    assert "已经有基地编号相同的一行" in text(answer)
    assert stored(filled) == [ROW]


def test_a_new_row_begins_with_what_is_known(signed_in: Browse, filled: School) -> None:
    client = signed_in("he")
    client.post(NEW, ROW)
    begun = {e.field.code: e.value for e in client.get(f"{NEW}?like=JD001").context["boxes"]}
    assert begun == ROW | {"base_id": "JD002"}
    fresh = {e.field.code: e.value for e in client.get(NEW).context["boxes"]}
    assert fresh == dict.fromkeys(ROW, "") | {"base_id": "JD002"}


def test_a_correction_keeps_the_key(signed_in: Browse, filled: School) -> None:
    client = signed_in("han")
    client.post(NEW, ROW)
    page = client.get("/registers/bases/correct/?key=JD001")
    assert [e.field.code for e in page.context["boxes"] if e.fixed] == ["base_id"]
    sent = ROW | {"base_id": "JD777", "received": "20", "hired": ""}
    client.post("/registers/bases/correct/?key=JD001", sent)
    assert stored(filled) == [ROW | {"received": "20", "hired": ""}]
    again = client.post("/registers/bases/correct/?key=JD001", sent, follow=True)
    assert "没有改动" in text(again)


def test_withdrawing_asks_first(signed_in: Browse, filled: School) -> None:
    client = signed_in("han")
    client.post(NEW, ROW)
    page = client.get("/registers/bases/withdraw/?key=JD001")
    assert "不再计入" in text(page)
    assert stored(filled) == [ROW]
    assert "已撤销" in text(client.post("/registers/bases/withdraw/?key=JD001", follow=True))
    assert stored(filled) == []
    assert client.post("/registers/bases/withdraw/?key=JD001").status_code == 404
    gone = client.get(
        "/registers/bases/row/?key=JD001", follow=True
    )  # what was done with it is still to be read
    assert "撤销" in text(gone)
    batch = Batch.objects.get(rows_withdrawn=1)
    assert Job.objects.filter(kind="improvement.follow", arguments__batch=batch.code).count() == 1
    assert "撤销" in text(client.get(f"/data/batches/{batch.code}/"))


@pytest.fixture
def reviewed(filled: School, monkeypatch: pytest.MonkeyPatch) -> School:
    """As in a scheme that wants a second person to see each row."""
    known = queries.catalogue(filled.college)
    wanted = replace(known.dataset("bases"), register=Register("校企合作", "base_id", reviewed=True))
    datasets = [wanted if each.code == "bases" else each for each in known.datasets.values()]
    changed = Catalogue(datasets, known.levels.values())
    monkeypatch.setattr(queries, "catalogue", lambda _: changed)
    return filled


def test_a_second_person_agrees_before_a_row_counts(signed_in: Browse, reviewed: School) -> None:
    han, lin = signed_in("han"), signed_in("lin")
    answer = han.post(NEW, ROW, follow=True)
    change = RowChange.objects.get()
    place = f"/registers/bases/changes/{change.pk}/"
    assert answer.redirect_chain[-1][0] == place
    assert ("收回" in text(answer), "采纳入册" in text(answer)) == (True, False)
    assert stored(reviewed) == []
    assert not Job.objects.filter(kind="improvement.follow").exists()
    assert place in text(lin.get("/"))
    assert place not in text(han.get("/"))
    assert "青禾医院" in text(lin.get("/registers/changes/"))
    # his own: not for him to agree with, though his department may
    assert "不能是登记人本人" in text(han.post(f"{place}decide/", {"move": "take"}, follow=True))
    assert "护理" in text(lin.get(place))  # the programme by its name
    taken = lin.post(f"{place}decide/", {"move": "take", "note": "属实"}, follow=True)
    assert taken.redirect_chain[-1][0] == "/registers/bases/row/?key=JD001"
    assert stored(reviewed) == [ROW]
    assert Job.objects.filter(kind="improvement.follow").count() == 1
    again = lin.post(f"{place}decide/", {"move": "take"}, follow=True)
    assert "已经入册" in text(again)


def test_what_is_returned_says_why_and_is_entered_again_as_it_was(
    signed_in: Browse, reviewed: School
) -> None:
    he, han = signed_in("he"), signed_in("han")
    he.post(NEW, ROW)
    change = RowChange.objects.get()
    place = f"/registers/bases/changes/{change.pk}/"
    assert "写明要改什么" in text(han.post(f"{place}decide/", {"move": "return"}, follow=True))
    han.post(f"{place}decide/", {"move": "return", "note": "接收人数请核对"})
    assert "接收人数请核对" in text(he.get(place))
    begun = {e.field.code: e.value for e in he.get(f"{NEW}?again={change.pk}").context["boxes"]}
    assert begun == ROW
    he.post(NEW, ROW | {"received": "11"})
    assert RowChange.objects.filter(state="waiting").count() == 1
    # somebody else's is not offered
    assert {e.field.code: e.value for e in han.get(f"{NEW}?again={change.pk}").context["boxes"]} != ROW


def test_a_correction_shows_both_sides(signed_in: Browse, reviewed: School) -> None:
    he, lin = signed_in("he"), signed_in("lin")
    he.post(NEW, ROW)
    lin.post(f"/registers/bases/changes/{RowChange.objects.get().pk}/decide/", {"move": "take"})
    he.post("/registers/bases/correct/?key=JD001", ROW | {"received": "20"})
    change = RowChange.objects.first()
    assert change is not None
    cells = lin.get(f"/registers/bases/changes/{change.pk}/").context["cells"]
    assert [(c.field.code, c.before, c.now) for c in cells if c.changed] == [("received", "12", "20")]
    assert stored(reviewed) == [ROW]


def test_another_department_does_not_write(signed_in: Browse, filled: School) -> None:
    Responsibility.objects.filter(subject__name="教务处").delete()
    client = signed_in("han")
    assert client.post(NEW, ROW).status_code == 403
    assert "教务处和数据管理员登记" in text(client.get(NEW))
    assert stored(filled) == []


def test_list_search_filter_sort_and_out_and_in_again(
    signed_in: Browse, filled: School, tmp_path: Path
) -> None:
    path = tmp_path / "bases.csv"
    rows = "".join(f"JD{n:03d},医院{n},P001,{n},是\n" for n in range(1, 31))
    path.write_text(
        "基地编号,基地名称,专业,接纳人数,规模以上企业\n" + rows + "OT1,工厂,P001,,否\n", encoding="utf-8"
    )
    import_file(college=filled.college, dataset="bases", path=path, by="he")
    client = signed_in("lin")

    def titles(query: str) -> list[str]:
        return [line.title for line in client.get(f"/registers/bases/?{query}").context["lines"]]

    assert len(titles("")) == 25
    assert len(titles("page=2")) == 6
    assert titles("q=工厂") == ["工厂"]
    assert len(titles("q=护理")) == 25  # the programme's name, of which rows hold the code
    assert titles("q=nobody") == []
    assert titles("sort=-capacity")[:2] == ["医院30", "医院29"]
    assert titles("sort=nothing") == titles("")
    page = text(client.get("/registers/bases/"))
    assert "护理" in page
    out = client.get("/registers/bases/?q=工厂&format=xlsx")
    cells = list(load_workbook(BytesIO(out.content)).active.values)
    assert cells == [
        ("基地编号", "基地名称", "面向专业", "接纳人数", "接收实习生数", "接收就业数", "规模以上企业"),
        ("OT1", "工厂", "P001", None, None, None, "否"),
    ]
    back = tmp_path / "back.xlsx"
    back.write_bytes(client.get("/registers/bases/?format=xlsx").content)
    report = import_file(college=filled.college, dataset="bases", path=back, by="he")
    assert (report.read, report.unchanged, report.rejected) == (31, 31, 0)


@pytest.mark.parametrize(
    "address", ["/registers/attendance/", "/registers/none/", "/registers/bases/row/?key=X"]
)
def test_what_is_no_register_and_no_row(signed_in: Browse, filled: School, address: str) -> None:
    assert signed_in("he").get(address).status_code == 404
    assert signed_in("he").get("/registers/bases/row/").status_code == 404


def test_files_prove_a_row_that_came_with_a_table(signed_in: Browse, filled: School, tmp_path: Path) -> None:
    path = tmp_path / "bases.csv"
    path.write_text("基地编号,基地名称,专业\nJD001,青禾医院,P001\n", encoding="utf-8")
    import_file(college=filled.college, dataset="bases", path=path, by="he")
    client, place = signed_in("han"), "/registers/bases/row/?key=JD001"
    assert "附佐证文件" in text(client.get(place))
    assert "附佐证文件" not in text(signed_in("lin").get(place))
    client.post("/registers/bases/row/prove/?key=JD001")
    key = RegisterRow.objects.get().pk
    file = SimpleUploadedFile("协议.pdf", PDF)
    client.post(f"/evidence/register_row/{key}/attach/", {"file": file})
    for reader in (client, signed_in("lin")):
        assert "协议.pdf" in text(reader.get(place))
    assert signed_in("zhou").get(f"/evidence/register_row/{key}/box/").status_code == 404
    listed = signed_in("lin").get("/evidence/")
    assert "协议.pdf" in text(listed)


def test_a_year_is_written_as_a_year() -> None:
    """It is stored as a whole number, and is no amount."""
    year = Field("year", "年度", FieldType.INTEGER, unit="年")
    money = Field("budget", "预算数", FieldType.NUMBER, unit="元")
    assert (said(year, 2026, {}), look_of(year)) == ("2026", "short")
    assert (said(money, 120000.0, {}), look_of(money)) == ("120,000", "number")
