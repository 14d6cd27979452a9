"""One value: what it is, how it came about, and the source rows it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of
from zhengai.core.actions import record
from zhengai.datacentre.queries import catalogue
from zhengai.indicators import queries
from zhengai.indicators.models import CurrentValue, Definition
from zhengai.web.components.disclosure import disclosed
from zhengai.web.components.figures import Measure, figure, plain
from zhengai.web.components.periods import full_name, period_switch
from zhengai.web.components.series import series_chart
from zhengai.web.components.values import edition, value_address_of
from zhengai.web.components.workbooks import Sheet, workbook_of
from zhengai.web.desks.indicators.indicator import definition_or_404
from zhengai.web.desks.indicators.words import words_of
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.value import NullReason

if TYPE_CHECKING:
    from zhengai_engine.run.explain import ExplainedRows
    from zhengai_engine.tables.catalogue import Catalogue

SHOWN = 50
EXPORTED = 5_000
_PARTS = {"denominator": "分母", "numerator": "分子"}
_HIDDEN = "●●●"


@dataclass(frozen=True)
class SourceRows:
    """Of one dataset. `hidden` names the columns whose content this reader may not see."""

    dataset: str
    owner: str
    columns: list[str]
    rows: list[list[str]]
    total: int
    hidden: list[str]


@needs(Permission.INDICATOR_VIEW)
def value(request: Request, code: str) -> HttpResponse:
    definition = definition_or_404(request, code)
    subject = _subject(request)
    found = queries.current_values(request.college, indicator=code, level=subject.level)
    values = disclosed(request.person, found.filter(subject=subject.code))
    current = _current(values, request.GET.get("period", ""))
    calendar = calendar_of(request.college)
    held = catalogue(request.college)
    if request.GET.get("format") == "xlsx":
        return _export(request, definition, subject, current, held)
    context = {
        "definition": definition,
        "subject": subject,
        "level_name": level_names(request)[subject.level],
        "value": figure(current.value, Measure.of(definition.body), reason=current.reason),
        "numerator": plain(current.numerator),
        "denominator": plain(current.denominator),
        "has_parts": current.numerator is not None,
        "period_name": full_name(calendar, current.period),
        "period": current.period,
        "switch": period_switch(calendar, [each.period for each in values], current.period),
        "chart": series_chart(request.college, request.person, definition, subject, current.period_kind),
        "words": words_of(definition.body, level_names(request)),
        **_explained(request, subject, current, held),
    }
    return answer(request, "desks/indicators/value.html", "desks/indicators/_source_rows.html", context)


def _subject(request: Request) -> Subject:
    """Unknown and out of reach look the same: an address must not tell who exists."""
    level, _, code = request.GET.get("subject", "").partition(":")
    seen = request.person.subjects(Permission.INDICATOR_VIEW)
    found = seen.filter(level=level, code=code).first()
    if found is None:
        raise Http404("没有这个对象，或者它不在您的查看范围内")
    return found


def _current(values: list[CurrentValue], period: str) -> CurrentValue:
    chosen = [each for each in values if each.period == period] if period else values
    if not chosen:
        raise Http404("这个对象在所选周期没有计算过这个指标")
    return max(chosen, key=lambda each: (each.value is not None, each.run_id, each.period))


def _part(request: Request, current: CurrentValue) -> str:
    part = request.GET.get("part", "")
    return part if part in _PARTS and current.numerator is not None else ""


def _explanation(request: Request, current: CurrentValue, limit: int) -> queries.Explanation:
    found = queries.explain(
        request.college,
        code=current.indicator,
        level=current.level,
        subject=current.subject,
        period=current.period,
        part=_part(request, current) or None,
        limit=limit,
    )
    if found is None:
        raise Http404("这个值刚刚被新的计算替换，请刷新页面")
    return found


def _may_read(request: Request, subject: Subject) -> bool:
    return request.person.subjects(Permission.ROWS_VIEW).filter(pk=subject.pk).exists()


def _explained(
    request: Request, subject: Subject, current: CurrentValue, held: "Catalogue"
) -> dict[str, Any]:
    explanation = _explanation(request, current, SHOWN)
    suppressed = current.reason == NullReason.SUPPRESSED
    may_read = _may_read(request, subject)
    return {
        "suppressed": suppressed,
        "may_export": may_read and not suppressed,
        "explanation": explanation,
        "data_versions": [(held.dataset(d).name, edition(v)) for d, v in explanation.data_versions.items()],
        "part": _part(request, current),
        "parts": _PARTS.items(),
        "sources": [source_rows(each, held, may_read) for each in explanation.sources if not suppressed],
        "follow": [] if suppressed else _follow(request, current, explanation.follow),
    }


def _export(
    request: Request, definition: Definition, subject: Subject, current: CurrentValue, held: "Catalogue"
) -> HttpResponse:
    """One sheet for each dataset. Taking rows of persons away leaves a trace."""
    if current.reason == NullReason.SUPPRESSED or not _may_read(request, subject):
        raise PermissionDenied("明细行由负责这个对象的人导出。需要时请联系质管办。")
    explanation = _explanation(request, current, EXPORTED)
    sources = [source_rows(each, held, may_read=True) for each in explanation.sources]
    record(
        action="indicators.export_rows",
        by=request.user.username,
        subject=f"{subject.level}:{subject.code}",
        details={
            "indicator": definition.code,
            "period": current.period,
            "rows": sum(len(each.rows) for each in sources),
        },
    )
    sheets = [Sheet(each.dataset, each.columns, each.rows) for each in sources]
    return workbook_of(f"{subject.name}{definition.name}明细", sheets or [Sheet("明细", ["没有明细行"], [])])


def _follow(request: Request, current: CurrentValue, codes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Name and address of the values this one is made of, where they exist for the same subject and period."""
    names = dict(queries.definitions(request.college).filter(code__in=codes).values_list("code", "name"))
    computed = set(
        queries.current_values(request.college, level=current.level, period=current.period)
        .filter(subject=current.subject, indicator__in=codes)
        .values_list("indicator", flat=True)
    )
    return [
        (names[code], value_address_of(code, current.level, current.subject, current.period))
        for code in codes
        if code in names and code in computed
    ]


def source_rows(rows: "ExplainedRows", held: "Catalogue", may_read: bool) -> SourceRows:
    """Sensitive fields never appear in lists; personal ones need the right to see rows of this subject."""
    dataset = held.dataset(rows.dataset)
    barred = {"sensitive"} if may_read else {"sensitive", "personal"}
    privacy: Mapping[str, str] = {field.code: field.privacy for field in dataset.fields}
    hides = [privacy.get(code, "internal") in barred for code, _ in rows.columns]
    names = [name for _, name in rows.columns]
    return SourceRows(
        dataset=rows.name,
        owner=dataset.owner,
        columns=names,
        rows=[
            [_HIDDEN if hide else _cell(cell) for cell, hide in zip(row, hides, strict=True)]
            for row in rows.rows
        ],
        total=rows.total,
        hidden=[name for name, hide in zip(names, hides, strict=True) if hide],
    )


def _cell(cell: Any) -> str:
    if cell is None:
        return "—"
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return plain(cell) if isinstance(cell, float) else str(cell)
