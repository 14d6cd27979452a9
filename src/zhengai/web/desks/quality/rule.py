"""One rule: what it says, what it found version by version, and the suspects that wait."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.datacentre import queries as datacentre
from zhengai.quality import queries
from zhengai.web.components.values import edition
from zhengai.web.desks.quality.suspects import suspect_rows
from zhengai.web.desks.quality.words import KINDS, dataset_name, told
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_SHOWN_VERSIONS, _SHOWN_SUSPECTS = 30, 10


@needs(Permission.DATA_VIEW)
def rule(request: Request, code: str) -> HttpResponse:
    found = queries.rules(request.college).get(code)
    if found is None:
        raise Http404("没有这条质量规则，或者它已经不在方案里")
    history = list(queries.results_of(request.college, code)[:_SHOWN_VERSIONS])
    waiting = queries.live_suspects(request.college).filter(rule=code)
    declared = datacentre.catalogue(request.college).dataset(found.dataset)
    shares = [each.failing / each.judged if each.judged else None for each in reversed(history)]
    check = found.check
    context = {
        "rule": found,
        "kind": KINDS[found.kind],
        "aspect": found.aspect.chinese,
        "dataset": declared,
        "others": sorted(dataset_name(request, each) for each in found.datasets - {found.dataset}),
        "fields": [declared.field(each).name for each in found.fields if declared.has(each)],
        "text": getattr(check, "text", ""),
        "history": [(each, edition(each.version), told(each)) for each in history],
        "newest": told(history[0]) if history else "",
        "fails": bool(history and history[0].failing),
        "trend": shares if len(shares) > 1 else [],
        "suspects": suspect_rows(request, list(waiting[:_SHOWN_SUSPECTS])),
        "waiting": waiting.count(),
    }
    return render(request, "desks/quality/rule.html", context)
