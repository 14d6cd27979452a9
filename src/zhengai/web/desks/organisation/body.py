"""One body: its duties as a checklist with what proves them, who sits in it, by name or by office."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import ROLES, Permission, Scope
from zhengai.college.models import College
from zhengai.college.queries import subjects, today
from zhengai.framework.models import BodyMember, FollowUp, Fulfilment, Meeting
from zhengai.framework.queries.organisation import (
    Holder,
    body_tree,
    fulfilments,
    members,
    office_holders,
    sits_in,
)
from zhengai.framework.rules.following import Recurrence
from zhengai.framework.rules.organisation import BodyEntry
from zhengai.framework.rules.terms import Office, read_office, term_state
from zhengai.web.components.abouts import address_of
from zhengai.web.components.evidence import evidence_counts
from zhengai.web.components.typed import take_typed
from zhengai.web.desks.organisation.offers import offers
from zhengai.web.desks.organisation.years import chosen_year
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SEAT_FIELDS = ("seat", "office", "person_name", "person_number", "unit", "term_from", "term_until")
DUTY_FIELDS = ("duty", "about", "note")
FOLLOWING = ("text", "owner_name", "owner_number", "due", "recurrence")
_TERMS = {
    "coming": ("plain", "尚未到任"),
    "running": ("target_met", "在任"),
    "soon": ("warning", "即将届满"),
    "over": ("plain", "已届满"),
}
_ROLE_OFFICES = [
    role
    for role in ROLES.values()
    if role.scope is Scope.COLLEGE and role.code in ("leader", "quality_office")
]


@dataclass(frozen=True)
class Line:
    """`duty` with what shows it was done this year."""

    number: int
    duty: str
    proofs: list[tuple[Fulfilment, str, str]]  # with its address and who entered it


@dataclass(frozen=True)
class Seat:
    member: BodyMember
    people: list[Holder]
    office: str
    state: str

    @property
    def badge(self) -> tuple[str, str]:
        return _TERMS[self.state]


def body_or_404(request: Request, code: str) -> BodyEntry:
    found = body_tree(request.college).bodies.get(code)
    if found is None:
        raise Http404("没有这个机构，或者方案里已经删去")
    return found


def may_record(request: Request, body: str) -> bool:
    """The office for all of them, whoever sits in a body for that one."""
    if request.person.may(Permission.ORGANISATION_EDIT):
        return True
    return sits_in(request.college, body, request.user.person_number, today(request.college))


@needs(Permission.ORGANISATION_VIEW)
def body(request: Request, code: str) -> HttpResponse:
    found = body_or_404(request, code)
    year, switch = chosen_year(request)
    tree = body_tree(request.college)
    records = may_record(request, code)
    lines, former = _lines(request, found, year.code)
    seats = _seats(request, code)
    proven = [proof.pk for each in lines for proof, _, _ in each.proofs] + [
        proof.pk for proof, _, _ in former
    ]
    serving = [each for each in seats if each.state in ("running", "soon")]
    seat_typed, seat_error = take_typed(request, f"seat-{code}", SEAT_FIELDS)
    typed, error = take_typed(request, f"follow-body:{code}", FOLLOWING)
    duty_typed, duty_error = take_typed(request, f"duty-{code}", DUTY_FIELDS)
    context = {
        "body": found,
        "parent": tree.parent(code),
        "children": tree.children(code),
        "tier": dict(tree.tiers())[found.tier],
        "lines": lines,
        "proven": sum(bool(each.proofs) for each in lines),
        "former": former,
        "seats": seats,
        "serving": sum(len(each.people) for each in serving),
        "ending": sum(each.state == "soon" for each in seats),
        "heads": _heads(request, found),
        "year": year,
        "switch": switch,
        "may_edit": request.person.may(Permission.ORGANISATION_EDIT),
        "may_record": records,
        "offers": offers(request) if records else [],
        "offices": _offices(request.college) if request.person.may(Permission.ORGANISATION_EDIT) else [],
        "files": evidence_counts(request, "fulfilment", proven),
        "typed": typed,
        "error": error,
        "meetings": list(Meeting.objects.filter(college=request.college, body=code)[:5]),
        "followed": list(FollowUp.objects.filter(college=request.college, about=f"body:{code}")),
        "about": f"body:{code}",
        "recurrences": [(each.value, each.chinese) for each in Recurrence],
        "seat_typed": seat_typed,
        "seat_error": seat_error,
        "duty_typed": duty_typed,
        "duty_error": duty_error,
        "today": today(request.college),
    }
    return render(request, "desks/organisation/body.html", context)


def _lines(
    request: Request, found: BodyEntry, year: str
) -> tuple[list[Line], list[tuple[Fulfilment, str, str]]]:
    """By duty; and the records of duties that the scheme words differently now."""
    rows = list(fulfilments(request.college, year, found.code))
    names = names_of({row.by for row in rows})
    told = [(row, address_of(row.about), names.get(row.by, row.by)) for row in rows]
    lines = [
        Line(number, duty, [each for each in told if each[0].duty == duty])
        for number, duty in enumerate(found.duties, start=1)
    ]
    return lines, [each for each in told if each[0].duty not in found.duties]


def _seats(request: Request, code: str) -> list[Seat]:
    rows = list(members(request.college, code))
    day = today(request.college)
    offices = {row.pk: office for row in rows if (office := read_office(row.office))}
    held = office_holders(request.college, offices.values(), day)
    names = _office_names(request.college, list(offices.values()))
    seats = []
    for row in rows:
        office = offices.get(row.pk)
        people = held[office.text] if office else [(row.person_number, row.person_name)]
        name = names.get(office.text, office.text) if office else ""
        seats.append(Seat(row, people, name, term_state(row.term_from, row.term_until, day)))
    order = ("running", "soon", "coming", "over")
    return sorted(seats, key=lambda each: order.index(each.state) // 2)


def _office_names(college: College, offices: list[Office]) -> dict[str, str]:
    found = {
        each.text: ROLES[each.level].name for each in offices if each.kind == "role" and each.level in ROLES
    }
    wanted = [each for each in offices if each.kind == "responsible"]
    if wanted:
        rows = subjects(college).filter(
            level__in={each.level for each in wanted}, code__in={each.subject for each in wanted}
        )
        for level, code, name in rows.values_list("level", "code", "name"):
            found[f"responsible:{level}:{code}"] = f"{name}负责人"
    return found


def _heads(request: Request, found: BodyEntry) -> list[str]:
    office = read_office(found.head_rule)
    if office is None:
        return []
    held = office_holders(request.college, [office], today(request.college))
    return [name for _, name in held[office.text]]


def _offices(college: College) -> list[tuple[str, str]]:
    """Offices a seat can go with: those of the whole college, and heads of departments."""
    rows = subjects(college, "department").order_by("code").values_list("code", "name")
    return [
        *((Office("role", role.code).text, role.name) for role in _ROLE_OFFICES),
        *((Office("responsible", "department", code).text, f"{name}负责人") for code, name in rows),
    ]
