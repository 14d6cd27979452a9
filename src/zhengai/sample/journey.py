"""How far a visitor has gone on the way from a warning to a verified report: read off what the rooms hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from zhengai.alerts.models import Alert, AlertEvent
from zhengai.alerts.rules.machine import AlertState, Move
from zhengai.college.models import College
from zhengai.college.queries import today
from zhengai.core.models import AuditEvent
from zhengai.datacentre.models import Batch
from zhengai.datacentre.rules import BatchState
from zhengai.diagnosis.models import Finding, Record
from zhengai.diagnosis.rules.machine import DONE
from zhengai.goals.models import Goal
from zhengai.improvement.models import Improvement
from zhengai.improvement.rules.machine import VERIFIED, ImprovementState
from zhengai.reports.models import Report
from zhengai.sample import cast
from zhengai.sample.codes import rising_course
from zhengai.sample.coming import COMING, DAY_AFTER_WEEKS
from zhengai.sample.identity import CURRENT_WEEK, LAST_AUTUMN, NOW, SIZES
from zhengai.sample.queries import size_set_up

YEAR = LAST_AUTUMN[:9]
PROGRAMME = cast.FALLING_PROGRAMME
RULE = "course_absence"
_BY_HAND = (Move.ACKNOWLEDGE, Move.ANSWER)


@dataclass(frozen=True)
class Journey:
    """Null or false: not yet."""

    course: str
    day: date
    alert: Alert | None = None
    taken_up: bool = False
    looked_behind: bool = False
    answered: bool = False
    improvement: Improvement | None = None
    imported: bool = False
    record: Record | None = None
    planned: Improvement | None = None
    goal: Goal | None = None
    report: Report | None = None
    recomputed: bool = False

    @property
    def carried_out(self) -> bool:
        return self.improvement is not None and self.improvement.carried_out_at is not None

    @property
    def has_moved_on(self) -> bool:
        return self.day >= DAY_AFTER_WEEKS

    @property
    def closed(self) -> bool:
        """By data: the alert is over and the same figure has judged the measure."""
        if self.alert is None or self.improvement is None:
            return False
        return self.alert.state == AlertState.CLOSED and self.improvement.state in VERIFIED

    @property
    def opened(self) -> bool:
        return self.record is not None and self.record.facts_at is not None

    @property
    def concluded(self) -> bool:
        submitted = self.record is not None and self.record.state in DONE
        return submitted and self.planned is not None and self.goal is not None


def journey(college: College) -> Journey:
    course = rising_course(SIZES[size_set_up() or "small"])
    alert = (
        Alert.objects.filter(college=college, rule__code=RULE, level="course", subject=course)
        .order_by("id")
        .first()
    )
    record = _record(college)
    reports = list(_reports(college))
    moves = set(AlertEvent.objects.filter(alert=alert, move__in=_BY_HAND).values_list("move", flat=True))
    return Journey(
        course=course,
        day=today(college),
        alert=alert,
        taken_up=bool(moves),
        looked_behind=Move.ANSWER.value in moves or _has_exported(course),
        answered=Move.ANSWER.value in moves,
        improvement=_improvement(college, f"alert:{alert.pk}") if alert else None,
        imported=_has_imported(college),
        record=record,
        planned=_planned(record) if record else None,
        goal=_goal(record) if record else None,
        report=reports[0] if reports else None,
        recomputed=_has_recomputed(reports),
    )


def _improvement(college: College, source: str) -> Improvement | None:
    found = Improvement.objects.filter(college=college, source=source)
    return found.exclude(state=ImprovementState.CANCELLED).order_by("id").first()


def _has_imported(college: College) -> bool:
    """The attendance of the coming weeks is in; what follows from it is computed by a job."""
    return Batch.objects.filter(
        college=college,
        dataset=COMING[0].dataset,
        state=BatchState.COMMITTED,
        latest_period__gt=f"{NOW}-W{CURRENT_WEEK:02d}",
    ).exists()


def _record(college: College) -> Record | None:
    found = Record.objects.filter(
        round__college=college, round__level="programme", round__period=YEAR, subject__code=PROGRAMME
    )
    return found.select_related("subject").defer("facts").first()


def _planned(record: Record) -> Improvement | None:
    findings = Finding.objects.filter(record=record).values_list("pk", flat=True)
    return Improvement.objects.filter(source__in=[f"finding:{pk}" for pk in findings]).first()


def _goal(record: Record) -> Goal | None:
    """Of the next cycle, on the ground of this diagnosis."""
    return Goal.objects.filter(subject=record.subject_id, ground=f"record:{record.pk}").first()


def _reports(college: College) -> QuerySet[Report]:
    """Newest first."""
    found = Report.objects.filter(college=college, subject__level="programme", subject__code=PROGRAMME)
    return found.defer("content", "figures")


def _has_exported(course: str) -> bool:
    return AuditEvent.objects.filter(action="indicators.export_rows", subject=f"course:{course}").exists()


def _has_recomputed(reports: Iterable[Report]) -> bool:
    subjects = [f"report:{each.code}" for each in reports]
    return AuditEvent.objects.filter(action="reports.verify", subject__in=subjects).exists()
