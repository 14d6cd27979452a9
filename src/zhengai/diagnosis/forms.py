"""A record's form as a person meets it: items, elements and points with what is known and what was said."""

from dataclasses import dataclass

from zhengai.diagnosis.kept import scheme_of
from zhengai.diagnosis.models import Finding, Record
from zhengai.diagnosis.rules.facts import Fact, Known, Verdict, drafted_opinion, verdict
from zhengai.diagnosis.rules.form import FormElement, FormPoint
from zhengai.diagnosis.rules.machine import DONE, Conclusion
from zhengai.diagnosis.rules.results import ElementResult, Missing, Said, element_result, missing
from zhengai.diagnosis.taking import take


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
        if self.finding is None:
            return Said()
        each = self.finding
        return Said(Conclusion(each.conclusion), each.opinion, each.cause, each.measure)

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


@dataclass(frozen=True)
class Form:
    """诊断表 of one record."""

    name: str
    items: tuple[ItemRows, ...]
    missing: tuple[Missing, ...]

    @property
    def elements(self) -> list[ElementRows]:
        return [element for item in self.items for element in item.elements]

    @property
    def points(self) -> list[FormRow]:
        return [row for element in self.elements for row in element.points]

    @property
    def done(self) -> int:
        lacking = {each.point for each in self.missing}
        return sum(row.code not in lacking for row in self.points)

    @property
    def problem_rows(self) -> list[FormRow]:
        return [row for row in self.points if row.said.conclusion is Conclusion.PROBLEM]

    @property
    def confirmable(self) -> list[FormRow]:
        return [row for row in self.points if row.can_be_confirmed]


def form_of(record: Record) -> Form:
    """The facts as the record keeps them; those of a record nobody has opened yet are taken as they are now."""
    scheme = scheme_of(record.round)
    kept = bool(record.facts) or record.state in DONE
    known = Known.from_json(record.facts) if kept else take(record).known
    findings = {each.point: each for each in record.findings.all()}
    items = tuple(
        ItemRows(item.code, item.name, tuple(_element(element, known, findings) for element in item.elements))
        for item in scheme.items
    )
    rows = [row for item in items for element in item.elements for row in element.points]
    lacking = missing(scheme.points(), {row.code: row.said for row in rows})
    return Form(scheme.name, items, tuple(lacking))


def _element(element: FormElement, known: Known, findings: dict[str, Finding]) -> ElementRows:
    return ElementRows(element, tuple(_row(point, known, findings) for point in element.points))


def _row(point: FormPoint, known: Known, findings: dict[str, Finding]) -> FormRow:
    facts = known.of(point.indicators)
    return FormRow(point, facts, findings.get(point.code), verdict(facts), drafted_opinion(facts))
