"""The files that prove an answer filled in by hand. They stand still while it waits for the second person and once it
was accepted: what counts is what that person saw (IND-12)."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.indicators.models import Entry
from zhengai.indicators.rules.entry import EntryState
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.components.evidence import Keeper, keeps
from zhengai.web.components.scoped import within_key
from zhengai.web.desks.measures.seen import SEEN
from zhengai.web.shell.request import Request


def seen_entries(request: Request) -> QuerySet[Entry]:
    """A person's answers are for those who reach the person; people from outside see none of single persons."""
    found = Entry.objects.filter(college=request.college).select_related("subject")
    if request.person.is_outside:
        found = found.exclude(subject__level__in=PERSONAL)
    return within_key(request.person, SEEN, found)


def entry_address(measure: str, subject: Subject, period: str) -> str:
    query = urlencode({"subject": f"{subject.level}:{subject.code}", "period": period})
    return f"{reverse('entry', args=[measure])}?{query}"


def reaches(request: Request, permission: Permission, subject: Subject) -> bool:
    person = request.person
    return person.may(permission) and person.subjects(permission).filter(pk=subject.pk).exists()


def _may_change(request: Request, entry: Entry) -> bool:
    open_ = entry.state in (EntryState.DRAFT, EntryState.RETURNED)
    return open_ and reaches(request, Permission.MEASURE_FILL, entry.subject)


def _unit(entry: Entry) -> str:
    subject = entry.subject
    if subject.level == "department":
        return subject.code
    return subject.department.code if subject.department else ""


KEEPER = keeps(
    Keeper(
        kind="entry",
        name="填报",
        seen=seen_entries,
        may_change=_may_change,
        title=lambda entry: f"{entry.name}（{entry.subject.name}）",
        unit=_unit,
        address=lambda entry: entry_address(entry.measure, entry.subject, entry.period),
    )
)
