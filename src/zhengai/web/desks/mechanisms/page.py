"""All mechanisms side by side, and one of them with everything that belongs to it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.web.components.workbooks import Sheet, workbook_of
from zhengai.web.desks.mechanisms.gathered import Gathered, gather, mechanisms
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@needs(Permission.ORGANISATION_VIEW)
def mechanism_list(request: Request) -> HttpResponse:
    year = today(request.college).year
    found = gather(request, mechanisms(request), year)
    context = {
        "found": found,
        "year": year,
        "may_edit": request.person.may(Permission.SCHEME_EDIT),
        "with_results": sum(any(not each.figure.why for each in one.results) for one in found),
    }
    return render(request, "desks/mechanisms/mechanisms.html", context)


@needs(Permission.ORGANISATION_VIEW)
def mechanism(request: Request, code: str) -> HttpResponse:
    wanted = [each for each in mechanisms(request) if each.code == code]
    if not wanted:
        raise Http404("学校的方案里没有这种支持保障机制")
    year = today(request.college).year
    (found,) = gather(request, wanted, year)
    if request.GET.get("format") == "xlsx":
        return _export(found)
    return render(request, "desks/mechanisms/mechanism.html", {"found": found, "year": year})


def _export(found: Gathered) -> HttpResponse:
    sheets = [
        Sheet("制度", ["制度", "责任部门", "状态"], [
            [each.name, each.department, each.get_state_display()] for each in found.regulations
        ]),
        Sheet("任务", ["任务", "责任部门", "责任人", "完成时限", "状态", "成效"], [
            [
                each.title, each.department.name, each.owner_name, each.due.isoformat() if each.due else "",
                each.get_state_display(), each.result,
            ]
            for each in found.tasks
        ]),
        Sheet("督查和整改", ["督查", "内容", "部门", "日期", "发现", "要求", "状态"], [
            [
                each.title, each.topic, each.department.name, each.day.isoformat(), each.finding, each.demand,
                each.get_state_display(),
            ]
            for each in found.inspections
        ]),
        Sheet("成效", ["指标", "值", "周期"], [[each.name, each.figure.text, each.period] for each in found.results]),
    ]  # fmt: skip
    return workbook_of(found.mechanism.name, sheets)
