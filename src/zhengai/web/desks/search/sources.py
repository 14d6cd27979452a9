"""What can be found: each source asks only for what its own list would show this person."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.alerts.models import Alert, AlertPerson
from zhengai.alerts.queries import alerts
from zhengai.alerts.rules.machine import AlertState
from zhengai.college.models import Subject
from zhengai.datacentre.queries import catalogue
from zhengai.goals.models import Goal
from zhengai.improvement.models import Improvement
from zhengai.indicators.queries import definitions
from zhengai.regulations.models import Regulation
from zhengai.regulations.rules.machine import RegulationState
from zhengai.reports.models import Report
from zhengai.standards.models import ControlRule, Standard
from zhengai.web.components.disclosure import PERSONAL, disclosed_alerts
from zhengai.web.components.scoped import reached, within_key
from zhengai.web.desks.search.hits import SHOWN, Group, Hit, group, rank_of, ranked
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.menu import menu_for
from zhengai.web.shell.request import Request

_P = Permission


def pages(request: Request, text: str) -> Group:
    found = [
        (rank, item)
        for each in menu_for(request)
        for item in each.items
        if (rank := rank_of(text, item.title, each.title)) is not None
    ]
    found.sort(key=lambda pair: pair[0])
    return group("页面", [Hit(item.title, "", item.address) for _, item in found], [])


def subjects(request: Request, text: str) -> Group:
    names = level_names(request)
    seen = request.person.subjects(_P.INDICATOR_VIEW).filter(level__in=names)
    if request.person.is_outside:
        seen = seen.exclude(level__in=PERSONAL)
    found = ranked(seen.select_related("department"), text, ("code", "name"), "name")
    hits = [Hit(each.name, _subject_note(each, names), _profile(each)) for each in found]
    return group("主体", hits, _levels(seen, text, names) if len(hits) > SHOWN else [])


def _subject_note(subject: Subject, names: dict[str, str]) -> str:
    where = f" · {subject.department.name}" if subject.department else ""
    return f"{names.get(subject.level, '')} {subject.code}{where}"


def _profile(subject: Subject) -> str:
    return _address("profile", level=subject.level, code=subject.code)


def _levels(seen: QuerySet[Subject], text: str, names: dict[str, str]) -> list[tuple[str, str]]:
    """How many of each level, as links into its list."""
    matching = seen.filter(Q(code__icontains=text) | Q(name__icontains=text)).order_by()
    counted = dict(matching.values_list("level").annotate(number=Count("pk")))
    return [
        (f"{name} {counted[level]:,}", _list("subjects", text, level=level))
        for level, name in names.items()
        if counted.get(level)
    ]


def indicators(request: Request, text: str) -> Group:
    found = ranked(definitions(request.college), text, ("code", "name"), "name")
    hits = [Hit(each.name, each.code, _address("indicator", code=each.code)) for each in found]
    return group("指标", hits, _more("indicators", text))


def warnings(request: Request, text: str) -> Group:
    seen = disclosed_alerts(request.person, alerts(request.college))
    if not request.person.sees_everything(_P.ALERT_VIEW):
        own = AlertPerson.objects.filter(
            alert=OuterRef("pk"), person_number=request.user.person_number or None
        )
        seen = seen.filter(reached(request.person, _P.ALERT_VIEW, "level", "subject") | Q(Exists(own)))
    fields = ("subject_name", "subject", "indicator_name", "sentence")
    found = ranked(seen.prefetch_related(None), text, fields, "closed_at", "-raised_at")
    hits = [Hit(_alert_title(each), _alert_note(each), _address("alert", number=each.pk)) for each in found]
    return group("预警", hits, _more("alerts", text, state="all"))


def _alert_title(alert: Alert) -> str:
    return f"{alert.subject_name} · {alert.indicator_name}"


def _alert_note(alert: Alert) -> str:
    return f"{alert.get_grade_display()} · {AlertState(alert.state).chinese}"


def improvements(request: Request, text: str) -> Group:
    rows = within_key(
        request.person, _P.IMPROVEMENT_VIEW, Improvement.objects.filter(college=request.college)
    )
    if request.person.is_outside:
        rows = rows.exclude(subject__level__in=PERSONAL)
    fields = ("subject__name", "subject__code", "problem", "measure", "indicator_name")
    found = ranked(rows.select_related("subject"), text, fields, "-opened_at")
    hits = [
        Hit(
            f"{each.subject.name} · {each.problem}",
            each.get_state_display(),
            _address("improvement", number=each.pk),
        )
        for each in found
    ]
    return group("改进", hits, _more("improvements", text))


def goals(request: Request, text: str) -> Group:
    rows = within_key(request.person, _P.GOAL_VIEW, Goal.objects.filter(college=request.college))
    if request.person.is_outside:
        rows = rows.exclude(subject__level__in=PERSONAL)
    found = ranked(
        rows.select_related("subject"), text, ("subject__name", "subject__code", "indicator_name"), "-period"
    )
    hits = [
        Hit(
            f"{each.subject.name} · {each.indicator_name} {each.limit}",
            f"{each.period} · {each.get_state_display()}",
            _address("goal", number=each.pk),
        )
        for each in found
    ]
    return group("目标", hits, _more("goals", text))


def standards(request: Request, text: str) -> Group:
    rows = ControlRule.objects.filter(college=request.college, active=True)
    names = level_names(request)
    found = ranked(rows, text, ("code", "name", "indicator"), "name")
    hits = [
        Hit(each.name, names.get(each.level, each.level), _address("standard", code=each.code))
        for each in found
    ]
    return group("质控点", hits, _more("standards", text))


def library(request: Request, text: str) -> Group:
    rows = Standard.objects.filter(college=request.college, active=True)
    names = level_names(request)
    found = ranked(rows, text, ("code", "name", "type", "department"), "level", "name")
    hits = [
        Hit(
            each.name,
            "，".join(word for word in (names.get(each.level, each.level), each.department) if word),
            _address("library-standard", number=each.pk),
        )
        for each in found
    ]
    return group("标准", hits, _more("library", text))


def regulations(request: Request, text: str) -> Group:
    """Plans and drafts are found by those who work on them."""
    rows = Regulation.objects.filter(college=request.college, active=True)
    if not (request.person.may(_P.REGULATION_EDIT) or request.person.may(_P.COCKPIT_VIEW)):
        rows = rows.exclude(state=RegulationState.PLANNED)
    found = ranked(rows, text, ("code", "name", "number", "department"), "name")
    hits = [
        Hit(
            each.name,
            "，".join(word for word in (each.get_state_display(), each.department) if word),
            _address("regulation", number=each.pk),
        )
        for each in found
    ]
    return group("制度", hits, _more("regulations", text))


def reports(request: Request, text: str) -> Group:
    rows = within_key(request.person, _P.REPORT_VIEW, Report.objects.filter(college=request.college))
    if request.person.is_outside:
        rows = rows.exclude(subject__level__in=PERSONAL)
    found = ranked(rows.defer("content", "figures"), text, ("code", "title"), "-made_at")
    hits = [Hit(each.title, each.period, _address("report", code=each.code)) for each in found]
    return group("报告", hits, _more("reports", text))


def datasets(request: Request, text: str) -> Group:
    found = [
        (rank, each)
        for each in catalogue(request.college).datasets.values()
        if (rank := rank_of(text, each.code, each.name)) is not None
    ]
    found.sort(key=lambda pair: (pair[0], pair[1].code))
    hits = [Hit(each.name, each.owner, _address("dataset", code=each.code)) for _, each in found]
    return group("数据集", hits, _more("data", text))


Source = Callable[[Request, str], Group]
SOURCES: tuple[tuple[Permission | None, Source], ...] = (
    (None, pages),
    (_P.INDICATOR_VIEW, subjects),
    (_P.INDICATOR_VIEW, indicators),
    (_P.ALERT_VIEW, warnings),
    (_P.IMPROVEMENT_VIEW, improvements),
    (_P.GOAL_VIEW, goals),
    (_P.STANDARD_VIEW, standards),
    (_P.STANDARD_VIEW, library),
    (_P.REGULATION_VIEW, regulations),
    (_P.REPORT_VIEW, reports),
    (_P.DATA_VIEW, datasets),
)


def search(request: Request, text: str) -> list[Group]:
    """The groups with something in them."""
    found = [
        source(request, text) for needed, source in SOURCES if needed is None or request.person.may(needed)
    ]
    return [each for each in found if each.hits]


def _more(route: str, text: str, **narrowed: str) -> list[tuple[str, str]]:
    return [("更多", _list(route, text, {"q": text} | narrowed))]


def _list(route: str, text: str, asked: dict[str, str] | None = None, **named: str) -> str:
    return f"{_address(route, **named)}?{urlencode(asked or {'q': text})}"


def _address(route: str, **named: object) -> str:
    return reverse(route, kwargs=named)
