"""The run of one indicator of the subject, with its limits, alerts and measures: opened in the table's row."""

from dataclasses import replace

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.alerts.models import Alert
from zhengai.alerts.queries import alerts
from zhengai.college.models import Subject
from zhengai.improvement.queries import improvements
from zhengai.indicators.queries import definitions
from zhengai.web.components.disclosure import disclosed_alerts
from zhengai.web.components.series import series_chart
from zhengai.web.components.values import value_address_of
from zhengai.web.levels.profile.subject import subject_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_MARKED = 8  # more moments than that hide the line


@needs(Permission.INDICATOR_VIEW)
def chart(request: Request, level: str, code: str, indicator: str) -> HttpResponse:
    """`kind` names the kind of period whose run is drawn."""
    subject = subject_or_404(request, level, code)
    definition = definitions(request.college).filter(code=indicator).first()
    if definition is None:
        raise Http404(f"没有代码为“{indicator}”的指标")
    kind = request.GET.get("kind", "")
    drawn = series_chart(
        request.college,
        request.person,
        definition,
        subject,
        kind,
        _moments(request, subject, indicator, kind),
        looks_ahead=True,
    )
    context = {
        "chart": replace(drawn, name=f"run-{indicator}") if drawn else None,
        "name": definition.name,
        "value": value_address_of(indicator, level, code, request.GET.get("period", "")),
    }
    return render(request, "levels/profile/_chart.html", context)


def _moments(request: Request, subject: Subject, indicator: str, kind: str) -> list[tuple[str, str, str]]:
    """Alerts raised and closed, measures begun: (name, state, period)."""
    found: list[tuple[str, str, str]] = []
    if request.person.may(Permission.ALERT_VIEW):
        rows = alerts(request.college, level=subject.level, subject=subject.code, indicator=indicator)
        for each in _newest(request, rows.filter(period_kind=kind)):
            found.append(("发出", each.grade, each.period))
            if each.closed_period:
                found.append(("关闭", "met", each.closed_period))
    if request.person.may(Permission.IMPROVEMENT_VIEW):
        done = improvements(request.college, level=subject.level, subject=subject.code)
        rows_done = done.filter(indicator=indicator, period_kind=kind).order_by("-opened_at")[:_MARKED]
        found += [("措施", "accent", each.baseline_period) for each in rows_done]
    return found


def _newest(request: Request, rows: QuerySet[Alert]) -> list[Alert]:
    return list(
        disclosed_alerts(request.person, rows).prefetch_related(None).order_by("-raised_at")[:_MARKED]
    )
