"""What a person does with a source: ask it now, try it, switch it, and decide on what waits."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.sources import queries
from zhengai.sources.actions import drop_feed, relearn, switch_source
from zhengai.sources.collecting import decide
from zhengai.sources.models import Feed, Source
from zhengai.sources.rules import CollectionState, SourceRefused, SourceTrouble
from zhengai.sources.tasks import start_accepting, start_collecting
from zhengai.sources.trying import check_source
from zhengai.web.desks.sources.words import source_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@require_POST
@needs(Permission.SOURCE_EDIT)
def move(request: Request, code: str) -> HttpResponse:
    found = source_or_404(request, code)
    by = request.user.username
    try:
        match request.POST.get("move", ""):
            case "run":
                start_collecting(source=found, by=by)
                messages.success(request, "已开始采集，结果在下面的采集记录里。")
            case "check":
                _check(request, found)
            case "enable" | "disable" as word:
                switch_source(source=found, enabled=word == "enable", by=by)
                messages.success(
                    request, "已启用，到时间就去取。" if word == "enable" else "已停用，不再去取。"
                )
            case "relearn" | "again" as word:
                relearn(feed=_feed(request, found), again=word == "again", by=by)
                messages.success(
                    request, "下次采集时重新认列。" if word == "relearn" else "下次采集从头取起。"
                )
            case "drop":
                drop_feed(feed=_feed(request, found), by=by)
                messages.success(request, "不再供给这个数据集；已经进来的数据保留。")
            case _:
                messages.error(request, "请选择要做什么。")
    except SourceRefused as refusal:
        messages.error(request, f"{refusal}。")
    return HttpResponseRedirect(reverse("source", args=[found.code]))


@require_POST
@needs(Permission.SOURCE_EDIT)
def decide_on(request: Request, code: str, number: int) -> HttpResponse:
    found = source_or_404(request, code)
    one = queries.collections(found).filter(pk=number).first()
    if one is None:
        raise Http404("没有这次采集")
    one.feed.source = found
    by = request.user.username
    try:
        if one.state != CollectionState.WAITING:
            raise SourceRefused(f"这次采集现在是“{one.get_state_display()}”，不用再决定")
        if request.POST.get("word") == "accept":
            start_accepting(collection=one, by=by)
            messages.success(request, "正在导入放着的数据。")
        elif request.POST.get("word") == "decline":
            decide(collection=one, accept=False, by=by)
            messages.success(request, "已放弃这次的数据，下次重新取。")
        else:
            raise SourceRefused("请选择照样导入还是放弃")
    except SourceRefused as refusal:
        messages.error(request, f"{refusal}。")
    return HttpResponseRedirect(reverse("source", args=[found.code]))


def _check(request: Request, found: Source) -> None:
    feeds = list(found.feeds.all())
    if not feeds:
        raise SourceRefused("还没有写明供给哪个数据集，请先补上")
    for each in feeds:
        each.source = found
        try:
            messages.success(request, f"{check_source(feed=each)}。")
        except (SourceRefused, SourceTrouble) as problem:
            messages.error(request, f"{problem}。")


def _feed(request: Request, found: Source) -> Feed:
    feed = found.feeds.filter(dataset=request.POST.get("dataset", "")).first()
    if feed is None:
        raise SourceRefused("这个数据源不供给这个数据集")
    feed.source = found
    return feed
