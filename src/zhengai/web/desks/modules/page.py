"""The table of modules and owners, and the form for one of them."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import subjects
from zhengai.framework.actions.platform import ModuleRefused, assign_module
from zhengai.framework.queries.platform import modules
from zhengai.framework.rules.platform import Module
from zhengai.web.components.workbooks import workbook
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_WRITTEN = ("owner", "keeper", "keeps", "templates")


@dataclass(frozen=True)
class Row:
    """`unknown`: no department of the college has the owner's name."""

    module: Module
    unknown: bool


@needs(Permission.ORGANISATION_VIEW)
def modules_page(request: Request) -> HttpResponse:
    held = modules(request.college)
    if request.GET.get("format") == "xlsx":
        headers = ["模块", "责任部门", "负责人", "保管的数据", "保管的模板", "页面地址", "总体责任"]
        cells = [
            [
                each.name, each.owner, each.keeper, each.keeps, each.templates,
                "、".join(f"/{path}" for path in each.paths), "是" if each.overall else "",
            ]
            for each in held
        ]  # fmt: skip
        return workbook("模块责任表", headers, cells)
    names = _departments(request)
    rows = [Row(each, bool(names) and each.owner not in names) for each in held]
    context = {
        "rows": rows,
        "overall": next((each for each in held if each.overall), None),
        "unowned": sum(not each.owner for each in held),
        "unknown": sum(each.unknown and bool(each.module.owner) for each in rows),
        "may_edit": request.person.may(Permission.SCHEME_EDIT),
    }
    return render(request, "desks/modules/modules.html", context)


@needs(Permission.SCHEME_EDIT)
def module(request: Request, code: str) -> HttpResponse:
    found = next((each for each in modules(request.college) if each.code == code), None)
    if found is None:
        raise Http404("方案里没有这个模块")
    typed = {name: request.POST.get(name, getattr(found, name)) for name in _WRITTEN}
    problem = ""
    if request.method == "POST":
        try:
            changed = assign_module(college=request.college, code=code, by=request.user.username, **typed)
        except ModuleRefused as refused:
            problem = str(refused)
        else:
            messages.success(request, f"已保存：“{changed.name}”由{changed.owner}负责")
            return HttpResponseRedirect(reverse("modules"))
    context = {"module": found, "typed": typed, "problem": problem, "departments": _departments(request)}
    return render(request, "desks/modules/module.html", context, status=400 if problem else 200)


def _departments(request: Request) -> list[str]:
    found = subjects(request.college, "department").order_by("code")
    return list(found.values_list("name", flat=True))
