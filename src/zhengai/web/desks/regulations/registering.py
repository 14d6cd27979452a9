"""Putting a regulation on the register."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.regulations.actions import Entry, register
from zhengai.regulations.models import Regulation
from zhengai.regulations.rules.machine import RegulationRefused
from zhengai.web.desks.regulations.seen import systems, topics
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

FIELDS = ("name", "number", "level", "topic", "system", "department")


def entry_of(request: Request) -> Entry:
    """As it was typed; a level or system that is not one of the scheme is none."""
    typed = {name: request.POST.get(name, "").strip() for name in FIELDS}
    typed["level"] = typed["level"] if typed["level"] in level_names(request) else ""
    typed["system"] = typed["system"] if typed["system"] in systems(request) else ""
    return Entry(**typed)


@needs(Permission.REGULATION_EDIT)
def add(request: Request) -> HttpResponse:
    error = ""
    held = Regulation.objects.filter(college=request.college, active=True)
    if request.method == "POST":
        replaces = request.POST.get("replaces", "").strip()
        old = held.filter(name=replaces).first() if replaces else None
        try:
            if replaces and old is None:
                raise RegulationRefused(f"没有名为“{replaces}”的制度可以代替，请从列表里选")
            entry = entry_of(request)
            new = register(college=request.college, entries=[entry], replaces=old, by=request.user.username)
            if not new:
                raise RegulationRefused(f"“{entry.name}”已经在册，请在它的页面办理")
        except RegulationRefused as refusal:
            error = f"{refusal}。"
        else:
            messages.success(request, f"“{new[0].name}”已登记，请起草它的正文。")
            return HttpResponseRedirect(reverse("regulation", args=[new[0].pk]))
    context = {
        "typed": {name: request.POST.get(name, "") for name in (*FIELDS, "replaces")},
        "error": error,
        "levels": list(level_names(request).items()),
        "systems": list(systems(request).items()),
        "topics": topics(request),
        "held": list(held.order_by("name").values_list("name", flat=True)),
    }
    return render(request, "desks/regulations/new.html", context)
