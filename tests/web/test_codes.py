"""The pages of code tables."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.datacentre import HEAD, fill
from tests.web.school import School
from zhengai.datacentre.actions import import_file
from zhengai.datacentre.models import CodeQuestion

Browse = Callable[[str], Client]


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_code_is_found_by_what_it_means(school: School, signed_in: Browse) -> None:
    client = signed_in("he")
    found = page(client, "/codes/?q=岗位实习")
    assert "2 岗位实习" in found
    assert "/codes/SXLBDM/" in found
    assert "/codes/HYDM/" not in found
    assert "没有符合条件的代码" in page(client, "/codes/?q=没有这个代码")
    assert "/codes/GBT-2261.1/" not in page(client, "/codes/?standard=中职 2023.06 数据标准")


def test_a_table_says_its_codes_its_gap_and_who_uses_it(school: School, signed_in: Browse) -> None:
    client = signed_in("lin")
    gender = page(client, "/codes/GBT-2261.1/")
    assert "GB/T 2261.1" in gender
    assert "未说明" in gender
    assert 'href="/data/students/"' in gender
    assert "只给出标准号和名称" in page(client, "/codes/GBT-2260/")
    assert client.get("/codes/nothing/").status_code == 404


def test_the_dictionary_leads_to_the_table(school: School, signed_in: Browse) -> None:
    assert 'href="/codes/GBT-2261.1/"' in page(signed_in("he"), "/quality/dictionary/?q=gender")


def test_tables_and_codes_go_to_excel(school: School, signed_in: Browse) -> None:
    client = signed_in("he")
    book = load_workbook(BytesIO(client.get("/codes/?format=xlsx").content))
    rows = list(book["代码"].iter_rows(values_only=True))
    assert ("GB/T 2261.1", "GBT-2261.1", "性别", "1", "男") in rows
    one = load_workbook(BytesIO(client.get("/codes/GBT-2261.1/?format=xlsx").content))
    assert len(list(one.worksheets[0].iter_rows())) == 5


@pytest.fixture
def asked(school: School, standing_filled: None, tmp_path: Path) -> CodeQuestion:
    rows = "".join(f"2026-2027-1,12,{number},O1,S0001,出勤\n" for number in (1, 2, 3))
    path = tmp_path / "new.csv"
    path.write_text(f"{HEAD}{rows}2026-2027-1,12,4,O1,S0001,线上听课\n", encoding="utf-8")
    import_file(college=school.college, dataset="attendance", path=path, by="he", source="web:he")
    return CodeQuestion.objects.get()


def test_a_word_waits_is_decided_and_its_rows_come_in(asked: CodeQuestion, signed_in: Browse) -> None:
    client = signed_in("he")
    assert "线上听课" in page(client, "/codes/words/")
    one = page(client, f"/codes/words/{asked.pk}/")
    assert "网页导入在考勤的“状态”里写了“线上听课”，共 1 行" in one
    sent = client.post(
        f"/codes/words/{asked.pk}/decide/", {"answer": "mapped", "value": "出勤", "reason": ""}, follow=True
    )
    assert "收进等待的 1 行" in sent.content.decode()
    assert "没有等待决定的写法" in page(client, "/codes/words/")
    assert "线上听课" in page(client, "/codes/words/?state=mapped")
    assert client.get("/codes/words/?format=xlsx&state=mapped").content[:2] == b"PK"


def test_a_refused_decision_keeps_what_was_typed(asked: CodeQuestion, signed_in: Browse) -> None:
    client = signed_in("he")
    answer = client.post(f"/codes/words/{asked.pk}/decide/", {"answer": "added", "reason": ""}, follow=True)
    assert "请写理由" in answer.content.decode()
    client.post(f"/codes/words/{asked.pk}/decide/", {"answer": "", "reason": "要想想"})
    assert "要想想" in page(client, f"/codes/words/{asked.pk}/")
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_who_only_looks_sees_no_form(asked: CodeQuestion, signed_in: Browse) -> None:
    assert "由数据管理员决定" in page(signed_in("lin"), f"/codes/words/{asked.pk}/")


def test_what_a_word_means_is_written_before_it_comes(
    school: School, signed_in: Browse, tmp_path: Path
) -> None:
    fill(school.college, tmp_path)
    client = signed_in("he")
    asked = {"field": "attendance.status", "source": "web", "word": "线上听课", "value": "出勤"}
    assert "“线上听课”从此读作“出勤”" in client.post("/codes/words/new/", asked, follow=True).content.decode()
    path = tmp_path / "new.csv"
    path.write_text(f"{HEAD}2026-2027-1,12,4,O1,S0001,线上听课\n", encoding="utf-8")
    report = import_file(
        college=school.college, dataset="attendance", path=path, by="wang", source="web:wang"
    )
    assert (report.accepted, report.rejected) == (1, 0)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"word": " "}, "请写来源的写法"),
        ({"word": "缺勤"}, "本来就读作“缺勤”"),
        ({"value": "没有这个值"}, "请选一个已有的值"),
        ({"field": "attendance.nothing"}, "请选一个有可选值的字段"),
        ({"source": "nobody"}, "请选一个来源"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_and_kept_in_the_form(
    school: School, signed_in: Browse, change: dict[str, str], sentence: str
) -> None:
    client = signed_in("he")
    asked = {"field": "attendance.status", "source": "web", "word": "线上听课", "value": "出勤"} | change
    found = client.post("/codes/words/new/", asked, follow=True).content.decode()
    assert sentence in found
    assert f'value="{asked["value"]}"' in found
    assert not CodeQuestion.objects.exists()
