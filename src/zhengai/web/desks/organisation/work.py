"""职责与岗位: departments with their work tables, how complete the chain 职责→工作→岗位→标准→人 is, and what it lacks."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.college.models import Responsibility, Subject
from zhengai.college.queries import today
from zhengai.framework.queries.organisation import system_names
from zhengai.framework.queries.work import checked_departments, departments, placed
from zhengai.framework.rules.work import Checked, GapKind
from zhengai.web.components.workbooks import workbook
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

EMPTY = Checked([], 0)


@dataclass(frozen=True)
class Row:
    """`mine`: one of a few that the person fills, for finding it."""

    department: Subject
    systems: list[str]
    checked: Checked
    mine: bool

    @property
    def percent(self) -> float:
        return 100 * (self.checked.share or 0)

    @property
    def counts(self) -> list[tuple[GapKind, int]]:
        return [(kind, self.checked.number(kind)) for kind in GapKind]


def department_or_404(request: Request, code: str) -> Subject:
    found = departments(request.college).filter(code=code).first()
    if found is None:
        raise Http404("没有这个部门")
    found.college = request.college
    return found


def fills(request: Request, department: Subject) -> bool:
    """The office fills every department's tables, a department's head its own."""
    allowed = filled_departments(request)
    return allowed is None or department.pk in allowed


def filled_departments(request: Request) -> set[int] | None:
    """Keys of the departments whose tables the person fills; null for all."""
    if request.person.may(Permission.ORGANISATION_EDIT):
        return None
    if not request.person.may(Permission.WORK_FILL):
        return set()
    number = request.user.person_number
    answered = Responsibility.objects.filter(
        subject__college=request.college, subject__level="department", person_number=number
    )
    found = set(answered.values_list("subject", flat=True)) if number else set()
    given = [g.subject for g in request.person.grants if g.level == "department"]
    return found | set(departments(request.college).filter(code__in=given).values_list("pk", flat=True))


@needs(Permission.ORGANISATION_VIEW)
def work(request: Request) -> HttpResponse:
    rows = _rows(request)
    if request.GET.get("format") == "xlsx":
        return _export(rows)
    begun = [row for row in rows if row.checked.links]
    gaps = sum(len(row.checked.gaps) for row in rows)
    links, held = sum(r.checked.links for r in rows), sum(r.checked.held for r in rows)
    context = {
        "rows": rows,
        "begun": len(begun),
        "gaps": gaps,
        "share": 100 * held / links if links else None,
        "kinds": [(kind, sum(row.checked.number(kind) for row in rows)) for kind in GapKind],
        "systems": list(system_names(request.college).items()),
        "fills": filled_departments(request) != set(),
    }
    return render(request, "desks/organisation/work.html", context)


def _rows(request: Request) -> list[Row]:
    names = system_names(request.college)
    checked = checked_departments(request.college)
    allowed = filled_departments(request)
    return [
        Row(
            each.department,
            [names.get(code, code) for code in each.systems],
            checked.get(each.department.pk, EMPTY),
            allowed is not None and each.department.pk in allowed,
        )
        for each in placed(request.college, today(request.college))
    ]


def _export(rows: list[Row]) -> HttpResponse:
    """The gap check: one line a gap."""
    lines = [[row.department.name, gap.kind.chinese, gap.text] for row in rows for gap in row.checked.gaps]
    return workbook("职责岗位缺项", ["部门名称", "缺什么", "哪一条"], lines)
