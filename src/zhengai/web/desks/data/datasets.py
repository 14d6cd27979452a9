"""The data centre: every dataset with its owner, its newest batch, when the next is due, and how good it is."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.datacentre import queries
from zhengai.datacentre.models import Batch
from zhengai.web.components.data_quality import Score, quality_scores
from zhengai.web.components.listings import listing_of
from zhengai.web.components.values import edition
from zhengai.web.components.workbooks import workbook
from zhengai.web.desks.data.words import FREQUENCIES
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_STATES = {"overdue": "应到未到", "current": "按时", "none": "还没有数据", "free": "不定期"}


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    owner: str
    level: str  # whose members its rows are
    frequency: str
    rows: int | None
    version: int | None
    last: Batch | None
    due: date | None
    state: str
    scores: list[Score]

    @property
    def worst(self) -> float:
        return min((each.value for each in self.scores if each.value is not None), default=2.0)


_SORTS = {
    "name": lambda row: row.name,
    "owner": lambda row: (row.owner, row.name),
    "rows": lambda row: (row.rows or 0, row.name),
    "due": lambda row: (row.state != "overdue", row.due or date.max, row.name),
    "last": lambda row: (row.last.created_at.timestamp() if row.last else 0.0, row.name),
    "quality": lambda row: (row.worst, row.name),
}


@needs(Permission.DATA_VIEW)
def datasets(request: Request) -> HttpResponse:
    every = _rows(request)
    shown = [row for row in every if _fits(request, row)]
    if request.GET.get("format") == "xlsx":
        return _export(sorted(shown, key=_SORTS["due"]))
    context = {
        "listing": listing_of(request, shown, _SORTS, "due"),
        "total": len(every),
        "overdue": [row for row in every if row.state == "overdue"],
        "missing": sum(row.state == "none" for row in every),
        "owners": sorted({row.owner for row in every if row.owner}),
        "states": [(code, name, sum(row.state == code for row in every)) for code, name in _STATES.items()],
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "today": today(request.college),
        "may_import": request.person.may(Permission.DATA_IMPORT),
    }
    return answer(request, "desks/data/datasets.html", "desks/data/_datasets.html", context)


def _rows(request: Request) -> list[Row]:
    catalogue = queries.catalogue(request.college)
    stored = queries.stored(request.college)
    found = []
    for each in queries.freshness(request.college, today(request.college)):
        declared = catalogue.dataset(each.dataset)
        version, rows = stored.get(each.dataset, (None, None))
        found.append(
            Row(
                code=each.dataset,
                name=each.name,
                owner=each.owner,
                level=catalogue.levels[declared.level].name if declared.level else "",
                frequency=FREQUENCIES[declared.frequency] if declared.frequency else "不定期",
                rows=rows,
                version=None if version is None else edition(version),
                last=each.last_batch,
                due=each.due,
                state=_state(each),
                scores=quality_scores(each.quality),
            )
        )
    return found


def _state(each: queries.Freshness) -> str:
    if each.last_batch is None:
        return "none"
    if each.due is None:
        return "free"
    return "overdue" if each.overdue else "current"


def _fits(request: Request, row: Row) -> bool:
    wanted = request.GET
    text = wanted.get("q", "").strip().lower()
    return (
        (not text or text in f"{row.name} {row.code} {row.owner}".lower())
        and wanted.get("owner", "") in ("", row.owner)
        and wanted.get("state", "") in ("", row.state)
    )


def _export(rows: list[Row]) -> HttpResponse:
    headers = [
        "代码",
        "数据集",
        "责任部门",
        "成员层面",
        "频率",
        "行数",
        "版本",
        "最近批次",
        "应到日期",
        "状态",
    ]
    names = [each.name for each in quality_scores({})]
    return workbook(
        "数据集",
        [*headers, *names],
        [
            [
                row.code, row.name, row.owner, row.level, row.frequency, row.rows, row.version,
                row.last.code if row.last else None, row.due.isoformat() if row.due else None, _STATES[row.state],
                *(each.value for each in row.scores),
            ]
            for row in rows
        ],
    )  # fmt: skip
