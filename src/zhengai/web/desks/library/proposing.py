"""Putting a standard on the list, and proposing a version of it: its text, and elements with or without a rule."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.indicators import queries as indicators
from zhengai.standards.library import Listed, list_standards, propose_version
from zhengai.standards.models import Standard
from zhengai.standards.rules.elements import read_grades, written_grades
from zhengai.standards.rules.library import StandardRefused
from zhengai.standards.shelf import standing_version
from zhengai.web.components.abouts import address_of
from zhengai.web.desks.library.entry import standard_or_404
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

FIELDS = ("text", "document", "reason", "ground", "revise_years")
NEW = ("name", "level", "type", "department")
SPARE = 3  # empty rows below the elements
MOST = 80


@dataclass
class Line:
    """An element as it is typed."""

    name: str = ""
    text: str = ""
    indicator: str = ""
    grades: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.text or self.indicator or self.grades)


@dataclass
class Form:
    typed: dict[str, str]
    lines: list[Line] = field(default_factory=list)
    error: str = ""


@needs(Permission.STANDARD_PROPOSE)
def add(request: Request) -> HttpResponse:
    typed = {name: request.POST.get(name, "").strip() for name in NEW}
    error = ""
    if request.method == "POST":
        try:
            row = Listed(typed["name"], typed["level"], typed["type"], typed["department"])
            if row.level not in level_names(request):
                raise StandardRefused("请选择层面")
            new = list_standards(college=request.college, rows=[row], by=request.user.username)
            if not new:
                raise StandardRefused(f"清单上已有标准“{row.name}”，请在它的页面提出新的一版")
        except StandardRefused as refusal:
            error = f"{refusal}。"
        else:
            messages.success(request, f"“{new[0].name}”已列入清单，请写它的第一版。")
            return HttpResponseRedirect(reverse("library-propose", args=[new[0].pk]))
    context = {
        "typed": typed,
        "error": error,
        "levels": list(level_names(request).items()),
        **_known(request),
    }
    return render(request, "desks/library/new.html", context)


def _known(request: Request) -> dict[str, Any]:
    found = Standard.objects.filter(college=request.college, active=True)
    return {
        "types": list(found.order_by("type").exclude(type="").values_list("type", flat=True).distinct()),
        "departments": list(
            found.order_by("department")
            .exclude(department="")
            .values_list("department", flat=True)
            .distinct()
        ),
    }


@needs(Permission.STANDARD_PROPOSE)
def propose(request: Request, number: int) -> HttpResponse:
    standard = standard_or_404(request, number)
    form = _sent(request) if request.method == "POST" else _begun(request, standard)
    if request.method == "POST":
        try:
            version = _propose(request, standard, form)
        except StandardRefused as refusal:
            form.error = f"{refusal}。"
        else:
            messages.success(request, f"第 {version} 版已提出，由另一人审定。")
            return HttpResponseRedirect(reverse("library-standard", args=[number]))
    known = indicators.indicators(request.college)
    context = {
        "standard": standard,
        "level_name": level_names(request).get(standard.level, standard.level),
        "form": form,
        "typed": form.typed,
        "lines": list(enumerate([*form.lines, *(Line() for _ in range(SPARE))])),
        "indicators": sorted(
            ((each.code, each.name) for each in known.values() if standard.level in each.levels),
            key=lambda pair: pair[1],
        ),
        "ground": address_of(form.typed["ground"]),
    }
    return render(request, "desks/library/propose.html", context)


def _begun(request: Request, standard: Standard) -> Form:
    """Begins with what the standard says now."""
    now = standing_version(standard)
    years = standard.revise_years
    typed = {
        "text": now.text if now else "",
        "document": now.document if now else "",
        "reason": "",
        "ground": request.GET.get("ground", ""),
        "revise_years": str(years) if years else "",
    }
    lines = [
        Line(each["name"], each.get("text", ""), each.get("indicator", ""), written_grades(each))
        for each in (now.elements if now else [])
    ]
    return Form(typed, lines)


def _sent(request: Request) -> Form:
    typed = {name: request.POST.get(name, "").strip() for name in FIELDS}
    lines = []
    for number in range(MOST):
        values = {
            name: request.POST.get(f"element-{number}-{name}", "").strip()
            for name in ("name", "text", "indicator", "grades")
        }
        line = Line(**values)
        if not line.is_empty:
            lines.append(line)
    return Form(typed, lines)


def _propose(request: Request, standard: Standard, form: Form) -> int:
    elements: list[dict[str, Any]] = []
    order: dict[str, None] = {}
    for line in form.lines:
        if not line.name:
            raise StandardRefused("每个要素都要有名称，多余的行请清空")
        grades = read_grades(line.grades)
        order |= dict.fromkeys(grades)
        elements.append(
            {"name": line.name, "text": line.text, "indicator": line.indicator or None, "grades": grades}
        )
    version = propose_version(
        standard=standard,
        elements=elements,
        grades=list(order),
        text=form.typed["text"],
        document=form.typed["document"],
        reason=form.typed["reason"],
        ground=form.typed["ground"],
        revise_years=_years(form.typed["revise_years"]),
        by=request.user.username,
    )
    return version.number


def _years(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or not 1 <= int(text) <= 20:
        raise StandardRefused(f"修订周期写 1 到 20 之间的整数年，不是“{text}”")
    return int(text)
