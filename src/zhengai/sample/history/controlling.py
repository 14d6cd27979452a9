"""Control items of some departments, internal control with its checks, and workflows with matters under way."""

from datetime import date
from typing import Any

from zhengai.framework.actions import set_own_item
from zhengai.framework.queries import section
from zhengai.regulations.controls import Control, check_control, keep_controls
from zhengai.regulations.models import ControlItem, WorkflowRun
from zhengai.regulations.running import finish_step, start_run
from zhengai.sample.history.people import LEADER, OFFICE, TEACHING_OFFICE
from zhengai.sample.history.stage import Stage

_ITEMS = (
    Control(
        "教务处",
        "调停课",
        "",
        "课堂教学管理制度",
        "申请—审核—备案",
        "随意调课，进度落后",
        "每周抽查",
        "教学运行岗",
    ),
    Control("教务处", "成绩更正", "", "教学管理制度汇编", "", "成绩被随意改动", "双人复核", "成绩管理岗"),
    Control(
        "质管办",
        "数据采集",
        "",
        "人才培养状态数据采集管理规定",
        "采集—检查—送达",
        "数据迟到或不真",
        "四条质量规则",
        "",
    ),
    Control(
        "计财处", "预算编制", "决策", "", "部门申报—汇总—审定", "预算与任务脱节", "按任务编预算", "预算岗"
    ),
    Control(
        "计财处", "费用报销", "执行", "财务报销管理办法", "经办—审核—批准", "重复报销", "票据查重", "会计岗"
    ),
    Control(
        "总务处",
        "物资采购",
        "执行",
        "采购与资产管理办法",
        "申请—比价—验收",
        "拆分规避审批",
        "合并审查",
        "采购岗",
    ),
    Control("计财处", "内部审计", "监督", "", "", "", "", "审计岗"),
)
_CHECKS = (
    ("费用报销", date(2026, 4, 15), True, "抽查四月票据，没有重复。"),
    ("物资采购", date(2026, 5, 20), False, "两笔同类采购相隔一周，合计超过审批线，已要求补办。"),
    ("物资采购", date(2026, 10, 14), True, "合并审查已经执行。"),
)
_WORKFLOWS: tuple[dict[str, Any], ...] = (
    {
        "code": "sample_change_lesson",
        "name": "调停课申请",
        "department": "教务处",
        "steps": [
            {"name": "申请", "role": "任课教师", "form": "班级、原时间、新时间、理由", "days": 1},
            {"name": "审核", "role": "二级学院", "form": "意见", "days": 1},
            {"name": "备案", "role": "教学运行岗", "days": 1},
        ],
    },
    {
        "code": "sample_revise_regulation",
        "name": "制度修订",
        "department": "院办",
        "steps": [
            {"name": "提出", "role": "责任部门", "form": "修订理由和草案", "days": 5},
            {"name": "征求意见", "role": "相关部门", "form": "意见汇总", "days": 10},
            {"name": "审定", "role": "校领导", "form": "意见", "days": 5},
        ],
    },
)


def keep_in_hand(stage: Stage) -> None:
    keep_controls(college=stage.college, rows=_ITEMS, by=TEACHING_OFFICE)
    if not section(stage.college, "workflows"):
        for each in _WORKFLOWS:
            set_own_item(college=stage.college, section="workflows", item=each, by=OFFICE)


def check_and_run(stage: Stage) -> None:
    """Checks of the year, one matter that is done and one that waits."""
    for name, day, works, text in _CHECKS:
        item = ControlItem.objects.select_related("college").get(college=stage.college, name=name)
        if not item.checks.filter(day=day).exists():
            check_control(item=item, day=day, works=works, text=text, by=OFFICE)
    known = {str(each["code"]) for each in section(stage.college, "workflows")}
    if _WORKFLOWS[1]["code"] not in known or WorkflowRun.objects.filter(college=stage.college).exists():
        return
    done, waiting = (
        start_run(
            college=stage.college, workflow=_WORKFLOWS[1]["code"], title=f"修订{title}", by=TEACHING_OFFICE
        )
        for title in ("课堂教学管理制度", "课程建设评价制度")
    )
    for run in (done, waiting):
        finish_step(run=run, text="按清理决定起草，草案附后。", following=OFFICE, by=TEACHING_OFFICE)
    finish_step(run=done, text="收到意见四条，采纳三条。", following=LEADER, by=OFFICE)
    finish_step(run=done, text="同意。", by=LEADER)
