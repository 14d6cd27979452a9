"""One dataset: what its rows say, what came in, which indicators read it; and an empty workbook to fill."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.models import College
from zhengai.college.queries import today
from zhengai.datacentre import queries
from zhengai.datacentre.rules import BatchState
from zhengai.indicators.queries import datasets_behind, indicators
from zhengai.sources.calendar import feeds_of_dataset
from zhengai.web.components.data_quality import quality_scores
from zhengai.web.components.figures import plain
from zhengai.web.components.listings import listing
from zhengai.web.components.values import edition
from zhengai.web.components.workbooks import Sheet, workbook_of
from zhengai.web.desks.data.words import FREQUENCIES, dataset_or_404, roles_that_send, sendable
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import for_everyone, needs
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset, Field

SHOWN_ROWS = 20
_TYPES = {"text": "文字", "integer": "整数", "number": "数值", "date": "日期", "boolean": "是否"}
_PRIVACY = {"public": "公开", "internal": "内部", "personal": "个人信息", "sensitive": "敏感个人信息"}
_EXAMPLES = {"text": "文字", "integer": "12", "number": "85.5", "date": "2026-09-01", "boolean": "是"}


@dataclass(frozen=True)
class FieldRow:
    code: str
    name: str
    type: str
    unit: str
    demand: str
    choices: str
    refers: tuple[str, str] | None  # code and name of the dataset it points to
    privacy: str
    aliases: str
    meaning: str


@dataclass(frozen=True)
class Look:
    """The first rows of the newest period; `hidden` names the fields that are never shown."""

    columns: list[str]
    rows: list[list[str]]
    hidden: list[str]


@needs(Permission.DATA_VIEW)
def dataset(request: Request, code: str) -> HttpResponse:
    found = dataset_or_404(request, code)
    college = request.college
    batches = queries.batches(college, code)
    if request.GET.get("trial") != "1":
        batches = batches.exclude(state=BatchState.DRY_RUN)
    stored = queries.stored(college).get(code)
    shown = listing(request, batches, {"at": ("-created_at",)}, "at")
    names = names_of(each.by for each in shown)
    fresh = next(each for each in queries.freshness(college, today(college)) if each.dataset == code)
    context = {
        "dataset": found,
        "frequency": FREQUENCIES[found.frequency] if found.frequency else "不定期",
        "level": queries.catalogue(college).levels[found.level].name if found.level else "",
        "senders": roles_that_send(found),
        "fields": [field_row(request.college, found, each) for each in found.fields],
        "listing": shown,
        "batches": [(each, names.get(each.by, each.by)) for each in shown],
        "trial": request.GET.get("trial") == "1",
        "rows": stored[1] if stored else None,
        "version": edition(stored[0]) if stored else None,
        "fresh": fresh,
        "today": today(college),
        "scores": quality_scores(fresh.quality),
        "indicators": _indicators(college, code),
        "fed_by": feeds_of_dataset(college, code),
        "look": _look(request, found),
        "may_import": any(each.code == code for each in sendable(request)),
    }
    return answer(request, "desks/data/dataset.html", "desks/data/_batches.html", context)


def field_row(college: College, dataset: "Dataset", each: "Field") -> FieldRow:
    catalogue = queries.catalogue(college)
    demand = "主键" if each.code in dataset.key else "必填" if each.required else ""
    return FieldRow(
        code=each.code,
        name=each.name,
        type=_TYPES[each.type],
        unit=each.unit,
        demand=demand,
        choices="、".join(choice.value for choice in each.choices),
        refers=(each.references, catalogue.dataset(each.references).name) if each.references else None,
        privacy=_PRIVACY[each.privacy],
        aliases="、".join(each.aliases),
        meaning=each.meaning,
    )


def _indicators(college: College, code: str) -> list[tuple[str, str]]:
    """Those that rest on this dataset, through other indicators too."""
    known = indicators(college)
    found = [(each.code, each.name) for each in known.values() if code in datasets_behind(each, known)]
    return sorted(found, key=lambda pair: pair[1])


def _look(request: Request, dataset: "Dataset") -> Look | None:
    """Rows of the whole college: for those who may see rows everywhere."""
    if not request.person.sees_everything(Permission.ROWS_VIEW):
        return None
    shown = [each for each in dataset.fields if each.privacy != "sensitive"]
    hidden = [each.name for each in dataset.fields if each.privacy == "sensitive"]
    rows = queries.first_rows(request.college, dataset.code, [each.code for each in shown], SHOWN_ROWS)
    return Look([each.name for each in shown], [[_cell(cell) for cell in row] for row in rows], hidden)


def _cell(cell: Any) -> str:
    if cell is None:
        return "—"
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return plain(cell) if isinstance(cell, float) else str(cell)


@for_everyone
def template(request: Request, code: str) -> HttpResponse:
    """An empty workbook with the headers, and a sheet that explains them. For those who send or look after data."""
    found = dataset_or_404(request, code)
    if not request.person.may(Permission.DATA_VIEW) and found.code not in {d.code for d in sendable(request)}:
        raise PermissionDenied("模板由导入这类数据的人下载。需要时请联系学校的数据管理员。")
    fields = [field_row(request.college, found, each) for each in found.fields]
    explained = [
        [
            row.name, row.demand, row.type, row.unit, row.choices, _example(found, row), row.refers[1] if row.refers else "",
            row.privacy, row.aliases, row.meaning, row.code,
        ]
        for row in fields
    ]  # fmt: skip
    headers = [
        "列名",
        "要求",
        "类型",
        "单位",
        "可选值",
        "示例",
        "取自",
        "个人信息",
        "也认得的列名",
        "含义",
        "代码",
    ]
    sheets = [Sheet(found.name, [row.name for row in fields], []), Sheet("填写说明", headers, explained)]
    return workbook_of(f"{found.name}模板", sheets)


def _example(dataset: "Dataset", row: FieldRow) -> str:
    """How a cell is written. Time fields show a code of the calendar."""
    field = dataset.field(row.code)
    if field.choices:
        return field.choices[0].value
    if dataset.time and row.code in dataset.time.fields:
        kind = str(dataset.time.kind)
        examples = {"semester": "2026-2027-1", "month": "2026-11", "academic_year": "2026-2027"}
        if kind == "week":
            return "2026-2027-1" if row.code == dataset.time.fields[0] else "6"
        if kind in examples:
            return examples[kind]
    return f"{field.name}的编号" if field.references else _EXAMPLES[field.type]
