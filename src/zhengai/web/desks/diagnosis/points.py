"""The points of a form as a page shows them: figures beside what was said, now and before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zhengai.college.queries import calendar_of
from zhengai.diagnosis import queries
from zhengai.diagnosis.forms import ElementRows, Form, FormRow
from zhengai.diagnosis.models import Finding, Record
from zhengai.diagnosis.rules.facts import Fact
from zhengai.diagnosis.rules.form import FormElement
from zhengai.diagnosis.rules.machine import Conclusion
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.periods import short_name
from zhengai.web.components.sparklines import is_run
from zhengai.web.components.values import value_address_of
from zhengai.web.desks.diagnosis.words import Words, words_of
from zhengai.web.shell.request import Request
from zhengai_engine.disclosure import is_small
from zhengai_engine.model.indicator import IndicatorKind
from zhengai_engine.model.level import COLLEGE


@dataclass(frozen=True)
class Shown:
    """One fact with its figure; hidden where a person from outside would learn of single persons."""

    fact: Fact
    figure: Figure
    when: str
    previous: str
    hidden: bool

    @property
    def runs(self) -> bool:
        return is_run(self.fact.values)

    @property
    def run_words(self) -> str:
        return f"{self.fact.name}的走势"


@dataclass(frozen=True)
class Point:
    """One point as the page shows it. `beside` is what the other kind of diagnosis said, `before` the last round."""

    row: FormRow
    key: str
    facts: tuple[Shown, ...]
    beside: Finding | None
    before: str
    words: Words
    typed: dict[str, str]  # what was written when it could not be saved

    @property
    def conclusion(self) -> str:
        return self.typed.get("conclusion", self.row.said.conclusion.value)

    @property
    def conclusion_word(self) -> str:
        return self.words.conclusions.get(self.row.said.conclusion, self.row.said.conclusion.chinese)

    @property
    def opinion(self) -> str:
        return self.typed.get("opinion", self.row.opinion)

    @property
    def cause(self) -> str:
        return self.typed.get("cause", self.row.said.cause)

    @property
    def measure(self) -> str:
        return self.typed.get("measure", self.row.said.measure)

    @property
    def guide(self) -> str:
        """What unfolds below the question, in one line; empty where there is nothing."""
        point = self.row.point
        told = [f"{len(point.hints)} 条提示"] if point.hints else []
        told += [f"{len(point.evidence)} 项佐证"] if point.evidence else []
        told += ["、".join(point.answering)] if point.answering else []
        return " · ".join(told) or ("状态数据平台编号" if point.platform else "")

    @property
    def saved_at(self) -> datetime | None:
        return self.row.finding.edited_at if self.row.finding else None

    @property
    def hidden(self) -> bool:
        """An opinion names its values: it goes with them."""
        return any(fact.hidden for fact in self.facts)

    @property
    def look(self) -> str:
        """For the mark beside the name: said, else what data suggest."""
        said = self.row.said.conclusion
        return said.value or f"data-{self.row.verdict}"


@dataclass(frozen=True)
class Section:
    """One element with its points."""

    item: str
    code: str
    name: str
    result: str
    result_word: str
    gap: str  # what the scheme's source lacks here
    points: tuple[Point, ...]


def key_of(code: str) -> str:
    """A point's code as part of an address: no dots, so that style sheets and HTMX find it."""
    return "p-" + code.replace(".", "-")


def sections_of(
    request: Request,
    found: Record,
    form: Form,
    typed: dict[str, dict[str, str]],
    only: FormElement | None = None,
) -> list[Section]:
    """`only` is the one element that is wanted; null for all of them."""
    other = queries.beside(found)
    beside = {each.point: each for each in other.findings.all()} if other else {}
    last = next(iter(queries.earlier(found, 1)), None)
    before = {each.point: Conclusion(each.conclusion).chinese for each in last.findings.all()} if last else {}
    when = short_name(calendar_of(request.college), last.round.period) if last else ""

    words = words_of(found.round.level)

    def point(row: FormRow) -> Point:
        said = f"{when}：{before[row.code]}" if row.code in before else ""
        return Point(
            row,
            key_of(row.code),
            tuple(_shown(request, found, fact) for fact in row.facts),
            beside.get(row.code),
            said,
            words,
            typed.get(row.code, {}),
        )

    return [
        Section(
            name,
            each.element.code,
            each.element.name,
            each.result.value,
            each.result.chinese,
            each.element.marks.gap,
            tuple(point(row) for row in each.points),
        )
        for name, each in _elements(form, only)
    ]


def _elements(form: Form, only: FormElement | None) -> list[tuple[str, ElementRows]]:
    """Each with the name of its item."""
    if only is None:
        return [(item.name, each) for item in form.items for each in item.elements]
    name = next(item.name for item in form.scheme.items if any(each is only for each in item.elements))
    return [(name, form.element(only))]


def findings_of(sections: Sequence[Section]) -> list[int]:
    """Keys of what was said on the points that are shown."""
    rows = (point.row for section in sections for point in section.points)
    return [row.finding.pk for row in rows if row.finding is not None]


def _shown(request: Request, found: Record, fact: Fact) -> Shown:
    measure = Measure(IndicatorKind(fact.kind), fact.unit, fact.decimals)
    small = found.subject.level != COLLEGE and is_small(fact.denominator or 0)
    hidden = request.person.is_outside and small
    subject = found.subject
    href = value_address_of(fact.indicator, subject.level, subject.code, fact.period) if fact.run else ""
    value, reason = (None, "suppressed") if hidden else (fact.value, fact.reason)
    shown = figure(value, measure, reason=reason, href=href)
    calendar, previous = calendar_of(request.college), ""
    if fact.previous_text and not hidden:
        name = short_name(calendar, fact.previous_period)
        previous = f"{name} {fact.previous_text}"
    return Shown(fact, shown, short_name(calendar, fact.period), previous, hidden)
