"""The only writers of meetings, of what follows from them, of inspections and of the register of quality staff."""

from datetime import date

from django.db import transaction

from zhengai.college.models import College, Subject
from zhengai.college.queries import now, today
from zhengai.core.actions import record
from zhengai.framework.models import (
    Activity,
    FollowUp,
    Inspection,
    InspectionEvent,
    Meeting,
    QualityStaff,
    StaffAssessment,
)
from zhengai.framework.queries.organisation import body_tree
from zhengai.framework.rules.following import (
    ActivityKind,
    CultureLayer,
    FollowingRefused,
    InspectionMove,
    InspectionState,
    Recurrence,
    next_due,
    next_inspection_state,
)
from zhengai.notices.actions import notify
from zhengai.notices.models import NoticeKind

_UNTOLD = {
    InspectionMove.ANSWER: "请写整改结果",
    InspectionMove.CLOSE: "请写核查的情况",
    InspectionMove.RETURN: "请写退回的理由",
}


@transaction.atomic
def record_meeting(
    *,
    college: College,
    body: str,
    title: str,
    day: date,
    agenda: str,
    place: str = "",
    present: str = "",
    minutes: str = "",
    decisions: str = "",
    meeting: Meeting | None = None,
    by: str,
) -> Meeting:
    """A meeting that is called (agenda) or was held (minutes, decisions). Raises FollowingRefused."""
    if body not in body_tree(college).bodies:
        raise FollowingRefused(f"没有代码为“{body}”的机构")
    if not title.strip() or not agenda.strip():
        raise FollowingRefused("请写会议名称和议程")
    if (minutes.strip() or decisions.strip()) and day > today(college):
        raise FollowingRefused(f"会议在{day.month}月{day.day}日，还没有开，纪要和决议等开过再写")
    found = meeting or Meeting(college=college, body=body, by=by)
    found.title, found.day, found.place, found.present = title.strip(), day, place.strip(), present.strip()
    found.agenda, found.minutes, found.decisions = agenda.strip(), minutes.strip(), decisions.strip()
    found.save()
    record(
        action="framework.record_meeting",
        by=by,
        subject=f"body:{body}",
        details={"meeting": found.pk, "day": day.isoformat()},
    )
    return found


@transaction.atomic
def follow_up(
    *,
    college: College,
    about: str,
    text: str,
    owner_number: str,
    owner_name: str,
    due: date,
    recurrence: Recurrence = Recurrence.ONCE,
    by: str,
) -> FollowUp:
    """Something to be done by somebody until a day; the owner is told. Raises FollowingRefused."""
    if not text.strip() or not owner_name.strip():
        raise FollowingRefused("请写要办的事和责任人")
    made = FollowUp.objects.create(
        college=college, about=about, text=text.strip()[:300], owner_number=owner_number.strip(),
        owner_name=owner_name.strip(), due=due, recurrence=recurrence, by=by,
    )  # fmt: skip
    notify(
        college=college.code,
        persons=[made.owner_number] if made.owner_number else [],
        kind=NoticeKind.FOLLOW_UP,
        key=f"follow_up:{made.pk}",
        about=f"follow_up:{made.pk}",
        title=f"请您办理：{made.text}",
        at=now(college),
        due=due,
    )
    record(
        action="framework.follow_up",
        by=by,
        subject=about,
        details={"follow_up": made.pk, "due": due.isoformat(), "recurrence": recurrence.chinese},
    )
    return made


@transaction.atomic
def finish_follow_up(*, item: FollowUp, result: str, by: str) -> FollowUp | None:
    """Done, with what came of it. Returns the next one where it comes again. Raises FollowingRefused."""
    item = FollowUp.objects.select_for_update(of=("self",)).select_related("college").get(pk=item.pk)
    if item.done_on is not None:
        raise FollowingRefused("这件事已经办完了")
    if not result.strip():
        raise FollowingRefused("请写办理结果")
    item.result, item.done_on = result.strip(), today(item.college)
    item.save(update_fields=["result", "done_on"])
    record(action="framework.finish_follow_up", by=by, subject=item.about, details={"follow_up": item.pk})
    recurrence = Recurrence(item.recurrence)
    again = next_due(item.due, recurrence)
    if again is None:
        return None
    return follow_up(
        college=item.college, about=item.about, text=item.text, owner_number=item.owner_number,
        owner_name=item.owner_name, due=again, recurrence=recurrence, by=by,
    )  # fmt: skip


@transaction.atomic
def open_inspection(
    *,
    college: College,
    body: str,
    title: str,
    department: Subject,
    day: date,
    finding: str,
    demand: str,
    due: date,
    topic: str = "",
    clean: bool = False,
    by: str,
) -> Inspection:
    """What was found, and what is demanded until when. A `clean` one found nothing to mend: it is closed with what was
    seen. Raises FollowingRefused."""
    if clean:
        demand, due = "", day
    if not (title.strip() and finding.strip() and (clean or demand.strip())):
        raise FollowingRefused("请写督查事项、发现的问题和整改要求")
    if due < day:
        raise FollowingRefused(f"整改期限 {due} 早于督查日期 {day}，请核对")
    made = Inspection.objects.create(
        college=college, body=body, title=title.strip(), department=department, day=day, finding=finding.strip(),
        demand=demand.strip(), due=due, topic=topic.strip(), by=by,
        state=InspectionState.CLOSED if clean else InspectionState.OPEN,
    )  # fmt: skip
    record(
        action="framework.open_inspection",
        by=by,
        subject=f"inspection:{made.pk}",
        details={"department": department.name, "due": due.isoformat()},
    )
    return made


@transaction.atomic
def move_inspection(*, inspection: Inspection, move: InspectionMove, text: str, by: str) -> Inspection:
    """Answered by the department, closed or returned by somebody other than who answered. Raises FollowingRefused."""
    inspection = (
        Inspection.objects.select_for_update(of=("self",)).select_related("college").get(pk=inspection.pk)
    )
    inspection.state = next_inspection_state(InspectionState(inspection.state), move)
    if not text.strip():
        raise FollowingRefused(_UNTOLD[move])
    if move is InspectionMove.ANSWER:
        inspection.result = text.strip()
    else:
        answered = inspection.events.filter(move=InspectionMove.ANSWER).last()
        if answered is not None and answered.by == by:
            raise FollowingRefused("整改结果是您报告的，请由另一人核查")
    inspection.save(update_fields=["state", "result"])
    InspectionEvent.objects.create(
        inspection=inspection, move=move, at=now(inspection.college), by=by, text=text.strip()
    )
    record(
        action="framework.move_inspection",
        by=by,
        subject=f"inspection:{inspection.pk}",
        details={"move": move.chinese},
    )
    return inspection


@transaction.atomic
def enter_staff(
    *,
    college: College,
    person_name: str,
    post: str,
    since: date,
    person_number: str = "",
    department: str = "",
    duties: str = "",
    qualification: str = "",
    standard: str = "",
    full_time: bool = False,
    staff: QualityStaff | None = None,
    by: str,
) -> QualityStaff:
    """Enters somebody into the register, or changes the entry. Raises FollowingRefused."""
    if not person_name.strip() or not post.strip():
        raise FollowingRefused("请写姓名和岗位")
    found = staff or QualityStaff(college=college)
    told = {
        "person_name": person_name, "person_number": person_number, "post": post, "department": department,
        "duties": duties, "qualification": qualification, "standard": standard,
    }  # fmt: skip
    for name, text in told.items():
        setattr(found, name, text.strip())
    found.since, found.full_time = since, full_time
    same = QualityStaff.objects.filter(
        college=college, person_number=found.person_number, person_name=found.person_name, post=found.post
    )
    if (same.exclude(pk=staff.pk) if staff else same).exists():
        raise FollowingRefused(f"{found.person_name}在这个岗位上已经登记过")
    found.save()
    record(action="framework.enter_staff", by=by, subject=f"staff:{found.pk}", details={"post": found.post})
    return found


@transaction.atomic
def assess_staff(*, staff: QualityStaff, day: date, result: str, note: str = "", by: str) -> StaffAssessment:
    """Raises FollowingRefused."""
    if not result.strip():
        raise FollowingRefused("请写考核结果")
    made = StaffAssessment.objects.create(
        staff=staff, day=day, result=result.strip(), note=note.strip(), by=by
    )
    record(
        action="framework.assess_staff", by=by, subject=f"staff:{staff.pk}", details={"day": day.isoformat()}
    )
    return made


@transaction.atomic
def record_activity(
    *,
    college: College,
    kind: ActivityKind,
    topic: str,
    day: date,
    layer: CultureLayer = CultureLayer.NONE,
    audience: str = "",
    people: int | None = None,
    material: str = "",
    department: str = "",
    by: str,
) -> Activity:
    """What was learned, taught or made known, when, to whom. Raises FollowingRefused."""
    if not topic.strip():
        raise FollowingRefused("请写主题")
    if day > today(college):
        raise FollowingRefused("日期还没有到，等做过再登记")
    made = Activity.objects.create(
        college=college, kind=kind, layer=layer, topic=topic.strip(), audience=audience.strip(), day=day,
        people=people, material=material.strip(), department=department.strip(), by=by,
    )  # fmt: skip
    record(
        action="framework.record_activity",
        by=by,
        subject=f"activity:{made.pk}",
        details={"kind": kind.chinese, "day": day.isoformat()},
    )
    return made
