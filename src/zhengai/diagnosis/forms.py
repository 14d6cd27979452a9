"""A record's form as a person meets it: items, elements and points with what is known and what was said."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from zhengai.diagnosis.kept import scheme_of
from zhengai.diagnosis.models import Finding, Record
from zhengai.diagnosis.rules.facts import Fact, Known, Verdict, drafted_opinion, verdict
from zhengai.diagnosis.rules.form import FormElement, FormPoint
from zhengai.diagnosis.rules.machine import DONE, Conclusion
from zhengai.diagnosis.rules.results import ElementResult, Missing, Said, element_result, missing
from zhengai.diagnosis.taking import take

_SHORT = 100  # points that are read at once, whatever of them is asked for


def said_of(finding: Finding) -> Said:
    return Said(Conclusion(finding.conclusion), finding.opinion, finding.cause, finding.measure)


@dataclass(frozen=True)
class FormRow:
    """One point as a person meets it: what is known, what was said, what the data suggest."""

    point: FormPoint
    facts: tuple[Fact, ...]
    finding: Finding | None
    verdict: Verdict
    draft: str  # the opinion drafted from data

    @property
    def code(self) -> str:
        return self.point.code

    @property
    def said(self) -> Said:
        return Said() if self.finding is None else said_of(self.finding)

    @property
    def opinion(self) -> str:
        """What stands in the field: pre-filled until a person has saved the point."""
        return self.draft if self.finding is None else self.finding.opinion

    @property
    def can_be_confirmed(self) -> bool:
        """The data say that all is well, and nobody has said anything yet."""
        return self.verdict is Verdict.FINE and self.said.conclusion is Conclusion.NONE


@dataclass(frozen=True)
class ElementRows:
    element: FormElement
    points: tuple[FormRow, ...]

    @property
    def result(self) -> ElementResult:
        return element_result([row.said.conclusion for row in self.points])


@dataclass(frozen=True)
class ItemRows:
    code: str
    name: str
    elements: tuple[ElementRows, ...]


class Form:
    """诊断表 of one record. Rows are made, and what they need is read, when somebody asks for them: of a form of 5,000
    points a page shows a few, and saving one of them shows none."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.scheme = scheme_of(record.round)

    @property
    def name(self) -> str:
        return self.scheme.name

    @cached_property
    def known(self) -> Known:
        return self._known()

    def _known(self, indicators: Collection[str] | None = None) -> Known:
        """The facts as the record keeps them, all or of these indicators; those of a record nobody has opened yet are
        taken as they are now."""
        kept = bool(self._record.facts) or self._record.state in DONE
        return Known.from_json(self._record.facts, indicators) if kept else take(self._record).known

    @cached_property
    def _whole(self) -> dict[str, Finding]:
        return {each.point: each for each in self._record.findings.all()}

    @cached_property
    def said(self) -> dict[str, Said]:
        """By point. Of a long form without the opinions, which are most of its text."""
        if "_whole" in vars(self) or len(self.scheme.points()) <= _SHORT:
            return {code: said_of(each) for code, each in self._whole.items()}
        rows = self._record.findings.order_by().values_list("point", "conclusion", "cause", "measure")
        return {
            code: Said(Conclusion(conclusion), "", cause, measure)
            for code, conclusion, cause, measure in rows
        }

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """Each point that is not ready to be submitted, in the order of the form."""
        return tuple(missing(self.scheme.points(), self.said))

    @property
    def done(self) -> int:
        return len(self.scheme.points()) - len(self.missing)

    def rows(self, points: Collection[FormPoint]) -> tuple[FormRow, ...]:
        if len(points) > _SHORT or len(self.scheme.points()) <= _SHORT:
            known, findings = self.known, self._whole
        else:
            known = self._known({code for each in points for code in each.indicators})
            found = self._record.findings.filter(point__in=[each.code for each in points])
            findings = {each.point: each for each in found}
        return tuple(_row(point, known, findings) for point in points)

    def element(self, element: FormElement) -> ElementRows:
        return ElementRows(element, self.rows(element.points))

    @cached_property
    def items(self) -> tuple[ItemRows, ...]:
        rows = {row.code: row for row in self.rows(self.scheme.points())}
        return tuple(
            ItemRows(
                item.code,
                item.name,
                tuple(
                    ElementRows(each, tuple(rows[point.code] for point in each.points))
                    for each in item.elements
                ),
            )
            for item in self.scheme.items
        )

    @property
    def elements(self) -> list[ElementRows]:
        return [element for item in self.items for element in item.elements]

    @property
    def points(self) -> list[FormRow]:
        return [row for element in self.elements for row in element.points]

    @property
    def bad(self) -> int:
        """Points whose data ask for attention."""
        return sum(verdict(self.known.of(each.indicators)) is Verdict.BAD for each in self.scheme.points())

    @property
    def problem_rows(self) -> tuple[FormRow, ...]:
        seen = {code for code, said in self.said.items() if said.conclusion is Conclusion.PROBLEM}
        return self.rows([point for point in self.scheme.points() if point.code in seen])

    @property
    def confirmable(self) -> list[FormRow]:
        return [row for row in self.points if row.can_be_confirmed]


def form_of(record: Record) -> Form:
    return Form(record)


def _row(point: FormPoint, known: Known, findings: dict[str, Finding]) -> FormRow:
    facts = known.of(point.indicators)
    return FormRow(point, facts, findings.get(point.code), verdict(facts), drafted_opinion(facts))
