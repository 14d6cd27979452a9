"""Work tables of three departments of the sample, with gaps that are planted: what the gap check has to find, no more.
The three were the first to settle their posts: that piece of work is over and published."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from zhengai.college.models import College
from zhengai.framework.actions.posting import close_post_campaign, open_post_campaign
from zhengai.framework.actions.work import hold_post, place_department, save_duty, save_work
from zhengai.framework.models import DepartmentDuty, Placement, PostCampaign
from zhengai.framework.queries.organisation import system_names
from zhengai.framework.queries.posting import open_campaign
from zhengai.framework.queries.work import departments, placed
from zhengai.regulations.tying import tied_to_posts
from zhengai.sample.history.people import OFFICE
from zhengai.sample.history.stage import Stage


class Told(NamedTuple):
    """A work: section, post, who holds it (number and name, or nobody), standard."""

    text: str
    section: str
    post: str
    holder: tuple[str, str] | None
    standard: str


Duties = tuple[tuple[str, bool, tuple[Told, ...]], ...]
_HAN, _LIN = ("G0011", "韩青"), ("G0018", "林敏")
TABLES: dict[str, Duties] = {
    "D11": (
        ("组织专业和课程建设", True, (
            Told("每年 6 月前组织专业设置论证", "教学建设科", "专业建设岗", _HAN, "论证材料齐全，6 月 30 日前报委员会"),
            Told("每学期末组织课程标准复核", "教学建设科", "专业建设岗", _HAN, "复核覆盖全部在开课程，第 18 周前完成"),
        )),
        ("组织教学运行和质量监控", True, (
            Told("每周汇总调停课和缺课情况", "教学运行科", "教学运行岗", ("", "程运"), "每周五 17 时前发出，漏报为 0"),
            Told("每学期组织期初、期中、期末教学检查", "", "", None, ""),
        )),
        ("管理教材选用", True, ()),
        ("承担社会考试考务", False, (
            Told("每年两次组织英语等级考试考务", "教学运行科", "考务岗", ("", "温考"), "考务事故为 0"),
        )),
    ),
    "D12": (
        ("建设师资队伍", True, (
            Told("每年 3 月前下达教师培训计划", "师资科", "师资培训岗", ("", "施培"), "计划覆盖全部专任教师"),
            Told("每学期核定双师素质教师名单", "师资科", "师资培训岗", ("", "施培"), ""),
        )),
        ("考核教职工绩效", True, (
            Told("每年 12 月组织部门绩效考核", "人事科", "绩效考核岗", None, "12 月 31 日前公布结果，异议处理不超过 10 天"),
        )),
    ),
    "D18": (
        ("组织自主诊断和考核性诊断", True, (
            Told("每学年组织五个层面的自主诊断", "", "诊断岗", _LIN, "每个层面的对象全部提交，按期确认"),
        )),
        ("编制质量报告", True, (
            Told("每年 11 月编制质量年度报告", "", "报告岗", _LIN, "数据可复算，11 月 30 日前报委员会审议"),
        )),
    ),
}  # fmt: skip
# department, kind of the gap, what lacks it: the truth the gap check is held against
PLANTED: frozenset[tuple[str, str, str]] = frozenset(
    {
        ("D11", "work", "管理教材选用"),
        ("D11", "post", "每学期组织期初、期中、期末教学检查"),
        ("D12", "standard", "每学期核定双师素质教师名单"),
        ("D12", "person", "人事科 绩效考核岗"),
    }
)
SYSTEMS: dict[str, tuple[str, ...]] = {
    "D01": ("generation",), "D02": ("generation",), "D03": ("generation",), "D04": ("generation",),
    "D05": ("generation",), "D06": ("generation",), "D11": ("generation", "resources"), "D12": ("resources",),
    "D13": ("support", "generation"), "D14": ("support",), "D15": ("resources",), "D16": ("support",),
    "D17": ("resources", "support"), "D18": ("decision", "supervision"),
}  # fmt: skip
_SMART = {
    "specific": "有对象和内容",
    "measurable": "有数量或时间",
    "relevant": "支持所在系统",
    "timed": "有期限",
}
_PLACED_ON = date(2025, 9, 15)
TASK = "新专业申报"
POSTING = "首批部门定岗定责"
_POSTING_DUE = date(2025, 12, 5)
_STAFF_OFFICE = "D12"


def fill(stage: Stage) -> None:
    fill_tables(stage.college)
    place(stage.college)
    begin_posting(stage.college)


def begin_posting(college: College) -> None:
    if PostCampaign.objects.filter(college=college).exists():
        return
    known = departments(college)
    open_post_campaign(
        college=college,
        title=POSTING,
        lead=known.filter(code=_STAFF_OFFICE).first(),
        departments=list(known.filter(code__in=TABLES)),
        due=_POSTING_DUE,
        by=OFFICE,
    )


def end_posting(college: College) -> None:
    """With the planted gaps: what is lacking is named in the reason, and stays open in the tables."""
    campaign = open_campaign(college)
    if campaign is not None and campaign.title == POSTING:
        reason = (
            "绩效考核岗正在公开选聘，教材管理和教学检查的岗位随机构调整再定，缺项留在各部门的表里继续补。"
        )
        close_post_campaign(campaign=campaign, reason=reason, tied=tied_to_posts(college), by=OFFICE)


def fill_tables(college: College) -> None:
    """Of the departments that the college has; what is there already stays."""
    for department in departments(college).filter(code__in=TABLES):
        department.college = college
        if DepartmentDuty.objects.filter(department=department).exists():
            continue
        for text, inside, told in TABLES[department.code]:
            duty = save_duty(department=department, text=text, inside=inside, smart=_SMART, by=OFFICE)
            _works(duty, told)


def _works(duty: DepartmentDuty, told: Sequence[Told]) -> None:
    for each in told:
        work = save_work(
            duty=duty, text=each.text, section=each.section, post=each.post, standard=each.standard, smart=_SMART,
            standard_smart=_SMART if each.standard else {}, by=OFFICE,
        )  # fmt: skip
        held = work.post is not None and work.post.holders.exists()
        if work.post is not None and each.holder is not None and not held:
            number, name = each.holder
            hold_post(post=work.post, person_number=number, person_name=name, by=OFFICE)


def place(college: College) -> None:
    """Departments that the packs do not place; and one task for which a department stands elsewhere."""
    if Placement.objects.filter(college=college).exists():
        return
    known = list(system_names(college))
    for each in placed(college, _PLACED_ON):
        department = each.department
        department.college = college
        if each.systems or department.code not in SYSTEMS:
            continue
        place_department(
            department=department,
            systems=SYSTEMS[department.code],
            known=known,
            valid_from=_PLACED_ON,
            by=OFFICE,
        )
        if department.code == "D15":
            place_department(
                department=department, systems=["decision"], known=known, valid_from=_PLACED_ON, task=TASK,
                reason="申报期间由科研处牵头论证。", by=OFFICE,
            )  # fmt: skip
