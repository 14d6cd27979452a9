"""章程为根: the charter's articles with what hangs on them, and what hangs nowhere."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.regulations.charter import Root, hang, root_of, unhang
from zhengai.regulations.models import Regulation
from zhengai.regulations.rules.machine import RegulationRefused
from zhengai.web.components.workbooks import workbook
from zhengai.web.desks.regulations.seen import seen_regulations
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@needs(Permission.REGULATION_VIEW)
def charter(request: Request) -> HttpResponse:
    root = root_of(request.college, list(seen_regulations(request).order_by("topic", "code")))
    if request.GET.get("format") == "xlsx":
        return _export(root)
    context = {
        "root": root,
        "hung": root.hung,
        "bare": sum(not held for _, held in root.branches),
        "may_edit": request.person.may(Permission.REGULATION_EDIT),
    }
    return render(request, "desks/regulations/charter.html", context)


def _export(root: Root) -> HttpResponse:
    lines = [
        [article.number, article.text, each.code, each.name, each.department]
        for article, held in root.branches
        for each in held
    ]
    lines += [["没有挂到条款", "", each.code, each.name, each.department] for each in root.loose]
    lines += [
        [f"{link.article}(现行章程里没有)", "", link.regulation.code, link.regulation.name, link.regulation.department]
        for link in root.lost
    ]  # fmt: skip
    return workbook("制度与章程条款", ["条款", "条文", "代码", "制度名称", "责任部门"], lines)


@require_POST
@needs(Permission.REGULATION_EDIT)
def hang_on(request: Request) -> HttpResponse:
    """Hangs a regulation on an article, or takes it down."""
    number, article = request.POST.get("regulation", ""), request.POST.get("article", "").strip()
    held = Regulation.objects.filter(college=request.college, active=True)
    found = held.filter(pk=int(number)).first() if number.isdecimal() else None
    try:
        if found is None:
            raise RegulationRefused("没有找到这项制度，请刷新页面再试")
        found.college = request.college
        if request.POST.get("move") == "unhang":
            unhang(regulation=found, article=article, by=request.user.username)
            messages.success(request, f"“{found.name}”已从{article}取下。")
        else:
            hang(regulation=found, article=article, by=request.user.username)
            messages.success(request, f"“{found.name}”已挂到{article}。")
    except RegulationRefused as refusal:
        messages.error(request, f"{refusal}。")
    return HttpResponseRedirect(reverse("charter"))
