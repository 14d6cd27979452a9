"""One draft: part by part, each row beside its place in the file, and what was not recognised."""

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.intake import queries
from zhengai.intake.models import Draft, DraftRow
from zhengai.intake.rules.found import Confidence
from zhengai.intake.rules.parts import PARTS
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.typed import take_typed
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.intake.shown import draft_or_404, fields_of, shown_row
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

LEFT = "left"  # the part of the address for what was not recognised
SORTS = {"number": ("number",), "doubt": ("doubt", "number")}
_ORDER = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH, Confidence.CHECKED)


@needs(Permission.SCHEME_EDIT)
def draft(request: Request, number: int) -> HttpResponse:
    found = draft_or_404(request, number)
    parts = queries.parts_of(found)
    left = queries.leftovers(found).count()
    part = _chosen(request, [each.part.code for each in parts])
    rows = _narrowed(request, queries.rows(found), part)
    if request.GET.get("format") == "xlsx":
        return _export(found, part, sorted_rows(request, rows, SORTS, "number")[0])
    shown = listing(request, rows, SORTS, "number")
    fields = [column.code for each in PARTS.values() for column in each.columns]
    typed, error = take_typed(request, f"intake-{found.pk}-add", [*fields, "part"])
    context = {
        "draft": found,
        "parts": parts,
        "left": left,
        "part": part,
        "part_name": PARTS[part].name if part in PARTS else "没有认出的",
        "is_left": part == LEFT,
        "listing": shown,
        "rows": [shown_row(each) for each in shown],
        "choices": list(PARTS.values()),
        "confidences": [(each.value, each.chinese) for each in _ORDER],
        "chosen": {key: request.GET.get(key, "") for key in ("q", "confidence", "sort", "page")},
        "count": sum(each.rows for each in parts),
        "low": sum(each.low for each in parts),
        "new_fields": fields_of(part, typed) if part in PARTS else [],
        "error": error,
    }
    return answer(request, "desks/intake/draft.html", "desks/intake/_rows.html", context)


def _chosen(request: Request, codes: list[str]) -> str:
    wanted = request.GET.get("part", "")
    if wanted == LEFT or wanted in PARTS:
        return wanted
    return codes[0] if codes else LEFT


def _narrowed(request: Request, rows: QuerySet[DraftRow], part: str) -> QuerySet[DraftRow]:
    rows = rows.filter(part="" if part == LEFT else part)
    rows = rows.annotate(
        doubt=Case(
            *(When(confidence=each.value, then=Value(place)) for place, each in enumerate(_ORDER)),
            default=Value(0),
            output_field=IntegerField(),
        )
    )
    if request.GET.get("confidence") in {each.value for each in _ORDER}:
        rows = rows.filter(confidence=request.GET["confidence"])
    if search := request.GET.get("q", "").strip():
        rows = rows.filter(written__icontains=search) | rows.filter(source__icontains=search)
    return rows


def _export(draft: Draft, part: str, rows: QuerySet[DraftRow]) -> HttpResponse:
    columns = PARTS[part].columns if part in PARTS else ()
    headers = ["出处", "原文", *(column.name for column in columns), "把握", "说明", "不导入"]
    told: list[list[Any]] = [
        [
            row.place,
            row.source,
            *(row.values.get(column.code, "") for column in columns),
            Confidence(row.confidence).chinese if row.confidence else "没有认出",
            "；".join([*row.doubts, *row.repairs]) or row.reason,
            "是" if row.dropped else "",
        ]
        for row in rows[:MOST_ROWS]
    ]
    return workbook(f"{draft} {PARTS[part].name if part in PARTS else '没有认出的'}", headers, told)
