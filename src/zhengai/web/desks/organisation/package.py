"""系统工作包: 表1–3 of all departments that stand in one of the five systems, and what they lack, as one workbook (ORG-10)."""

from django.http import Http404, HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.framework.actions.work_forms import DUTY_HEADERS, STANDARD_HEADERS, WORK_HEADERS
from zhengai.framework.queries.organisation import system_names
from zhengai.framework.queries.work import checked_departments, duties, placed, works
from zhengai.web.components.workbooks import Sheet, workbook_of
from zhengai.web.desks.organisation.work_department import duty_rows, standard_rows, work_rows
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@needs(Permission.ORGANISATION_VIEW)
def package(request: Request, system: str) -> HttpResponse:
    names = system_names(request.college)
    if system not in names:
        raise Http404("没有这个系统")
    college = request.college
    within = [each.department for each in placed(college, today(college)) if system in each.systems]
    keys = [each.pk for each in within]
    held = list(works(college).filter(duty__department__in=keys))
    told = (
        duties(college)
        .filter(department__in=keys)
        .select_related("department")
        .order_by("department__code", "pk")
    )
    checked = checked_departments(college, keys)
    gaps = [
        [each.name, gap.kind.chinese, gap.text]
        for each in within
        if each.pk in checked
        for gap in checked[each.pk].gaps
    ]
    sheets = [
        Sheet("表1", DUTY_HEADERS, duty_rows(list(told))),
        Sheet("表2", WORK_HEADERS, work_rows(held)),
        Sheet("表3", STANDARD_HEADERS, standard_rows(held)),
        Sheet("缺项", ("部门名称", "缺什么", "哪一条"), gaps),
    ]
    return workbook_of(f"{names[system]}系统工作包", sheets)
