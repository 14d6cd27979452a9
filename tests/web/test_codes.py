"""The pages of code tables."""

from collections.abc import Callable
from io import BytesIO

from django.test import Client
from openpyxl import load_workbook

from tests.web.school import School

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
