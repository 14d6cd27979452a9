"""Installing a draft: first what will be installed, by name; then all of it or nothing."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.framework import queries as framework
from zhengai.framework.rules.problem import InvalidPack, Problem, UnknownPack
from zhengai.framework.rules.section_names import NAMES
from zhengai.indicators.checking import SchemeError
from zhengai.intake import queries
from zhengai.intake.actions import install_draft
from zhengai.intake.models import Draft
from zhengai.intake.rules.editing import IntakeRefused
from zhengai.intake.rules.words import LEVEL_NAMES, SYSTEM_NAMES
from zhengai.standards.rules.specification import InvalidControlPoints
from zhengai.web.desks.intake.shown import draft_or_404
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_REFUSALS = (IntakeRefused, UnknownPack, SchemeError, InvalidControlPoints)
_SHOWN = 5  # names of a section's items


@needs(Permission.SCHEME_EDIT)
def install(request: Request, number: int) -> HttpResponse:
    found = draft_or_404(request, number)
    code, name = _asked(request, found)
    problem, problems = "", list[Problem]()
    if request.method == "POST":
        try:
            install_draft(draft=found, code=code, name=name, by=request.user.username)
        except InvalidPack as refusal:
            problem = f"有 {len(refusal.problems)} 处不合格，什么都没有安装"
            problems = list(refusal.problems)
        except _REFUSALS as refusal:
            problem = str(refusal)
        else:
            messages.success(request, f"已安装方案包“{name}”({code})，现在就按它显示。")
            return HttpResponseRedirect(reverse("intake-draft", args=[found.pk]))
    parts = queries.parts_of(found)
    sections, known = queries.joined(request.college, queries.sections(found, name or found.title))
    context = {
        "draft": found,
        "code": code,
        "name": name,
        "problem": problem,
        "problems": problems[:20],
        "more": max(0, len(problems) - 20),
        "sections": [
            (NAMES.get(section, section), len(items), [_called(item) for item in items[:_SHOWN]])
            for section, items in sections.items()
        ],
        "known": known,
        "items": sum(len(items) for items in sections.values()),
        "low": sum(each.low for each in parts),
        "dropped": sum(each.dropped for each in parts),
        "left": queries.leftovers(found).count(),
        "installed": [
            (row.code, row.content["manifest"]["name"]) for row in framework.installed(request.college)
        ],
    }
    return render(request, "desks/intake/install.html", context)


def _asked(request: Request, draft: Draft) -> tuple[str, str]:
    """Code and name as typed; at first those of the last installation, or a proposal."""
    if request.method == "POST":
        return request.POST.get("code", "").strip(), request.POST.get("name", "").strip()
    return draft.pack or "own-scheme", draft.pack_name or draft.title or draft.name


def _called(item: dict[str, object]) -> str:
    if "system" in item and "level" in item and "groups" in item:
        return f"{SYSTEM_NAMES[str(item['system'])]} × {LEVEL_NAMES[str(item['level'])]}"
    return str(item.get("name") or item.get("content") or item.get("title") or item["code"])
