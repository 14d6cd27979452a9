"""The four qualities over time, by dataset, by department, by source: four charts, their table, Excel."""

from datetime import timedelta

from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.datacentre import queries as datacentre
from zhengai.quality import trends
from zhengai.quality.rules import overall
from zhengai.quality.trends import Aspect, Point
from zhengai.web.components.charts import LineChart, Mark
from zhengai.web.components.data_quality import OriginNames, quality_scores
from zhengai.web.components.figures import Measure
from zhengai.web.components.listings import listing_of
from zhengai.web.components.workbooks import workbook
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.indicator import IndicatorKind

_DAYS = {"90": "近三个月", "183": "近半年", "366": "近一年", "1100": "近三年"}
_WAYS = {"all": "全校", "owner": "责任部门", "dataset": "数据集", "source": "来源"}
_SORTS = {
    "day": lambda each: -each.day.toordinal(),
    "worst": lambda each: (2.0 if overall(each.aspects) is None else overall(each.aspects), each.day),
}
_SCORE = Measure(IndicatorKind.RATIO)
_LOW = 0.9
_MOST_DRAWN = 60


@needs(Permission.DATA_VIEW)
def trend(request: Request) -> HttpResponse:
    way = request.GET.get("by", "all")
    way = way if way in _WAYS else "all"
    days = request.GET.get("days", "366")
    days = days if days in _DAYS else "366"
    offers = _offers(request, way)
    which = request.GET.get("of", "")
    which = which if which in dict(offers) else (offers[0][0] if offers else "")
    points = _points(request, way, which, int(days))
    name = dict(offers).get(which, "全校")
    if request.GET.get("format") == "xlsx":
        return _export(name, points)
    listing = listing_of(request, points, _SORTS, "day")
    context = {
        "ways": list(_WAYS.items()),
        "way": way,
        "offers": offers,
        "which": which,
        "periods": list(_DAYS.items()),
        "days": days,
        "name": name,
        "charts": [_chart(aspect, points) for aspect in Aspect] if len(points) > 1 else [],
        "listing": listing,
        "lines": [(each, quality_scores(each.aspects)) for each in listing],
        "sentence": _sentence(name, points),
        "over": "行数" if way == "source" else "数据集",
    }
    return answer(request, "desks/quality/trend.html", "desks/quality/_trend.html", context)


def _offers(request: Request, way: str) -> list[tuple[str, str]]:
    datasets = datacentre.catalogue(request.college).datasets.values()
    if way == "dataset":
        return sorted(((each.code, each.name) for each in datasets), key=lambda pair: pair[1])
    if way == "owner":
        return [(each, each) for each in sorted({each.owner for each in datasets if each.owner})]
    if way == "source":
        return [(each, each) for each in sorted(_by_name(request))]
    return []


def _by_name(request: Request) -> dict[str, list[str]]:
    """What people call a source → its codes."""
    names, found = OriginNames(request.college), dict[str, list[str]]()
    for code in trends.senders(request.college):
        found.setdefault(names.of(code), []).append(code)
    return found


def _points(request: Request, way: str, which: str, days: int) -> list[Point]:
    college = request.college
    since = today(college) - timedelta(days=days)
    if way == "source":
        return trends.of_sources(college, since, _by_name(request).get(which, []))
    if way == "dataset":
        return trends.of_datasets(college, since, [which])
    if way == "owner":
        owned = [e.code for e in datacentre.catalogue(college).datasets.values() if e.owner == which]
        return trends.of_datasets(college, since, owned)
    return trends.of_datasets(college, since)


def _chart(aspect: Aspect, points: list[Point]) -> LineChart:
    drawn = points[-_MOST_DRAWN:]
    values = [each.aspects[aspect.value] for each in drawn]
    return LineChart(
        name=f"trend-{aspect.value}",
        title=aspect.chinese,
        sentence=_said(aspect, values),
        measure=_SCORE,
        labels=[each.day.isoformat() for each in drawn],
        values=values,
        marks=[Mark("应达到", "warning", _LOW)],
    )


def _said(aspect: Aspect, values: list[float | None]) -> str:
    known = [each for each in values if each is not None]
    if not known:
        return f"{aspect.chinese}：没有规则判定这一面。"
    first, last = known[0], known[-1]
    way = (
        "没有变化"
        if abs(last - first) < 0.0005
        else f"{'升' if last > first else '降'}了 {abs(last - first):.1%}"
    )
    return f"{aspect.chinese}现在 {last:.1%}，比这段时间开始时{way}。"


def _sentence(name: str, points: list[Point]) -> str:
    if not points:
        return f"{name}在这段时间里没有判定过。"
    worst = overall(points[-1].aspects)
    ended = "还没有规则判定" if worst is None else f"最弱的一面 {worst:.1%}"
    return f"{name}：{len(points)} 天有判定，最近一次在 {points[-1].day.isoformat()}，{ended}。"


def _export(name: str, points: list[Point]) -> HttpResponse:
    headers = ["日期", *(each.name for each in quality_scores({})), "依据(数据集或行数)"]
    rows = [
        [each.day.isoformat(), *(score.value for score in quality_scores(each.aspects)), each.over]
        for each in points
    ]
    return workbook(f"{name} 质量走势", headers, rows)
