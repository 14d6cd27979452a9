"""One frozen report as a page to read and print, and as a Word file."""

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import calendar_of
from zhengai.reports.batches import file_name
from zhengai.reports.word import TemplateFault
from zhengai.reports.word import render as render_word
from zhengai.web.desks.reports.paper import paper
from zhengai.web.desks.reports.seen import hidden_figures, report_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@needs(Permission.REPORT_VIEW)
def report(request: Request, code: str) -> HttpResponse:
    found = report_or_404(request, code)
    hidden = hidden_figures(request.person, found)
    context = {
        "report": found,
        "paper": paper(found, hidden, calendar_of(request.college)),
        "whole": not hidden,
        "figures": len(found.figures),
    }
    return render(request, "desks/reports/report.html", context)


@needs(Permission.REPORT_VIEW)
def word(request: Request, code: str) -> HttpResponse:
    found = report_or_404(request, code)
    page = reverse("report", args=[code])
    if hidden_figures(request.person, found):
        messages.warning(request, "这份报告里有人数过少的数字，不向校外提供文件；页面上其余内容可以查看。")
        return HttpResponseRedirect(page)
    try:
        content = render_word(found)
    except TemplateFault as fault:
        messages.error(request, f"{fault}。报告本身已经存档，模板改好后可以再下载。")
        return HttpResponseRedirect(page)
    response = HttpResponse(content, content_type=_MEDIA)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name(found))}"
    return response
