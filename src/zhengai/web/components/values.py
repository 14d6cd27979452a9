"""Where values are explained, and in which order levels are shown."""

from urllib.parse import urlencode

from django.urls import reverse

from zhengai.indicators.models import CurrentValue

WIDEST_FIRST = ("college", "department", "programme", "course", "class", "teacher", "student")


def value_address_of(indicator: str, level: str, subject: str, period: str) -> str:
    asked = urlencode({"subject": f"{level}:{subject}", "period": period})
    return f"{reverse('indicator-value', args=[indicator])}?{asked}"


def value_address(value: CurrentValue) -> str:
    return value_address_of(value.indicator, value.level, value.subject, value.period)
