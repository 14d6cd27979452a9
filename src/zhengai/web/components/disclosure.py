"""What people from outside the college may not see: the values of single persons and of groups under five."""

from collections.abc import Iterable

from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When

from zhengai.alerts.models import Alert
from zhengai.indicators.models import CurrentValue
from zhengai.web.shell.person import PERSONAL as PERSONAL
from zhengai.web.shell.person import Person
from zhengai_engine.disclosure import SMALLEST_GROUP, is_small
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.value import NullReason

_SMALL = Q(level__in=PERSONAL) | (Q(denominator__gt=0, denominator__lt=SMALLEST_GROUP) & ~Q(level=COLLEGE))


def is_hidden(person: Person, value: CurrentValue) -> bool:
    if not person.is_outside or value.level == COLLEGE:
        return False
    return value.level in PERSONAL or is_small(value.denominator or 0)


def with_shown(person: Person, rows: QuerySet[CurrentValue]) -> QuerySet[CurrentValue]:
    """Adds `shown`, the value as this person may know it, to sort and to summarise by: an order tells values too."""
    if not person.is_outside:
        return rows.annotate(shown=F("value"))
    return rows.annotate(
        shown=Case(When(_SMALL, then=Value(None)), default=F("value"), output_field=FloatField(null=True))
    )


def disclosed(person: Person, values: Iterable[CurrentValue]) -> list[CurrentValue]:
    """The same values with those hidden that this person may not know. They are copies for a page: never saved."""
    found = list(values)
    for each in found:
        if is_hidden(person, each):
            each.value = each.numerator = each.denominator = None
            each.reason = NullReason.SUPPRESSED
    return found


def disclosed_alerts(person: Person, alerts: QuerySet[Alert]) -> QuerySet[Alert]:
    """An alert names its value: of single persons people from outside see none."""
    return alerts.exclude(level__in=PERSONAL) if person.is_outside else alerts
