"""What people have done with an item of the scheme: an item that a new version leaves out, but that has answers, stays
with the college."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from zhengai.alerts.models import Alert
from zhengai.alerts.queries import open_alerts
from zhengai.college.models import College, Subject
from zhengai.datacentre.models import Batch
from zhengai.datacentre.rules import BatchState
from zhengai.diagnosis.models import Finding, Record, Round
from zhengai.goals.models import Goal, Plan
from zhengai.goals.rules.machine import LIVE as LIVE_GOALS
from zhengai.improvement.queries import improvements
from zhengai.reports.models import Report

Counts = Mapping[str, Counter[str]]  # code → what hangs on it and how often: "3 条预警"


@dataclass(frozen=True)
class Kept:
    """An item that stays although the new version has no longer got it; `why` counts what hangs on it."""

    section: str
    code: str
    name: str
    why: str

    @property
    def sentence(self) -> str:
        return f"{self.name}：新版删去了它，但已有{self.why}，所以保留在本校调整里；不再需要时可以在那里移除"


def kept_items(college: College, gone: Mapping[str, list[Mapping[str, Any]]]) -> list[Kept]:
    """Of the items that a version leaves out (section → items), those on which something hangs."""
    found = []
    for section, items in gone.items():
        ask = _HELD.get(section)
        counts = ask(college, [str(each["code"]) for each in items]) if ask and items else {}
        for item in items:
            held = counts.get(str(item["code"]))
            if held:
                why = "、".join(f" {number} {what}" for what, number in held.items())
                found.append(Kept(section, str(item["code"]), str(item.get("name", item["code"])), why))
    return found


def answered_points(college: College, points: Mapping[str, Collection[str]]) -> dict[tuple[str, str], int]:
    """Level and point of a diagnosis form → conclusions that were written to it, for those that have any."""
    found: dict[tuple[str, str], int] = {}
    for level, codes in points.items():
        rows = Finding.objects.filter(record__round__college=college, record__round__level=level)
        named = rows.filter(point__in=codes).exclude(conclusion="").order_by()
        counted = named.values_list("point").annotate(number=Count("pk"))
        found |= {(level, code): number for code, number in counted}
    return found


def _gathered(rows: Iterable[tuple[str, str, int]]) -> Counts:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for code, what, number in rows:
        found[code][what] += number
    return found


def _of_indicators(college: College, codes: list[str]) -> Counts:
    live = improvements(college, live=True).select_related(None).order_by()
    goals = Goal.objects.filter(college=college, state__in=LIVE_GOALS).order_by()
    sources = (
        ("条未关闭的预警", open_alerts(college).order_by()),
        ("项进行中的改进", live),
        ("个目标", goals),
    )
    return _gathered(
        (code, what, number)
        for what, rows in sources
        for code, number in rows.filter(indicator__in=codes)
        .values_list("indicator")
        .annotate(number=Count("pk"))
    )


def _of_control_points(college: College, codes: list[str]) -> Counts:
    rows = Alert.objects.filter(college=college, rule__code__in=codes).order_by()
    counted = rows.values_list("rule__code").annotate(number=Count("pk"))
    return _gathered((code, "条预警", number) for code, number in counted)


def _of_datasets(college: College, codes: list[str]) -> Counts:
    rows = Batch.objects.filter(college=college, dataset__in=codes, state=BatchState.COMMITTED).order_by()
    counted = rows.values_list("dataset").annotate(number=Count("pk"))
    return _gathered((code, "批数据", number) for code, number in counted)


def _of_levels(college: College, codes: list[str]) -> Counts:
    rows = Subject.objects.filter(college=college, level__in=codes).order_by()
    counted = rows.values_list("level").annotate(number=Count("pk"))
    return _gathered((code, "个对象", number) for code, number in counted)


def _of_diagnosis(college: College, codes: list[str]) -> Counts:
    """A form is named by its own code, its rounds keep the whole of it."""
    rounds = {
        row.pk: str(row.form.get("code"))
        for row in Round.objects.filter(college=college, closed_at__isnull=True)
    }
    wanted = [key for key, code in rounds.items() if code in codes]
    counted = Record.objects.filter(round__in=wanted).order_by().values_list("round")
    return _gathered(
        (rounds[key], "份诊断记录(轮次还开着)", number)
        for key, number in counted.annotate(number=Count("pk"))
    )


def _of_plans(college: College, codes: list[str]) -> Counts:
    rows = Plan.objects.filter(college=college, kind__in=codes).order_by()
    return _gathered(
        (code, "个规划", number) for code, number in rows.values_list("kind").annotate(number=Count("pk"))
    )


def _of_reports(college: College, codes: list[str]) -> Counts:
    rows = Report.objects.filter(college=college, kind__in=codes).order_by()
    return _gathered(
        (code, "份报告", number) for code, number in rows.values_list("kind").annotate(number=Count("pk"))
    )


_HELD: dict[str, Callable[[College, list[str]], Counts]] = {
    "levels": _of_levels,
    "datasets": _of_datasets,
    "indicators": _of_indicators,
    "control_points": _of_control_points,
    "diagnosis": _of_diagnosis,
    "plans": _of_plans,
    "reports": _of_reports,
}
