"""搜索: one box over everything the person may see."""

from django.http import HttpResponse

from zhengai.web.desks.search.sources import search
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import for_everyone
from zhengai.web.shell.request import Request

_LONGEST = 60


@for_everyone
def find(request: Request) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").split())[:_LONGEST]
    groups = search(request, text) if text else []
    shown = [(each, [(hit, *hit.parts(text)) for hit in each.hits]) for each in groups]
    context = {"text": text, "groups": shown}
    return answer(request, "desks/search/search.html", "desks/search/_hits.html", context)
