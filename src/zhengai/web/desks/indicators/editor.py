"""The editor of a definition: checked and previewed on real rows while it is written."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of
from zhengai.datacentre.queries import catalogue, stored
from zhengai.indicators import actions, checking, proposals, queries, wanting
from zhengai.indicators.models import Definition, Proposal
from zhengai.indicators.previewing import Preview, preview
from zhengai.indicators.rules.proposal import ProposalRefused
from zhengai.web.components.figures import Figure, Measure, figure, plain
from zhengai.web.components.periods import newest_first
from zhengai.web.desks.indicators.drafted import take_definition
from zhengai.web.desks.indicators.indicator import definition_or_404
from zhengai.web.desks.indicators.sent import TEXTS, item_of, number_in
from zhengai.web.desks.indicators.value import source_rows
from zhengai.web.desks.indicators.words import DIRECTIONS
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.indicator import IndicatorKind
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.model.value import NullReason

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset

_COMPUTED = [kind for kind in IndicatorKind if kind not in (IndicatorKind.DOCUMENT, IndicatorKind.TEXT)]


@dataclass(frozen=True)
class PreviewRow:
    name: str
    subject: str
    value: Figure
    now: Figure | None  # by the definition in force
    numerator: str
    denominator: str


@needs(Permission.INDICATOR_EDIT)
def edit(request: Request, code: str = "") -> HttpResponse:
    """GET shows the form, POST saves; what was written stays on the page when it is refused."""
    definition = definition_or_404(request, code) if code else None
    draft = None if definition else _draft(request)
    body: dict[str, Any] = dict(definition.body) if definition else _blank() | _drafted(draft)
    version, problems = definition.version if definition else 0, list[str]()
    reason = request.POST.get("reason", "")
    if request.method == "GET" and (kept := take_definition(request, code)):
        version, reason = number_in(kept.pop("version")), kept.pop("reason")
        draft = _draft_numbered(request, kept.pop("proposal")) or draft
        body |= kept
    if request.method == "POST":
        body, version = item_of(request.POST, body), number_in(request.POST.get("version"))
        saved, problems = _save(request, body, version, draft)
        if saved:
            return HttpResponseRedirect(reverse("indicator", args=[saved.code]))
    held = catalogue(request.college)
    context = {
        "definition": definition,
        "draft": draft,
        "body": _blank() | body,
        "version": version,
        "reason": reason,
        "problems": problems,
        "kinds": [(kind.value, kind.chinese) for kind in _COMPUTED],
        "directions": [(each.value, text) for each, text in DIRECTIONS.items()],
        "levels": list(level_names(request).items()),
        "periods": [(kind.value, kind.chinese) for kind in PeriodKind],
        "datasets": [
            (dataset, [field.name for field in dataset.fields]) for dataset in held.datasets.values()
        ],
        "preview_level": next(iter(body.get("levels", [])), ""),
    }
    return render(request, "desks/indicators/edit.html", context)


def _blank() -> dict[str, Any]:
    body: dict[str, Any] = dict.fromkeys((*TEXTS, "code"), "")
    return body | {"kind": "ratio", "direction": "none", "levels": [], "periods": [], "decimals": 1}


def _draft(request: Request) -> Proposal | None:
    """The key figure of a department that was accepted and waits for its formula."""
    return _draft_numbered(request, request.POST.get("proposal") or request.GET.get("proposal"))


def _draft_numbered(request: Request, number: str | None) -> Proposal | None:
    return proposals.drafts(request.college).filter(pk=number_in(number)).first()


def _drafted(draft: Proposal | None) -> dict[str, str]:
    if draft is None:
        return {}
    return {
        "name": draft.name, "meaning": draft.meaning, "unit": draft.unit, "owner": draft.department.name,
        "source": f"附件2 {draft.context}",
    }  # fmt: skip


def _save(
    request: Request, body: dict[str, Any], version: int, draft: Proposal | None
) -> tuple[Definition | None, list[str]]:
    item = {key: value for key, value in body.items() if value not in ("", [])}
    reason, by = request.POST.get("reason", ""), request.user.username
    try:
        if draft is not None:
            saved = proposals.define(proposal=draft, item=item, reason=reason, by=by)
        else:
            saved = actions.revise(college=request.college, item=item, version=version, reason=reason, by=by)
    except checking.SchemeError as problem:
        return None, problem.problems
    except (actions.RevisionRefused, ProposalRefused) as problem:
        return None, [str(problem)]
    messages.success(
        request,
        f"已保存为第 {saved.version} 版，下一次计算起按新口径；以前的值和报告仍按当时的口径复算。",
    )
    return saved, []


@require_POST
@needs(Permission.INDICATOR_EDIT)
def check(request: Request) -> HttpResponse:
    """The pane beside the form: what the formula means, or where it is wrong; and what it gives."""
    code = request.POST.get("code", "").strip()
    base = queries.definitions(request.college).filter(code=code).first()
    body = item_of(request.POST, base.body if base else _blank())
    context: dict[str, Any] = {"body": body, "error": None, "formula": None, "problems": [], "shown": None}
    context |= {"missing": "", "empty": []}
    if not body.get("formula"):
        return render(request, "desks/indicators/_check.html", context)
    try:
        context["formula"] = checking.check_formula(request.college, body["formula"])
        if all(body.get(key) for key in ("code", "name", "levels", "periods")):
            context["shown"] = _shown(request, body)
        context["empty"] = _empty(request, context["formula"].datasets)
    except checking.FormulaError as error:
        context["error"] = _marked(error)
        if request.person.may(Permission.SCHEME_EDIT):
            context["missing"] = _missing(request, body["formula"])
    except (checking.SchemeError, checking.InvalidDefinition) as problem:
        context["problems"] = str(problem).splitlines()
    return render(request, "desks/indicators/_check.html", context)


def _missing(request: Request, formula: str) -> str:
    """What the formula speaks of and nobody keeps, in words; "" where the fault is another."""
    told = []
    for each in wanting.missing(request.college, formula):
        fields = "、".join(field.name for field in each.fields)
        told.append(f"数据集“{each.name}”里的{fields}" if each.dataset else f"数据集“{each.name}”")
    return "，".join(told)


def _empty(request: Request, codes: tuple[str, ...]) -> "list[Dataset]":
    """Datasets that the formula counts and that hold nothing yet: its values come with the first rows."""
    held = stored(request.college)
    return [catalogue(request.college).dataset(code) for code in codes if not held.get(code, (0, 0))[1]]


def _marked(error: checking.FormulaError) -> dict[str, Any]:
    """The formula in three parts, the middle one is wrong."""
    return {
        "sentence": str(error),
        "before": error.text[: error.start],
        "wrong": error.text[error.start : error.end] or "▁",
        "after": error.text[error.end :],
        "suggestions": error.suggestions,
    }


def _shown(request: Request, body: dict[str, Any]) -> dict[str, Any] | None:
    level = request.POST.get("preview_level", "")
    level = level if level in body["levels"] else body["levels"][0]
    calendar = calendar_of(request.college)
    kinds = set(body["periods"])
    known = queries.newest_run(request.college)
    held = [c for c in (known.periods if known else []) if calendar.period(c).kind.value in kinds]
    period = next(iter(newest_first(calendar, held)), None)
    if period is None:
        return None
    item = {key: value for key, value in body.items() if value not in ("", [])}
    found = preview(request.college, item, level=level, period=period)
    return {
        "level": level,
        "level_name": level_names(request)[level],
        "period": period,
        "count": found.count,
        "nulls": [(reason.chinese, number) for reason, number in found.nulls.items()],
        "rows": _rows(request, item, found),
        "sources": [source_rows(each, catalogue(request.college), may_read=True) for each in found.rows],
    }


def _rows(request: Request, item: dict[str, Any], found: Preview) -> list[PreviewRow]:
    if not found.values:
        return []
    one, measure = found.values[0], Measure.of(item)
    subjects = [each.subject for each in found.values]
    named = Subject.objects.filter(college=request.college, level=one.level, code__in=subjects)
    names = dict(named.values_list("code", "name"))
    current = queries.current_values(
        request.college, indicator=one.indicator, level=one.level, period=one.period
    )
    in_force = {each.subject: each for each in current.filter(subject__in=subjects)}
    return [
        PreviewRow(
            name=names.get(each.subject, each.subject),
            subject=each.subject,
            value=figure(each.value, measure, reason=each.reason or NullReason.NO_DATA),
            now=figure(now.value, measure, reason=now.reason)
            if (now := in_force.get(each.subject))
            else None,
            numerator=plain(each.numerator),
            denominator=plain(each.denominator),
        )
        for each in found.values
    ]
