"""The board: every dataset with its four qualities, the worst first; departments and sources below."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.core.models import Job
from zhengai.datacentre import queries as datacentre
from zhengai.quality import queries
from zhengai.quality.models import Result
from zhengai.quality.rules import Scored, overall, scores
from zhengai.quality.tasks import JUDGE, judge_soon
from zhengai.web.components.data_quality import OriginNames, Score, quality_scores
from zhengai.web.components.listings import listing_of
from zhengai.web.components.workbooks import Sheet, workbook_of
from zhengai.web.desks.quality.words import KINDS, rule_name, told
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_SHOWN_DAYS = 120
_RULE_HEADERS = [
    "数据集", "规则", "种类", "质量", "判定行数", "不合行数", "度量", "结果", "数据版本", "判定时间",
]  # fmt: skip


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    owner: str
    scores: list[Score]
    worst: float | None
    rules: int
    failing: list[tuple[str, str]]  # code and name of the rules that fail, the worst first
    suspects: int
    trend: list[float | None]
    state: str


_STATES = {"low": "低于 90 分", "failing": "有不合的数据", "fine": "都合", "none": "没有导入过"}
_SORTS = {
    "worst": lambda row: (
        row.state == "none",
        2.0 if row.worst is None else row.worst,
        -row.suspects,
        row.name,
    ),
    "name": lambda row: row.name,
    "owner": lambda row: (row.owner, row.name),
    "rules": lambda row: (-len(row.failing), row.name),
    "suspects": lambda row: (-row.suspects, row.name),
}


@needs(Permission.DATA_VIEW)
def board(request: Request) -> HttpResponse:
    results = list(queries.results(request.college))
    every = _rows(request, results)
    shown = [row for row in every if _fits(request, row)]
    if request.GET.get("format") == "xlsx":
        return _export(request, sorted(shown, key=_SORTS["worst"]), results)
    judged = max((each.at for each in results), default=None)
    context = {
        "listing": listing_of(request, shown, _SORTS, "worst"),
        "total": len(every),
        "low": [row for row in every if row.state == "low"],
        "suspects": sum(row.suspects for row in every),
        "rules": len(results),
        "failing": sum(each.failing > 0 for each in results),
        "judged": judged,
        "owners": sorted({row.owner for row in every if row.owner}),
        "states": [(code, name, sum(row.state == code for row in every)) for code, name in _STATES.items()],
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "departments": _departments(every, results),
        "sources": _sources(request),
        "may_judge": request.person.may(Permission.DATA_IMPORT),
    }
    return answer(request, "desks/quality/board.html", "desks/quality/_board.html", context)


@require_POST
@needs(Permission.DATA_VIEW)
def judge_now(request: Request) -> HttpResponse:
    """All rules, as a job. One that is under way is shown instead of a second one."""
    if not request.person.sees_everything(Permission.DATA_IMPORT):
        raise PermissionDenied("判定由数据管理员和职能部门发起。")
    running = Job.objects.filter(college=request.college.code, kind=JUDGE).order_by("-pk").first()
    if running is None or not running.live:
        running = judge_soon(college=request.college, by=request.user.username)
        messages.success(request, "已开始判定，完成后刷新“数据质量”就能看到。")
    return HttpResponseRedirect(reverse("job", args=[running.pk]))


def _rows(request: Request, results: list[Result]) -> list[Row]:
    college = request.college
    newest = queries.newest_scores(college)
    waiting = queries.open_numbers(college)
    trends: dict[str, list[float | None]] = {}
    for score in queries.scores_since(college, today(college) - timedelta(days=_SHOWN_DAYS)):
        trends.setdefault(score.dataset, []).append(overall(score.aspects))
    found = []
    for dataset in datacentre.catalogue(college).datasets.values():
        own = [each for each in results if each.dataset == dataset.code]
        aspects = newest[dataset.code].aspects if dataset.code in newest else {}
        wrong = [each for each in own if each.failing]
        worst = overall(aspects)
        found.append(
            Row(
                code=dataset.code,
                name=dataset.name,
                owner=dataset.owner,
                scores=quality_scores(aspects),
                worst=worst,
                rules=len(own),
                failing=[(each.rule, rule_name(request, each.rule)) for each in wrong],
                suspects=waiting.get(dataset.code, 0),
                trend=trends.get(dataset.code, []),
                state=_state(own, wrong, worst),
            )
        )
    return found


def _state(own: list[Result], wrong: list[Result], worst: float | None) -> str:
    if not own:
        return "none"
    if worst is not None and worst < 0.9:
        return "low"
    return "failing" if wrong else "fine"


def _fits(request: Request, row: Row) -> bool:
    wanted = request.GET
    text = wanted.get("q", "").strip().lower()
    return (
        (not text or text in f"{row.name} {row.code} {row.owner}".lower())
        and wanted.get("owner", "") in ("", row.owner)
        and wanted.get("state", "") in ("", row.state)
    )


@dataclass(frozen=True)
class Department:
    name: str
    scores: list[Score]
    datasets: int
    suspects: int
    worst: float | None


def _departments(every: Iterable[Row], results: list[Result]) -> list[Department]:
    """Rows over rows of all its datasets, the worst first."""
    by_owner: dict[str, list[Row]] = {}
    for row in every:
        if row.rules:
            by_owner.setdefault(row.owner or "没有责任部门", []).append(row)
    found = []
    for owner, rows in by_owner.items():
        codes = {row.code for row in rows}
        aspects = scores(
            Scored(e.aspect, e.judged, e.failing, e.measured if e.kind == "freshness" else None)
            for e in results
            if e.dataset in codes
        )
        found.append(
            Department(
                owner, quality_scores(aspects), len(rows), sum(r.suspects for r in rows), overall(aspects)
            )
        )
    return sorted(
        found, key=lambda each: (2.0 if each.worst is None else each.worst, -each.suspects, each.name)
    )


@dataclass(frozen=True)
class SourceRow:
    name: str
    batches: int
    rows: int
    rejected: int
    share: float | None
    suspects: int


def _sources(request: Request) -> list[SourceRow]:
    """Over all datasets; the share of accepted rows among those read."""
    names = OriginNames(request.college)
    sums: dict[str, list[int]] = {}
    for each in queries.by_source(request.college):
        held = sums.setdefault(names.of(each.source), [0, 0, 0, 0])
        for place, number in enumerate((each.batches, each.rows, each.rejected, each.suspects)):
            held[place] += number
    found = [
        SourceRow(name, batches, rows, rejected, 1 - rejected / rows if rows else None, suspects)
        for name, (batches, rows, rejected, suspects) in sums.items()
    ]
    return sorted(found, key=lambda each: (-each.suspects, each.share or 0, each.name))


def _export(request: Request, rows: list[Row], results: list[Result]) -> HttpResponse:
    shown = {row.code: row for row in rows}
    datasets = [
        [
            row.code,
            row.name,
            row.owner,
            *(each.value for each in row.scores),
            row.rules,
            len(row.failing),
            row.suspects,
        ]
        for row in rows
    ]
    judged = [
        [
            shown[each.dataset].name, rule_name(request, each.rule), KINDS[each.kind], each.get_aspect_display(),
            each.judged, each.failing, each.measured, told(each), each.version, each.at.strftime("%Y-%m-%d %H:%M"),
        ]
        for each in results
        if each.dataset in shown
    ]  # fmt: skip
    qualities = [each.name for each in quality_scores({})]
    sheets = [
        Sheet(
            "数据集", ["代码", "数据集", "责任部门", *qualities, "规则数", "不合的规则", "可疑数据"], datasets
        ),
        Sheet("规则", _RULE_HEADERS, judged),
    ]
    return workbook_of("数据质量", sheets)
