"""The chain as a reader sees it: for which subject and year, and each measure with its newest value."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of, today
from zhengai.indicators import queries
from zhengai.indicators.feeding import Fed, Feed, fed, known
from zhengai.indicators.measures import named
from zhengai.indicators.models import CurrentValue, Definition
from zhengai.indicators.rules.sections import MeasureItem
from zhengai.web.components.disclosure import PERSONAL, disclosed
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.periods import PeriodSwitch, newest_first, period_switch, short_name
from zhengai.web.components.picking import NotPicked, pick
from zhengai.web.components.values import value_address, widest
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Calendar, Period, PeriodKind

SEEN = Permission.INDICATOR_VIEW
FORMS = {"yes_no": "是否", "document": "文件", "text": "文字", "grade": "等级"}


@dataclass(frozen=True)
class Asked:
    """Whom and which academic year the page speaks of; `problem` says what was typed that names nobody."""

    subject: Subject | None
    year: Period
    switch: PeriodSwitch
    problem: str = ""


@dataclass(frozen=True)
class Shown:
    """A figure, what it counts and the period it speaks of."""

    figure: Figure
    name: str
    period: str


@dataclass(frozen=True)
class Row:
    """One measure. Of many rows few are shown: figures are made when they are asked for."""

    item: MeasureItem
    name: str
    level: str
    fed: Fed
    held: tuple[tuple[CurrentValue, Definition], ...]
    calendar: Calendar
    why: str

    @cached_property
    def figures(self) -> list[Shown]:
        """Its value and those of its parts."""
        return [_shown(value, definition, self.calendar) for value, definition in self.held]

    @property
    def href(self) -> str:
        return reverse("measure", args=[self.item.code])

    @property
    def way(self) -> str:
        if self.item.restricted:
            return "受限"
        return "由指标计算" if self.item.form is None else f"由人收集：{FORMS[self.item.form]}"

    @property
    def departments(self) -> str:
        return "、".join(self.fed.departments)


def asked(request: Request) -> Asked:
    """The widest subject the reader may see, the running academic year: until the address says otherwise."""
    calendar = calendar_of(request.college)
    years = [each for each in calendar.all() if each.kind is PeriodKind.ACADEMIC_YEAR]
    running = calendar.containing(today(request.college), PeriodKind.ACADEMIC_YEAR)
    chosen = next((each for each in years if each.code == request.GET.get("period")), running)
    year = chosen or newest_first(calendar, [each.code for each in years])[0]
    switch = period_switch(calendar, [each.code for each in years], year.code)
    subjects = request.person.subjects(SEEN)
    if request.person.is_outside:
        subjects = subjects.exclude(level__in=PERSONAL)
    typed = request.GET.get("subject", "").strip()
    try:
        subject = pick(subjects, typed, "在您的查看范围内") if typed else widest(subjects)
    except NotPicked as problem:
        return Asked(widest(subjects), year, switch, f"{problem}。")
    return Asked(subject, year, switch)


def rows(request: Request, measures: Sequence[MeasureItem], about: Asked) -> list[Row]:
    """Empty where the reader may see nobody."""
    if about.subject is None:
        return []
    told = known(request.college, measures, about.subject, about.year)
    told.values = {each.indicator: each for each in disclosed(request.person, told.values.values())}
    shown = {each.code: each for each in queries.definitions(request.college).filter(code__in=told.values)}
    names, calendar = level_names(request), calendar_of(request.college)
    return [_row(calendar, each, about, shown, names) for each in fed(measures, told, about.subject.level)]


def _row(
    calendar: Calendar, each: Fed, about: Asked, shown: dict[str, Definition], names: dict[str, str]
) -> Row:
    held = [value for value in (each.value, *each.parts) if value is not None and value.indicator in shown]
    return Row(
        item=each.measure,
        name=named(each.measure, about.year),
        level=names.get(each.measure.level, each.measure.level),
        fed=each,
        held=tuple((value, shown[value.indicator]) for value in held),
        calendar=calendar,
        why=_why(each, names),
    )


def _shown(value: CurrentValue, definition: Definition, calendar: Calendar) -> Shown:
    number = figure(value.value, Measure.of(definition.body), reason=value.reason, href=value_address(value))
    return Shown(number, definition.name, short_name(calendar, value.period))


def _why(each: Fed, names: dict[str, str]) -> str:
    """One sentence about why there is no value, and what helps."""
    if each.feed is Feed.NO_DATA:
        return f"“{'”“'.join(each.datasets)}”还没有导入"
    if each.feed is Feed.NO_VALUE:
        return "数据已导入，这个对象还没有值"
    if each.feed is Feed.ELSEWHERE:
        levels = "、".join(names.get(code, code) for code in each.levels)
        return f"在{levels}层面计算" if levels else "方案里没有这个指标的定义"
    if each.wanted:
        return f"已采纳 {each.accepted}/{each.wanted}"
    return each.measure.note if each.feed is Feed.RESTRICTED else ""
