"""The lists behind two kinds of numbers of the cockpit: subjects by their spiral or without goals, and goals by how
they stand."""

from django.db.models import Q, QuerySet
from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of
from zhengai.cycles.queries import covered
from zhengai.goals.models import Goal
from zhengai.goals.queries import standing
from zhengai.indicators.queries import definitions
from zhengai.web.components.columns import SEEN
from zhengai.web.components.disclosure import PERSONAL
from zhengai.web.components.figures import Figure, Measure, figure
from zhengai.web.components.listings import listing, listing_of
from zhengai.web.components.periods import short_name
from zhengai.web.components.standings import Standing
from zhengai.web.components.values import value_address_of
from zhengai.web.desks.cockpit.health import running_goals, value_of
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

WHICH = {
    "started": "螺旋已经起步",
    "still": "螺旋还没有起步",
    "diagnosed": "本轮已经诊断",
    "closed": "本轮已经闭环",
    "no_goal": "本期没有目标",
}


@needs(Permission.COCKPIT_VIEW)
def subjects(request: Request) -> HttpResponse:
    which = request.GET.get("which", "started")
    which = which if which in WHICH else "started"
    names = level_names(request)
    level = request.GET.get("level", "")
    level = level if level in names else next(iter(names))
    seen = request.person.subjects(SEEN).filter(level=level).select_related("department")
    if request.person.is_outside and level in PERSONAL:
        seen = seen.none()
    rows = _of(request, seen, level, which)
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(Q(name__icontains=text) | Q(code__icontains=text))
    shown = listing(request, rows, {"name": ("name",), "code": ("code",)}, "name")
    context = {
        "listing": shown,
        "level": level,
        "levels": list(names.items()),
        "which": which,
        "choices": list(WHICH.items()),
        "search": request.GET.get("q", ""),
        "level_name": names[level],
        "which_name": WHICH[which],
    }
    return answer(request, "desks/cockpit/subjects.html", "desks/cockpit/_subjects.html", context)


def _of(request: Request, seen: QuerySet[Subject], level: str, which: str) -> QuerySet[Subject]:
    if which == "no_goal":
        return seen.exclude(pk__in=running_goals(request).values("subject"))
    if which == "still":
        return seen.exclude(code__in=covered(request.college, level, "started"))
    return seen.filter(code__in=covered(request.college, level, which))


@needs(Permission.COCKPIT_VIEW)
def goals(request: Request) -> HttpResponse:
    wanted = request.GET.get("standing", "")
    level = request.GET.get("level", "")
    rows = running_goals(request).select_related("subject")
    if request.person.is_outside:
        rows = rows.exclude(subject__level__in=PERSONAL)
    if level:
        rows = rows.filter(subject__level=level)
    bodies = dict(definitions(request.college).values_list("code", "body"))
    judged = [(each, Standing(_standing(each, bodies))) for each in rows]
    kept = [pair for pair in judged if wanted not in set(Standing) or pair[1] == wanted]
    shown = listing_of(
        request, kept, {"name": lambda pair: (pair[0].subject.name, pair[0].indicator)}, "name"
    )
    calendar = calendar_of(request.college)
    context = {
        "listing": shown,
        "lines": [
            (goal, held, _value(goal, bodies), short_name(calendar, goal.period)) for goal, held in shown
        ],
        "level": level,
        "levels": list(level_names(request).items()),
        "standing": wanted,
        "standings": [(each.value, each.chinese) for each in Standing],
    }
    return answer(request, "desks/cockpit/goals.html", "desks/cockpit/_goals.html", context)


def _standing(goal: Goal, bodies: dict[str, dict[str, object]]) -> str:
    return standing(goal.limit, value_of(goal), bodies.get(goal.indicator, {}))


def _value(goal: Goal, bodies: dict[str, dict[str, object]]) -> Figure:
    subject = goal.subject
    address = value_address_of(goal.indicator, subject.level, subject.code, goal.period)
    return figure(value_of(goal), Measure.of(bodies.get(goal.indicator, {})), href=address)
