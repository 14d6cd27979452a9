"""The library of standards as people meet it: what is missing is seen, 表7 goes out and in, two people decide."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from tests.web.school import NOW, SEMESTER, School
from zhengai.college.models import Subject
from zhengai.cycles.actions import record_proofs
from zhengai.cycles.rules.proof import NewProof
from zhengai.cycles.rules.stages import Stage
from zhengai.framework.actions import set_own_item
from zhengai.goals.models import Plan, PlanGoal
from zhengai.standards.library import Listed, decide_version, list_standards, propose_version
from zhengai.standards.models import Standard

Browse = Callable[[str], Client]


@pytest.fixture
def standard(school: School) -> Standard:
    rows = [
        Listed("课堂教学标准", "course", "课程", "教务处"),
        Listed("教师专业发展标准", "teacher", "师资", "人事处"),
        Listed("专业教学标准", "programme", "专业", "教务处"),
    ]
    first, second, _ = list_standards(college=school.college, rows=rows, by="lin")
    grades = {"优秀": "≤ 4%", "合格": "≤ 8%"}
    _in_force(first, [{"name": "出勤", "indicator": "absence_rate", "grades": grades}, {"name": "教学目标"}])
    _in_force(second, [{"name": "师德"}])
    return first


def _in_force(standard: Standard, elements: list[dict[str, Any]]) -> None:
    version = propose_version(
        standard=standard,
        elements=elements,
        grades=["优秀", "合格"],
        reason="第一版",
        revise_years=3,
        by="lin",
    )
    decide_version(version=version, approve=True, body="专业建设委员会", by="chen")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3), ("level=course", 1), ("type=师资", 1), ("department=教务处", 2), ("state=standing", 2),
        ("state=listed", 1), ("state=unmeasurable", 1), ("state=due", 0), ("q=教学", 2), ("q=没有", 0),
    ],
)  # fmt: skip
def test_filters(standard: Standard, signed_in: Browse, query: str, count: int) -> None:
    assert signed_in("lin").get(f"/library/?{query}").context["listing"].count == count


def test_the_page_says_what_is_missing(standard: Standard, signed_in: Browse) -> None:
    text = signed_in("lin").get("/library/").content.decode()
    assert "清单上 <b>3</b> 个标准，<b>2</b> 个有现行版本，其中 <b>1</b> 个还没有可测规则" in text
    assert "没有可测规则</span>" in text
    assert "差 1" in text


def test_an_empty_library_says_the_next_step(school: School, signed_in: Browse) -> None:
    assert "列入标准" in signed_in("lin").get("/library/").content.decode()
    assert "列入标准" not in signed_in("sun").get("/library/").content.decode()


def test_table_7_goes_out_in_its_three_columns(standard: Standard, signed_in: Browse) -> None:
    content = signed_in("lin").get("/library/?format=table7&sort=name").content
    rows = list(load_workbook(BytesIO(content)).active.values)
    assert rows[0] == ("标准类型", "标准名称", "责任部门")
    assert ("课程", "课堂教学标准", "教务处") in rows
    assert len(rows) == 4


def _sheet(*rows: tuple[str, ...]) -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("表7.xlsx", buffer.getvalue())


HEADER = ("序号", "标准类型", "标准名称", "责任部门")


def test_table_7_comes_in(standard: Standard, signed_in: Browse) -> None:
    file = _sheet(
        ("表7 发展规划标准链一览表",), HEADER, ("1", "学校", "机构设置标准", "党委工作部"),
        ("2", "师资", "教师专业发展标准", "教师工作部"), ("3", "学生发展标准", "学生综合素质标准", "学工处"),
    )  # fmt: skip
    client = signed_in("lin")
    text = client.post("/library/import/", {"file": file, "level": "student"}, follow=True).content.decode()
    assert "读到 3 行，新列入 2 个标准" in text
    assert Standard.objects.get(name="机构设置标准").level == "college"
    assert Standard.objects.get(name="教师专业发展标准").department == "教师工作部"
    assert Standard.objects.get(name="学生综合素质标准").level == "student"


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (
            _sheet(HEADER, ("1", "条件标准", "经费标准", "财务处")),
            "第 2 行的标准类型“条件标准”看不出属于哪个层面",
        ),
        (_sheet(HEADER, ("1", "学校", "机构设置标准", ""), ("2", "学校", "", "院办")), "第 3 行没有标准名称"),
        (
            _sheet(("标准名称", "责任部门"), ("甲", "乙")),
            "没有找到表头，应有这几列：标准类型、标准名称、责任部门",
        ),
        (SimpleUploadedFile("表7.xlsx", b"PK\x03\x04 broken"), "表7.xlsx"),
        (SimpleUploadedFile("表7.csv", "标准类型,标准名称\n".encode()), "不是 Excel 工作簿"),
        (None, "请选择要导入的 Excel 文件"),
    ],
)
def test_a_bad_table_changes_nothing(
    school: School, signed_in: Browse, file: SimpleUploadedFile | None, sentence: str
) -> None:
    if file is not None:
        file.seek(0)
    told = {"file": file} if file else {}
    assert sentence in signed_in("lin").post("/library/import/", told, follow=True).content.decode()
    assert not Standard.objects.exists()


def test_data_stand_beside_the_standard(standard: Standard, signed_in: Browse) -> None:
    """Of 40 courses one has no value; 0.01 + n/500 is at most 4 % for 16 of them and at most 8 % for 36."""
    page = signed_in("sun").get(f"/library/{standard.pk}/")
    first, second = page.context["rows"]
    assert first.spread.grades == (("优秀", 16), ("合格", 20))
    assert (first.spread.below, first.spread.blind) == (3, 1)
    assert second.spread is None
    assert not page.context["may_propose"]


def test_proposing_and_deciding(standard: Standard, signed_in: Browse) -> None:
    address = f"/library/{standard.pk}/"
    client = signed_in("zheng")
    record_proofs(college=standard.college, proofs=[_told(Stage.DIAGNOSE, "C001", "record:7")], by="lin")
    form = client.get(f"{address}propose/?ground=record:7")
    assert form.context["lines"][0][1].grades == "优秀 ≤ 4%；合格 ≤ 8%"
    said = {
        "element-0-name": "出勤", "element-0-indicator": "absence_rate", "element-0-grades": "≤ 很少",
        "reason": "上轮诊断", "ground": "record:7",
    }  # fmt: skip
    refused = client.post(f"{address}propose/", said)
    assert "看不懂" in refused.context["form"].error
    assert refused.context["lines"][0][1].name == "出勤"
    client.post(f"{address}propose/", said | {"element-0-grades": "≤ 3%"})
    assert client.get(address).context["own_waiting"]
    assert not client.get(address).context["may_decide"]
    leader = signed_in("chen")
    refused_text = leader.post(f"{address}decide/", {"move": "approve"}, follow=True).content.decode()
    assert "请写明由哪个机构审定" in refused_text
    wrong_day = {"move": "approve", "body": "课程组", "valid_from": "明年"}
    assert "生效日期写成" in leader.post(f"{address}decide/", wrong_day, follow=True).content.decode()
    leader.post(f"{address}decide/", {"move": "approve", "body": "课程组"})
    now = leader.get(address).context["now"]
    assert (now.number, now.body, now.ground, now.measurable) == (2, "课程组", "record:7", 1)
    assert "现在没有等待审定的版本" in leader.post(f"{address}decide/", follow=True).content.decode()


def test_listing_by_hand(school: School, signed_in: Browse) -> None:
    client = signed_in("wu")
    assert "请选择层面" in client.post("/library/new/", {"name": "毕业设计标准"}).content.decode()
    made = client.post("/library/new/", {"name": "毕业设计标准", "level": "programme"})
    assert made.headers["Location"].endswith("/propose/")
    again = client.post("/library/new/", {"name": "毕业设计标准", "level": "programme"}).content.decode()
    assert "清单上已有" in again


def test_policies_are_for_everybody(school: School, signed_in: Browse) -> None:
    assert "还没有方针与文件" in signed_in("li").get("/library/policies/").content.decode()
    for number, kind in enumerate(("文件", "方针")):
        item = {"code": f"p{number}", "title": f"标题{number}", "kind": kind, "text": "多元诊断"}
        set_own_item(college=school.college, section="policies", item=item, by="lin")
    page = signed_in("li").get("/library/policies/?q=诊断")
    assert [kind for kind, _ in page.context["groups"]] == ["方针", "文件"]
    assert signed_in("li").get("/library/policies/?q=无").context["groups"] == []


def test_search_finds_standards(standard: Standard, signed_in: Browse) -> None:
    assert f"/library/{standard.pk}/" in signed_in("zheng").get("/search/?q=课堂教学").content.decode()


def test_a_standard_and_the_goals_it_measures(standard: Standard, school: School, signed_in: Browse) -> None:
    """双链: a standard in force that no goal names is a gap of the chain."""
    client = signed_in("lin")
    assert client.get(f"/library/{standard.pk}/").context["goals"] == []
    gaps = client.get("/chain/").context["listing"]
    assert {each.found.about for each in gaps} >= {f"standard:{standard.code}"}
    plan = Plan.objects.create(
        college=school.college, subject=Subject.objects.get(level="programme", code="P001"), title="护理专业规划",
        first_year=2026, years=5, state="approved", category="专业", written_by="wu", written_at=NOW,
    )  # fmt: skip
    goal = PlanGoal.objects.create(plan=plan, number=1, title="课堂有序", standards=[standard.code])
    assert client.get(f"/library/{standard.pk}/").context["goals"] == [goal]
    assert signed_in("zheng").get(f"/library/{standard.pk}/").context["goals"] == []
    gaps = client.get("/chain/").context["listing"]
    assert f"standard:{standard.code}" not in {each.found.about for each in gaps}


def _told(stage: Stage, subject: str, key: str) -> NewProof:
    return NewProof(
        level="course", subject=subject, period=SEMESTER, stage=stage, key=key, about=key, sentence="有据可查。",
        at=NOW, by="lin",
    )  # fmt: skip


def test_in_mid_cycle_the_page_asks_for_an_exemption(standard: Standard, signed_in: Browse) -> None:
    record_proofs(college=standard.college, proofs=[_told(Stage.CARRY_OUT, "", "x:course")], by="lin")
    propose_version(standard=standard, elements=[{"name": "教学目标"}], reason="换一版", by="lin")
    chen, lin = signed_in("chen"), signed_in("lin")
    page = chen.post(f"/library/{standard.pk}/decide/", {"move": "approve", "body": "专委会"}, follow=True)
    assert "动态螺旋只纠正执行" in page.context["error"]
    assert page.context["typed"]["body"] == "专委会"
    page = lin.post(f"/library/{standard.pk}/ask/", {"why": " "}, follow=True)
    assert page.context["ask_error"]
    page = lin.post(f"/library/{standard.pk}/ask/", {"why": "上级新标准下月施行"}, follow=True)
    exemption = page.context["exemption"]
    assert "第 2 版可以审定" in chen.get(f"/exemptions/{exemption.pk}/").content.decode()
    sent = {"move": "approve", "decision": "同意"}
    page = chen.post(f"/exemptions/{exemption.pk}/decide/", sent, follow=True)
    assert "这一版标准可以审定了" in page.content.decode()
    page = chen.post(f"/library/{standard.pk}/decide/", {"move": "approve", "body": "专委会"}, follow=True)
    assert "第 2 版已审定" in page.content.decode()


def test_the_missing_parts_of_smart_are_marked(standard: Standard, signed_in: Browse) -> None:
    lin = signed_in("lin")
    assert lin.get(f"/library/{standard.pk}/").context["lacking"] == []
    other = Standard.objects.get(name="教师专业发展标准")
    page = lin.get(f"/library/{other.pk}/")
    assert page.context["lacking"] == ["可测"]
    assert "SMART 还缺：可测" in page.content.decode()
