"""Tasks on the pages: set, filled month by month, looked at, carried over; the tables in and out of Excel."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from tests.web.access.goal_chain import a_plan, prepare
from tests.web.access.improvement import an_improvement
from tests.web.school import School
from zhengai.goals.models import SystemTask, Task, TaskBeat
from zhengai.notices.models import Notice

Browse = Callable[[str], Client]
FORM = {"year": "2026", "title": "开展期中教学检查", "department": "D01", "task_class": "C", "attribute": "常规工作",
        "owner_name": "王静", "owner_number": "T0004", "due": "2026-12-20", "budget": "3,000"}  # fmt: skip


def test_a_task_is_set_and_its_person_sees_it(school: School, signed_in: Browse) -> None:
    zhou, wang = signed_in("zhou"), signed_in("wang")
    assert wang.get("/tasks/").context["listing"].count == 0
    assert zhou.post("/tasks/new/", FORM).status_code == 302
    task = Task.objects.get()
    assert (task.budget, task.written_by, task.source) == (3000, "zhou", "school")
    assert wang.get("/tasks/?which=mine").context["listing"].count == 1
    assert signed_in("li").get("/tasks/").context["listing"].count == 0
    again = zhou.post("/tasks/new/", FORM)
    assert "已有任务" in again.context["form"].general


@pytest.mark.parametrize(
    ("change", "name"),
    [({"title": ""}, "title"), ({"department": ""}, "department"), ({"department": "D02"}, "department"),
     ({"due": "年底"}, "due"), ({"budget": "三千"}, "budget")],
)  # fmt: skip
def test_errors_stand_where_they_are(
    school: School, signed_in: Browse, change: dict[str, str], name: str
) -> None:
    page = signed_in("zhou").post("/tasks/new/", FORM | change)
    assert list(page.context["errors"]) == [name]
    assert not Task.objects.exists()


def test_a_task_that_serves_a_target_is_filled_in_beforehand(school: School, signed_in: Browse) -> None:
    words = prepare(school)
    Task.objects.all().delete()
    page = signed_in("zhou").get(f"/tasks/new/?target={words['target']}")
    assert page.context["typed"]["title"] == "降低缺课率"
    assert page.context["typed"]["standard"] == "缺课率≤ 3%"
    assert page.context["typed"]["department"] == "D01"


def test_months_are_filled_by_whose_task_it_is(school: School, signed_in: Browse) -> None:
    address = f"/tasks/{prepare(school)['task']}/"
    zheng = signed_in("zheng")
    zheng.post(f"{address}months/", {"month-3": "排好课表", "month-4": "", "month-11": "检查"})
    page = zheng.get(address)
    assert [cell.text for cell in page.context["months"] if cell.text] == ["排好课表", "检查"]
    assert page.context["months"][11].ahead
    late = zheng.post(f"{address}months/", {"month-12": "年底"}, follow=True)
    assert "还没有到" in late.content.decode()
    zheng.post(f"{address}move/", {"move": "finish", "result": ""})
    assert Task.objects.get().state == "open"
    zheng.post(f"{address}move/", {"move": "finish", "result": "缺课率降到2%", "spent": "100"})
    assert (Task.objects.get().state, Task.objects.get().spent) == ("done", 100)
    assert signed_in("zheng").post(f"{address}move/", {"move": "reopen"}).status_code == 403
    signed_in("zhou").post(f"{address}move/", {"move": "reopen"})
    assert Task.objects.get().state == "open"


def test_the_beats_have_their_time_and_their_assessor(school: School, signed_in: Browse) -> None:
    number = prepare(school)["task"]
    Task.objects.update(task_class="A")
    address = f"/tasks/{number}/beat/"
    signed_in("zheng").post(address, {"beat": "quarterly", "text": "按期"})
    signed_in("zheng").post(address, {"beat": "semesterly", "text": "按期"})
    refused = signed_in("zhou").post(address, {"beat": "yearly", "text": "完成"}, follow=True)
    assert "由学校考核" in refused.content.decode()
    assert refused.context["typed"]["text"] == "完成"
    signed_in("chen").post(address, {"beat": "yearly", "text": "完成", "grade": "优秀"})
    found = {each.beat: (each.period, each.grade) for each in TaskBeat.objects.all()}
    assert found == {
        "quarterly": ("2026Q4", ""),
        "semesterly": ("2026-2027-1", ""),
        "yearly": ("2026", "优秀"),
    }
    names = [(each.name, each.period) for each in signed_in("lin").get(f"/tasks/{number}/").context["beats"]]
    assert ("季度沟通", "2026年第4季度") in names


def test_open_tasks_are_carried_over(school: School, signed_in: Browse) -> None:
    prepare(school)
    page = signed_in("zhou").post("/tasks/carry/", {"year": "2026"}, follow=True)
    assert page.context["year"] == 2027
    assert list(Task.objects.order_by("year").values_list("year", "state")) == [
        (2026, "carried"),
        (2027, "open"),
    ]
    again = signed_in("zhou").post("/tasks/carry/", {"year": "2026"}, follow=True)
    assert "没有进行中的任务" in again.content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 1), ("state=open", 1), ("state=done", 0), ("department=D01", 1), ("department=D02", 0), ("source=plan", 1),
     ("which=late", 0), ("q=错峰", 1), ("q=没有", 0), ("year=2025", 0), ("year=x", 1)],
)  # fmt: skip
def test_tasks_are_found(school: School, signed_in: Browse, query: str, count: int) -> None:
    prepare(school)
    assert signed_in("lin").get(f"/tasks/?{query}").context["listing"].count == count


def sheet(client: Client, code: str) -> list[tuple[object, ...]]:
    content = client.get(f"/tasks/tables/{code}/?year=2026&format=xlsx").content
    return list(load_workbook(BytesIO(content)).active.values)


def test_table_6_in_exactly_its_columns(school: School, signed_in: Browse) -> None:
    number = prepare(school)["task"]
    zheng = signed_in("zheng")
    zheng.post(f"/tasks/{number}/months/", {"month-3": "排好课表"})
    upper, lower, row = sheet(zheng, "table-6")
    assert [cell for cell in upper if cell] == [
        "任务来源", "工作属性", "工作任务", "完成时限", "月度任务完成情况", "责任部门", "责任人",
    ]  # fmt: skip
    assert list(lower[4:16]) == [f"{month}月" for month in range(1, 13)]
    assert (row[0], row[2], row[6], row[16], row[17]) == (
        "规划目标",
        "错峰排课",
        "排好课表",
        "医学院",
        "郑怡",
    )


@pytest.mark.parametrize("code", ["table-4", "table-5", "table-6", "annex-2"])
def test_every_table_opens_and_what_is_written_is_read_back(
    school: School, signed_in: Browse, code: str
) -> None:
    prepare(school)
    Task.objects.update(attribute="重点工作")
    lin = signed_in("lin")
    lin.post("/tasks/system/", {"department": "D01", "category": "工作标准", "title": "岗位标准", "role": "牵头",
                                "sound": "no", "promised": "2026-12-31"})  # fmt: skip
    assert lin.get(f"/tasks/tables/{code}/").status_code == 200
    content = lin.get(f"/tasks/tables/{code}/?format=xlsx").content
    file = SimpleUploadedFile("表.xlsx", content)
    page = lin.post(f"/tasks/tables/{code}/import/", {"file": file, "move": "try", "year": "2026"})
    if code == "table-4":  # the only plan is a course's: the table has none
        assert "表头下面没有内容" in page.context["problem"]
        return
    assert page.context["problem"] == ""
    assert (page.context["outcome"].added, page.context["outcome"].changed, page.context["outcome"].same) == (
        0,
        0,
        1,
    )


def test_a_dry_run_then_the_import(school: School, signed_in: Browse) -> None:
    prepare(school)
    lin = signed_in("lin")
    book = load_workbook(BytesIO(lin.get("/tasks/tables/table-6/?format=xlsx").content))
    book.active.append(["党政工作要点", "重点工作", "办招聘会", "2026-12-20", *[""] * 12, "外语学院", "林敏"])
    address = "/tasks/tables/table-6/import/"
    page = lin.post(address, {"file": saved(book), "move": "try"})
    (bad,) = page.context["refused"]
    assert (bad.cell, "外语学院" in bad.reason) == ("Q4", True)
    book.active["Q4"] = "信息工程学院"
    tried = lin.post(address, {"file": saved(book), "move": "try"})
    assert (tried.context["outcome"].added, Task.objects.count()) == (1, 1)
    done = lin.post(address, {"move": "take"}, follow=True)
    assert "新增 1 行" in done.content.decode()
    assert Task.objects.get(title="办招聘会").owner_name == "林敏"
    assert "已经不在" in lin.post(address, {"move": "take"}).context["problem"]


def test_a_thirteenth_month_is_refused_whole(school: School, signed_in: Browse) -> None:
    prepare(school)
    lin = signed_in("lin")
    book = load_workbook(BytesIO(lin.get("/tasks/tables/table-6/?format=xlsx").content))
    book.active.unmerge_cells("Q1:Q2")
    book.active["Q1"] = ""
    book.active["Q2"] = "13月"
    page = lin.post("/tasks/tables/table-6/import/", {"file": saved(book), "move": "try"})
    assert "一年只有 1月 到 12月" in page.context["problem"]
    assert Task.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("表.xlsx", b"PK\x03\x04broken", "已损坏"),
        ("表.csv", "任务来源\n".encode(), "不是 Excel"),
        ("表.xlsx", b"", "空的"),
    ],
)
def test_a_file_that_is_no_workbook(
    school: School, signed_in: Browse, name: str, content: bytes, word: str
) -> None:
    page = signed_in("lin").post(
        "/tasks/tables/table-6/import/", {"file": SimpleUploadedFile(name, content), "move": "try"}
    )
    assert word in page.content.decode()


def test_a_department_brings_in_only_its_own(school: School, signed_in: Browse) -> None:
    prepare(school)
    zhou = signed_in("zhou")
    book = load_workbook(BytesIO(zhou.get("/tasks/tables/table-6/?format=xlsx").content))
    book.active["Q3"] = "信息工程学院"
    page = zhou.post("/tasks/tables/table-6/import/", {"file": saved(book), "move": "try"})
    assert "不在您的范围内" in page.context["refused"][0].reason


def test_gaps_stand_with_their_promised_day(school: School, signed_in: Browse) -> None:
    lin = signed_in("lin")
    form = {"department": "D01", "category": "工作标准", "title": "岗位标准", "role": "牵头", "sound": "no"}
    refused = lin.post("/tasks/system/", form)
    assert "计划完成时间" in refused.context["problem"]
    lin.post("/tasks/system/", form | {"promised": "2026-12-31"})
    page = lin.get("/tasks/tables/annex-2/")
    assert [each.title for each in page.context["gaps"]] == ["岗位标准"]
    assert "还剩 41 天" in page.content.decode()
    assert SystemTask.objects.get().day == school.college.as_of
    assert lin.get("/tasks/tables/x/").status_code == 404


def saved(book: object) -> SimpleUploadedFile:
    buffer = BytesIO()
    book.save(buffer)  # type: ignore[attr-defined]
    return SimpleUploadedFile("表6.xlsx", buffer.getvalue())


def test_what_a_year_leaves_open_is_taken_over(school: School, signed_in: Browse) -> None:
    prepare(school)
    improvement = an_improvement(school)
    page = signed_in("zhou").get("/tasks/leftover/?year=2026")
    assert ([task.title for task, _ in page.context["tasks"]], page.context["waiting"]) == (["错峰排课"], 1)
    (left,) = page.context["left"]
    form = signed_in("zhou").get(left.address)
    assert (form.context["year"], form.context["typed"]["owner_name"]) == (2027, "郑怡")
    signed_in("zhou").post("/tasks/new/", form.context["typed"] | {"year": "2027"})
    task = Task.objects.get(year=2027)
    assert task.ground == f"improvement:{improvement.pk}"
    assert signed_in("zhou").get("/tasks/leftover/?year=2026").context["left"][0].task == task


def test_the_workbench_says_what_waits(school: School, signed_in: Browse) -> None:
    zhou, zheng = signed_in("zhou"), signed_in("zheng")
    zhou.post("/tasks/new/", FORM | {"owner_number": "T0003", "owner_name": "郑怡"})
    plan = a_plan(school)
    zheng.post(f"/plans/{plan.pk}/move/", {"move": "submit"})
    kinds = {
        name: [each.kind for each in signed_in(name).get("/").context["wanted"]] for name in ("zheng", "zhou")
    }
    assert "任务" in kinds["zheng"]
    assert "规划" in kinds["zhou"]
    assert "规划" not in kinds["zheng"]
    told = set(Notice.objects.filter(about__startswith="plan:").values_list("person_number", flat=True))
    assert "T0001" in told
    assert Notice.objects.get(about__startswith="task:").person_number == "T0003"
