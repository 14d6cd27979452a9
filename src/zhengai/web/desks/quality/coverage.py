"""Which indicators and which national tables the data feed, and which are blind and why."""

from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.quality.coverage import Covered, Feed, covered_indicators, covered_tables
from zhengai.web.components.listings import listing_of
from zhengai.web.components.workbooks import Sheet, workbook_of
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

LOOKS = {
    Feed.NO_DATASET: "no_data",
    Feed.NEVER: "no_data",
    Feed.LATE: "warning",
    Feed.POOR: "below_standard",
    Feed.FED: "target_met",
}
_ORDER = list(Feed)
_SORTS = {
    "feed": lambda each: (_ORDER.index(each.feed), each.group, each.name),
    "name": lambda each: each.name,
    "group": lambda each: (each.group, each.number, each.name),
}


@needs(Permission.DATA_VIEW)
def coverage(request: Request) -> HttpResponse:
    tables = request.GET.get("of") == "tables"
    every = covered_tables(request.college) if tables else covered_indicators(request.college)
    if request.GET.get("format") == "xlsx":
        return _export(request)
    wanted, text = request.GET.get("feed", ""), request.GET.get("q", "").strip().lower()
    group = request.GET.get("group", "")
    shown = [
        each
        for each in every
        if wanted in ("", each.feed.value)
        and group in ("", each.group)
        and text in f"{each.name} {each.code} {each.number}".lower()
    ]
    found = listing_of(request, shown, _SORTS, "feed")
    context = {
        "tables": tables,
        "listing": found,
        "rows": [(each, each.feed.chinese, LOOKS[each.feed]) for each in found],
        "total": len(every),
        "fed": sum(each.feed is Feed.FED for each in every),
        "blind": sum(each.feed.is_blind for each in every),
        "feeds": [(each.value, each.chinese, sum(one.feed is each for one in every)) for each in Feed],
        "groups": sorted({each.group for each in every if each.group}),
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
    }
    return answer(request, "desks/quality/coverage.html", "desks/quality/_coverage.html", context)


def _export(request: Request) -> HttpResponse:
    sheets = [
        Sheet("指标", _headers("责任部门"), _lines(covered_indicators(request.college))),
        Sheet("国家数据表", _headers("标准"), _lines(covered_tables(request.college))),
    ]
    return workbook_of("数据覆盖", sheets)


def _headers(group: str) -> list[str]:
    return ["代码", "表号", "名称", group, "情况", "原因", "数据集", "谁能补"]


def _lines(found: list[Covered]) -> list[list[str]]:
    return [
        [
            each.code,
            each.number,
            each.name,
            each.group,
            each.feed.chinese,
            each.why,
            "、".join(source.name for source in each.sources),
            "、".join(each.owners),
        ]
        for each in found
    ]
