"""The tasks of two years: from the plans, from above and of the school itself, filled month by month, looked at on the
three beats, and what was left taken over into the next year."""

from dataclasses import dataclass
from datetime import date

from zhengai.college.models import Subject
from zhengai.goals.actions import (
    add_task,
    carry_tasks,
    move_task,
    record_beat,
    report_month,
    write_system_task,
)
from zhengai.goals.actions.task import TaskDraft
from zhengai.goals.models import AnnualTarget, SystemTask, Task
from zhengai.goals.rules.task import TaskMove, TaskSource
from zhengai.sample.history.people import OFFICE, TEACHING_OFFICE
from zhengai.sample.history.planning import ACADEMIC, ADMISSIONS, QUALITY, STAFF, STUDENTS, Office
from zhengai.sample.history.stage import Stage

# the top goal, what is done for it, how far it is asked
_OF_PLANS = (
    ("提高毕业生就业质量", "走访用人单位，组织校园招聘", "走访不少于 30 家，校招每学期一次"),
    ("提高课程教学质量", "开展课程诊断和教学竞赛", "全部课程完成自主诊断"),
    ("稳定课堂秩序", "按周通报考勤，约谈缺课多的班级", "每周通报一次，约谈有记录"),
    ("稳住生源", "到中学宣讲，办好校园开放日", "宣讲不少于 20 场"),
    ("修订全部专业的人才培养方案", "组织企业调研和方案论证", "每个专业有调研报告"),
    ("建立课程标准库", "编写并审核课程标准", "审核通过后入库"),
    ("教师到企业实践成为制度", "落实实践岗位并登记", "登记表齐全"),
    ("每个班级有建设规划", "指导班主任编写班级规划", "班级规划汇编成册"),
)
_OTHERS = (
    (
        TaskSource.SUPERIOR,
        "省教育厅年度工作通知",
        "B",
        "重点工作",
        "填报高等职业教育质量年报数据",
        QUALITY,
        False,
    ),
    (TaskSource.SUPERIOR, "省教育厅专项通知", "B", "临时工作", "开展校园安全排查", STUDENTS, True),
    (TaskSource.SCHOOL, "校长办公会", "B", "重点工作", "建设校内诊改数据看板", QUALITY, True),
    (TaskSource.SCHOOL, "部门职责", "C", "常规工作", "组织期中教学检查", ACADEMIC, True),
    (TaskSource.SCHOOL, "部门职责", "C", "常规工作", "核对师资台账", STAFF, True),
    (TaskSource.SCHOOL, "部门职责", "C", "常规工作", "更新就业信息网", ADMISSIONS, True),
)
_WORDS = ("排出计划，分到人", "按计划推进", "完成大半，材料已存档", "对照标准检查，补上缺漏")
_LEFT_OVER = "建设校内诊改数据看板"


@dataclass(frozen=True)
class _Wanted:
    title: str
    office: Office
    source: TaskSource
    origin: str = ""
    task_class: str = "A"
    attribute: str = "重点工作"
    target: AnnualTarget | None = None
    standard: str = ""
    owned: bool = True


def begin_year(stage: Stage) -> None:
    """2025年9月: the rest of the year's tasks."""
    _set_out(stage, 2025)


def end_year(stage: Stage) -> None:
    """2025年12月: months, results and the assessment; one task is left over."""
    for task in _open(stage, 2025):
        _fill(task, range(9, 13))
        if task.title == _LEFT_OVER:
            continue
        _assess(task, 2025, "2025")
        move_task(task=task, move=TaskMove.FINISH, result="按工作标准完成，材料已存档。", by=OFFICE)


def begin_next_year(stage: Stage) -> None:
    carry_tasks(college=stage.college, tasks=list(_open(stage, 2025)), by=OFFICE)
    _set_out(stage, 2026)
    _below(stage)


def look_at_summer(stage: Stage) -> None:
    for task in _open(stage, 2026):
        _fill(task, range(1, 7))
        _beat(task, "quarterly", "2026Q2", "上半年的安排已经完成，下半年照计划进行。")
        _beat(task, "semesterly", "2025-2026-2", "学期内的节点都已走到。")


def look_at_autumn(stage: Stage) -> None:
    """2026年11月: up to October; some are done, one is behind."""
    for number, task in enumerate(_open(stage, 2026)):
        _fill(task, range(7, 11))
        if number == 1:
            _beat(
                task,
                "quarterly",
                "2026Q3",
                "比计划慢。",
                "材料收得慢，少了一次检查。",
                "11月补一次检查，指定专人催收。",
            )
        else:
            _beat(task, "quarterly", "2026Q3", "按计划推进。")
        if number % 4 == 3:
            move_task(task=task, move=TaskMove.FINISH, result="提前完成，结果已报送。", by=OFFICE)


def list_system_tasks(stage: Stage) -> None:
    """附件2: what offices do for the quality system, with two gaps and when they are closed."""
    rows = (
        (ACADEMIC, "工作规划", "专业与课程建设规划", True, None, "专业数、课程数"),
        (ACADEMIC, "工作标准", "课程标准和教学管理流程", False, date(2027, 1, 15), "课程标准数"),
        (STAFF, "工作目标", "师资队伍建设目标", True, None, "双师比例"),
        (STUDENTS, "支持服务", "学生发展服务措施", True, None, "服务人次"),
        (STUDENTS, "监督控制", "学生层面预警和质量报告", False, date(2026, 12, 31), "预警处理数"),
        (QUALITY, "监督控制", "预警发布、诊断改进和质量报告", True, None, "预警数、改进数"),
        (QUALITY, "实施措施", "诊改运行的过程记录", None, None, ""),
    )
    for office, category, title, sound, promised, data in rows:
        department = stage.subject("department", office.department)
        if not SystemTask.objects.filter(department=department, category=category, title=title).exists():
            write_system_task(
                department=department, category=category, title=title, role="牵头",
                day=stage.college.as_of or date(2026, 11, 12), sound=sound, promised=promised, key_data=data,
                by=stage.people.of(department).username,
            )  # fmt: skip


def _set_out(stage: Stage, year: int) -> None:
    for title, what, standard in _OF_PLANS:
        target = _target(stage, title, year)
        goal = target.plan_goal
        assert goal.department is not None
        office = Office(goal.department.code, goal.owner_name, goal.owner_number)
        _add(
            stage,
            year,
            _Wanted(what, office, TaskSource.PLAN, goal.plan.title, target=target, standard=standard),
        )
    if year == 2025:  # the plan of the first year looked after its teachers; the second has forgotten it
        target = _target(stage, "建设双师型教师队伍", year)
        _add(
            stage,
            year,
            _Wanted("评定双师型教师", STAFF, TaskSource.PLAN, target.plan_goal.plan.title, target=target),
        )
    for source, origin, kind, attribute, title, office, owned in _OTHERS:
        _add(
            stage, year, _Wanted(title, office, source, origin, kind, attribute, owned=owned or year == 2025)
        )


def _below(stage: Stage) -> None:
    """Programmes, courses and classes: one task for each target of the year, in their own department."""
    targets = AnnualTarget.objects.filter(
        plan_goal__plan__college=stage.college,
        year=2026,
        plan_goal__plan__subject__level__in=("programme", "course", "class"),
    ).select_related("plan_goal__plan__subject", "plan_goal__department")
    for target in targets.order_by("pk"):
        goal = target.plan_goal
        department = goal.department
        assert department is not None
        office = Office(department.code, goal.owner_name, goal.owner_number)
        title = f"{goal.plan.subject.name}：{goal.title}"
        _add(stage, 2026, _Wanted(title, office, TaskSource.PLAN, goal.plan.title, target=target))


def _target(stage: Stage, title: str, year: int) -> AnnualTarget:
    found = AnnualTarget.objects.filter(
        plan_goal__plan__college=stage.college, plan_goal__plan__subject__level="college", year=year
    ).select_related("plan_goal__plan", "plan_goal__department")
    return found.get(plan_goal__title=title)


def _add(stage: Stage, year: int, wanted: _Wanted) -> None:
    department: Subject = stage.subject("department", wanted.office.department)
    known = Task.objects.filter(college=stage.college, year=year, department=department, title=wanted.title)
    if known.exists():
        return
    draft = TaskDraft(
        year, wanted.title, department, wanted.source, wanted.origin, wanted.task_class, wanted.attribute,
        wanted.target, lead=department, owner_name=wanted.office.name if wanted.owned else "",
        owner_number=wanted.office.number if wanted.owned else "", due=date(year, 12, 20),
        standard=wanted.standard or "按计划完成，材料齐全", measures="列出步骤，按月检查，季度沟通时核对。",
    )  # fmt: skip
    by = TEACHING_OFFICE if department.code == ACADEMIC.department else OFFICE
    add_task(college=stage.college, draft=draft, by=by)


def _open(stage: Stage, year: int) -> list[Task]:
    found = Task.objects.filter(college=stage.college, year=year, state="open").order_by("pk")
    return list(found.select_related("college", "department").prefetch_related("months"))


def _fill(task: Task, months: range) -> None:
    """Most months, in the words of how far it is; what is written stays."""
    known = {each.month for each in task.months.all()}
    for month in months:
        if month not in known and (month + task.pk) % 5:
            report_month(task=task, month=month, text=_WORDS[min(month // 3, 3)], by=OFFICE)


def _beat(task: Task, beat: str, period: str, text: str, deviation: str = "", correction: str = "") -> None:
    if not task.beats.filter(beat=beat, period=period).exists():
        record_beat(
            task=task,
            beat=beat,
            period=period,
            text=text,
            deviation=deviation,
            correction=correction,
            by=OFFICE,
        )


def _assess(task: Task, year: int, period: str) -> None:
    """By the office for the school, and by a leader where the office itself carries it out."""
    by = "chen" if task.owner_number == QUALITY.number else OFFICE
    if not task.beats.filter(beat="yearly", period=period).exists():
        record_beat(
            task=task,
            beat="yearly",
            period=period,
            text=f"{year}年的任务按标准完成。",
            grade="完成",
            is_school=True,
            by=by,
        )
