"""The plans of the sample college, from the whole to single students: drafted, commented, approved, and set against the
goals of the years. A few gaps are planted, as every college has them: the chain check has to find exactly those."""

from dataclasses import dataclass
from datetime import date

from zhengai.college.models import Subject
from zhengai.goals.actions import (
    answer_comment,
    comment,
    decide_plan,
    move_plan,
    open_plan,
    set_target,
    write_plan_goal,
    write_swot,
)
from zhengai.goals.actions.plan import Draft
from zhengai.goals.actions.plan_goal import GoalDraft
from zhengai.goals.models import Plan, PlanGoal
from zhengai.goals.queries import plan_items, standing_goal
from zhengai.goals.rules.chain import Gap
from zhengai.goals.rules.plan import Direction, PlanMove, PlanState
from zhengai.goals.rules.sections import PlanItem
from zhengai.sample import cast, names
from zhengai.sample.codes import rising_course
from zhengai.sample.history.people import DEAN, LEADER, OFFICE, Person
from zhengai.sample.history.stage import Stage
from zhengai.sample.identity import LAST_AUTUMN, NOW

YEARS = (LAST_AUTUMN[:9], NOW[:9])
FIRST = 2025
# gap → what it is about: planted, and nothing else may be found
PLANTED = (
    (Gap.NO_GOALS, "教务处2026年工作计划", ""),
    (Gap.NOT_REACHED, "稳定课堂秩序", "programme"),
    (Gap.NOT_REACHED, "稳定课堂秩序", "student"),
    (Gap.NO_TARGET, "提高本专业毕业生就业质量", ""),
    (Gap.LOWER, "教师到企业实践成为制度", ""),
    (Gap.NO_TASK, "建设双师型教师队伍", ""),
    (Gap.NO_OWNER, "填报高等职业教育质量年报数据", ""),
)


@dataclass(frozen=True)
class Office:
    """Who answers in an office of the college; `number` is empty where the person has no account."""

    department: str
    name: str
    number: str = ""


def _headed(code: str) -> Office:
    head = next(each for each in names.OFFICES if each.code == code)
    return Office(code, head.head, head.number)


ACADEMIC, STAFF, STUDENTS, ADMISSIONS = map(_headed, ("D11", "D12", "D13", "D14"))
QUALITY = _headed("D18")

TOP = "学校发展规划"
# number, goal, indicator, yearly targets, last target, office, why it is not handed down further
_TOP_GOALS = (
    (
        "提高毕业生就业质量",
        "employment_rate",
        ("≥ 90%", "≥ 90%"),
        "≥ 93%",
        ADMISSIONS,
        "由专业和学生承接，课程和教师不单独分解",
    ),
    (
        "建设双师型教师队伍",
        "dual_qualified_share",
        ("≥ 60%", "≥ 60%"),
        "≥ 65%",
        STAFF,
        "由教师的发展规划承接",
    ),
    ("提高课程教学质量", "pass_rate", ("≥ 90%", "≥ 90%"), "≥ 92%", ACADEMIC, ""),
    ("稳定课堂秩序", "attendance_rate", ("≥ 95%", "≥ 95%"), "≥ 96%", ACADEMIC, ""),
    ("稳住生源", "registration_rate", ("≥ 92%", "≥ 92%"), "≥ 93%", ADMISSIONS, "由招生就业处统一组织"),
)
# title, category, office, the top goal it serves, its goal, evidence, yearly targets
_SPECIAL = (
    ("专业建设规划", ACADEMIC, "提高课程教学质量", "修订全部专业的人才培养方案", "培养方案定稿", ("完成调研", "完成一轮修订")),
    ("课程建设规划", ACADEMIC, "提高课程教学质量", "建立课程标准库", "课程标准汇编", ("覆盖必修课", "覆盖全部课程")),
    ("师资队伍建设规划", STAFF, "建设双师型教师队伍", "教师到企业实践成为制度", "企业实践登记表", ("≥ 30", "≥ 26")),
    ("育人（学生发展）规划", STUDENTS, "提高毕业生就业质量", "每个班级有建设规划", "班级规划汇编",
     ("覆盖一年级", "覆盖全部班级")),
)  # fmt: skip


def plan(stage: Stage) -> None:
    """2025年9月: from the whole down, each level taking up what the one above wants."""
    top = _top(stage)
    special = _special(stage, top)
    _programmes(stage, special["专业建设规划"], top)
    _courses(stage, special["课程建设规划"], top)
    _teachers(stage, special["师资队伍建设规划"], top)
    _students(stage, special["育人（学生发展）规划"], top)


def plan_this_year(stage: Stage) -> None:
    """2026年1月: an office opens its plan of the year and leaves it at that."""
    office = stage.subject("department", ACADEMIC.department)
    top = Plan.objects.get(college=stage.college, title=TOP)
    _open(stage, office, "教务处2026年工作计划", "学校", top, 1, 2026, by=stage.people.cast("han").username)


def join_goals(stage: Stage) -> None:
    """A target whose subject has a goal for the same year is that goal: nothing is entered twice."""
    goals = PlanGoal.objects.filter(plan__college=stage.college).exclude(indicator="")
    for goal in goals.select_related("plan__subject__college", "plan__college"):
        for target in goal.targets.filter(goal=None):
            standing = standing_goal(goal.plan.subject, goal.indicator, target.period)
            if standing is not None and standing.limit == target.limit:
                set_target(goal=goal, period=target.period, limit="", by=goal.plan.written_by)


def goal_of(stage: Stage, title: str, plan_title: str = "") -> PlanGoal:
    found = PlanGoal.objects.filter(plan__college=stage.college, title=title)
    return (found.filter(plan__title=plan_title) if plan_title else found).select_related("plan").get()


def _top(stage: Stage) -> Plan:
    college = stage.subject("college", stage.college.code)
    quality = stage.subject("department", QUALITY.department)
    top, is_new = _open(stage, college, TOP, "总规划", None, 5, FIRST, department=quality)
    if not is_new:
        return top
    for title, indicator, yearly, last, office, undivided in _TOP_GOALS:
        department = stage.subject("department", office.department)
        goal = GoalDraft(
            title, content=f"五年内把{title}落到每个承接的层面，每年按数据核对一次。", indicator=indicator, limit=last,
            means="列入每年的工作任务，按季度沟通进展。", relevance="学校办学定位和上级对内部质量保证的要求",
            undivided=undivided, department=department, owner_name=office.name, owner_number=office.number,
            due=_end(5), weight=2,
        )  # fmt: skip
        _set(write_plan_goal(plan=top, draft=goal, by=OFFICE), yearly, OFFICE)
    write_swot(
        plan=top,
        texts={
            "strengths": "专业与本地产业对口，师生比稳定。",
            "weaknesses": "课堂秩序在学期中段起伏，双师型教师不足。",
            "opportunities": "本地企业愿意合作办学。",
            "threats": "适龄人口减少，生源竞争加剧。",
            "strategies": "先把课程和教师两层做实，以数据诊断带动改进。",
            "evidence": "上一学年各层面指标的计算结果",
        },
        by=OFFICE,
    )
    _discuss(top)
    _approve(top, OFFICE, LEADER)
    return top


def _discuss(top: Plan) -> None:
    move_plan(plan=top, move=PlanMove.CONSULT, by=OFFICE)
    said = comment(
        plan=top, direction=Direction.UP, text="课堂秩序的目标要分到班级，任课教师才有抓手。", by=DEAN
    )
    answer_comment(comment=said, answer="采纳，由课程和教师先承接，班级在下一版补上。", by=OFFICE)
    comment(plan=top, direction=Direction.DOWN, text="就业质量请按专业分别定目标。", by=LEADER)
    move_plan(plan=top, move=PlanMove.COLLECT, by=OFFICE)


def _special(stage: Stage, top: Plan) -> dict[str, Plan]:
    college = stage.subject("college", stage.college.code)
    found = {}
    for title, office, serves, wanted, evidence, yearly in _SPECIAL:
        department = stage.subject("department", office.department)
        made, is_new = _open(stage, college, title, "专项规划", top, 5, FIRST, department=department)
        found[title] = made
        if not is_new:
            continue
        goal = GoalDraft(
            wanted, content=f"{wanted}，每年检查一次。", parent=top.goals.get(title=serves), evidence=evidence,
            limit=yearly[-1], means="由责任部门组织，二级学院配合。", due=_end(5), department=department,
            owner_name=office.name, owner_number=office.number,
        )  # fmt: skip
        _set(write_plan_goal(plan=made, draft=goal, by=OFFICE), yearly, OFFICE)
        _approve(made, OFFICE, LEADER)
    return found


def _programmes(stage: Stage, above: Plan, top: Plan) -> None:
    employment, quality = (top.goals.get(title=title) for title in ("提高毕业生就业质量", "提高课程教学质量"))
    for subject in stage.subjects("programme", stage.programmes):
        falling = subject.code == cast.FALLING_PROGRAMME
        _own(
            stage, subject, f"{subject.name}专业建设规划", "专业", above,
            (
                ("提高本专业毕业生就业质量", "employment_rate", employment, "≥ 92%", 1 if falling else 2),
                ("提高职业技能证书获取率", "certificate_rate", quality, "≥ 80%", 2),
            ),
        )  # fmt: skip


def _courses(stage: Stage, above: Plan, top: Plan) -> None:
    quality, order = top.goals.get(title="提高课程教学质量"), top.goals.get(title="稳定课堂秩序")
    rising = rising_course(stage.world.size)
    for subject in stage.subjects("course", [*stage.followed_courses[:6], rising]):
        wanted = (
            ("降低缺课率", "absence_rate", order, "≤ 3%", 2)
            if subject.code == rising
            else ("提高学生对课程的评价", "evaluation_score", quality, "≥ 88", 2)
        )
        _own(stage, subject, f"{subject.name}课程建设规划", "课程", above, (wanted,))


def _teachers(stage: Stage, above: Plan, top: Plan) -> None:
    practice = above.goals.get()
    wanted = (
        ("让学生认可我的课", "evaluation_score", top.goals.get(title="提高课程教学质量"), "≥ 88", 2),
        ("到企业实践一个月", "企业实践手册", practice, "完成一次", 2),
        ("每次课点名并记录", "课堂考勤记录", top.goals.get(title="稳定课堂秩序"), "全部记录", 2),
    )
    for subject in stage.subjects("teacher", stage.followed_teachers):
        _own(stage, subject, f"{subject.name}的发展规划", "师资", above, wanted)


def _students(stage: Stage, above: Plan, top: Plan) -> None:
    home = stage.world.class_of(*cast.ABSENT_CLASS)
    class_ = stage.subject("class", home.code)
    wanted = (("建设守纪好学的班级", "班级公约和班会记录", above.goals.get(), "每学期检查", 2),)
    made = _own(stage, class_, f"{class_.name}班级建设规划", "学生", above, wanted)
    goals = (
        ("取得一个职业技能证书", "证书复印件", top.goals.get(title="提高课程教学质量"), "完成备考", 2),
        ("想清楚毕业去向", "职业规划书", top.goals.get(title="提高毕业生就业质量"), "完成一稿", 2),
    )
    seats = range(cast.STUDENT_SEAT, cast.STUDENT_SEAT + 3)
    codes = [home.students[seat].code for seat in seats]
    for subject in stage.subjects("student", codes):
        _own(stage, subject, f"{subject.name}的发展规划", "学生", made, goals)


_Wanted = tuple[str, str, PlanGoal, str, int]  # goal, indicator or evidence, above, limit, years


def _own(
    stage: Stage, subject: Subject, title: str, category: str, above: Plan, wanted: tuple[_Wanted, ...]
) -> Plan:
    """A plan of a single subject, drafted by who answers for it and approved by the next above."""
    person = _writer(stage, subject)
    made, is_new = _open(stage, subject, title, category, above, 3, FIRST, by=person.username)
    if not is_new:
        return made
    for name, measure, parent, limit, years in wanted:
        by_data = measure.isascii()
        draft = GoalDraft(
            name, content=f"三年内{name}，每年对照一次。", parent=parent, indicator=measure if by_data else "",
            evidence="" if by_data else measure, limit=limit, means="写进每学期的安排，学期末自己检查。", due=_end(3),
            department=subject.department, owner_name=person.name, owner_number=person.number,
        )  # fmt: skip
        goal = write_plan_goal(plan=made, draft=draft, by=person.username)
        _set(goal, (limit,) * years, person.username)
    _approve(made, person.username, stage.people.above(subject, person))
    return made


def _writer(stage: Stage, subject: Subject) -> Person:
    """Students of the story but one have no account: their class adviser writes with them."""
    if subject.level != "student" or subject.name == cast.STUDENT:
        return stage.people.of(subject) if subject.level != "student" else stage.people.cast("li")
    adviser = stage.people.cast("zhao")
    return Person(subject.code, subject.name, adviser.username)


def _open(
    stage: Stage,
    subject: Subject,
    title: str,
    category: str,
    above: Plan | None,
    years: int,
    first: int,
    *,
    department: Subject | None = None,
    by: str = OFFICE,
) -> tuple[Plan, bool]:
    """The plan, and whether its goals are still to be written."""
    found = Plan.objects.filter(subject=subject, title=title, first_year=first).first()
    if found is None:
        listed = _listed(stage, subject, title, category, years)
        own = department or (subject if subject.level == "department" else subject.department)
        draft = Draft(
            title, category, first, years, parent=above, department=own,
            text=f"{title}从{first}年起，按学校的部署和本层面的数据制定，每年检查一次执行情况。",
            feasibility="经所在部门讨论，目标与现有条件相称。",
            grade=listed.grades[len(listed.grades) // 2] if listed and listed.grades else "",
        )  # fmt: skip
        found = open_plan(subject=subject, draft=draft, kind=listed.code if listed else "", by=by)
    return found, found.state == PlanState.DRAFTING and not found.goals.exists()


def _listed(stage: Stage, subject: Subject, title: str, category: str, years: int) -> PlanItem | None:
    """The row of the scheme's list that this plan is: of the same name, the one overall plan, or one for each subject of
    the level."""
    items = [each for each in plan_items(stage.college) if each.category == category]
    named = (each for each in items if each.name == title)
    each_has = (i for i in items if i.each == subject.level and i.years == years and not i.yearly)
    overall = items[0] if category == "总规划" and len(items) == 1 else None
    return next(named, None) or overall or next(each_has, None)


def _set(goal: PlanGoal, limits: tuple[str, ...], by: str) -> None:
    for period, limit in zip(YEARS, limits, strict=False):
        set_target(goal=goal, period=period, limit=limit, by=by)


def _approve(made: Plan, by: str, decided_by: str) -> None:
    move_plan(plan=made, move=PlanMove.SUBMIT, by=by)
    decide_plan(plan=made, approve=True, decision="同意，按年度检查执行情况。", by=decided_by)


def _end(years: int) -> date:
    return date(FIRST + years, 8, 31)
