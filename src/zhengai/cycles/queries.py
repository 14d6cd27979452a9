"""Where subjects stand on their spirals, and whether goals and standards may change now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of, today
from zhengai.core.content import ContentCache
from zhengai.cycles.models import Exemption, ExemptionKind, Proof
from zhengai.cycles.rules.exemption import ExemptionState
from zhengai.cycles.rules.guard import Ground, check, phase_of
from zhengai.cycles.rules.proof import LEVEL_WIDE, ProofSeen
from zhengai.cycles.rules.reading import read_cycles, read_templates
from zhengai.cycles.rules.span import OutsideCalendar, Span, cycle_period, span_of
from zhengai.cycles.rules.stages import Stage
from zhengai.cycles.rules.template import Rhythm, Template, plain_template
from zhengai.cycles.rules.turn import Turn, derive
from zhengai.framework import queries as framework
from zhengai_engine.model.period import Calendar, Period, PeriodKind

# a college whose packs say nothing about cycles goes by the academic year
_YEARLY = Rhythm(PeriodKind.ACADEMIC_YEAR, "")


@dataclass(frozen=True)
class Scheme:
    """The spirals and cycles of a college's packs."""

    templates: dict[str, Template]
    rhythms: dict[str, Rhythm]

    def rhythm(self, level: str) -> Rhythm:
        return self.rhythms.get(level, _YEARLY)

    def template(self, level: str) -> Template:
        return self.templates.get(self.rhythm(level).template) or plain_template()


@dataclass(frozen=True)
class Coverage:
    """Subjects of a level, and how many of them have begun their cycle, were diagnosed and have closed it. A cycle
    is begun by something of the subject's own, not by what counts for the whole level."""

    subjects: int
    started: int
    diagnosed: int
    closed: int


_SCHEMES: ContentCache[Scheme] = ContentCache()


def scheme(college: College) -> Scheme:
    """Raises InvalidSpirals; `packs check` finds the same before a pack is installed."""
    return _SCHEMES.get(lambda: (college.pk, framework.fingerprint(college)), lambda: _scheme(college))


def _scheme(college: College) -> Scheme:
    templates = read_templates(framework.section(college, "spirals"))
    levels = [str(item["code"]) for item in framework.section(college, "levels")]
    return Scheme(templates, read_cycles(framework.section(college, "cycles"), templates, levels))


def cycle_of(college: College, level: str, period: Period) -> Period:
    """The cycle that holds the period; raises OutsideCalendar."""
    return cycle_period(calendar_of(college), scheme(college).rhythm(level).kind, period)


def current_cycle(college: College, level: str) -> Period:
    """The cycle that runs today; raises OutsideCalendar."""
    kind = scheme(college).rhythm(level).kind
    found = calendar_of(college).containing(today(college), kind)
    if found is None:
        raise OutsideCalendar(f"校历里还没有今天所在的{kind.chinese}，请先登记学期的起止日期")
    return found


def turn(college: College, level: str, subject: str, period: Period) -> Turn:
    return turns(college, level, [subject], period)[subject]


def turns(college: College, level: str, subjects: Sequence[str], period: Period) -> dict[str, Turn]:
    """However many subjects, the same number of questions to the database."""
    known, calendar = scheme(college), calendar_of(college)
    cycle = cycle_period(calendar, known.rhythm(level).kind, period)
    inside = span_of(calendar, cycle)
    found = _by_subject(_proofs(college, level, subjects, [inside]), subjects)
    template = known.template(level)
    return {code: derive(template, cycle, found[code]) for code in subjects}


def earlier_turns(college: College, level: str, subject: str, period: Period, count: int = 3) -> list[Turn]:
    """The turns before this one that left proofs of the subject's own, newest first."""
    known, calendar = scheme(college), calendar_of(college)
    cycles = _before(calendar, cycle_period(calendar, known.rhythm(level).kind, period), count)
    inside = {cycle.code: span_of(calendar, cycle) for cycle in cycles}
    rows = list(_proofs(college, level, [subject], inside.values()))
    found = [
        derive(
            known.template(level),
            cycle,
            [_seen(row) for row in rows if _belongs(row, rows, inside[cycle.code])],
        )
        for cycle in cycles
    ]
    return [each for each in found if each.started]


def _before(calendar: Calendar, cycle: Period, count: int) -> list[Period]:
    found: list[Period] = []
    earlier = calendar.previous(cycle)
    while earlier is not None and len(found) < count:
        found.append(earlier)
        earlier = calendar.previous(earlier)
    return found


def _belongs(row: Proof, rows: Iterable[Proof], inside: Span) -> bool:
    """What was done about a warning belongs to its loop even when it came in a later period."""
    if inside.holds(row.period):
        return True
    return row.stage == Stage.ADJUST and any(
        each.stage == Stage.WARN and each.about == row.about and inside.holds(each.period) for each in rows
    )


def _proofs(college: College, level: str, subjects: Sequence[str], spans: Iterable[Span]) -> QuerySet[Proof]:
    told = _dated(Proof.objects.filter(college=college, level=level, subject__in=[*subjects, LEVEL_WIDE]))
    within = Q(pk__in=[])
    for each in spans:
        within |= _within(each)
    raised = told.filter(within, stage=Stage.WARN).values("about")
    return told.filter(within | Q(stage=Stage.ADJUST, about__in=raised))


def _dated(proofs: QuerySet[Proof]) -> QuerySet[Proof]:
    """With what `_within` asks for."""
    return proofs.alias(width=Length("period"))


def _within(span: Span) -> Q:
    """`Span.holds`, as a condition on proofs."""
    days = Q(width=len(span.first_day), period__range=(span.first_day, span.last_day))
    found = Q(period__in=sorted(span.codes)) | days
    for beginning in span.weeks:
        found |= Q(period__startswith=beginning)
    return found


def _by_subject(rows: Iterable[Proof], subjects: Sequence[str]) -> dict[str, list[ProofSeen]]:
    found: dict[str, list[ProofSeen]] = defaultdict(list)
    for row in rows:
        seen = _seen(row)
        for code in subjects if seen.level_wide else [row.subject]:
            found[code].append(seen)
    return found


def _seen(row: Proof) -> ProofSeen:
    return ProofSeen(
        Stage(row.stage),
        row.key,
        row.about,
        row.sentence,
        row.at,
        row.by,
        row.period,
        row.subject == LEVEL_WIDE,
    )


def check_may_change(college: College, level: str, subject: str, period: Period, *, ground: str) -> None:
    """Raises LoopRefused unless the cycle has not begun to be carried out, or `ground` ("record:12", "exemption:3")
    is a submitted diagnosis of the subject or an approved exemption for it. What holds for the whole level (LEVEL_WIDE)
    may rest on a diagnosis of any of its subjects."""
    calendar = calendar_of(college)
    cycle = cycle_period(calendar, scheme(college).rhythm(level).kind, period)
    told = _dated(Proof.objects.all()).filter(
        _within(span_of(calendar, cycle)),
        college=college,
        level=level,
        subject__in=(subject, LEVEL_WIDE),
        stage__in=(Stage.CARRY_OUT, Stage.MONITOR, Stage.DIAGNOSE),
    )
    stages = set(told.order_by().values_list("stage", flat=True).distinct())
    diagnosed = Stage.DIAGNOSE.value in stages
    phase = phase_of(executing=bool(stages - {Stage.DIAGNOSE.value}), diagnosed=diagnosed)
    check(phase, _ground(college, level, subject, ground), ground)


def _ground(college: College, level: str, subject: str, written: str) -> Ground:
    kind, _, number = written.strip().partition(":")
    if not kind:
        return Ground.NONE
    whose: dict[str, Any] = {"college": college, "level": level, "subject__in": (subject, LEVEL_WIDE)}
    diagnosed = whose if subject != LEVEL_WIDE else {"college": college, "level": level}
    # of any cycle: what was learned last semester is set right in this one
    if (
        kind == "record"
        and Proof.objects.filter(stage=Stage.DIAGNOSE, about=written.strip(), **diagnosed).exists()
    ):
        return Ground.DIAGNOSIS
    approved = Exemption.objects.filter(
        state=ExemptionState.APPROVED, kind__in=(ExemptionKind.GOAL, ExemptionKind.STANDARD), **whose
    )
    if kind == "exemption" and number.isdecimal() and approved.filter(pk=int(number)).exists():
        return Ground.EXEMPTION
    return Ground.UNPROVEN


def coverages(college: College, among: QuerySet[Subject]) -> dict[str, Coverage]:
    """The coverage of today's cycles of every level that these subjects have: two questions, however many."""
    counted = dict(among.order_by().values_list("level").annotate(number=Count("pk")))
    known, calendar = scheme(college), calendar_of(college)
    now, last = Q(pk__in=[]), Q(pk__in=[])
    for level in counted:
        now |= Q(level=level) & _today(college, calendar, known.rhythm(level))
        last |= Q(level=level, stage=known.template(level).last.stage)
    own = _dated(Proof.objects.all()).filter(now, college=college)
    told = {
        level: numbers
        for level, *numbers in own.filter(
            Exists(among.order_by().filter(level=OuterRef("level"), code=OuterRef("subject")))
        )
        .order_by()
        .values_list("level")
        .annotate(
            started=Count("subject", distinct=True),
            diagnosed=Count("subject", distinct=True, filter=Q(stage=Stage.DIAGNOSE)),
            closed=Count("subject", distinct=True, filter=last),
        )
    }
    return {level: Coverage(number, *told.get(level, (0, 0, 0))) for level, number in counted.items()}


def covered(college: College, level: str, how: str) -> QuerySet[Proof, str]:
    """The codes behind a number of today's coverage, `how` being "started", "diagnosed" or "closed": to be used
    inside another query."""
    known = scheme(college)
    running = _today(college, calendar_of(college), known.rhythm(level))
    own = (
        _dated(Proof.objects.all()).filter(running, college=college, level=level).exclude(subject=LEVEL_WIDE)
    )
    if how == "diagnosed":
        own = own.filter(stage=Stage.DIAGNOSE)
    elif how == "closed":
        own = own.filter(stage=known.template(level).last.stage)
    return own.order_by().values_list("subject", flat=True)


def _today(college: College, calendar: Calendar, rhythm: Rhythm) -> Q:
    """Proofs of today's cycle; none where the calendar has no such cycle."""
    cycle = calendar.containing(today(college), rhythm.kind)
    return _within(span_of(calendar, cycle)) if cycle else Q(pk__in=[])


def exemptions(college: College, *, state: str | None = None) -> QuerySet[Exemption]:
    """Newest first."""
    found = Exemption.objects.filter(college=college)
    return found.filter(state=state) if state else found
