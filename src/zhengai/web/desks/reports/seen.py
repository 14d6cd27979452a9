"""Which reports a person may see, and which of their figures."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from zhengai.accounts.rules import Permission
from zhengai.reports import queries
from zhengai.reports.models import Report
from zhengai.reports.rules.figures import FigurePart
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.components.scoped import within_key
from zhengai.web.shell.person import Person
from zhengai.web.shell.request import Request
from zhengai_engine.disclosure import is_small
from zhengai_engine.model.level import COLLEGE


def seen_reports(request: Request) -> QuerySet[Report]:
    """Those of subjects in reach; nobody from outside sees those of single persons."""
    found = within_key(request.person, Permission.REPORT_VIEW, queries.reports(request.college))
    return found.exclude(subject__level__in=PERSONAL) if request.person.is_outside else found


def report_or_404(request: Request, code: str) -> Report:
    if not seen_reports(request).filter(code=code).exists():
        raise Http404("没有这份报告，或者它不在您的查看范围内")
    found = queries.report(request.college, code)
    assert found is not None
    return found


def hidden_figures(person: Person, report: Report) -> set[str]:
    """Ids of figures that rest on fewer than five persons: people from outside do not see them."""
    if not person.is_outside or report.subject.level == COLLEGE:
        return set()
    small = {
        (figure["indicator"], figure["period"])
        for figure in report.figures
        if figure["part"] == FigurePart.DENOMINATOR and is_small(figure["value"] or 0)
    }
    return {figure["id"] for figure in report.figures if _key(figure) in small}


def _key(figure: dict[str, Any]) -> tuple[str, str]:
    return figure["indicator"], figure["period"]
