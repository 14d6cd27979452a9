"""Which rounds and records a person may see, write and confirm."""

from django.db.models import Q, QuerySet
from django.http import Http404

from zhengai.accounts.rules import ROLES, Permission, Scope
from zhengai.college.models import Responsibility, Subject
from zhengai.diagnosis import queries
from zhengai.diagnosis.models import Record, Round
from zhengai.diagnosis.people import PERSONAL
from zhengai.diagnosis.rules.machine import DONE, OPEN, RecordState, RoundKind
from zhengai.web.components.scoped import within_key
from zhengai.web.shell.request import Request


def seen_records(request: Request) -> QuerySet[Record]:
    """Those of the subjects in reach, as a list shows them. People from outside see what was submitted, and no
    single person's."""
    return _seen(request, queries.records(request.college))


def counted_records(request: Request) -> QuerySet[Record]:
    """The same to be counted: without what a list adds to each."""
    return _seen(request, Record.objects.filter(round__college=request.college).order_by())


def _seen(request: Request, records: QuerySet[Record]) -> QuerySet[Record]:
    found = within_key(request.person, Permission.DIAGNOSIS_VIEW, records)
    if request.person.is_outside:
        return found.filter(state__in=DONE).exclude(round__level__in=PERSONAL)
    if _sees_persons(request):
        return found
    return found.exclude(Q(round__level__in=PERSONAL) & ~Q(subject__code=request.user.person_number))


def _sees_persons(request: Request) -> bool:
    """Those who answer for people: the college, a department, the adviser of a class. Who leads a programme sees its
    values, not what each of its students writes."""
    wide = (Scope.COLLEGE, Scope.DEPARTMENT)
    return any(
        grant.role == "class_adviser" or ROLES[grant.role].scope in wide for grant in request.person.grants
    )


def seen_rounds(request: Request) -> QuerySet[Round]:
    found = Round.objects.filter(college=request.college).defer("form")
    if request.person.sees_everything(Permission.DIAGNOSIS_VIEW):
        return found
    return found.filter(pk__in=counted_records(request).values("round"))


def round_or_404(request: Request, number: int) -> Round:
    found = seen_rounds(request).filter(pk=number).first()
    if found is None:
        raise Http404("没有这一轮诊断，或者它不在您的查看范围内")
    return found


def record_or_404(request: Request, number: int) -> Record:
    """With its round; its facts and the round's form are read when they are asked for."""
    if not counted_records(request).filter(pk=number).exists():
        raise Http404("没有这份诊断，或者它不在您的查看范围内")
    found = Record.objects.select_related("subject__department", "round").defer("facts", "round__form")
    record = found.get(pk=number)
    record.round.college = request.college  # with its calendar read already
    return record


def may_fill(request: Request, record: Record) -> bool:
    """A self-diagnosis is written by who answers for the subject; where nobody does, by the department or office
    above. An assessment is written by those who confirm."""
    if record.round.closed_at is not None or RecordState(record.state) not in OPEN:
        return False
    return writes(request, record)


def writes(request: Request, record: Record) -> bool:
    person, subject = request.person, record.subject
    if record.round.kind == RoundKind.ASSESSMENT:
        return confirms(request, subject)
    if not person.may(Permission.DIAGNOSIS_FILL):
        return False
    number = request.user.person_number
    if subject.level in PERSONAL:
        return bool(number) and number == subject.code
    if any((grant.level, grant.subject) == (subject.level, subject.code) for grant in person.grants):
        return True
    responsible = set(Responsibility.objects.filter(subject=subject).values_list("person_number", flat=True))
    return number in responsible if responsible else _is_above(request, subject)


def _is_above(request: Request, subject: Subject) -> bool:
    department = subject.department.code if subject.department else ""
    for grant in request.person.grants:
        role = ROLES[grant.role]
        if Permission.DIAGNOSIS_FILL not in role.permissions:
            continue
        if role.scope is Scope.COLLEGE or (role.scope is Scope.DEPARTMENT and grant.subject == department):
            return True
    return False


def may_decide(request: Request, record: Record) -> bool:
    """Confirm or return: by another person than the one who submitted."""
    waiting = record.state == RecordState.SUBMITTED and record.submitted_by != request.user.username
    return waiting and confirms(request, record.subject)


def confirms(request: Request, subject: Subject) -> bool:
    person = request.person
    if not person.may(Permission.DIAGNOSIS_CONFIRM):
        return False
    return person.subjects(Permission.DIAGNOSIS_CONFIRM).filter(pk=subject.pk).exists()


def confirmable(request: Request, records: QuerySet[Record]) -> QuerySet[Record]:
    """Of these, those that wait for this person's confirmation."""
    if not request.person.may(Permission.DIAGNOSIS_CONFIRM):
        return records.none()
    held = within_key(request.person, Permission.DIAGNOSIS_CONFIRM, records)
    return held.filter(state=RecordState.SUBMITTED).exclude(submitted_by=request.user.username)
