"""The pages of departments' work: three forms, gaps, people on posts, the package of a system, places in the systems."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.access.work import prepare
from tests.web.school import School
from tests.web.test_schedule import file_of
from zhengai.framework.actions.work_forms import DUTY_HEADERS
from zhengai.framework.models import DepartmentDuty, Placement, Post, PostHolder, Work

Browse = Callable[[str], Client]


@pytest.fixture
def told(school: School) -> dict[str, object]:
    return prepare(school)


def test_the_list_says_how_complete_each_department_is(told: dict[str, object], signed_in: Browse) -> None:
    page = signed_in("wang").get("/work/")
    first, second = page.context["rows"]
    # the duty has work, the work a post; the standard and the person are missing
    assert (first.checked.held, first.checked.links, second.checked.links) == (2, 4, 0)
    assert "完整度 <b>50.0%</b>" in page.content.decode()
    rows = list(load_workbook(BytesIO(signed_in("wang").get("/work/?format=xlsx").content)).active.values)
    assert rows[1:] == [("医学院", "岗位没有标准", "每学年组织专业诊断"), ("医学院", "岗位没有人", "质量岗")]


def test_every_table_is_shown_and_goes_out_in_its_columns(told: dict[str, object], signed_in: Browse) -> None:
    client = signed_in("wang")
    for table in ("1", "2", "3", "posts", "gaps", "x"):
        assert client.get(f"/work/D01/?table={table}").status_code == 200
    heads = []
    for table in ("1", "2", "3"):
        content = client.get(f"/work/D01/?table={table}&format=xlsx").content
        heads.append(next(load_workbook(BytesIO(content)).active.values))
    assert heads == [
        ("部门名称", "在系统内的职责", "在系统外的职责"),
        ("部门名称", "部门职责", "具体化的工作", "工作归属岗位", "岗位所在科室"),
        ("部门名称", "科室", "岗位", "具体化的工作", "工作标准"),
    ]
    assert "SMART 还缺：具体、可测" in client.get("/work/D01/").content.decode()


def test_the_head_fills_the_chain(told: dict[str, object], signed_in: Browse) -> None:
    client = signed_in("zhou")
    form = {"text": "答复本院预警", "inside": "1", "smart-timed": "一周内"}
    client.post("/work/D01/duties/new/", form)
    duty = DepartmentDuty.objects.get(text="答复本院预警")
    assert duty.smart == {"timed": "一周内"}
    again = client.post("/work/D01/duties/new/", form)
    assert again.context["error"] == "本部门已经有这条职责。"
    work = {"text": "三天内答复预警", "post": "预警岗", "section": "办公室", "standard": "三天内"}
    client.post(f"/work/D01/duties/{duty.pk}/work/", work)
    post = Post.objects.get(name="预警岗")
    client.post("/work/D01/people/", {"post": post.pk, "person_name": "周岚", "person_number": "T0001"})
    holder = PostHolder.objects.get()
    assert "周岚" in client.get("/work/D01/?table=posts").content.decode()
    client.post("/work/D01/people/", {"holder": holder.pk})
    assert not PostHolder.objects.exists()
    made = Work.objects.get(text="三天内答复预警")
    refused = client.post(f"/work/D01/works/{made.pk}/", work | {"post": ""})
    assert refused.context["error"] == "写了科室，也请写岗位。"
    client.post("/work/D01/remove/", {"kind": "work", "number": made.pk})
    assert (
        "已经删去了"
        in client.post("/work/D01/remove/", {"kind": "work", "number": made.pk}, follow=True).content.decode()
    )


def test_a_head_imports_only_for_the_own_department(school: School, signed_in: Browse) -> None:
    client, address = signed_in("zhou"), "/organisation/forms/table1/"
    rows = [("医学院", "组织专业诊断", ""), ("信息工程学院", "组织专业诊断", "")]
    page = client.post(address, {"file": file_of(rows, DUTY_HEADERS)}, follow=True)
    assert "不由您填写" in page.content.decode()
    page = client.post(address, {"file": file_of(rows[:1], DUTY_HEADERS)}, follow=True)
    client.post(f"{address}take/", {"sheet": page.context["sheet"].upload.token})
    assert [each.text for each in DepartmentDuty.objects.all()] == ["组织专业诊断"]
    assert client.get("/organisation/forms/schedule/").status_code == 403
    assert client.get("/organisation/forms/x/").status_code == 404


def test_a_department_is_placed_and_its_system_has_a_package(
    told: dict[str, object], signed_in: Browse
) -> None:
    client = signed_in("lin")
    page = client.post("/organisation/placements/D01/", {"systems": [], "valid_from": "2026-09-01"})
    assert page.context["error"] == "请至少选一个系统。"
    client.post("/organisation/placements/D01/", {"systems": ["generation"], "valid_from": "2026-09-01"})
    task = {"systems": ["decision"], "valid_from": "2026-09-01", "task": "申报", "reason": "牵头"}
    client.post("/organisation/placements/D01/", task)
    assert Placement.objects.count() == 2
    page = client.get("/organisation/placements/")
    assert (page.context["counts"][:5], page.context["without"]) == ([0, 1, 0, 0, 0], 1)
    assert "1 项工作另有归属" in page.content.decode()
    earlier = client.get("/organisation/placements/?day=2026-08-31")
    assert earlier.context["without"] == 2
    book = load_workbook(BytesIO(client.get("/organisation/package/generation/").content))
    assert book.sheetnames == ["表1", "表2", "表3", "缺项"]
    assert list(book["表2"].values)[1][:3] == ("医学院", "组织专业诊断", "每学年组织专业诊断")
    assert client.get("/organisation/package/x/").status_code == 404
