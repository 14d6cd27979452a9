"""Sending a scheme, and the drafts that are there."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.intake import queries
from zhengai.intake.actions import keep_draft
from zhengai.intake.models import Draft
from zhengai.intake.rules.document import Unreadable
from zhengai.intake.rules.reading.opening import KINDS, LARGEST
from zhengai.web.components.listings import listing
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {"created": ("-created_at",), "name": ("name", "-created_at"), "by": ("by", "-created_at")}


@needs(Permission.SCHEME_EDIT)
def begin(request: Request) -> HttpResponse:
    problem = ""
    if request.method == "POST":
        problem, kept = _received(request)
        if kept is not None:
            return HttpResponseRedirect(reverse("intake-draft", args=[kept.pk]))
    found = queries.drafts(request.college)
    search = request.GET.get("q", "").strip()
    chosen = found.filter(name__icontains=search) | found.filter(title__icontains=search) if search else found
    shown = listing(request, chosen, SORTS, "created")
    names = names_of({each.by for each in shown})
    context = {
        "problem": problem,
        "kinds": KINDS,
        "most": LARGEST // (1024 * 1024),
        "listing": shown,
        "rows": [(each, names.get(each.by, each.by)) for each in shown],
        "total": found.count(),
        "installed": found.filter(installed_at__isnull=False).count(),
        "search": search,
    }
    return render(request, "desks/intake/begin.html", context)


def _received(request: Request) -> tuple[str, Draft | None]:
    file = request.FILES.get("file")
    if file is None or not file.name:
        return "请选择方案文件", None
    if (file.size or 0) > LARGEST:
        return f"文件 {file.name} 超过 {LARGEST // (1024 * 1024)} MB：请删去图片或拆成几个文件", None
    try:
        kept = keep_draft(college=request.college, name=file.name, data=file.read(), by=request.user.username)
    except Unreadable as refusal:
        return str(refusal), None
    messages.success(request, "文件读完了。请逐个部分核对，再安装；在安装之前什么都不会改变。")
    return "", kept
