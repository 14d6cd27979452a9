"""Writing a source and what it feeds. A secret is never shown: an empty field leaves the one that is there."""

from collections.abc import Sequence
from datetime import time

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.datacentre.queries import catalogue
from zhengai.sources import sealing
from zhengai.sources.actions import keep_feed, keep_source
from zhengai.sources.models import Feed, Source
from zhengai.sources.rules import Access, Frequency, SourceRefused
from zhengai.sources.rules.asked import FEED_SETTINGS, SECRETS, SETTINGS, Asked
from zhengai.web.desks.sources.words import source_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_BASIC = ("code", "name", "owner", "person", "access", "frequency", "at", "note")


@needs(Permission.SOURCE_EDIT)
def new(request: Request) -> HttpResponse:
    typed = {name: request.POST.get(name, "") for name in _BASIC}
    error = ""
    if request.method == "POST":
        try:
            if Source.objects.filter(college=request.college, code=typed["code"]).exists():
                raise SourceRefused(f"代码 {typed['code']} 已经有了，请换一个")
            return _next(request, _kept(request, typed))
        except SourceRefused as refusal:
            error = f"{refusal}。"
    return _form(request, None, typed, {}, error)


@needs(Permission.SOURCE_EDIT)
def edit(request: Request, code: str) -> HttpResponse:
    found = source_or_404(request, code)
    typed = {
        "code": found.code, "name": found.name, "owner": found.owner, "person": found.person, "access": found.access,
        "frequency": found.frequency, "at": f"{found.at:%H:%M}" if found.at else "", "note": found.note,
    }  # fmt: skip
    settings, error = dict(found.settings), ""
    if request.method == "POST":
        typed |= {name: request.POST.get(name, "") for name in _BASIC if name != "code"}
        settings = {
            each.code: request.POST.get(f"s-{each.code}", "") for each in SETTINGS[Access(found.access)]
        }
        try:
            return _next(request, _kept(request, typed, settings, found.access))
        except SourceRefused as refusal:
            error = f"{refusal}。"
    return _form(request, found, typed, settings, error)


@needs(Permission.SOURCE_EDIT)
def feed(request: Request, code: str) -> HttpResponse:
    """`?dataset=` names which: one that is fed already, or a new one."""
    found = source_or_404(request, code)
    datasets = catalogue(request.college).datasets
    wanted = request.POST.get("dataset", "") or request.GET.get("dataset", "")
    if wanted and wanted not in datasets:
        raise Http404("没有这个数据集")
    asked = FEED_SETTINGS[Access(found.access)]
    kept = found.feeds.filter(dataset=wanted).first() or Feed(source=found, dataset=wanted)
    settings, mapping, error = dict(kept.settings), dict(kept.mapping), ""
    if request.method == "POST" and wanted:
        settings = {each.code: request.POST.get(f"s-{each.code}", "") for each in asked}
        columns = {
            each.code: request.POST.get(f"m-{each.code}", "").strip() for each in datasets[wanted].fields
        }
        mapping = {field: column for field, column in columns.items() if column}
        try:
            keep_feed(
                source=found, dataset=wanted, mapping=mapping, constants=kept.constants, settings=settings,
                by=request.user.username,
            )  # fmt: skip
            messages.success(request, f"供给“{datasets[wanted].name}”的设置已保存。可以先试连，再采集。")
            return HttpResponseRedirect(reverse("source", args=[found.code]))
        except SourceRefused as refusal:
            error = f"{refusal}。"
    fed = set(found.feeds.values_list("dataset", flat=True))
    context = {
        "source": found,
        "dataset": datasets.get(wanted),
        "offered": [(each.code, each.name) for each in datasets.values() if each.code not in fed],
        "asked": _fields(asked, settings),
        "fields": [(each, mapping.get(each.code, "")) for each in datasets[wanted].fields] if wanted else [],
        "access": Access(found.access).chinese,
        "new": kept.pk is None,
        "error": error,
    }
    return render(request, "desks/sources/feed.html", context)


def _kept(
    request: Request, typed: dict[str, str], settings: dict[str, str] | None = None, before: str = ""
) -> Source:
    """Settings belong to the access they were asked for: with another one they are asked anew."""
    same = typed["access"] == before and typed["access"] in set(Access)
    secret = {key: request.POST.get(f"k-{key}", "") for key in SECRETS[Access(before)]} if same else {}
    return keep_source(
        college=request.college,
        **{name: typed[name] for name in _BASIC if name != "at"},
        at=_time(typed["at"]),
        settings=settings if same else {},
        secret=secret,
        by=request.user.username,
    )


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError:
        raise SourceRefused(f"“几点”写成 02:30 的样子，不是“{text}”") from None


def _next(request: Request, kept: Source) -> HttpResponse:
    """Back to the form when its access now asks for something that is not there yet."""
    lacking = [
        each
        for each in SETTINGS[Access(kept.access)]
        if each.code not in kept.settings and not each.hint.startswith("只在")
    ]
    if lacking:
        messages.success(request, "已保存。接着填怎样连到它。")
        return HttpResponseRedirect(reverse("source-edit", args=[kept.code]))
    messages.success(request, f"“{kept.name}”已保存。")
    return HttpResponseRedirect(reverse("source", args=[kept.code]))


def _form(
    request: Request, found: Source | None, typed: dict[str, str], settings: dict[str, str], error: str
) -> HttpResponse:
    access = Access(found.access) if found else Access.NONE
    context = {
        "source": found,
        "typed": typed,
        "error": error,
        "accesses": [(each.value, each.chinese) for each in Access],
        "frequencies": [(each.value, each.chinese) for each in Frequency],
        "asked": _fields(SETTINGS[access], settings),
        "secrets": [(key, name, key in _set(found)) for key, name in SECRETS[access].items()],
        "access": access.chinese,
    }
    return render(request, "desks/sources/edit.html", context)


def _set(found: Source | None) -> set[str]:
    """Which secrets are there: their names only."""
    try:
        return set(sealing.unseal(found.secret)) if found else set()
    except SourceRefused:
        return set()


def _fields(asked: Sequence[Asked], values: dict[str, str]) -> list[tuple[Asked, str]]:
    return [(each, values.get(each.code, each.default)) for each in asked]
