"""The grade a course's plan aims at, and the breakdown of its diagnosis items into goals and tasks (GOAL-21)."""

import pytest

from tests.rooms.goals.chained import Chained
from tests.rooms.goals.conftest import SEMESTER
from zhengai.college.queries import calendar_of
from zhengai.framework.actions import install
from zhengai.goals.actions import decide_plan, move_plan, write_plan
from zhengai.goals.actions.plan import Draft, open_plan
from zhengai.goals.actions.task import record_beat
from zhengai.goals.models import Plan
from zhengai.goals.queries import grades_of
from zhengai.goals.queries.breakdown import OTHER, BreakdownLine, breakdown
from zhengai.goals.rules.plan import PlanMove, PlanRefused

GRADES = ("国家级标准", "省级标准", "校级优秀标准", "校级合格标准")
ITEMS = {"课程建设": [], "教学实施": ["absence_rate"], "教学效果": ["pass_rate"]}
AUTUMN_BEFORE = "2025-2026-1"


def three_years(chain: Chained, grade: str = "") -> Plan:
    draft = Draft("护理学基础三年建设规划", "课程", 2026, 3, text="正文", grade=grade)
    return open_plan(subject=chain.course, draft=draft, kind="course-three-years", by="zheng")


def lines(chain: Chained, semester: str = SEMESTER) -> list[BreakdownLine]:
    calendar = calendar_of(chain.college)
    return breakdown(subject=chain.course, semester=calendar.period(semester), calendar=calendar, items=ITEMS)


def test_the_list_says_which_grades_a_plan_may_aim_at(chain: Chained) -> None:
    assert grades_of(chain.college, "", "course") == ()
    install(college=chain.college, pack="course-level", by="lin")
    assert grades_of(chain.college, "course-three-years", "course") == GRADES
    assert grades_of(chain.college, "course-college", "college") == GRADES
    assert grades_of(chain.college, "course-year", "course") == ()
    assert grades_of(chain.college, "", "course") == GRADES
    assert grades_of(chain.college, "", "teacher") == ()


def test_a_three_year_plan_of_a_course_needs_its_grade_before_it_is_submitted(chain: Chained) -> None:
    install(college=chain.college, pack="course-level", by="lin")
    plan = three_years(chain)
    with pytest.raises(PlanRefused, match="质量目标等级（国家级标准、省级标准、校级优秀标准、校级合格标准）"):
        move_plan(plan=plan, move=PlanMove.SUBMIT, by="zheng")
    draft = Draft(plan.title, plan.category, 2026, 3, text="正文", grade="省级标准")
    write_plan(plan=plan, draft=draft, by="zheng")
    move_plan(plan=plan, move=PlanMove.SUBMIT, by="zheng")
    approved = decide_plan(plan=plan, approve=True, decision="同意", by="lin")
    assert approved.versions.get().content["grade"] == "省级标准"


def test_a_grade_that_is_not_in_the_list_is_refused(chain: Chained) -> None:
    with pytest.raises(PlanRefused, match="这类规划不定质量目标等级"):
        chain.plan(chain.course, "课程规划", "课程", grade="省级标准")
    install(college=chain.college, pack="course-level", by="lin")
    with pytest.raises(PlanRefused, match="“世界级”不在"):
        three_years(chain, "世界级")
    assert not Plan.objects.exists()


def test_every_diagnosis_item_stands_there_with_its_goals_tasks_and_the_semesters_record(
    chain: Chained,
) -> None:
    plan = chain.plan(chain.course, "护理学基础三年建设规划", "课程")
    absence = chain.goal(plan, "降低缺课率", indicator="absence_rate", limit="≤ 2%", means="错开实习")
    files = chain.goal(
        plan, "建成在线课程", field="课程建设", evidence="上线证明", limit="上线", owner_name="郑怡"
    )
    chain.goal(plan, "编一本教材", evidence="样书")
    target = chain.target(absence)
    task = chain.task("错峰排课", target=target, measures="与教务处核对课表")
    chain.task("约谈缺课学生", target=target, year=2025)
    told = [
        (each.item, each.goal and each.goal.title, each.task and each.task.title) for each in lines(chain)
    ]
    assert told == [
        ("课程建设", "建成在线课程", None),
        ("教学实施", "降低缺课率", "错峰排课"),
        ("教学效果", None, None),
        (OTHER, "编一本教材", None),
    ]
    first, second, *_ = lines(chain)
    assert (first.target, first.effect, first.owner) == (None, "上线证明，上线", "郑怡")
    assert (second.means, second.effect, second.record) == ("与教务处核对课表", "缺课率 ≤ 3%", None)
    record_beat(task=task, beat="semesterly", period=SEMESTER, text="两周不再冲突。", by="lin")
    record = lines(chain)[1].record
    assert record is not None
    assert record.record == "两周不再冲突。"
    assert files.pk == first.goal.pk if first.goal else False


def test_a_semester_that_begins_in_august_belongs_to_the_year_it_lies_in(chain: Chained) -> None:
    plan = chain.plan(chain.course, "课程规划", "课程", first_year=2025)
    goal = chain.goal(plan, "降低缺课率", indicator="absence_rate")
    for period, limit in (("2025-2026", "≤ 4%"), ("2026-2027", "≤ 3%")):
        chain.target(goal, limit, period)
    found = [each.target.limit for each in lines(chain) if each.target]
    assert found == ["≤ 3%"]
    assert [each.target.limit for each in lines(chain, "2025-2026-2") if each.target] == ["≤ 4%"]


def test_another_semester_has_its_own_targets_and_plans_of_other_years_are_left_out(chain: Chained) -> None:
    old = chain.plan(chain.course, "上一个规划", "课程", first_year=2023)
    chain.target(chain.goal(old, "降低缺课率", indicator="absence_rate"), period="2025-2026")
    new = chain.plan(chain.course, "新的规划", "课程")
    chain.target(chain.goal(new, "继续降低缺课率", indicator="absence_rate"))
    named = {
        semester: [each.goal.title for each in lines(chain, semester) if each.goal]
        for semester in (AUTUMN_BEFORE, SEMESTER)
    }
    assert named == {AUTUMN_BEFORE: ["降低缺课率"], SEMESTER: ["继续降低缺课率"]}
