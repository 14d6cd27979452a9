import json
import os
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from tests.web.datacentre import HEAD, ROWS, cells, send, workbook
from tests.web.school import School
from zhengai.alerts.models import ControlState, RuleProgress
from zhengai.core import clock
from zhengai.core.models import Job
from zhengai.datacentre import queries, uploads
from zhengai.datacentre.models import Batch, ColumnMapping
from zhengai.indicators.models import CurrentValue
from zhengai.web.desks.data import wizard

Browse = Callable[[str], Client]


@pytest.fixture
def filled(school: School, standing_filled: None) -> School:
    """What was judged by hand in the school has no run behind it."""
    ControlState.objects.all().delete()
    RuleProgress.objects.all().delete()
    return school


def take(client: Client, address: str) -> Any:
    return client.post(f"{address}take/", follow=True)


def versions(school: School) -> dict[str, int]:
    return queries.data_versions(school.college)


@pytest.mark.parametrize(
    ("name", "content"),
    [("考勤.csv", ROWS), ("考勤.csv", ROWS.encode("gb18030")), ("考勤.xlsx", workbook({"表": cells(ROWS)}))],
)
def test_from_file_to_values(signed_in: Browse, filled: School, name: str, content: str | bytes) -> None:
    client = signed_in("he")
    before = versions(filled)
    address = send(client, content, name)
    page = client.get(address)
    trial = page.context["trial"]
    assert (trial.rows_read, trial.rows_new, trial.rows_rejected) == (2, 2, 0)
    assert versions(filled) == before
    result = take(client, address)
    batch = result.context["batch"]
    assert (batch.state, batch.rows_new, batch.by) == ("committed", 2, "he")
    job = Job.objects.get(kind="improvement.follow")
    assert (job.state, job.arguments["batch"]) == ("done", batch.code), job.message
    assert "条新预警" in result.content.decode()
    value = CurrentValue.objects.get(
        indicator="absence_rate", level="course", subject="C001", period="2026-2027-1-W12"
    )
    assert (value.numerator, value.denominator) == (1, 2)


def test_a_second_click_changes_nothing(signed_in: Browse, filled: School) -> None:
    client = signed_in("he")
    address = send(client, ROWS)
    first = take(client, address)
    again = take(client, address)
    assert again.redirect_chain[-1] == first.redirect_chain[-1]
    assert Batch.objects.filter(dataset="attendance", state="committed").count() == 1
    other = send(client, ROWS)
    assert "没有变化" in take(client, other).content.decode()
    assert Job.objects.filter(kind="improvement.follow").count() == 1


def test_a_wrong_row_is_shown_with_its_cell_and_reason(signed_in: Browse, filled: School) -> None:
    client = signed_in("he")
    address = send(client, ROWS + "2026-2027-1,12,1,O1,S0099,缺勤\n")
    page = client.get(address)
    ((problem, value),) = page.context["problems"]
    assert (problem.cell, value) == ("E4", "S0099")
    assert "在“学生”里找不到" in page.content.decode()
    batch = take(client, address).context["batch"]
    assert (batch.rows_new, batch.rows_rejected) == (2, 1)
    file = client.get(f"/data/batches/{batch.code}/rejected/")
    rows = list(load_workbook(BytesIO(file.content)).active.values)
    assert [row[4] for row in rows] == ["学生", "S0099"]


def test_another_sheet_and_another_header_row(signed_in: Browse, filled: School) -> None:
    """The title row of the second sheet looks like nothing; the person says where the header is."""
    strange: list[list[object]] = [
        ["第十二周考勤"],
        [],
        ["甲", "乙", "丙", "丁", "戊", "己"],
        *cells(ROWS)[1:],
    ]
    content = workbook({"说明": [["请看第二张表"]], "数据": strange})
    client = signed_in("he")
    address = send(client, content, "a.xlsx")
    page = client.get(address)
    assert page.context["upload"].header_row is None
    assert "没有认出表头" in page.content.decode()
    client.post(address, {"step": "table", "sheet": "数据"})
    client.post(address, {"step": "table", "sheet": "数据", "header_row": "3"})
    page = client.get(address)
    assert (page.context["upload"].header_row, page.context["trial"]) == (3, None)
    assert "还差" in page.content.decode()
    codes = ("semester", "week", "session", "offering", "student", "status")
    client.post(address, {"step": "columns"} | {f"column-{code}": str(i) for i, code in enumerate(codes)})
    trial = client.get(address).context["trial"]
    assert (trial.rows_new, trial.rows_rejected, trial.header_row) == (2, 0, 3)
    batch = take(client, address).context["batch"]
    assert (batch.sheet, batch.header_row, batch.mapping["student"]) == ("数据", 3, "戊")


def test_a_wrongly_found_header_row_is_corrected(signed_in: Browse, filled: School) -> None:
    doubled = "状态,周次,学生,课次,教学班,学期\n以下为第十二周,,,,,\n" + ROWS
    client = signed_in("he")
    address = send(client, doubled)
    assert client.get(address).context["upload"].header_row == 1
    client.post(address, {"step": "table", "header_row": "3"})
    page = client.get(address)
    assert page.context["upload"].header_row == 3
    assert page.context["trial"].rows_new == 2


def test_columns_once_chosen_are_known_the_next_time(signed_in: Browse, filled: School) -> None:
    client = signed_in("he")
    content = ROWS.replace("学生", "人员编码")
    address = send(client, content)
    assert [each.code for each in client.get(address).context["lacking"]] == ["student"]
    chosen = client.get(address).context["upload"].columns
    columns = {f"column-{code}": str(i) for code, i in chosen.items()} | {"column-student": "4"}
    client.post(address, {"step": "columns"} | columns)
    take(client, address)
    assert ColumnMapping.objects.get(source="web:he").mapping["student"] == "人员编码"
    again = send(client, content.replace("缺勤", "出勤"))
    assert client.get(again).context["upload"].columns["student"] == 4
    assert client.get(again).context["trial"].rows_changed == 1


def test_a_field_the_file_lacks_is_filled_for_all_rows(signed_in: Browse, filled: School) -> None:
    client = signed_in("he")
    address = send(client, "\n".join(line.partition(",")[2] for line in ROWS.splitlines()))
    assert [each.code for each in client.get(address).context["lacking"]] == ["semester"]
    chosen = {f"column-{c}": str(i) for c, i in client.get(address).context["upload"].columns.items()}
    client.post(address, {"step": "columns", "constant-semester": "去年"} | chosen)
    page = client.get(address)
    assert "“学期”写的是“去年”，不是学期" in page.content.decode()
    client.post(address, {"step": "columns", "constant-semester": "2026-2027-1"} | chosen)
    assert client.get(address).context["trial"].rows_new == 2


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xlsx", b"%PDF-1.7 ...", "是PDF 文档，不是表格"),
        ("a.xlsx", b"PK\x03\x04broken", "已损坏，打不开"),
        ("a.csv", b"", "请选择要导入的文件|是空的"),
        ("a.csv", b"\n\n\n", "里没有内容"),
        ("a.docx", b"\x89PNG\r\n\x1a\n", "是图片，不是表格"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(
    signed_in: Browse, filled: School, name: str, content: bytes, sentence: str
) -> None:
    client = signed_in("he")
    file = SimpleUploadedFile(name, content)
    page = client.post("/data/import/", {"dataset": "attendance", "file": file}, follow=True)
    assert any(each in page.content.decode() for each in sentence.split("|"))


def test_a_name_cannot_leave_its_folder(signed_in: Browse, filled: School, home: Path) -> None:
    send(signed_in("he"), ROWS, "..\\..\\upload.json")
    (folder,) = (home / "uploads").iterdir()
    assert json.loads((folder / "upload.json").read_text())["dataset"] == "attendance"
    assert len(list((folder / "file").iterdir())) == 1


def test_without_a_file_the_choice_stays(signed_in: Browse, filled: School) -> None:
    page = signed_in("he").post("/data/import/", {"dataset": "grades"})
    assert "请选择要导入的文件" in page.content.decode()
    assert page.context["chosen"] == "grades"


def test_mostly_wrong_rows_cannot_be_imported(signed_in: Browse, filled: School) -> None:
    client = signed_in("he")
    address = send(client, HEAD + "2026-2027-1,12,1,O1,S0077,缺勤\n" * 1 + "2026-2027-1,99,1,O1,S0078,缺勤\n")
    page = client.get(address)
    assert page.context["trial_refused"]
    assert f"{address}take/" not in page.content.decode()
    before = versions(filled)
    assert "超过一半" in take(client, address).content.decode()
    assert versions(filled) == before


def test_an_upload_belongs_to_one_person(signed_in: Browse, filled: School) -> None:
    address = send(signed_in("he"), ROWS)
    page = signed_in("han").get(address, follow=True)
    assert "这个文件不在了" in page.content.decode()
    assert page.redirect_chain == [("/data/import/", 302)]
    taken = take(signed_in("han"), address)
    assert "这个文件不在了" in taken.content.decode()
    assert not Batch.objects.filter(dataset="attendance", state="committed").exists()


def test_an_upload_lasts_a_day(
    signed_in: Browse, filled: School, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    address = send(signed_in("he"), ROWS)
    later = clock.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    page = signed_in("he").get(address, follow=True)
    assert "只保留一天" in page.content.decode()
    assert uploads.clean_uploads() == 1
    assert list((home / "uploads").iterdir()) == []


def test_large_files_become_jobs(signed_in: Browse, filled: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wizard, "SMALL", 10)
    client = signed_in("he")
    address = send(client, ROWS)
    assert client.get(address).context["trial"].rows_new == 2
    result = take(client, address)
    assert result.context["batch"].rows_new == 2
    kinds = Job.objects.order_by("pk").values_list("kind", "state")
    assert list(kinds) == [
        ("datacentre.examine", "done"),
        ("datacentre.bring_in", "done"),
        ("improvement.follow", "done"),
        ("quality.judge_job", "done"),
    ]


def test_a_teacher_imports_own_classes_only(signed_in: Browse, filled: School) -> None:
    """王静 gives O1; O2 of the same course is somebody else's."""
    client = signed_in("wang")
    begin = client.get("/data/import/")
    assert [each.code for each in begin.context["offered"]] == ["grades", "attendance"]
    address = send(client, ROWS + "2026-2027-1,12,1,O2,S0001,缺勤\n")
    page = client.get(address)
    ((problem, _),) = page.context["problems"]
    assert (problem.row, problem.field, problem.value) == (4, "offering", "O2")
    assert "不由您负责" in problem.reason
    batch = take(client, address).context["batch"]
    assert (batch.rows_new, batch.rows_rejected) == (2, 1)
    assert client.get(f"/data/batches/{batch.code}/").status_code == 200
    assert client.get("/data/").status_code == 403


def test_a_teacher_cannot_send_what_is_not_offered(signed_in: Browse, filled: School) -> None:
    file = SimpleUploadedFile("a.csv", b"x")
    page = signed_in("wang").post("/data/import/", {"dataset": "students", "file": file})
    assert "请先选择这是什么数据" in page.content.decode()


def test_alerts_of_others_are_not_named_to_a_teacher(signed_in: Browse, filled: School) -> None:
    job = Job.objects.create(
        college=filled.college.code,
        kind="improvement.follow",
        title="计算",
        by="wang",
        state="done",
        result={"links": [["课程的预警", f"alert:{filled.alert.pk}"]]},
        created_at=clock.now(),
    )
    assert "课程的预警" not in signed_in("wang").get(f"/jobs/{job.pk}/").content.decode()
    assert "课程的预警" in signed_in("he").get(f"/jobs/{job.pk}/").content.decode()


def test_the_list_of_datasets(signed_in: Browse, filled: School) -> None:
    client = signed_in("he")
    page = client.get("/data/?q=学生")
    row = next(each for each in page.context["listing"] if each.code == "students")
    assert (row.rows, row.version, row.state) == (2, 1, "current")
    assert {each.name for each in row.scores} == {"及时", "真实", "准确", "完整"}
    assert client.get("/data/?state=none").context["listing"].count < page.context["total"]
    file = client.get("/data/?q=students&format=xlsx")
    rows = list(load_workbook(BytesIO(file.content)).active.values)
    assert (rows[1][0], rows[1][5]) == ("students", 2)


def test_a_dataset_says_what_it_is(signed_in: Browse, filled: School) -> None:
    client = signed_in("he")
    take(client, send(client, ROWS))
    page = client.get("/data/attendance/")
    assert ("absence_rate", "缺课率") in page.context["indicators"]
    assert page.context["senders"] == "教师"
    assert page.context["look"].rows[0][-1] in ("缺勤", "出勤")
    fields = {each.code: each for each in page.context["fields"]}
    assert fields["offering"].refers == ("offerings", "教学班")
    assert "缺勤" in fields["status"].choices


def test_the_first_rows_of_a_version_are_looked_up_once(
    signed_in: Browse, filled: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in("he")
    first = client.get("/data/students/").context["look"].rows
    monkeypatch.setattr("zhengai.datacentre.queries.look_at_rows", None)
    again = client.get("/data/students/").context["look"].rows
    assert first
    assert again == first


def test_sensitive_fields_are_never_shown(signed_in: Browse, filled: School) -> None:
    dataset = queries.catalogue(filled.college).dataset("students")
    hidden = [each.name for each in dataset.fields if each.privacy == "sensitive"]
    look = signed_in("he").get("/data/students/").context["look"]
    assert look.hidden == hidden
    assert not set(hidden) & set(look.columns)


def test_a_template_is_read_back(signed_in: Browse, filled: School) -> None:
    file = signed_in("wang").get("/data/attendance/template/")
    book = load_workbook(BytesIO(file.content))
    assert book.sheetnames == ["考勤", "填写说明"]
    headers = next(book["考勤"].values)
    body = [headers, ["2026-2027-1", "12", "1", "O1", "S0001", "缺勤"]]
    order = {name: i for i, name in enumerate(("学期", "周次", "课次", "教学班", "学生", "状态"))}
    row = [body[1][order[name]] for name in headers]
    address = send(signed_in("wang"), workbook({"考勤": [list(headers), row]}), "a.xlsx")
    assert signed_in("wang").get(address).context["trial"].rows_new == 1
    assert signed_in("wang").get("/data/students/template/").status_code == 403


@pytest.mark.parametrize("address", ["/data/", "/data/attendance/", "/data/import/"])
def test_few_queries(
    signed_in: Browse,
    filled: School,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    address: str,
) -> None:
    client = signed_in("he")
    take(client, send(client, ROWS))
    client.get(address)
    with django_assert_max_num_queries(20):
        client.get(address)
    upload = send(client, ROWS)
    with django_assert_max_num_queries(20):
        client.get(upload)


def test_uploads_can_be_read_by_their_owner_only(signed_in: Browse, filled: School, home: Path) -> None:
    send(signed_in("he"), ROWS)
    (folder,) = (home / "uploads").iterdir()
    assert os.stat(folder).st_mode & 0o077 == 0
