"""The only place that asks for the time, so that tests and a sample college can stand on a day of their own."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    return timezone.now()


def today() -> date:
    """The date in the college's time zone."""
    return timezone.localdate()
