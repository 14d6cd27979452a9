"""What an audit event says, as a sentence. Names, codes and counts only: reasons, limits and values are business data,
which the person who reads the trail does not see."""

import re
from collections.abc import Mapping
from typing import Any

from zhengai.accounts.rules import ROLES
from zhengai.core.models import AuditEvent

ROOMS = {
    "accounts": "账户",
    "core": "任务",
    "notices": "消息",
    "evidence": "佐证",
    "college": "学校",
    "framework": "方案",
    "cycles": "螺旋",
    "datacentre": "数据",
    "sources": "数据源",
    "indicators": "指标",
    "quality": "数据质量",
    "regulations": "制度",
    "standards": "标准",
    "goals": "目标",
    "alerts": "预警",
    "diagnosis": "诊断",
    "improvement": "改进",
    "reports": "报告",
    "intake": "方案导入",
    "sample": "示例",
}

# action → sentence after the person's name; {subject} and the details that are named can be used
SENTENCES: dict[str, str] = {
    "accounts.create": "建立账户 {subject}",
    "accounts.password": "为 {subject} 设置了新密码",
    "accounts.reset_password": "重置 {subject} 的密码，发给一次性密码",
    "accounts.rename": "更改账户 {subject} 的姓名或工号、学号",
    "accounts.disable": "停用账户 {subject}",
    "accounts.enable": "启用账户 {subject}",
    "accounts.unlock": "解除 {subject} 的登录锁定",
    "accounts.begin_handout": "开始成批建立账户：{role_name}（{subject}）",
    "accounts.open_many": "成批建立账户：{role_name} {usernames_count} 个，并授予同名角色（{subject}）",
    "accounts.renew_many": "重新发放一次性密码：{role_name} {usernames_count} 个（{subject}）",
    "accounts.void_handout": "作废一次性密码表（{subject}）",
    "accounts.take_handout": "领取一次性密码表：{role_name} {count} 人（{subject}）",
    "accounts.grant": "授予 {subject} 角色：{role_name}",
    "accounts.withdraw_grant": "撤销 {subject} 刚给出的角色：{role_name}",
    "accounts.end_grant": "结束 {subject} 的角色：{role_name}，到 {until}",
    "accounts.failed_sign_in": "以 {subject} 登录失败，来自 {address}",
    "accounts.sign_in": "登录，来自 {address}",
    "alerts.judge": "按新数据判断预警（{subject}）",
    "alerts.acknowledge": "签收预警（{subject}）",
    "alerts.answer": "答复预警（{subject}）",
    "alerts.except": "按例外关闭预警（{subject}）",
    "alerts.ask_exception": "申请按例外关闭预警（{subject}）",
    "alerts.decide_exception": "审定预警的例外申请（{subject}）",
    "college.create": "建立学校 {name}",
    "college.calendar": "设置校历，{semesters_count} 个学期",
    "college.stand_on": "调整演示日期（{subject}）",
    "college.sync_subjects": "更新主体名单（{subject}）：新增 {added}，改动 {changed}，停用 {retired}",
    "college.sync_memberships": "更新归属关系（{subject}）：新增 {added}，移除 {removed}",
    "cycles.ask_exemption": "申请例外（{about}）",
    "cycles.approve_exemption": "批准例外（{subject}）",
    "cycles.refuse_exemption": "未批准例外（{subject}）",
    "cycles.withdraw_exemption": "撤回例外申请（{subject}）",
    "cycles.record_proofs": "记录 {count} 条环节依据",
    "cycles.drop_proofs": "移除 {count} 条环节依据（{prefix}）",
    "datacentre.import": "导入数据集 {dataset}（{subject}）：{message}",
    "datacentre.withdraw": "撤销台账 {dataset} 的一行（{subject}）：{message}",
    "datacentre.enter_row": "在台账 {dataset} 里{kind}一行（{subject}）",
    "datacentre.take_row": "采纳台账 {dataset} 的一项{kind}（{subject}）",
    "datacentre.return_row": "退回台账 {dataset} 的一项{kind}（{subject}）",
    "datacentre.drop_row": "收回台账 {dataset} 的一项{kind}（{subject}）",
    "datacentre.take_rejected": "取走退回的行（{subject}）",
    "datacentre.code_mapped": "决定写法“{word}”对应已有的值（{subject}，来源 {source}）",
    "datacentre.code_added": "把“{word}”增加为本校的值（{subject}）",
    "datacentre.code_refused": "不接收写法“{word}”（{subject}，来源 {source}）",
    "datacentre.take_waiting": "收进等待决定的行：{rows} 行，批次 {into}（{subject}）",
    "datacentre.recover": "收尾一次中断的导入（{subject}）",
    "sources.adopt": "登记方案里的数据源：{new} 个",
    "sources.keep": "登记或修改数据源（{subject}）",
    "sources.keep_feed": "设置数据源供给数据集 {dataset}（{subject}）",
    "sources.drop_feed": "数据源不再供给数据集 {dataset}（{subject}）",
    "sources.switch": "启用或停用数据源（{subject}）",
    "sources.relearn": "让数据源的 {dataset} 重新认列（{subject}）",
    "sources.rotate_keys": "更换凭据的密钥，重新加密 {secrets} 份",
    "sources.collect": "采集 {dataset}（{subject}）：{message}",
    "quality.judge": "判定数据质量（{subject}）：{rules} 条规则，{failing} 条不合，新发现 {found} 行，更正 {corrected} 行",
    "quality.judge_job": "要求判定数据质量（{subject}）",
    "quality.ask_exception": "申请可疑数据作例外（{subject}）",
    "quality.withdraw_exception": "撤回可疑数据的例外申请（{subject}）",
    "quality.decide_exception": "决定可疑数据的例外申请（{subject}）",
    "diagnosis.open_round": "开启诊断轮次（{subject}）",
    "diagnosis.close_round": "关闭诊断轮次（{subject}）",
    "diagnosis.open_record": "取数到诊断记录（{subject}）",
    "diagnosis.save_finding": "填写诊断结论（{subject}）",
    "diagnosis.confirm_fine": "确认诊断点无问题（{subject}）",
    "diagnosis.save": "填写诊断记录（{subject}）",
    "diagnosis.renew": "刷新诊断记录的数据（{subject}）",
    "diagnosis.submit": "提交诊断记录（{subject}）",
    "diagnosis.return": "退回诊断记录（{subject}）",
    "diagnosis.confirm": "确认诊断记录（{subject}）",
    "core.backup": "备份整套安装到“{file}”，文件 {files} 个",
    "core.restore": "从备份“{file}”恢复整套安装，备份于 {made_at}",
    "evidence.attach": "上传佐证文件“{name}”（{subject}）",
    "evidence.detach": "移除佐证文件“{name}”（{subject}）",
    "evidence.restore": "恢复佐证文件“{name}”（{subject}）",
    "evidence.hold": "为 {subject} 长期保留 {files} 份佐证文件",
    "evidence.sweep": "清除不再需要的佐证文件 {files} 份、残留 {leftovers} 个",
    "intake.keep_draft": "读取方案文件 {file}，认出 {rows} 行",
    "intake.correct_row": "改正方案草案的一行（{subject}）",
    "intake.set_aside": "在方案草案里略去一行（{subject}）",
    "intake.take_in": "在方案草案里收回一行（{subject}）",
    "intake.discard": "丢弃方案草案 {file}",
    "intake.install_draft": "把方案草案安装成方案包（{subject}），第 {version} 版",
    "framework.install": "安装方案包（{subject}），第 {version} 版",
    "framework.set_own_item": "在本校方案里改动 {subject}",
    "framework.seat_member": "列入机构席位：{seat}（{subject}）",
    "framework.end_term": "结束机构席位的任期：{seat}，到 {until}（{subject}）",
    "framework.record_fulfilment": "登记 {period} 学年的履职佐证（{subject}）",
    "framework.drop_fulfilment": "撤回 {period} 学年的履职佐证（{subject}）",
    "framework.drop_own_item": "从本校方案里移除 {subject}",
    "framework.set_own_sections": "升级方案包后整理本校调整",
    "framework.begin_construction": "设定建设从 {start} 开始，取来 {items} 项建设工作",
    "framework.move_schedule_item": "推进建设工作：{move}，现在是“{state}”（{subject}）",
    "framework.assign_schedule_item": "指定建设工作的责任人和部门（{subject}）",
    "framework.take_schedule": "导入建设进程表：新增 {new} 行，改动 {changed} 行",
    "framework.save_duty": "填写{name}的职责（{subject}）",
    "framework.save_work": "填写{name}的工作、岗位和标准（{subject}）",
    "framework.remove_duty": "删去{name}的一条职责（{subject}）",
    "framework.remove_work": "删去{name}的一项工作（{subject}）",
    "framework.hold_post": "登记{name}“{post}”的任岗人（{subject}）",
    "framework.leave_post": "撤下{name}“{post}”的任岗人（{subject}）",
    "framework.open_posting": "开始定岗定责，{departments} 个部门，期限 {due}（{subject}）",
    "framework.close_posting": "结束定岗定责并公布，{departments} 个部门，{lacking} 个还有缺项（{subject}）",
    "framework.place_department": "登记{name}在五纵系统中的归属，从 {valid_from} 起（{subject}）",
    "framework.record_meeting": "登记 {day} 的会议（{subject}）",
    "framework.follow_up": "交办一件事，期限 {due}（{subject}）",
    "framework.finish_follow_up": "办结一件督办事项（{subject}）",
    "framework.open_inspection": "登记对{department}的专项督查，整改期限 {due}（{subject}）",
    "framework.move_inspection": "专项督查：{move}（{subject}）",
    "framework.enter_staff": "登记质保队伍的人员：{post}（{subject}）",
    "framework.record_activity": "登记 {day} 的{kind}（{subject}）",
    "framework.suggest": "提出建议（{subject}）",
    "framework.move_suggestion": "办理建议：{move}（{subject}）",
    "framework.assess_staff": "登记质保队伍人员 {day} 的考核（{subject}）",
    "framework.take_work_form": "导入{form}：新增 {new} 行，改动 {changed} 行",
    "standards.scheme_open": "起草{programme} {cohort} 级人才培养方案第 {version} 版（{subject}）",
    "standards.scheme_write": "填写人才培养方案（{subject}）",
    "standards.scheme_submit": "提交人才培养方案审定（{subject}）",
    "standards.scheme_decide": "审定人才培养方案，现在是“{state}”（{subject}）",
    "standards.scheme_courses": "导入人才培养方案的 {courses} 门课（{subject}）",
    "standards.note_file": "登记教学文件：{file}，{period}（{subject}）",
    "standards.take_files": "导入教学文件：新增 {new} 行，改动 {changed} 行",
    "goals.propose": "提出目标（{subject}）",
    "goals.decide": "审定目标（{subject}）",
    "goals.change": "调整目标（{subject}）",
    "goals.end": "终止目标（{subject}）",
    "goals.plan_open": "建立规划（{subject}）",
    "goals.plan_write": "填写规划（{subject}）",
    "goals.plan_consult": "就规划征求意见（{subject}）",
    "goals.plan_collect": "收回规划修改（{subject}）",
    "goals.plan_submit": "提交规划审定（{subject}）",
    "goals.plan_revise": "修订规划（{subject}），第 {version} 版",
    "goals.plan_end": "终止规划（{subject}）",
    "goals.plan_decide": "审定规划（{subject}），第 {version} 版",
    "goals.plan_comment": "对规划提出意见（{subject}），第 {round} 轮",
    "goals.plan_answer": "答复规划的意见（{subject}）",
    "goals.plan_swot": "填写态势分析（{subject}）",
    "goals.plan_write_goal": "填写规划目标（{subject}）",
    "goals.plan_remove_goal": "删去规划目标（{subject}）",
    "goals.plan_link_beside": "关联左右的目标（{subject}）",
    "goals.plan_set_target": "定出年度目标（{subject}，{period}）",
    "goals.plan_put_forward": "由年度目标提出目标（{subject}，{period}）",
    "goals.task_add": "安排任务（{subject}），{year} 年",
    "goals.task_change": "改动任务（{subject}）",
    "goals.task_report": "填写任务 {month} 月的完成情况（{subject}）",
    "goals.task_finish": "完成任务（{subject}）",
    "goals.task_reopen": "重新打开任务（{subject}）",
    "goals.task_end": "任务不再做（{subject}）",
    "goals.task_beat": "填写任务的节拍记录（{subject}，{period}）",
    "goals.task_carry": "把 {count} 项任务转入 {year} 年",
    "goals.task_write_system": "填写体系任务（{subject}）",
    "goals.task_import": "导入{table}：新增 {added} 行，改动 {changed} 行",
    "improvement.night": "开始每夜的计算和判断（{subject}）",
    "improvement.depend_send": "把{from}的问题转给所依存的{to}（{subject}）",
    "improvement.depend_move": "质量依存：{move}（{subject}）",
    "improvement.open": "提出改进（{subject}）",
    "improvement.start": "开始改进（{subject}）",
    "improvement.carry_out": "完成改进措施（{subject}）",
    "improvement.note": "记录改进进展（{subject}）",
    "improvement.cancel": "取消改进（{subject}）",
    "improvement.learn": "留下改进经验（{subject}）",
    "improvement.verify": "按新数据核实改进成效（{subject}）",
    "improvement.rebuild_proofs": "重建环节依据",
    "indicators.save_entry": "起草填报 {measure}，{period}（{subject}）",
    "indicators.submit_entry": "提交填报 {measure}，{period}（{subject}）",
    "indicators.accept_entry": "采纳填报 {measure}，{period}（{subject}）",
    "indicators.return_entry": "退回填报 {measure}，{period}（{subject}）",
    "indicators.adopt": "启用指标定义：新版 {new_count} 个，停用 {ended_count} 个",
    "indicators.revise": "修订指标 {subject}，成为第 {version} 版",
    "indicators.propose": "{department}提出关键数据 {names_count} 项（{subject}）",
    "indicators.move_proposal": "关键数据“{name}”：{move}（{subject}）",
    "indicators.evaluate": "计算指标（{subject}）",
    "indicators.follow": "随新数据更新指标（{subject}）",
    "indicators.export_rows": "导出 {subject} 的明细行，{rows} 行（{indicator}，{period}）",
    "indicators.republish": "重建指标现值，{rows} 条",
    "notices.send": "发出 {number} 条消息",
    "notices.mark_read": "阅读 {number} 条消息",
    "regulations.adopt": "更新制度清单（{subject}）：{regulations_count} 项",
    "regulations.register": "登记制度（{subject}）：{new_count} 项",
    "regulations.describe": "更改制度的登记事项（{subject}）",
    "regulations.draft": "起草制度的变更（{subject}）",
    "regulations.rewrite": "修改制度的草案（{subject}）",
    "regulations.withdraw": "撤回制度的草案（{subject}）",
    "regulations.publish": "发布制度的变更（{subject}）",
    "regulations.keep_proof": "登记制度变更的证明（{subject}）",
    "regulations.hang": "把制度挂到章程{article}（{subject}）",
    "regulations.unhang": "把制度从章程{article}取下（{subject}）",
    "regulations.read": "确认读过制度（{subject}）",
    "regulations.open_campaign": "开始制度清理（{subject}）：{regulations} 项",
    "regulations.decide": "决定制度清理（{subject}）",
    "regulations.close_campaign": "结束制度清理（{subject}）",
    "regulations.tell_execution": "记下制度的执行情况（{subject}），{year} 年",
    "regulations.keep_controls": "登记管控事项（{subject}）：新增 {new} 个，改动 {changed} 个",
    "regulations.check_control": "记下一次内控检查（{subject}）",
    "regulations.run_workflow": "办理流程的一步（{subject}）",
    "reports.clean_versions": "清理没有用到的数据版本：{datasets} 个数据集，{files} 个文件",
    "reports.make": "生成报告（{subject}）",
    "reports.verify": "复算报告（{subject}），{figures} 个数字，{differences} 处不一致",
    "sample.set_up": "建立示例学校",
    "standards.adopt": "启用质控点：新增 {added_count} 个，改动 {changed_count} 个，停用 {ended_count} 个",
    "standards.adopt_library": "更新标准清单（{subject}）：{standards_count} 个",
    "standards.list": "列入标准：新增 {new_count} 个，改动 {changed_count} 个（{subject}）",
    "standards.propose_version": "提出标准的新版（{subject}），第 {version} 版",
    "standards.open_version": "按例外放行标准的新版（{subject}），第 {version} 版",
    "standards.decide_version": "审定标准的新版（{subject}），第 {version} 版",
    "standards.remind": "提醒修订标准（{subject}）：{number} 个",
    "standards.set_abilities": "设定毕业能力指标点（{subject}）：{points} 个",
    "standards.note_document": "登记一项要求的佐证（{subject}）",
    "standards.recognise": "认定发展阶梯的一级（{subject}）",
    "standards.set_control_point": "为 {subject} 单独设定质控点",
    "standards.remove_control_point": "取消 {subject} 单独设定的质控点",
}


# long work is recorded under the name of what it will do
_JOB = "启动任务：{title}（{subject}）"


class _Words(dict[str, Any]):
    """A detail that an older event does not have is left out."""

    def __missing__(self, key: str) -> str:
        return "—"


def sentence(event: AuditEvent) -> str:
    """An action that nobody has written a sentence for (of another version) is shown as it is."""
    template = _JOB if event.subject.startswith("job:") else SENTENCES.get(event.action)
    if template is None:
        return f"{event.action}（{event.subject}）" if event.subject else event.action
    return template.format_map(_Words(_counted(event.details), subject=event.subject or "—"))


def _counted(details: Mapping[str, Any]) -> dict[str, Any]:
    """The details, and of each list how long it is."""
    counts = {f"{key}_count": len(value) for key, value in details.items() if isinstance(value, list | dict)}
    role = ROLES.get(str(details.get("role", "")))
    return {**details, **counts, **({"role_name": role.name} if role else {})}


def room_of(action: str) -> str:
    room = action.partition(".")[0]
    return ROOMS.get(room, room)


_NAME = re.compile(r"“?{\w+}”?")


def title_of(action: str) -> str:
    """The sentence's beginning, for a list to choose from; a name in its midst is left open."""
    words = SENTENCES.get(action, action)
    for end in ("（", "：", "，", " {"):
        words = words.partition(end)[0]
    return _NAME.sub("…", words.replace("{subject} ", ""))
