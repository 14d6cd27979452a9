"""One measure: where it stands in the chain, where its data come from, how it is known, and its value."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhengai.indicators import queries
from zhengai.indicators.measures import chain, codes_of
from zhengai.web.components.picking import offered
from zhengai.web.desks.measures.entries import lines
from zhengai.web.desks.measures.seen import SEEN, asked, rows
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@needs(SEEN)
def measure(request: Request, code: str) -> HttpResponse:
    item = chain(request.college).find(code)
    about = asked(request)
    if item is None or about.subject is None:
        raise Http404("诊断指标链里没有这一项，它可能随方案包更换了代码")
    (row,) = rows(request, [item], about)
    names = level_names(request)
    definitions = {d.code: d for d in queries.definitions(request.college).filter(code__in=codes_of([item]))}
    shown, answering = lines(request, item, about.year) if item.form else (None, [])
    context = {
        "listing": shown,
        "lines": answering,
        "row": row,
        "item": item,
        "about": about,
        "subject_level": names.get(about.subject.level, ""),
        "subjects": offered(request.person.subjects(SEEN)),
        "definitions": [definitions[c] for c in (item.indicator, *item.parts) if c in definitions],
        "run": queries.newest_run(request.college),
    }
    return render(request, "desks/measures/measure.html", context)
