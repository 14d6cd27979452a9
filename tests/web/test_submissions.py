"""The pages of national tables: how far each is, its fields, what was prepared and what becomes of it."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from tests.web.datacentre import workbook
from tests.web.school import School
from zhengai.core.models import AuditEvent
from zhengai.datacentre.actions import import_file
from zhengai.submissions.models import Interface, Submission

Browse = Callable[[str], Client]
TABLES = "/submissions/tables/"
COURSES = "课程编号,课程名称,开课部门,课程性质\nC001,护理学基础,D01,专业核心课\nC002,人体解剖学,D01,\n"


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.fixture
def filled(school: School, tmp_path: Path) -> School:
    for dataset, content in (
        ("departments", "部门编号,部门名称,部门类别\nD01,医学院,二级学院\n"),
        ("teachers", "教师工号,姓名,所属部门,类别,专业课教师,双师\nT0003,郑怡,D01,专任,是,是\n"),
        ("courses", COURSES),
    ):
        path = tmp_path / f"{dataset}.csv"
        path.write_text(content, encoding="utf-8")
        import_file(college=school.college, dataset=dataset, path=path, by="he")
    Interface.objects.create(college=school.college, school_code="4143012345")
    return school


def prepared(client: Client, code: str) -> Submission:
    response = client.post(f"{TABLES}{code}/prepare/", {"period": ""})
    made = Submission.objects.latest("pk")
    assert response.headers["Location"] == f"/submissions/records/{made.pk}/"
    return made


def test_the_list_says_how_far_every_table_is(filled: School, signed_in: Browse) -> None:
    client = signed_in("he")
    found = page(client, "/submissions/?q=校内专任教师")
    assert "未生成" in found
    assert "25 个，11 个有来源" in found
    assert "参考资料只说这张表有 27 个字段" in page(client, "/submissions/?q=学校基本")
    prepared(client, "GZ-6.1")
    assert "待报送" in page(client, "/submissions/?state=ready")
    assert "没有符合条件的表" in page(client, "/submissions/?q=没有这张表")
    sheet = load_workbook(BytesIO(client.get("/submissions/?format=xlsx&q=专任教师").content)).worksheets[0]
    assert next(sheet.iter_rows(min_row=2, values_only=True))[:3] == ("GZ-6.1", "6.1", "校内专任教师")


def test_newer_data_are_said(filled: School, signed_in: Browse, tmp_path: Path) -> None:
    client = signed_in("he")
    made = prepared(client, "GZ-6.1")
    path = tmp_path / "new.csv"
    path.write_text(
        "教师工号,姓名,所属部门,类别,专业课教师,双师\nT0009,他人,D01,专任,是,否\n", encoding="utf-8"
    )
    import_file(college=filled.college, dataset="teachers", path=path, by="he")
    assert "数据有更新" in page(client, "/submissions/?q=校内专任教师")
    assert "数据中心里已有更新的数据" in page(client, f"/submissions/records/{made.pk}/")


def test_a_table_shows_where_each_field_comes_from(filled: School, signed_in: Browse) -> None:
    client = signed_in("lin")
    found = page(client, f"{TABLES}ZYZJX0101/")
    assert "“课程性质”(courses.nature)" in found
    assert 'href="/codes/KCXZDM/"' in found
    assert "还没有数据来源" in found
    assert "生成并检查" in found
    assert "存疑：成绩的类型写成文字 5.1" in page(client, f"{TABLES}ZYZXS0102/")
    assert "一份问卷" in page(client, f"{TABLES}ZYZJX0701/")
    assert client.get(f"{TABLES}ZYZJX0101/?format=xlsx").content[:2] == b"PK"
    assert client.get(f"{TABLES}nothing/").status_code == 404


def test_problems_stand_with_their_row_and_remedy(filled: School, signed_in: Browse) -> None:
    client = signed_in("he")
    made = prepared(client, "ZYZJX0101")
    found = page(client, f"/submissions/records/{made.pk}/")
    assert "必填：请在源头补上“课程性质”(courses.nature)" in found
    assert "C002" in found
    assert "理论教学时数(LVJXSS)" in found
    assert "护理学基础" in found
    assert "登记为已报送" not in found


def test_the_rows_leave_as_files_and_the_trail_says_who(filled: School, signed_in: Browse) -> None:
    client = signed_in("he")
    made = prepared(client, "GZ-6.1")
    address = f"/submissions/records/{made.pk}/file/"
    sheet = load_workbook(BytesIO(client.get(address).content))["数据"]
    assert next(sheet.iter_rows(min_row=3, values_only=True))[0] == "T0003"
    assert client.get(f"{address}?as=json").json()["rows"][0]["姓名"] == "郑怡"
    assert AuditEvent.objects.filter(action="submissions.take_file", by="he").count() == 2


def test_a_file_that_was_handed_in_is_noted(filled: School, signed_in: Browse) -> None:
    client = signed_in("he")
    made = prepared(client, "GZ-6.1")
    address = f"/submissions/records/{made.pk}/"
    client.post(f"{address}move/", {"move": "file", "note": " "})
    assert "请写明交到了哪里" in page(client, address)
    client.post(f"{address}move/", {"move": "file", "note": "采集平台编号 118"})
    found = page(client, address)
    assert "以文件上报：采集平台编号 118" in found
    assert "作废这一份" not in found
    client.post(f"{address}move/", {"move": "drop"})
    assert Submission.objects.get().state == "sent"


def test_what_cannot_be_prepared_is_one_sentence(school: School, signed_in: Browse) -> None:
    client = signed_in("he")
    told = client.post(f"{TABLES}GZ-6.1/prepare/", follow=True).content.decode()
    assert "校内专任教师现在生成不了：教师还没有导入过。" in told
    assert Submission.objects.count() == 0


def test_without_a_school_code_the_page_says_what_to_do(filled: School, signed_in: Browse) -> None:
    Interface.objects.all().delete()
    client = signed_in("he")
    assert "还没有填 10 位学校代码" in page(client, "/submissions/")
    told = client.post(f"{TABLES}ZYZJX0101/prepare/", follow=True).content.decode()
    assert "学校代码要是 10 位数字" in told


def test_settings_keep_what_was_typed_and_hide_the_password(school: School, signed_in: Browse) -> None:
    client = signed_in("he")
    wanted = {"school_code": "41430", "address": "https://a.example", "size": "100", "password": "geheim"}
    refused = client.post("/submissions/settings/", wanted).content.decode()
    assert "学校代码要是 10 位数字" in refused
    assert 'value="https://a.example"' in refused
    client.post("/submissions/settings/", wanted | {"school_code": "4143012345"})
    kept = Interface.objects.get()
    assert (kept.size, "geheim" in kept.secret) == (100, False)
    shown = page(client, "/submissions/settings/")
    assert "geheim" not in shown
    assert "已加密保存" in shown
    client.post("/submissions/settings/", wanted | {"school_code": "4143012345", "password": ""})
    assert Interface.objects.get().secret == kept.secret


@pytest.mark.parametrize(
    "address",
    ["/submissions/", f"{TABLES}ZYZJX0101/", "/submissions/records/{number}/", "/submissions/settings/"],
)
def test_pages_ask_little(
    filled: School, signed_in: Browse, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("he")
    made = prepared(client, "ZYZJX0101")
    page(client, address.format(number=made.pk))
    with django_assert_max_num_queries(20):
        page(client, address.format(number=made.pk))


def test_an_interrupted_one_says_how_far_it_is_and_goes_on(filled: School, signed_in: Browse) -> None:
    client = signed_in("he")
    made = prepared(client, "ZYZJX0101")
    Submission.objects.filter(pk=made.pk).update(
        state="paused", message="国家平台试了 4 次都没有完整的回答", faults=0, lacking=[]
    )
    made.parcels.update(sent_at=made.made_at, receipt={"msg": "ok"})
    address = f"/submissions/records/{made.pk}/"
    found = page(client, address)
    assert "中断，待继续" in found
    assert "已送达 <b>2</b> / 2 行" in found
    assert "继续报送" in found
    assert "msg：ok" in found
    client.post(f"{address}move/", {"move": "send"})
    assert "报送设置里还没有填接口地址、账号、密码、app_key" in page(client, address)


def sent(client: Client, kind: str, rows: list[list[object]]) -> str:
    """Uploads a sheet; the page of its dry run."""
    file = SimpleUploadedFile("返回.xlsx", workbook({"表": rows}))
    response = client.post(f"/submissions/returns/{kind}/import/", {"file": file}, follow=True)
    return response.content.decode()


def test_benchmarks_stand_beside_our_values(school: School, signed_in: Browse) -> None:
    client = signed_in("he")
    assert "还没有外部标杆" in page(client, "/submissions/returns/benchmarks/")
    rows: list[list[object]] = [
        ["指标", "层面", "周期", "范围", "值", "来源"],
        ["缺课率", "课程", "2025-2026", "全国", "2.4%", "全国年报"],
    ]
    tried = sent(client, "benchmarks", rows)
    assert "缺课率，全国，2025-2026" in tried
    token = tried.split('name="sheet" value="')[1].split('"')[0]
    client.post("/submissions/returns/benchmarks/import/take/", {"sheet": token})
    listed = page(client, "/submissions/returns/benchmarks/?q=缺课")
    assert "2.4%" in listed
    assert "全国年报" in listed
    assert client.get("/submissions/returns/benchmarks/?format=xlsx").content[:2] == b"PK"
    shown = page(signed_in("lin"), "/indicators/absence_rate/?level=course")
    assert "外部标杆：" in shown
    assert "全国 <b>2.4%</b>" in shown
    profile = page(signed_in("lin"), "/levels/course/C001/")
    assert "外部标杆" in profile
    assert "全国 2.4%" in profile
    assert "外部标杆" not in page(signed_in("lin"), "/levels/department/D01/")


def test_a_returned_report_stands_on_its_table(school: School, signed_in: Browse) -> None:
    client = signed_in("he")
    rows: list[list[object]] = [
        ["报告", "数据表", "字段", "主键", "问题"],
        ["2026-11", "ZYZJX0101", "课程名称", "", "与代码不一致"],
    ]
    tried = sent(client, "reports", rows)
    token = tried.split('name="sheet" value="')[1].split('"')[0]
    client.post("/submissions/returns/reports/import/take/", {"sheet": token})
    assert "与代码不一致" in page(client, f"{TABLES}ZYZJX0101/")
    assert "与代码不一致" in page(client, "/submissions/returns/reports/?q=课程信息")
    assert client.get("/submissions/returns/reports/?format=xlsx").content[:2] == b"PK"
    assert client.get("/submissions/returns/nothing/").status_code == 404
