"""A row of a draft as the page shows it: its source at the left, its fields at the right."""

from dataclasses import dataclass

from django.http import Http404

from zhengai.intake.models import Draft, DraftRow
from zhengai.intake.rules.found import Confidence
from zhengai.intake.rules.parts import PARTS
from zhengai.web.shell.request import Request

# confidence → the look of its badge: a shape and a colour beside the word
_LOOKS = {
    Confidence.CHECKED: "target_met",
    Confidence.HIGH: "standard_met",
    Confidence.MEDIUM: "notice",
    Confidence.LOW: "warning",
}
_LEFT_LOOK = "no_data"


@dataclass(frozen=True)
class ShownField:
    """`lines` of a field that holds many things; `wide` ones are edited in a box of several lines."""

    code: str
    name: str
    text: str
    required: bool
    many: bool
    wide: bool

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n") if self.text else []


@dataclass(frozen=True)
class ShownRow:
    row: DraftRow
    fields: list[ShownField]
    badge: str
    word: str

    @property
    def may_confirm(self) -> bool:
        """Whether it still waits for a person's look, and lacks nothing."""
        return self.row.confidence in (Confidence.MEDIUM, Confidence.LOW)

    @property
    def prefix(self) -> str:
        """Begins the ids of its form's fields."""
        return f"row-{self.row.number}"


def draft_or_404(request: Request, number: int) -> Draft:
    found = Draft.objects.select_related("college").filter(college=request.college, pk=number).first()
    if found is None:
        raise Http404("没有这个草案，可能已经放弃")
    return found


def row_or_404(draft: Draft, number: int) -> DraftRow:
    found = DraftRow.objects.select_related("draft__college").filter(draft=draft, number=number).first()
    if found is None:
        raise Http404("草案里没有这一行")
    return found


def shown_row(row: DraftRow) -> ShownRow:
    if not row.part:
        return ShownRow(row, [], _LEFT_LOOK, "没有认出")
    confidence = Confidence(row.confidence)
    return ShownRow(row, fields_of(row.part, row.values), _LOOKS[confidence], confidence.chinese)


def fields_of(part: str, values: dict[str, str]) -> list[ShownField]:
    return [
        ShownField(
            column.code,
            column.name,
            text := values.get(column.code, ""),
            column.required,
            column.many,
            column.many or len(text) > 40,
        )
        for column in PARTS[part].columns
    ]
