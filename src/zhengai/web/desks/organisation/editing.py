"""A body of the college's own: added, or changed over what a pack says. What is saved goes into the college's own pack."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.framework.actions.organisation import save_body
from zhengai.framework.queries.organisation import body_tree
from zhengai.framework.rules.organisation import BodyEntry
from zhengai.framework.rules.terms import OrganisationRefused
from zhengai.web.desks.organisation.body import body_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

TEXTS = (
    "name",
    "tier_name",
    "parent",
    "head_rule",
    "lead",
    "office",
    "document",
    "founded",
    "valid_until",
    "note",
)
LISTS = ("heads", "deputies", "participants", "duties", "assessment")
LINES = {"duties", "assessment", "members"}  # one a line; the other lists are separated by 、


@needs(Permission.ORGANISATION_EDIT)
def body_new(request: Request) -> HttpResponse:
    known = body_tree(request.college).bodies
    number = next(n for n in range(1, len(known) + 2) if f"own-{n}" not in known)
    return _edit(request, None, f"own-{number}")


@needs(Permission.ORGANISATION_EDIT)
def body_edit(request: Request, code: str) -> HttpResponse:
    return _edit(request, body_or_404(request, code), code)


def _edit(request: Request, found: BodyEntry | None, code: str) -> HttpResponse:
    error = ""
    typed = _typed(found)
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in typed}
        try:
            item = _item(typed, found, code)
            body = save_body(college=request.college, item=item, by=request.user.username)
        except OrganisationRefused as refusal:
            error = f"{refusal}。"
        else:
            messages.success(request, f"已保存到本校方案：{body.name}。")
            return HttpResponseRedirect(reverse("body", args=[code]))
    others = [each for each in body_tree(request.college).bodies.values() if each.code != code]
    context = {"body": found, "code": code, "typed": typed, "error": error, "others": others}
    return render(request, "desks/organisation/body_edit.html", context)


def _typed(found: BodyEntry | None) -> dict[str, str]:
    if found is None:
        return dict.fromkeys((*TEXTS, *LISTS, "members"), "") | {"tier": "1"}
    texts = {name: getattr(found, name) for name in TEXTS}
    lists = {name: ("\n" if name in LINES else "、").join(getattr(found, name)) for name in LISTS}
    seats = "\n".join(
        " ".join(str(part) for part in (each.seat, each.count or "", _years(each.term_years)) if part)
        for each in found.members
    )
    return {**texts, **lists, "members": seats, "tier": str(found.tier)}


def _years(years: float | None) -> str:
    return f"任期{years:g}年" if years else ""


def _item(typed: dict[str, str], found: BodyEntry | None, code: str) -> dict[str, Any]:
    """As a pack writes it. Raises OrganisationRefused where a number is none."""
    if not typed["name"].strip():
        raise OrganisationRefused("请写机构名称")
    if not typed["tier"].strip().isdigit():
        raise OrganisationRefused("级次请写数字，例如 1")
    item: dict[str, Any] = {"code": code, "tier": int(typed["tier"])}
    item |= {name: typed[name].strip() for name in TEXTS if typed[name].strip()}
    for name in LISTS:
        mark = "\n" if name in LINES else "、"
        if parts := [part.strip() for part in typed[name].split(mark) if part.strip()]:
            item[name] = parts
    if seats := [_seat(line) for line in typed["members"].splitlines() if line.strip()]:
        item["members"] = seats
    if found is not None and found.source:
        item["source"] = found.source
    return item


def _seat(line: str) -> dict[str, Any]:
    """ "委员 3 任期2年": what it is called, how many, how long."""
    name, *rest = line.split()
    seat: dict[str, Any] = {"seat": name}
    for part in rest:
        years = part.removeprefix("任期").removesuffix("年")
        if part.isdigit():
            seat["count"] = int(part)
        elif part.startswith("任期") and years.replace(".", "", 1).isdigit():
            seat["term_years"] = float(years)
        else:
            raise OrganisationRefused(f"席位“{line.strip()}”里认不出“{part}”，请写成“委员 3 任期2年”的样子")
    return seat
