"""The second look of a college's own bodies at what subjects said of themselves: 考核性诊断 beside 自主诊断."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zhengai.diagnosis.kept import scheme_of
from zhengai.diagnosis.models import Finding, Record, Round
from zhengai.diagnosis.rules.agreement import Agreement, ReviewConclusion, compare, conclude
from zhengai.diagnosis.rules.form import FormScheme
from zhengai.diagnosis.rules.machine import DONE, Conclusion, RoundKind
from zhengai.diagnosis.rules.results import ElementResult, element_result
from zhengai.framework.queries import section
from zhengai.framework.rules.sections import ReviewRule
from zhengai.framework.rules.shares import share_in


@dataclass(frozen=True)
class Reviewed:
    """`conclusion` is null where the college's scheme has no review rule or nothing could be compared; `differing` are
    the names of the elements of which the two sides say otherwise."""

    agreement: Agreement
    conclusion: ReviewConclusion | None
    differing: tuple[str, ...]


def review_rule(round: Round) -> ReviewRule | None:
    """The scheme's first."""
    rules = section(round.college, "review_rules")
    return ReviewRule.model_validate(rules[0]) if rules else None


def reviewed(round: Round, records: Iterable[Record]) -> dict[int, Reviewed]:
    """Of an assessment round: submitted record → how far it agrees with the submitted self-diagnosis of the same subject
    and period. Two reads, however many records."""
    if round.kind != RoundKind.ASSESSMENT:
        return {}
    ours = {each.subject_id: each.pk for each in records if each.state in DONE}
    selves = Record.objects.filter(
        round__college=round.college_id, round__kind=RoundKind.SELF, round__level=round.level,
        round__period=round.period, subject__in=list(ours), state__in=DONE,
    )  # fmt: skip
    theirs = dict(selves.order_by().values_list("subject", "pk"))
    said = _said([*ours.values(), *theirs.values()])
    scheme, rule = scheme_of(round), review_rule(round)
    names = {element.code: element.name for element in scheme.elements()}
    found = {}
    for subject, other in theirs.items():
        agreement = compare(_results(scheme, said[other]), _results(scheme, said[ours[subject]]))
        conclusion = conclude(agreement, share_in(rule.effective), share_in(rule.abnormal)) if rule else None
        differing = tuple(names[code] for code in agreement.differing)
        found[ours[subject]] = Reviewed(agreement, conclusion, differing)
    return found


def _said(records: list[int]) -> dict[int, dict[str, Conclusion]]:
    found: dict[int, dict[str, Conclusion]] = defaultdict(dict)
    rows = Finding.objects.filter(record__in=records).order_by()
    for record, point, conclusion in rows.values_list("record", "point", "conclusion"):
        found[record][point] = Conclusion(conclusion)
    return found


def _results(scheme: FormScheme, said: Mapping[str, Conclusion]) -> dict[str, ElementResult]:
    return {
        element.code: element_result([said.get(point.code, Conclusion.NONE) for point in element.points])
        for element in scheme.elements()
    }
