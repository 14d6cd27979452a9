"""Plans: their life, their goals, and what each year asks."""

from datetime import date

import pytest

from tests.rooms.goals.chained import Chained
from zhengai.core.models import AuditEvent
from zhengai.goals.actions import (
    answer_comment,
    comment,
    decide_goal,
    decide_plan,
    link_beside,
    move_plan,
    open_plans,
    put_forward,
    remove_plan_goal,
    set_target,
    write_plan,
    write_plan_goal,
    write_swot,
)
from zhengai.goals.actions.plan import Draft
from zhengai.goals.actions.plan_goal import GoalDraft
from zhengai.goals.models import AnnualTarget, Goal, Plan, PlanGoal
from zhengai.goals.queries import achievements, check, plans
from zhengai.goals.queries.plan import missing_of, weighted
from zhengai.goals.rules.chain import Gap
from zhengai.goals.rules.machine import GoalRefused
from zhengai.goals.rules.plan import TABLE, Direction, PlanMove, PlanRefused, PlanState, next_plan_state
from zhengai.goals.rules.sections import PlanItem
from zhengai.goals.rules.smart import PARTS, Smart, degree, is_lower, missing_parts

# state → what each move leads to; every other move is refused with a sentence
EXPECTED = {
    "drafting": {"consult": "consulting", "submit": "submitted", "end": "ended"},
    "consulting": {"collect": "drafting"},
    "submitted": {"return": "drafting", "approve": "approved"},
    "approved": {"revise": "drafting", "end": "ended"},
    "ended": {},
}


@pytest.mark.parametrize("move", list(PlanMove))
@pytest.mark.parametrize("state", list(PlanState))
def test_every_state_and_move(state: PlanState, move: PlanMove) -> None:
    expected = EXPECTED[state.value].get(move.value)
    if expected is None:
        with pytest.raises(PlanRefused):
            next_plan_state(state, move)
        assert str(TABLE[state][move]).strip()
    else:
        assert next_plan_state(state, move) == expected


def test_the_table_of_plans_is_total() -> None:
    assert set(TABLE) == set(PlanState)
    assert all(set(moves) == set(PlanMove) for moves in TABLE.values())


FULL = Smart("建设内容", "absence_rate", "", "错峰排课", True, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, []),
        ({"content": " "}, ["具体"]),
        ({"indicator": ""}, ["可衡量"]),
        ({"indicator": "", "evidence": "验收报告"}, []),
        ({"means": ""}, ["可达到"]),
        ({"relevant": False}, ["相关"]),
        ({"due": None}, ["有时限"]),
        ({"content": "", "indicator": "", "means": "", "relevant": False, "due": None}, list(PARTS)),
    ],
)
def test_the_missing_part_is_named(fields: dict[str, object], missing: list[str]) -> None:
    assert missing_parts(Smart(**(FULL.__dict__ | fields))) == missing


@pytest.mark.parametrize(
    ("value", "baseline", "limit", "expected"),
    [
        (0.92, 0.80, "≥ 90%", 1.0),
        (0.85, 0.80, "≥ 90%", 0.5),
        (0.70, 0.80, "≥ 90%", 0.0),
        (0.45, None, "≥ 90%", 0.5),
        (0.04, 0.06, "≤ 3%", 2 / 3),
        (0.04, None, "≤ 3%", 0.0),
        (None, 0.8, "≥ 90%", None),
        (1.0, 0.8, "完成验收", None),
        (5.0, None, "within 3..4", 0.0),
    ],
)
def test_how_far_a_goal_is(
    value: float | None, baseline: float | None, limit: str, expected: float | None
) -> None:
    found = degree(value, baseline, limit)
    assert found is None if expected is None else found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("new", "old", "lower"),
    [("≥ 90%", "≥ 92%", True), ("≥ 92%", "≥ 90%", False), ("≥ 90%", "≥ 90%", False), ("≤ 4%", "≤ 3%", True),
     ("完成初稿", "完成验收", False)],
)  # fmt: skip
def test_a_lower_year_is_noticed(new: str, old: str, lower: bool) -> None:
    assert is_lower(new, old) is lower


def test_degrees_count_by_weight() -> None:
    assert weighted([(3, 1.0), (1, 0.0), (5, None)]) == 0.75
    assert weighted([(1, None)]) is None


def test_a_plan_is_drafted_in_rounds_and_approved_by_another(chain: Chained) -> None:
    plan = chain.plan(chain.whole, "十五五发展规划")
    with pytest.raises(PlanRefused, match="没有在征求意见"):
        comment(plan=plan, direction=Direction.UP, text="少一项", by="zhou")
    move_plan(plan=plan, move=PlanMove.CONSULT, by="zheng")
    made = comment(plan=plan, direction=Direction.UP, text="课程目标偏高", by="zhou")
    with pytest.raises(PlanRefused, match="先收回修改"):
        move_plan(plan=plan, move=PlanMove.SUBMIT, by="zheng")
    answer_comment(comment=made, answer="采纳，已调低", by="zheng")
    move_plan(plan=plan, move=PlanMove.COLLECT, by="zheng")
    write_plan(plan=plan, draft=Draft("十五五发展规划", "总规划", 2026, 5, text="第二稿"), by="zheng")
    move_plan(plan=plan, move=PlanMove.CONSULT, by="zheng")
    move_plan(plan=plan, move=PlanMove.COLLECT, by="zheng")
    assert [(each.number, each.text) for each in plan.rounds.all()] == [(1, "正文"), (2, "第二稿")]
    move_plan(plan=plan, move=PlanMove.SUBMIT, by="zheng")
    with pytest.raises(GoalRefused, match="提出人本人"):
        decide_plan(plan=plan, approve=True, decision="", by="zheng")
    with pytest.raises(GoalRefused, match="写明意见"):
        decide_plan(plan=plan, approve=False, decision="", by="lin")
    decide_plan(plan=plan, approve=True, decision="同意", by="lin")
    with pytest.raises(PlanRefused, match="请修订"):
        write_plan(plan=plan, draft=Draft("十五五", "总规划", 2026, 5), by="zheng")
    plan = move_plan(plan=plan, move=PlanMove.REVISE, by="zheng")
    assert (plan.version, plan.state) == (2, "drafting")
    kept = plan.versions.get()
    assert (kept.number, kept.content["text"], kept.decision) == (1, "第二稿", "同意")
    actions = list(AuditEvent.objects.filter(subject=f"plan:{plan.pk}").values_list("action", flat=True))
    assert actions[:3] == ["goals.plan_open", "goals.plan_consult", "goals.plan_comment"]
    assert actions[-2:] == ["goals.plan_decide", "goals.plan_revise"]


def test_an_empty_plan_is_not_submitted(chain: Chained) -> None:
    plan = chain.plan(chain.whole, "空规划", text="")
    with pytest.raises(PlanRefused, match="还是空的"):
        move_plan(plan=plan, move=PlanMove.SUBMIT, by="zheng")
    assert Plan.objects.get().state == "drafting"


@pytest.mark.parametrize(
    ("fields", "word"),
    [({"title": " "}, "请写规划名称"), ({"category": "其他"}, "规划类别"), ({"years": 0}, "规划期"),
     ({"first_year": 26}, "规划期")],
)  # fmt: skip
def test_what_a_plan_refuses(chain: Chained, fields: dict[str, object], word: str) -> None:
    told = {"title": "规划", "category": "总规划"} | fields
    with pytest.raises(PlanRefused, match=word):
        chain.plan(chain.whole, **told)  # type: ignore[arg-type]
    assert not Plan.objects.exists()


def test_plans_do_not_go_in_a_circle(chain: Chained) -> None:
    top = chain.plan(chain.whole, "总规划")
    below = chain.plan(chain.department, "子规划", "子规划", parent=top)
    with pytest.raises(PlanRefused, match="自己的下级"):
        write_plan(plan=top, draft=Draft("总规划", "总规划", 2026, 3, parent=below), by="zheng")


def test_a_row_of_the_list_opens_a_plan_for_every_subject_once(chain: Chained) -> None:
    top = PlanItem(code="top", name="发展规划", category="总规划")
    item = PlanItem(
        code="course",
        name="各课程建设规划",
        category="课程",
        level="course",
        each="course",
        parent="top",
        years=3,
    )
    assert open_plans(college=chain.college, item=top, first_year=2026, by="lin") == 1
    assert open_plans(college=chain.college, item=item, first_year=2026, by="lin") == 1
    assert open_plans(college=chain.college, item=item, first_year=2026, by="lin") == 0
    made = plans(chain.college).get(kind="course")
    assert (made.title, made.span, made.parent and made.parent.kind) == (
        "护理学基础课程建设规划", "2026—2028", "top",
    )  # fmt: skip
    assert made.department == chain.department


def test_goals_link_up_and_a_circle_is_refused(chain: Chained) -> None:
    plan = chain.plan(chain.whole, "总规划")
    first = chain.goal(plan, "提高到课率", evidence="考勤通报")
    below = chain.goal(chain.plan(chain.course, "课程规划", "课程"), "降低缺课率", parent=first)
    with pytest.raises(PlanRefused, match="首尾相接：提高到课率 → 降低缺课率 → 提高到课率"):
        write_plan_goal(plan=plan, draft=GoalDraft("提高到课率", parent=below), goal=first, by="zheng")
    with pytest.raises(PlanRefused, match="还承接着"):
        remove_plan_goal(goal=first, by="zheng")
    remove_plan_goal(goal=below, by="zheng")
    assert PlanGoal.objects.get() == first
    assert missing_of(first) == ["具体", "可达到", "相关", "有时限"]


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"title": ""}, "请写任务目标"),
        ({"indicator": "none"}, "没有“none”"),
        ({"indicator": "absence_rate", "limit": "3"}, "看不懂界限"),
        ({"indicator": "absence_rate", "limit": "≤ 3"}, "百分号"),
        ({"due": date(2031, 1, 1)}, "不在规划期"),
        ({"weight": 0}, "权重"),
    ],
)
def test_what_a_goal_of_a_plan_refuses(chain: Chained, fields: dict[str, object], word: str) -> None:
    plan = chain.plan(chain.course, "课程规划", "课程")
    with pytest.raises(PlanRefused, match=word):
        chain.goal(plan, **({"title": "目标"} | fields))  # type: ignore[arg-type]
    assert not PlanGoal.objects.exists()


def test_an_indicator_of_another_level_is_refused(chain: Chained) -> None:
    with pytest.raises(PlanRefused, match="不在示例学院所在的层面"):
        chain.goal(chain.plan(chain.whole, "总规划"), "缺课率", indicator="absence_rate")


def test_a_target_is_put_forward_once_and_judged_where_goals_are(chain: Chained) -> None:
    goal = chain.goal(chain.plan(chain.course, "课程规划", "课程"), "降低缺课率", indicator="absence_rate")
    target = chain.target(goal)
    made = put_forward(target=target, by="zheng")
    assert (made.subject, made.period, made.limit) == (chain.course, "2026-2027", "≤ 3%")
    assert put_forward(target=target, by="zheng") == made
    assert Goal.objects.count() == 1
    decide_goal(goal=made, approve=True, decision="", by="lin")
    AnnualTarget.objects.all().delete()
    again = set_target(goal=goal, period="2026-2027", limit="", by="zheng")  # taken over, not entered again
    assert (again.limit, again.goal) == ("≤ 3%", made)


@pytest.mark.parametrize(
    ("period", "limit", "word"),
    [("2026-2027-1", "≤ 3%", "按学年或自然年"), ("2029-2030", "≤ 3%", "不在规划期"), ("x", "≤ 3%", "x"),
     ("2026-2027", "", "请写年度目标值"), ("2026-2027", "≤ 3", "百分号")],
)  # fmt: skip
def test_what_a_target_refuses(chain: Chained, period: str, limit: str, word: str) -> None:
    goal = chain.goal(chain.plan(chain.course, "课程规划", "课程"), "降低缺课率", indicator="absence_rate")
    with pytest.raises(PlanRefused, match=word):
        set_target(goal=goal, period=period, limit=limit, by="zheng")
    assert not AnnualTarget.objects.exists()


def test_achievement_comes_from_the_values(chain: Chained) -> None:
    goal = chain.goal(
        chain.plan(chain.course, "课程规划", "课程"), "降低缺课率", indicator="absence_rate", limit="≤ 2%"
    )
    target = chain.target(goal)
    # no value of the whole year yet
    assert achievements(chain.college, [target])[target.pk].standing == "blind"
    from zhengai.indicators.models import CurrentValue

    row = CurrentValue.objects.get(period="2026-2027-1")
    row.pk, row.period, row.period_kind, row.value = None, "2026-2027", "academic_year", 0.02
    row.save()
    found = achievements(chain.college, [target])[target.pk]
    assert (found.standing, found.degree) == ("met", 1.0)


def test_swot_serves_its_plan(chain: Chained) -> None:
    plan = chain.plan(chain.whole, "总规划")
    with pytest.raises(PlanRefused, match="至少写一项"):
        write_swot(plan=plan, texts={}, by="zheng")
    write_swot(plan=plan, texts={"strengths": "专业特色", "strategies": "扬长"}, by="zheng")
    assert plan.swot.strengths == "专业特色"


def test_the_check_reads_what_is_stored(chain: Chained, django_assert_num_queries: object) -> None:
    plan = chain.plan(chain.whole, "总规划")
    first = chain.goal(plan, "提高到课率", evidence="考勤通报", standards=("S1",))
    course = chain.plan(chain.course, "课程规划", "课程", parent=plan)
    goal = chain.goal(course, "降低缺课率", indicator="absence_rate")
    other = chain.plan(chain.course, "课程年度计划", "课程", parent=plan)
    twin = chain.goal(other, "缺课率", indicator="absence_rate", parent=first)
    target = chain.target(twin)
    chain.task(source="plan", target=target)
    with django_assert_num_queries(5):  # type: ignore[operator]
        found = check(chain.college, 2026, {"S1": "到课标准", "S2": "考核标准"})
    assert [(each.gap, each.about, each.level) for each in found] == [
        (Gap.ORPHAN, f"plan_goal:{goal.pk}", ""),
        *((Gap.NOT_REACHED, f"plan_goal:{first.pk}", level) for level in ("programme", "teacher", "student")),
        (Gap.SIDEWAYS, f"plan_goal:{twin.pk}", ""),
        (Gap.NO_YEAR, f"plan:{plan.pk}", ""),
        (Gap.NO_YEAR, f"plan:{course.pk}", ""),
        (Gap.NO_GOAL, "standard:S2", ""),
    ]
    link_beside(goal=goal, other=twin, linked=True, by="zheng")
    assert Gap.SIDEWAYS not in [each.gap for each in check(chain.college, 2026)]
    assert check(chain.college, 2031) == []  # nothing runs then
