"""A form from a dataset's declaration: one box for each field, filled in as far as is known."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhengai.college.queries import calendar_of, subjects, today
from zhengai.datacentre import registers
from zhengai.datacentre.models import RowChange
from zhengai.datacentre.sealing import shown as masked_text
from zhengai.web.components.periods import newest_first
from zhengai.web.components.picking import OFFERED
from zhengai.web.components.registers import own_departments
from zhengai.web.components.rows import level_of
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Calendar, PeriodKind

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset, Field

_MOST_CHOSEN = 60  # more are typed, with suggestions
_LONGEST = 500
Values = dict[str, str]


@dataclass(frozen=True)
class Box:
    """`look`: choose, suggest, date, number or text. `fixed`: names the row and stays as it is."""

    field: "Field"
    look: str
    value: str
    error: str
    options: list[tuple[str, str]]
    fixed: bool
    required: bool
    hidden: bool  # sensitive: what is stored is not shown, and stays unless something is typed

    @property
    def longest(self) -> int:
        return _LONGEST

    @property
    def known(self) -> bool:
        """Whether the value is among those offered."""
        return not self.value or any(code == self.value for code, _ in self.options)


def boxes(
    request: Request, dataset: "Dataset", values: Values, errors: dict[str, str], *, fixed: bool
) -> list[Box]:
    return [
        _box(request, dataset, each, values.get(each.code, ""), errors.get(each.code, ""), fixed=fixed)
        for each in dataset.fields
    ]


def _box(request: Request, dataset: "Dataset", field: "Field", value: str, error: str, *, fixed: bool) -> Box:
    key = field.code in dataset.key
    hidden = fixed and field.privacy == "sensitive"
    look, options = offered(request, dataset, field)
    return Box(
        field=field,
        look=look,
        value=masked_text(value) if fixed and key and field.sealed else "" if hidden and not error else value,
        error=error,
        options=options,
        fixed=fixed and key,
        required=(field.required or key) and not hidden,
        hidden=hidden,
    )


def offered(request: Request, dataset: "Dataset", field: "Field") -> tuple[str, list[tuple[str, str]]]:
    if field.choices:
        return "choose", [(each.value, each.value) for each in field.choices]
    if field.type == "boolean":
        return "choose", [("是", "是"), ("否", "否")]
    periods = _periods(request, dataset, field)
    if periods:
        return "choose", periods
    level = level_of(request.college, dataset, field)
    if level:
        found = subjects(request.college, level).order_by("code")
        names = [(each.code, f"{each.name}（{each.code}）") for each in found[:OFFERED]]
        return ("choose" if found.count() <= _MOST_CHOSEN else "suggest"), names
    if field.type == "date":
        return "date", []
    return ("number" if field.type in ("integer", "number") else "text"), []


_CODED = (PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR, PeriodKind.SEMESTER)


def _periods(request: Request, dataset: "Dataset", field: "Field") -> list[tuple[str, str]]:
    """The years or semesters of the calendar, where the field names one."""
    time = dataset.time
    if time is None or field.code != time.fields[0]:
        return []
    kind = PeriodKind.SEMESTER if time.kind is PeriodKind.WEEK else time.kind
    if kind not in _CODED:
        return []
    calendar = calendar_of(request.college)
    codes = [each.code for each in calendar.all() if each.kind is kind]
    return [(each.code, each.name) for each in newest_first(calendar, codes)]


def begun(request: Request, dataset: "Dataset") -> Values:
    """What a new row is likely to hold: the running period, the next number, one's own department, defaults. `like`
    in the address names a row to begin with, `again` what was returned."""
    values = _again(request, dataset)
    if values:
        return values
    values = _like(request, dataset)
    for each in dataset.fields:
        if each.default is not None:
            given = {True: "是", False: "否"}.get(each.default) if isinstance(each.default, bool) else None
            values.setdefault(each.code, given or str(each.default))
        if each.references == "departments" and not values.get(each.code):
            values[each.code] = _own_department(request, dataset)
    if dataset.time is not None:
        values[dataset.time.fields[0]] = _now(request, dataset.time.kind)
    if dataset.register and dataset.register.number:
        values[dataset.register.number] = registers.following_number(request.college, dataset)
    return values


def _like(request: Request, dataset: "Dataset") -> Values:
    """Never what is sensitive, nor what names the row and is not counted on: those are of one row only."""
    found = registers.row(request.college, dataset, request.GET.getlist("like"))
    if found is None:
        return {}
    texts, own = registers.texts(dataset, found), _names_of_one(dataset)
    return {
        each.code: texts[each.code]
        for each in dataset.fields
        if each.privacy != "sensitive" and each.code not in own
    }


def _names_of_one(dataset: "Dataset") -> set[str]:
    """A number that alone names the row, and of a subject its name too."""
    if dataset.register is None or dataset.register.number or len(dataset.key) != 1:
        return set()
    return {*dataset.key, *([dataset.label] if dataset.level and dataset.label else [])}


def _again(request: Request, dataset: "Dataset") -> Values:
    """What this person entered before and was returned: everything as it was typed."""
    number = request.GET.get("again", "")
    if not number.isdecimal():
        return {}
    held = RowChange.objects.filter(
        pk=number, row__college=request.college, row__dataset=dataset.code, by=request.user.username
    ).first()
    return {code: str(text) for code, text in held.values.items()} if held else {}


def _own_department(request: Request, dataset: "Dataset") -> str:
    """Of those who work in a department other than the owner: the owner writes about the others."""
    own = own_departments(request) - {dataset.owner}
    found = subjects(request.college, "department").filter(name__in=own).values_list("code", flat=True)[:2]
    return found[0] if len(found) == 1 else ""


def _now(request: Request, kind: PeriodKind) -> str:
    day, calendar = today(request.college), calendar_of(request.college)
    return day.isoformat() if kind is PeriodKind.DAY else _code(calendar, request, kind)


def _code(calendar: Calendar, request: Request, kind: PeriodKind) -> str:
    wanted = PeriodKind.SEMESTER if kind is PeriodKind.WEEK else kind
    period = calendar.containing(today(request.college), wanted)
    return period.code if period else ""


def typed(request: Request, dataset: "Dataset", *, fixed: bool) -> Values:
    """What was sent. A sensitive field that was left empty in a correction keeps what it holds."""
    found = {each.code: request.POST.get(each.code, "").strip()[:_LONGEST] for each in dataset.fields}
    if fixed:
        for each in dataset.fields:
            if each.privacy == "sensitive" and not found[each.code]:
                del found[each.code]
    return found
