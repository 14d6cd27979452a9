"""Which pages `zhengai bench web` opens, and as whom: the work of each role, on subjects that are there."""

from collections.abc import Iterable

from zhengai.alerts.models import Alert
from zhengai.cli.load import Visit
from zhengai.college.models import College
from zhengai.college.queries import subjects
from zhengai.diagnosis.models import Record, Round
from zhengai.improvement.models import Improvement
from zhengai.indicators.queries import current_values
from zhengai.reports.models import Report
from zhengai.standards.models import ControlRule

_EVERYTHING = (
    "/", "/cockpit/", "/cockpit/wall/", "/matrix/", "/matrix/programme/generation/", "/alerts/", "/alerts/?state=all",
    "/alerts/{alert}/", "/levels/programme/", "/levels/course/", "/levels/teacher/", "/levels/student/",
    "/levels/college/{college}/", "/levels/programme/{programme}/", "/levels/programme/{programme}/spiral/",
    "/levels/course/{course}/", "/levels/teacher/{teacher}/", "/levels/student/{student}/", "/diagnosis/",
    "/diagnosis/rounds/{round}/", "/diagnosis/records/{record}/", "/improvements/", "/improvements/?view=table",
    "/improvements/{improvement}/", "/goals/", "/standards/", "/standards/{rule}/", "/exemptions/", "/indicators/",
    "/indicators/absence_rate/?level=student", "/indicators/absence_rate/?level=course",
    "/indicators/absence_rate/value/?subject=course:{course}&period={period}", "/reports/", "/reports/{report}/",
    "/search/?q=网络", "/notices/",
)  # fmt: skip
_OWN: dict[str, tuple[str, ...]] = {
    "leader": ("/", "/cockpit/", "/levels/programme/"),
    "faculty": ("/", "/cockpit/", "/alerts/", "/levels/course/", "/diagnosis/", "/improvements/"),
    "programme_leader": ("/", "/levels/programme/", "/alerts/", "/diagnosis/", "/improvements/", "/goals/"),
    "course_leader": ("/", "/alerts/", "/levels/course/"),
    "teacher": ("/", "/levels/teacher/", "/data/import/", "/diagnosis/"),
    "class_adviser": ("/", "/levels/class/", "/levels/student/"),
    "student": ("/", "/levels/student/", "/indicators/"),
    "data_steward": ("/", "/data/", "/data/attendance/", "/data/import/"),
    "audit_admin": ("/audit/",),
}


def visits(college: College, sessions: dict[str, str]) -> list[Visit]:
    """The quality office opens every kind of page, the others their own work. A page about something this college
    has none of yet is left out."""
    known = _known(college)
    pages = {"quality_office": _EVERYTHING} | _OWN
    return [
        Visit(role, address, sessions[role])
        for role, addresses in pages.items()
        if role in sessions
        for address in _filled(addresses, known)
    ]


def _filled(addresses: Iterable[str], known: dict[str, str]) -> list[str]:
    filled = []
    for address in addresses:
        try:
            filled.append(address.format(**known))
        except KeyError:
            continue
    return filled


def _known(college: College) -> dict[str, str]:
    """One of each thing that addresses name; what is not there has no entry."""
    found = {
        "college": college.code,
        "alert": Alert.objects.filter(college=college).values_list("pk", flat=True).first(),
        "round": Round.objects.filter(college=college).values_list("pk", flat=True).first(),
        "record": Record.objects.filter(round__college=college).values_list("pk", flat=True).first(),
        "improvement": Improvement.objects.filter(college=college).values_list("pk", flat=True).first(),
        "report": Report.objects.filter(college=college).values_list("code", flat=True).first(),
        "rule": ControlRule.objects.filter(college=college, active=True)
        .values_list("code", flat=True)
        .first(),
        "period": current_values(college, indicator="absence_rate", level="course")
        .order_by("-period")
        .values_list("period", flat=True)
        .first(),
    }
    for level in ("programme", "course", "teacher", "student"):
        found[level] = subjects(college, level).values_list("code", flat=True).first()
    return {name: str(value) for name, value in found.items() if value is not None}
