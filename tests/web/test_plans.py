"""Plans from the first draft to an approved one with a target that is a goal."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.web.access.goal_chain import a_plan, prepare
from tests.web.school import School
from zhengai.college.models import Subject
from zhengai.framework.actions import install
from zhengai.goals.actions import open_plan, set_target
from zhengai.goals.actions.plan import Draft
from zhengai.goals.models import AnnualTarget, Goal, Plan, PlanGoal

Browse = Callable[[str], Client]
FORM = {
    "subject": "course:C001",
    "title": "护理学基础建设规划",
    "category": "课程",
    "first_year": "2026",
    "years": "3",
}
GOAL = {
    "title": "降低缺课率", "content": "按周看考勤", "indicator": "absence_rate", "limit": "≤ 2%", "means": "错峰排课",
    "relevance": "连续两周偏高", "due": "2028-08-31", "weight": "2", "owner_name": "郑怡",
}  # fmt: skip


def test_a_plan_goes_from_draft_to_a_goal_that_is_judged(school: School, signed_in: Browse) -> None:
    zheng, zhou = signed_in("zheng"), signed_in("zhou")
    assert zheng.post("/plans/new/", FORM).status_code == 302
    plan = Plan.objects.get()
    address = f"/plans/{plan.pk}/"
    assert zheng.post(f"{address}goals/new/", GOAL).status_code == 302
    goal = PlanGoal.objects.get()
    zheng.post(f"/plans/goals/{goal.pk}/target/", {"year": "2026", "limit": "≤ 3%"})
    zheng.post(f"{address}swot/", {"strengths": "教材好", "threats": "课时少"})
    page = zheng.get(address)
    (line,) = page.context["lines"]
    assert (line.missing, line.years[0].target.limit, line.years[0].badge[1]) == ([], "≤ 3%", "尚无数据")
    assert [code for code, _, _ in page.context["moves"]] == ["consult", "submit", "end"]
    zheng.post(f"{address}move/", {"move": "consult"})
    zhou.post(f"{address}say/", {"direction": "down", "text": "写清每周怎样看"})
    said = plan.rounds.get().comments.get()
    assert (said.direction, said.by) == ("down", "zhou")
    zheng.post(f"/plans/comments/{said.pk}/answer/", {"answer": "采纳"})
    zheng.post(f"{address}move/", {"move": "collect"})
    zheng.post(f"{address}move/", {"move": "submit"})
    assert not zheng.get(address).context["may_decide"]
    assert zhou.get(address).context["may_decide"]
    kept = zhou.post(f"{address}decide/", {"move": "return", "decision": ""}, follow=True)
    assert "写明意见" in kept.content.decode()
    zhou.post(f"{address}decide/", {"move": "approve", "decision": "同意"})
    plan.refresh_from_db()
    assert (plan.state, plan.versions.get().content["goals"][0]["title"]) == ("approved", "降低缺课率")
    refused = zheng.post(f"{address}goals/new/", GOAL)
    assert "请修订" in refused.content.decode()
    made = zheng.post(f"/plans/targets/{AnnualTarget.objects.get().pk}/forward/", follow=True)
    assert made.redirect_chain[-1][0] == f"/goals/{Goal.objects.get().pk}/"
    assert zheng.get(address).context["lines"][0].years[0].target.goal == Goal.objects.get()


@pytest.mark.parametrize(
    ("change", "word"),
    [({"subject": "C003"}, "在您负责的范围内没有"), ({"title": ""}, "请写规划名称"), ({"category": ""}, "规划类别"),
     ({"years": "x"}, "规划期")],
)  # fmt: skip
def test_what_a_plan_needs(school: School, signed_in: Browse, change: dict[str, str], word: str) -> None:
    page = signed_in("zheng").post("/plans/new/", FORM | change)
    assert word in page.content.decode()
    assert page.context["typed"]["first_year"] == "2026"
    assert not Plan.objects.exists()


def test_a_missing_part_is_marked(school: School, signed_in: Browse) -> None:
    plan = a_plan(school)
    client = signed_in("zheng")
    client.post(f"/plans/{plan.pk}/goals/new/", GOAL | {"means": "", "due": ""})
    assert "还缺：可达到、有时限" in client.get(f"/plans/{plan.pk}/").content.decode()
    wrong = client.post(f"/plans/{plan.pk}/goals/new/", GOAL | {"due": "2028年"})
    assert "2028-12-31" in wrong.context["errors"]["due"]


def test_a_lower_year_is_marked(school: School, signed_in: Browse) -> None:
    words = prepare(school)
    goal = PlanGoal.objects.get(pk=words["plan_goal"])
    set_target(goal=goal, period="2027-2028", limit="≤ 5%", by="zheng")
    page = signed_in("zheng").get(f"/plans/{words['plan']}/")
    assert [each.lower_than for each in page.context["lines"][0].years] == ["", "≤ 3%"]
    assert "低于上一年 ≤ 3%" in page.content.decode()


def test_a_goal_with_a_task_is_not_taken_away(school: School, signed_in: Browse) -> None:
    words = prepare(school)
    page = signed_in("zheng").post(f"/plans/goals/{words['plan_goal']}/remove/", follow=True)
    assert "已有任务" in page.content.decode()
    assert PlanGoal.objects.exists()


def test_a_student_writes_a_plan_of_their_own_and_no_other(school: School, signed_in: Browse) -> None:
    li = signed_in("li")
    assert li.get("/plans/new/").context["typed"]["subject"] == "李晓"
    told = FORM | {"title": "我的发展规划", "category": "学生"}
    li.post("/plans/new/", told | {"subject": "student:S0001"})
    own = Plan.objects.get()
    assert own.subject.code == "S0001"
    assert (
        "没有“student:S0002”" in li.post("/plans/new/", told | {"subject": "student:S0002"}).content.decode()
    )
    # the class adviser comments and looks after it; outside experts never see it
    assert signed_in("zhao").get(f"/plans/{own.pk}/").status_code == 200
    assert signed_in("wang").get(f"/plans/{own.pk}/").status_code == 404
    assert signed_in("qian").get(f"/plans/{own.pk}/").status_code == 404


def test_what_the_school_approved_is_for_all_of_it(school: School, signed_in: Browse) -> None:
    college = Subject.objects.get(level="college")
    plan = a_plan(school)
    Plan.objects.update(subject=college)
    assert signed_in("li").get(f"/plans/{plan.pk}/").status_code == 404
    Plan.objects.update(state="approved")
    page = signed_in("li").get(f"/plans/{plan.pk}/")
    assert page.status_code == 200
    assert not page.context["moves"]


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 1), ("category=课程", 1), ("category=专业", 0), ("state=approved", 0), ("level=course", 1),
     ("q=三年", 1), ("q=没有", 0)],
)  # fmt: skip
def test_plans_are_found(school: School, signed_in: Browse, query: str, count: int) -> None:
    a_plan(school)
    assert signed_in("lin").get(f"/plans/?{query}").context["listing"].count == count


def test_the_list_as_a_file(school: School, signed_in: Browse) -> None:
    a_plan(school)
    rows = list(load_workbook(BytesIO(signed_in("lin").get("/plans/?format=xlsx").content)).active.values)
    assert rows[1][1:7] == ("课程", "护理学基础三年建设规划", "课程", "护理学基础", "医学院", "2026—2028")


def test_the_list_of_the_college_says_what_is_missing(
    school: School, signed_in: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhengai.goals.queries import plan as reading

    row = {
        "code": "course",
        "name": "各课程建设规划",
        "category": "课程",
        "level": "course",
        "each": "course",
        "years": 3,
    }
    known = {"plans": [row]}
    monkeypatch.setattr(reading, "section", lambda college, name: known.get(name, []))
    scheme = object()  # another one than any that was read before
    monkeypatch.setattr(reading, "fingerprint", lambda college: scheme)
    lin = signed_in("lin")
    assert lin.get("/plans/").context["missing"] == 1
    lin.post("/plans/open/", {"kind": "course"})
    assert Plan.objects.count() == 40
    lin.post("/plans/open/", {"kind": "course"})
    assert Plan.objects.count() == 40
    assert lin.get("/plans/").context["missing"] == 0
    assert "请选择" in lin.post("/plans/open/", {"kind": "x"}, follow=True).content.decode()


def test_the_breakdown_of_a_course_goes_from_diagnosis_items_to_tasks(
    school: School, signed_in: Browse
) -> None:
    plan = Plan.objects.get(pk=prepare(school)["plan"])
    zheng = signed_in("zheng")
    assert f"/plans/{plan.pk}/breakdown/" in zheng.get(f"/plans/{plan.pk}/").content.decode()
    page = zheng.get(f"/plans/{plan.pk}/breakdown/")
    text = page.content.decode()
    assert "诊断项目和课程建设工作任务分解表" in text
    assert "错峰排课" in text
    assert "课程建设、教学效果还没有建设目标" in text
    book = load_workbook(BytesIO(zheng.get(f"/plans/{plan.pk}/breakdown/?format=xlsx").content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0][:3] == ("诊断项目", "建设目标", "建设任务")
    assert ("教学实施", "降低缺课率", "错峰排课") in [row[:3] for row in rows]


def test_the_breakdown_of_a_plan_that_is_open_to_all_shows_its_tasks_to_those_it_reaches(
    school: School, signed_in: Browse
) -> None:
    whole = Subject.objects.select_related("college").get(level="college")
    plan = open_plan(subject=whole, draft=Draft("总规划", "总规划", 2026, 5, text="正文"), by="lin")
    Plan.objects.update(state="approved")
    assert "breakdown" not in signed_in("zheng").get(f"/plans/{plan.pk}/").content.decode()
    assert signed_in("zheng").get(f"/plans/{plan.pk}/breakdown/").status_code == 404
    assert signed_in("lin").get(f"/plans/{plan.pk}/breakdown/").status_code == 200


def test_a_grade_is_chosen_where_the_list_has_grades(school: School, signed_in: Browse) -> None:
    zheng = signed_in("zheng")
    assert "质量目标等级" not in zheng.get("/plans/new/").content.decode()
    install(college=school.college, pack="course-level", by="lin")
    assert "校级优秀标准" in zheng.get("/plans/new/").content.decode()
    zheng.post("/plans/new/", {**FORM, "grade": "校级优秀标准"})
    plan = Plan.objects.get()
    assert plan.grade == "校级优秀标准"
    assert "校级优秀标准" in zheng.get(f"/plans/{plan.pk}/").content.decode()
