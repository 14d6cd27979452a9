"""The acts in the order of their days. An interrupted set-up goes on with the day it stands on; every act leaves alone
what is done already."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from zhengai.college.actions import stand_on
from zhengai.college.models import College
from zhengai.indicators.actions import evaluate
from zhengai.indicators.models import Run
from zhengai.indicators.rules import RunState
from zhengai.notices.actions import mark_read
from zhengai.notices.models import Notice
from zhengai.sample.history import (
    controlling,
    depending,
    diagnosing,
    goals,
    improving,
    organised,
    planning,
    regulating,
    rewarding,
    standardising,
    suggesting,
    tasking,
    teaching,
)
from zhengai.sample.history.people import OFFICE, TELLER, People
from zhengai.sample.history.stage import Stage
from zhengai.sample.identity import AS_OF, LAST_AUTUMN, LAST_SPRING
from zhengai.sample.world import World

FIRST_DAY = date(2025, 9, 1)
_YEAR = LAST_AUTUMN[:9]
_SHARED = (
    "college",
    "department",
    "programme",
    "course",
    "class",
    "teacher",
)  # the many students wait for the end


@dataclass(frozen=True)
class Act:
    day: date
    sentence: str
    play: Callable[[Stage], None]


def relive(*, college: College, world: World, say: Callable[[str], None]) -> College:
    """Everything before the sample's day; the college then stands on it."""
    people = People(college, TELLER)
    for act in ACTS:
        if college.as_of is not None and act.day < college.as_of:
            continue
        say(f"{act.day.isoformat()} {act.sentence}")
        college = stand_on(college=college, day=act.day, by=TELLER)
        act.play(Stage(college, world, people))
    return stand_on(college=college, day=max(AS_OF, college.as_of or AS_OF), by=TELLER)


def relive_today(*, college: College, world: World) -> None:
    """What has begun on the sample's day, once its values are computed and judged."""
    diagnosing.begin_year(Stage(college, world, People(college, TELLER)))


def _compute(stage: Stage, periods: Sequence[str], levels: Sequence[str]) -> None:
    done = Run.objects.filter(college=stage.college, state=RunState.DONE).values_list("periods", flat=True)
    wanted = [stage.calendar.period(code) for code in periods]
    codes = {period.code for period in wanted}
    if not any(set(each) == codes for each in done):
        evaluate(college=stage.college, by=OFFICE, periods=wanted, levels=levels)


def _compute_before(stage: Stage) -> None:
    _compute(stage, ["2024-2025"], _SHARED)


def _compute_autumn(stage: Stage) -> None:
    _compute(stage, [LAST_AUTUMN], _SHARED)


def _compute_spring(stage: Stage) -> None:
    """With the year so far of the teachers, who diagnose themselves before the holidays."""
    _compute(stage, [LAST_SPRING], _SHARED)
    _compute(stage, [_YEAR], ["teacher"])


def _revise_chains(stage: Stage) -> None:
    regulating.draft_one(stage)
    standardising.revise(stage)


def _read_the_post(stage: Stage) -> None:
    """Nobody leaves messages of a year unread."""
    mark_read(notices=Notice.objects.filter(college=stage.college.code, read_at__isnull=True), by=TELLER)


ACTS = (
    Act(date(2025, 9, 3), "登记制度", regulating.build_register),
    Act(date(2025, 9, 4), "建立标准库", standardising.build_library),
    Act(date(2025, 9, 4), "登记管控事项和工作流程", controlling.keep_in_hand),
    Act(date(2025, 9, 5), "计算上一学年的基线", _compute_before),
    Act(date(2025, 9, 8), "审定 2025-2026 学年的目标", goals.set_year),
    Act(date(2025, 9, 9), "制定从学校到学生的规划", planning.plan),
    Act(date(2025, 9, 10), "目标与规划对接", planning.join_goals),
    Act(date(2025, 9, 10), "建立质量保证机构，排出建设进程，厘清职责和岗位", organised.begin),
    Act(date(2025, 9, 12), "安排 2025 年的任务", tasking.begin_year),
    Act(date(2025, 12, 10), "推进建设工作，公布首批部门的岗位说明", organised.first_winter),
    Act(date(2025, 12, 11), "清理 2025 年的制度", regulating.begin_first_clean_up),
    Act(date(2025, 12, 26), "结束 2025 年的制度清理", regulating.end_first_clean_up),
    Act(date(2025, 12, 29), "考核 2025 年的任务", tasking.end_year),
    Act(date(2026, 1, 5), "安排 2026 年的任务，转入未完成的任务", tasking.begin_next_year),
    Act(date(2026, 1, 6), "部门制定年度计划", planning.plan_this_year),
    Act(date(2026, 1, 8), "年度考核的结果计入绩效", rewarding.count_assessments),
    Act(date(2026, 1, 9), "计算第一学期的指标", _compute_autumn),
    Act(date(2026, 1, 12), "开启课程自主诊断", diagnosing.open_courses),
    Act(date(2026, 1, 14), "记下制度的执行情况", regulating.tell_of_execution),
    Act(date(2026, 1, 19), "课程负责人提交诊断", diagnosing.submit_courses),
    Act(date(2026, 1, 22), "确认课程诊断", diagnosing.confirm_courses),
    Act(date(2026, 1, 26), "结束课程诊断", diagnosing.close_courses),
    Act(date(2026, 2, 24), "审定第二学期的目标", goals.set_spring),
    Act(date(2026, 2, 26), "诊断发现的问题转为改进", improving.open_them),
    Act(date(2026, 3, 12), "开质量保证委员会会议", organised.first_spring),
    Act(date(2026, 5, 18), "修订和废止几项制度", regulating.change_some),
    Act(date(2026, 6, 10), "推进建设工作", organised.first_summer),
    Act(date(2026, 6, 26), "完成改进措施", improving.carry_them_out),
    Act(date(2026, 7, 6), "计算第二学期的指标", _compute_spring),
    Act(date(2026, 7, 6), "核实改进的成效", improving.judge_them),
    Act(date(2026, 7, 7), "开启教师自主诊断", diagnosing.open_teachers),
    Act(date(2026, 7, 9), "记录经验，生成课程诊改报告", improving.learn),
    Act(date(2026, 7, 10), "表扬见效的改进", rewarding.honour_improvements),
    Act(date(2026, 7, 14), "教师提交诊断", diagnosing.submit_teachers),
    Act(date(2026, 7, 15), "认定教师的发展台阶", standardising.climb),
    Act(date(2026, 7, 17), "确认教师诊断", diagnosing.confirm_teachers),
    Act(date(2026, 7, 20), "上半年任务的沟通和小结", tasking.look_at_summer),
    Act(date(2026, 9, 3), "设定一个专业的毕业能力指标点", standardising.set_some_abilities),
    Act(date(2026, 9, 3), "起草和审定人才培养方案", teaching.write_schemes),
    Act(date(2026, 9, 4), "审定 2026-2027 学年的目标", goals.set_next_year),
    Act(date(2026, 9, 7), "目标与规划对接", planning.join_goals),
    Act(date(2026, 9, 8), "没有见效的改进换一种做法", improving.follow_up),
    Act(date(2026, 10, 14), "批准一项例外", goals.raise_a_goal),
    Act(date(2026, 10, 20), "开始制度清理", regulating.begin_clean_up),
    Act(date(2026, 10, 21), "教师确认读过制度", regulating.confirm_some),
    Act(date(2026, 10, 26), "检查内控，办理制度修订", controlling.check_and_run),
    Act(date(2026, 11, 10), "第三季度任务的沟通", tasking.look_at_autumn),
    Act(date(2026, 11, 11), "登记几门课的教学文件", teaching.note_files),
    Act(date(2026, 11, 12), "部门填写体系任务", tasking.list_system_tasks),
    Act(date(2026, 11, 12), "提出和答复建议，登记质量文化活动", suggesting.live_quality),
    Act(date(2026, 11, 13), "读完以前的消息", _read_the_post),
    Act(date(2026, 11, 16), "开启专业、学生和学校的自主诊断", diagnosing.open_year),
    Act(date(2026, 11, 17), "登记机构的履职佐证，推进建设工作", organised.this_autumn),
    Act(date(2026, 11, 17), "起草一项修订，提出标准的新版", _revise_chains),
    Act(date(2026, 11, 17), "两项改进转给所依存的部门", depending.send_some),
    Act(date(2026, 11, 18), "申请一项例外", goals.ask_for_a_standard),
)
