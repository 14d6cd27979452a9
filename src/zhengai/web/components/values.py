"""Where values are explained, and in which order levels are shown."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.db.models import Case, IntegerField, QuerySet, Value, When

from zhengai.accounts.queries import names_by_number
from zhengai.college.models import Subject
from zhengai.indicators.models import CurrentValue
from zhengai.web.shell.addresses import address

WIDEST_FIRST = ("college", "department", "programme", "course", "class", "teacher", "student")


def by_width() -> Case:
    """To order subjects by: the widest level first."""
    whens = (When(level=level, then=Value(at)) for at, level in enumerate(WIDEST_FIRST))
    return Case(*whens, default=Value(len(WIDEST_FIRST)), output_field=IntegerField())


def widest(subjects: QuerySet[Subject]) -> Subject | None:
    """The first subject of the widest level among these; two queries, however narrow it is."""
    held = set(subjects.order_by().values_list("level", flat=True).distinct())
    level = next((each for each in WIDEST_FIRST if each in held), None)
    return subjects.filter(level=level).first() if level else None


def edition(version: int) -> int:
    """People count the versions of data from one, the lake counts them from zero."""
    return version + 1


def value_address_of(indicator: str, level: str, subject: str, period: str) -> str:
    asked = urlencode({"subject": f"{level}:{subject}", "period": period})
    return f"{address('indicator-value', code=indicator)}?{asked}"


def value_address(value: CurrentValue) -> str:
    return value_address_of(value.indicator, value.level, value.subject, value.period)


def answering(subject: Subject, named: Mapping[str, str]) -> list[str]:
    """Who answers for a subject, by name; `named` (from names_beside) helps where the data give a number only. That a
    teacher answers for themselves is not told."""
    held = [each for each in subject.responsibilities.all() if each.person_number != subject.code]
    return [each.person_name or named.get(each.person_number, f"工号 {each.person_number}") for each in held]


def names_beside(subjects: Iterable[Subject]) -> dict[str, str]:
    """Number → name of the account, for those answering whose name the data do not tell."""
    asked = {
        each.person_number
        for subject in subjects
        for each in subject.responsibilities.all()
        if not each.person_name
    }
    return names_by_number(asked) if asked else {}
