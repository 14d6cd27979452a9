"""Reading rounds and records; a record's form with what is known and what was said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhengai.college.models import College
from zhengai.core.content import ContentCache
from zhengai.cycles.rules.proof import NewProof
from zhengai.cycles.rules.stages import Stage
from zhengai.diagnosis.forms import Form as Form
from zhengai.diagnosis.forms import FormRow as FormRow
from zhengai.diagnosis.forms import form_of as form_of
from zhengai.diagnosis.models import Finding, Record, Round
from zhengai.diagnosis.rules.facts import Fact
from zhengai.diagnosis.rules.form import FormScheme, read_form
from zhengai.diagnosis.rules.machine import DONE, Conclusion, RecordState
from zhengai.framework import queries as framework

_FORMS: ContentCache[Mapping[str, FormScheme]] = ContentCache()
_POINTS: ContentCache[dict[str, tuple[tuple[str, str], ...]]] = ContentCache()


def _findings(**which: object) -> Coalesce:
    """How many findings of a record are so. Counted for the rows that are shown, not joined to all."""
    found = Finding.objects.filter(record=OuterRef("pk"), **which).order_by().values("record")
    return Coalesce(Subquery(found.annotate(number=Count("pk")).values("number")), 0)


class NoForm(LookupError):
    """The college's scheme has no diagnosis form for a level; the message is a Chinese sentence."""


def schemes(college: College) -> Mapping[str, FormScheme]:
    """Level → its diagnosis form, of the levels that have one."""
    return _FORMS.get(lambda: (college.pk, framework.fingerprint(college)), lambda: _forms(college))


def _forms(college: College) -> Mapping[str, FormScheme]:
    found = [read_form(item) for item in framework.section(college, "diagnosis")]
    return {scheme.level: scheme for scheme in found}


def points_by_indicator(college: College) -> dict[str, tuple[tuple[str, str], ...]]:
    """Indicator → (level, name) of the diagnosis points it answers, over all forms in use."""
    return _POINTS.get(lambda: (college.pk, framework.fingerprint(college)), lambda: _points(college))


def _points(college: College) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for scheme in schemes(college).values():
        for element in scheme.elements():
            for point in element.points:
                for indicator in point.indicators:
                    found.setdefault(indicator, []).append((scheme.level, point.name))
    return {indicator: tuple(points) for indicator, points in found.items()}


def form_item(college: College, level: str) -> dict[str, object]:
    """The written form of a level, as a round keeps it; raises NoForm."""
    items = framework.section(college, "diagnosis")
    found = next((item for item in items if item.get("level") == level), None)
    if found is None:
        levels = "、".join(str(item["level"]) for item in items) or "无"
        raise NoForm(
            f"方案里没有层面 {level} 的诊断表，有诊断表的层面：{levels}；请在方案包的 diagnosis 段落补上"
        )
    return found


def rounds(college: College) -> QuerySet[Round]:
    """The newest first, with how many records each has and how far they are."""
    states = {f"{state}_count": Count("records", filter=Q(records__state=state)) for state in RecordState}
    found = Round.objects.filter(college=college).annotate(record_count=Count("records"), **states)
    return found.annotate(arrived_count=F("submitted_count") + F("confirmed_count"))


def records(
    college: College, *, level: str | None = None, subject: str | None = None, period: str | None = None
) -> QuerySet[Record]:
    """With round and subject; `problem_count` counts the findings that see a problem, `said_count` all that have a
    conclusion."""
    wanted = {"round__level": level, "subject__code": subject, "round__period": period}
    found = Record.objects.filter(
        round__college=college, **{key: value for key, value in wanted.items() if value is not None}
    )
    return (
        found.select_related("round", "subject", "subject__department")
        .defer("facts", "round__form")
        .annotate(
            problem_count=_findings(conclusion=Conclusion.PROBLEM),
            said_count=_findings(conclusion__gt=""),
        )
        .order_by("-round__opened_at", "subject__code")
    )


@dataclass(frozen=True)
class Problem:
    """One finding that sees a problem, with the facts it rests on."""

    finding: Finding
    row: FormRow

    @property
    def source(self) -> str:
        """As an improvement names where it came from."""
        return f"finding:{self.finding.pk}"

    @property
    def fact(self) -> Fact | None:
        """What shows it best: the first fact that is bad, else the first that has a value."""
        bad = next((fact for fact in self.row.facts if fact.is_bad), None)
        return bad or next((fact for fact in self.row.facts if fact.value is not None), None)


def problems(record: Record) -> list[Problem]:
    """In the order of the form."""
    rows = form_of(record).problem_rows
    return [Problem(row.finding, row) for row in rows if row.finding is not None]


def finding(college: College, number: int) -> Finding | None:
    found = Finding.objects.filter(pk=number, record__round__college=college)
    return found.select_related("record__round__college", "record__subject").first()


def changed_by_others(
    record: Record, revision: int, by: str, points: Sequence[str] | None = None
) -> list[Finding]:
    """Findings another person saved after `revision`: what someone who read that one has not seen."""
    found = Finding.objects.filter(record=record, revision__gt=revision).exclude(edited_by=by)
    if points is not None:
        found = found.filter(point__in=points)
    return list(found.order_by("point"))


def earlier(record: Record, count: int = 3) -> list[Record]:
    """Submitted records of the same subject and kind over earlier periods, newest first."""
    found = Record.objects.filter(
        subject=record.subject_id,
        round__kind=record.round.kind,
        state__in=DONE,
        round__period__lt=record.round.period,
    )
    findings = Prefetch("findings", queryset=Finding.objects.only("record_id", "point", "conclusion"))
    return list(
        found.select_related("round")
        .defer("facts", "round__form")
        .prefetch_related(findings)
        .order_by("-round__period")[:count]
    )


def beside(record: Record) -> Record | None:
    """The submitted record of the other kind for the same subject and period: self beside assessment."""
    found = Record.objects.filter(
        subject=record.subject_id, round__period=record.round.period, state__in=DONE
    ).exclude(round__kind=record.round.kind)
    kept = found.select_related("round").defer("facts", "round__form")
    return kept.prefetch_related("findings").first()


def proofs_of(college: College) -> Iterable[NewProof]:
    """Every proof the records give, as they were told when it happened."""
    found = Record.objects.filter(round__college=college, state__in=DONE)
    for record in found.select_related("round", "subject").defer("facts", "round__form").order_by("pk"):
        yield submitted_proof(record)
        if record.state == RecordState.CONFIRMED:
            yield confirmed_proof(record)


def submitted_proof(record: Record) -> NewProof:
    assert record.submitted_at is not None
    return NewProof(
        level=record.subject.level,
        subject=record.subject.code,
        period=record.round.period,
        stage=Stage.DIAGNOSE,
        key=f"record:{record.pk}",
        about=f"record:{record.pk}",
        sentence=f"{record.subject.name}提交了{record.round.title}。",
        at=record.submitted_at,
        by=record.submitted_by,
    )


def confirmed_proof(record: Record) -> NewProof:
    assert record.confirmed_at is not None
    return NewProof(
        level=record.subject.level,
        subject=record.subject.code,
        period=record.round.period,
        stage=Stage.MOTIVATE,
        key=f"record:{record.pk}:confirm",
        about=f"record:{record.pk}",
        sentence=f"{record.subject.name}的{record.round.title}得到确认。",
        at=record.confirmed_at,
        by=record.confirmed_by,
    )
