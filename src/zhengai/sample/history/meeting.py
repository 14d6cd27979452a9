"""Meetings of the sample's committee with what followed, an inspection on its way, and the people of quality assurance."""

from datetime import date

from zhengai.framework.actions.following import (
    assess_staff,
    enter_staff,
    finish_follow_up,
    follow_up,
    move_inspection,
    open_inspection,
    record_activity,
    record_meeting,
)
from zhengai.framework.models import Inspection, Meeting, QualityStaff
from zhengai.framework.queries.organisation import body_tree
from zhengai.framework.queries.work import departments
from zhengai.framework.rules.following import ActivityKind, InspectionMove, Recurrence
from zhengai.sample.history.organising import INSPECTORS, OFFICE_BODY, top_body
from zhengai.sample.history.people import OFFICE, TEACHING_OFFICE
from zhengai.sample.history.stage import Stage

SPRING, AUTUMN = "2026年第一次{}会议", "2026年第二次{}会议"


def meet_in_spring(stage: Stage) -> None:
    college = stage.college
    top = top_body(college)
    if top is None or Meeting.objects.filter(college=college).exists():
        return
    held = record_meeting(
        college=college, body=top.code, title=SPRING.format(top.name), day=date(2026, 3, 10), place="行政楼 301",
        present="陈立、韩青、林敏、王静及各处室负责人",
        agenda="审议课程自主诊断的结果\n部署第二学期的改进\n质量年度报告的分工",
        minutes="质管办通报了课程自主诊断的结果。会议认为缺课和合格率两类问题最集中，由教务处牵头落实改进。",
        decisions=f"课程诊断发现的问题全部转为改进\n教务处每学期向{top.name}报告教学秩序", by=OFFICE,
    )  # fmt: skip
    han, lin = stage.people.cast(TEACHING_OFFICE), stage.people.cast(OFFICE)
    about = f"meeting:{held.pk}"
    office = OFFICE_BODY if OFFICE_BODY in body_tree(college).bodies else top.code
    done = follow_up(
        college=college, about=about, text=f"向{top.name}提交第二学期改进清单", owner_number=han.number,
        owner_name=han.name, due=date(2026, 4, 10), by=OFFICE,
    )  # fmt: skip
    finish_follow_up(item=done, result="清单已提交，24 项改进都有责任人和期限。", by=TEACHING_OFFICE)
    follow_up(
        college=college, about=f"body:{office}", text="撰写本部门年度自主诊改报告", owner_number=lin.number,
        owner_name=lin.name, due=date(2026, 12, 20), recurrence=Recurrence.YEAR, by=OFFICE,
    )  # fmt: skip
    _enter_staff(stage)
    _learn(stage)


def _learn(stage: Stage) -> None:
    for kind, topic, audience, day, people in (
        (ActivityKind.STUDY, "学习质量保证体系建设实施方案", "中层干部", date(2025, 11, 5), 42),
        (ActivityKind.TRAINING, "诊断记录怎样填写", "专业和课程负责人", date(2025, 12, 18), 65),
        (ActivityKind.PUBLICITY, "校报诊改专栏第一期", "全校师生", date(2026, 3, 2), None),
    ):
        record_activity(
            college=stage.college, kind=kind, topic=topic, audience=audience, day=day, people=people,
            department="质管办", by=OFFICE,
        )  # fmt: skip


def _enter_staff(stage: Stage) -> None:
    college = stage.college
    if QualityStaff.objects.filter(college=college).exists():
        return
    lin = stage.people.cast(OFFICE)
    head = enter_staff(
        college=college, person_name=lin.name, person_number=lin.number, department="质管办", post="质管办主任",
        since=date(2024, 9, 1), full_time=True, duties="组织诊断，编制质量报告",
        qualification="副高以上职称，从事质量管理三年以上", standard="诊断按期完成，报告数据可复算", by=OFFICE,
    )  # fmt: skip
    assess_staff(staff=head, day=date(2026, 1, 15), result="优秀", note="2025 年度考核", by=OFFICE)
    enter_staff(
        college=college, person_name="程运", department="教务处", post="教学质量员", since=date(2025, 3, 1),
        duties="汇总教学秩序数据，跟踪预警", qualification="熟悉教务系统", by=OFFICE,
    )  # fmt: skip


def meet_in_autumn(stage: Stage) -> None:
    """Held a week before the sample's day; two things are still to be done, one of them is late."""
    college = stage.college
    top = top_body(college)
    if top is None or Meeting.objects.filter(college=college, title=AUTUMN.format(top.name)).exists():
        return
    held = record_meeting(
        college=college, body=top.code, title=AUTUMN.format(top.name), day=date(2026, 11, 6), place="行政楼 301",
        present="陈立、韩青、林敏、王静及各处室负责人", agenda="通报教师自主诊断的结果\n审议建设进程的延期\n换届选举教师代表",
        minutes="会议听取了教师自主诊断的结果和建设进程的通报，师资队伍建设规划要加快。",
        decisions="师资队伍建设规划年底前完成\n教师代表席位年底前换届", by=OFFICE,
    )  # fmt: skip
    han = stage.people.cast(TEACHING_OFFICE)
    lin = stage.people.cast(OFFICE)
    for text, person, due in (
        ("提出课程建设标准的送审稿", han, date(2026, 11, 16)), ("组织教师代表换届", lin, date(2026, 12, 25)),
    ):  # fmt: skip
        follow_up(
            college=college, about=f"meeting:{held.pk}", text=text, owner_number=person.number, owner_name=person.name,
            due=due, by=OFFICE,
        )  # fmt: skip


def inspect(stage: Stage) -> None:
    """One is answered and waits to be checked, one waits for the department."""
    college = stage.college
    top = top_body(college)
    if top is None or Inspection.objects.filter(college=college).exists():
        return
    inspectors = INSPECTORS if INSPECTORS in body_tree(college).bodies else top.code
    by_code = {each.code: each for each in departments(college)}
    for code, title, finding, demand, due, answer in (
        ("D11", "期初教学检查落实情况", "三个二级学院没有检查记录。", "补齐检查记录，明确检查的岗位和标准。", date(2026, 11, 30),
         "检查记录已补齐，检查的岗位和标准正在写进工作表。"),
        ("D12", "教师培训计划落实情况", "培训计划没有覆盖兼职教师。", "修订计划并报质管办备案。", date(2026, 11, 25), ""),
    ):  # fmt: skip
        if code not in by_code:
            continue
        made = open_inspection(
            college=college, body=inspectors, title=title, department=by_code[code], day=date(2026, 11, 9),
            finding=finding, demand=demand, due=due, by=OFFICE,
        )  # fmt: skip
        if answer:
            move_inspection(inspection=made, move=InspectionMove.ANSWER, text=answer, by=TEACHING_OFFICE)
