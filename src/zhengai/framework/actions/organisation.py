"""The only writers of bodies: the body itself in the college's own pack, its members, and what shows a duty was done."""

from datetime import date
from typing import Any

from django.db import transaction

from zhengai.college.models import College
from zhengai.college.queries import now
from zhengai.core.actions import record
from zhengai.framework.actions import set_own_item
from zhengai.framework.models import BodyMember, Fulfilment
from zhengai.framework.queries.organisation import body_tree
from zhengai.framework.rules.organisation import (
    BodyEntry,
    InvalidEntries,
    problems_of_bodies,
    read_entries,
)
from zhengai.framework.rules.terms import OrganisationRefused, read_office


@transaction.atomic
def save_body(*, college: College, item: dict[str, Any], by: str) -> BodyEntry:
    """Puts a body into the college's own pack, where it replaces one of the same code. Raises OrganisationRefused for
    an item that cannot be read or would break the tree; then nothing is changed."""
    try:
        (body,) = read_entries(BodyEntry, [item])
    except InvalidEntries as problem:
        raise OrganisationRefused(str(problem)) from problem
    others = [each for each in body_tree(college).bodies.values() if each.code != body.code]
    problems = [each for each in problems_of_bodies([*others, body]) if each.startswith(f"{body.name}：")]
    if problems:
        raise OrganisationRefused("；".join(problems))
    set_own_item(college=college, section="bodies", item=item, by=by)
    return body


@transaction.atomic
def seat_member(
    *,
    college: College,
    body: str,
    seat: str,
    term_from: date,
    term_until: date | None = None,
    person_number: str = "",
    person_name: str = "",
    unit: str = "",
    office: str = "",
    by: str,
) -> BodyMember:
    """Gives a seat to a person, or to whoever holds `office`. Raises OrganisationRefused."""
    named, held = person_name.strip(), office.strip()
    if body not in body_tree(college).bodies:
        raise OrganisationRefused(f"没有代码为“{body}”的机构")
    if not seat.strip():
        raise OrganisationRefused("请写席位，例如“主任”“委员”")
    if bool(named) == bool(held):
        raise OrganisationRefused("请写姓名，或者选一个职务，两者取其一")
    if held and read_office(held) is None:
        raise OrganisationRefused(f"认不出“{held}”这个职务，请从列表里选")
    if term_until is not None and term_until < term_from:
        raise OrganisationRefused(f"任期止日 {term_until} 早于起日 {term_from}，请核对")
    member = BodyMember.objects.create(
        college=college,
        body=body,
        seat=seat.strip(),
        person_number=person_number.strip() if named else "",
        person_name=named,
        unit=unit.strip(),
        office=held,
        term_from=term_from,
        term_until=term_until,
    )
    record(
        action="framework.seat_member",
        by=by,
        subject=f"body:{body}",
        details={"seat": member.seat, "member": member.pk, "from": term_from.isoformat()},
    )
    return member


@transaction.atomic
def end_term(*, member: BodyMember, on: date, by: str) -> BodyMember:
    """The last day of the term. Raises OrganisationRefused."""
    member = BodyMember.objects.select_for_update().get(pk=member.pk)
    if on < member.term_from:
        raise OrganisationRefused(f"任期从 {member.term_from} 开始，不能在那之前结束")
    member.term_until = on
    member.save(update_fields=["term_until"])
    record(
        action="framework.end_term",
        by=by,
        subject=f"body:{member.body}",
        details={"seat": member.seat, "member": member.pk, "until": on.isoformat()},
    )
    return member


@transaction.atomic
def record_fulfilment(
    *,
    college: College,
    body: str,
    duty: str,
    period: str,
    title: str,
    about: str = "",
    note: str = "",
    by: str,
) -> Fulfilment:
    """履职: what shows that the duty was done in that academic year; the same thing proves it once. Raises
    OrganisationRefused."""
    found = body_tree(college).bodies.get(body)
    if found is None or duty not in found.duties:
        raise OrganisationRefused("机构的职责已经改动，请重新打开页面再登记")
    if not about and not note.strip():
        raise OrganisationRefused("请选一份佐证，或者写明做了什么")
    known = Fulfilment.objects.filter(college=college, body=body, duty=duty, period=period, about=about)
    if about and known.exists():
        raise OrganisationRefused(f"“{title}”已经登记在这条职责下了")
    made = Fulfilment.objects.create(
        college=college, body=body, duty=duty, period=period, about=about, title=title[:200],
        note=note.strip(), at=now(college), by=by,
    )  # fmt: skip
    record(
        action="framework.record_fulfilment",
        by=by,
        subject=f"body:{body}",
        details={"fulfilment": made.pk, "about": about, "period": period},
    )
    return made


@transaction.atomic
def drop_fulfilment(*, fulfilment: Fulfilment, by: str) -> None:
    """Takes back what was entered by mistake; the audit trail keeps that it was there."""
    record(
        action="framework.drop_fulfilment",
        by=by,
        subject=f"body:{fulfilment.body}",
        details={"fulfilment": fulfilment.pk, "about": fulfilment.about, "period": fulfilment.period},
    )
    fulfilment.delete()
