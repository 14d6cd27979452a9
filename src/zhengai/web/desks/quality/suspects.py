"""Rows under suspicion: whose they are, what is wrong, and what became of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.datacentre import queries as datacentre
from zhengai.quality import queries
from zhengai.quality.models import Suspect
from zhengai.quality.rules import SuspectState
from zhengai.web.components.data_quality import OriginNames
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.rows import names_in
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.desks.quality.words import dataset_name, rule_name
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

LOOKS = {
    SuspectState.OPEN: "warning",
    SuspectState.ASKED: "notice",
    SuspectState.EXCEPTED: "plain",
    SuspectState.CORRECTED: "target_met",
}
HIDDEN = "●●●"
_SORTS = {
    "key": ("key_text",),
    "dataset": ("dataset", "key_text"),
    "rule": ("rule", "key_text"),
    "owner": ("owner", "dataset", "key_text"),
    "found": ("-found_at", "key_text"),
}
_MEASURED = {"freshness": "迟到天数", "volume": "与此前平均之比", "drift": "稳定性指数"}
_WORDS = {
    "left": "左边",
    "right": "右边",
    "level": "层面",
    "subject": "对象",
    "period": "周期",
}


@dataclass(frozen=True)
class SuspectRow:
    suspect: Suspect
    dataset: str
    rule: str
    source: str
    state: str
    look: str
    cells: list[tuple[str, str]]  # the fields the rule speaks of


@needs(Permission.DATA_VIEW)
def suspects(request: Request, owner: str = "") -> HttpResponse:
    """Those that wait for somebody, unless another state is chosen; `owner` is the department of a message."""
    every = queries.suspects(request.college)
    chosen = {key: request.GET.get(key, "") for key in ("dataset", "rule", "owner", "state", "q")}
    chosen["owner"] = chosen["owner"] or owner
    found = every
    for key in ("dataset", "rule", "owner"):
        if chosen[key]:
            found = found.filter(**{key: chosen[key]})
    if chosen["q"].strip():
        found = found.filter(key_text__icontains=chosen["q"].strip())
    counts = dict(found.order_by().values_list("state").annotate(number=Count("pk")))
    found = _of_state(found, chosen["state"])
    if request.GET.get("format") == "xlsx":
        return _export(request, sorted_rows(request, found, _SORTS, "owner")[0][:MOST_ROWS])
    shown = listing(request, found, _SORTS, "owner")
    known = every.order_by().values_list("dataset", "owner").distinct()
    context = {
        "listing": shown,
        "rows": suspect_rows(request, list(shown)),
        "total": every.count() if not shown.count else shown.count,
        "waiting": sum(counts.get(each, 0) for each in (SuspectState.OPEN, SuspectState.ASKED)),
        "corrected": counts.get(SuspectState.CORRECTED, 0),
        "states": [(each.value, each.chinese, counts.get(each, 0)) for each in SuspectState],
        "owners": sorted({each for _, each in known if each}),
        "datasets": sorted((dataset_name(request, each), each) for each in {code for code, _ in known}),
        "rule": rule_name(request, chosen["rule"]) if chosen["rule"] else "",
        "chosen": chosen,
        "judged": queries.results(request.college).exists(),
    }
    return answer(request, "desks/quality/suspects.html", "desks/quality/_suspects.html", context)


def suspect_rows(request: Request, found: Iterable[Suspect]) -> list[SuspectRow]:
    names = OriginNames(request.college)
    return [
        SuspectRow(
            suspect=each,
            dataset=dataset_name(request, each.dataset),
            rule=rule_name(request, each.rule),
            source=names.of(each.source),
            state=SuspectState(each.state).chinese,
            look=LOOKS[SuspectState(each.state)],
            cells=cells(request, each, only_of_rule=True),
        )
        for each in found
    ]


def cells(request: Request, found: Suspect, *, only_of_rule: bool = False) -> list[tuple[str, str]]:
    """Field and value, a reference with the name of what it refers to. Personal data are shown to those who may see
    rows of everybody or correct them."""
    declared = datacentre.catalogue(request.college).datasets.get(found.dataset)
    rule = queries.rules(request.college).get(found.rule)
    wanted = set(rule.fields) if rule and rule.fields else set(found.row)
    open_to_all = any(
        request.person.sees_everything(each) for each in (Permission.ROWS_VIEW, Permission.DATA_IMPORT)
    )
    if rule is not None and rule.kind in _MEASURED:
        return [(_MEASURED[rule.kind], _cell(found.row.get("measured")))]
    names = names_in(request.college, declared, [found.row]) if declared and not only_of_rule else {}
    shown = []
    for code, value in found.row.items():
        if only_of_rule and code not in wanted:
            continue
        field = declared.field(code) if declared and declared.has(code) else None
        hidden = field is not None and field.privacy == "personal" and not open_to_all
        said = " ".join(filter(None, (names.get((code, str(value))), _cell(value))))
        shown.append((field.name if field else _WORDS.get(code, code), HIDDEN if hidden else said))
    return shown


def _cell(value: object) -> str:
    if value is None:
        return "空"
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _of_state(found: QuerySet[Suspect], state: str) -> QuerySet[Suspect]:
    if state == "all":
        return found
    if state in set(SuspectState):
        return found.filter(state=state)
    return found.filter(state__in=(SuspectState.OPEN, SuspectState.ASKED))


def _export(request: Request, found: Iterable[Suspect]) -> HttpResponse:
    headers = [
        "责任部门",
        "数据集",
        "主键",
        "规则",
        "不合的值",
        "状态",
        "来源",
        "发现时间",
        "申请理由",
        "决定意见",
    ]
    return workbook(
        "可疑数据",
        headers,
        [
            [
                row.suspect.owner, row.dataset, row.suspect.key_text, row.rule,
                "；".join(f"{name} {value}" for name, value in row.cells), row.state, row.source,
                row.suspect.found_at.strftime("%Y-%m-%d %H:%M"), row.suspect.reason, row.suspect.note,
            ]
            for row in suspect_rows(request, found)
        ],
    )  # fmt: skip
