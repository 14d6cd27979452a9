"""The data dictionary: every field of every dataset, what it means, and which indicators read it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.datacentre import queries as datacentre
from zhengai.indicators.queries import indicators
from zhengai.quality.fields import readers_of_fields
from zhengai.web.components.listings import listing_of
from zhengai.web.components.workbooks import workbook
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset, Field

_TYPES = {"text": "文字", "integer": "整数", "number": "数值", "date": "日期", "boolean": "是否"}
_PRIVACY = {"public": "公开", "internal": "内部", "personal": "个人信息", "sensitive": "敏感个人信息"}


@dataclass(frozen=True)
class Entry:
    """One field. `readers` are code and name of the indicators whose own formula reads it."""

    dataset: str
    dataset_name: str
    owner: str
    code: str
    name: str
    type: str
    unit: str
    demand: str
    choices: str
    table: str  # of codes
    refers: str
    limits: str
    privacy: str
    aliases: str
    meaning: str
    readers: list[tuple[str, str]]


_SORTS = {
    "dataset": lambda each: (each.dataset_name,),
    "name": lambda each: (each.name, each.dataset_name),
    "used": lambda each: (-len(each.readers), each.name),
}


@needs(Permission.DATA_VIEW)
def dictionary(request: Request) -> HttpResponse:
    every = _entries(request)
    shown = [each for each in every if _fits(request, each)]
    if request.GET.get("format") == "xlsx":
        return _export(shown)
    context = {
        "listing": listing_of(request, shown, _SORTS, "dataset"),
        "total": len(every),
        "datasets": sorted({(each.dataset_name, each.dataset) for each in every}),
        "privacies": list(_PRIVACY.values()),
        "personal": sum(each.privacy in ("个人信息", "敏感个人信息") for each in every),
        "coded": sum(bool(each.choices) for each in every),
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
    }
    return answer(request, "desks/quality/dictionary.html", "desks/quality/_dictionary.html", context)


def _entries(request: Request) -> list[Entry]:
    catalogue = datacentre.catalogue(request.college)
    known = indicators(request.college)
    readers = readers_of_fields(known, catalogue)
    return [
        _entry(dataset, field, {code: each.name for code, each in catalogue.datasets.items()},
               sorted((code, known[code].name) for code in readers.get((dataset.code, field.code), ())))
        for dataset in catalogue.datasets.values()
        for field in dataset.fields
    ]  # fmt: skip


def _entry(
    dataset: "Dataset", field: "Field", names: dict[str, str], readers: list[tuple[str, str]]
) -> Entry:
    return Entry(
        dataset=dataset.code,
        dataset_name=dataset.name,
        owner=dataset.owner,
        code=field.code,
        name=field.name,
        type=_TYPES[field.type],
        unit=field.unit,
        demand="主键" if field.code in dataset.key else "必填" if field.required else "",
        choices="、".join(each.value for each in field.choices),
        table=field.code_table,
        refers=names.get(field.references or "", ""),
        limits=_limits(field),
        privacy=_PRIVACY[field.privacy],
        aliases="、".join(field.aliases),
        meaning=field.meaning,
        readers=readers,
    )


def _limits(field: "Field") -> str:
    low, high = field.minimum, field.maximum
    if low is not None and high is not None:
        return f"{low:.10g} 到 {high:.10g}"
    if low is not None:
        return f"≥ {low:.10g}"
    return f"≤ {high:.10g}" if high is not None else ""


def _fits(request: Request, each: Entry) -> bool:
    wanted = request.GET
    text = wanted.get("q", "").strip().lower()
    words = f"{each.name} {each.code} {each.aliases} {each.meaning} {each.choices}".lower()
    return (
        (not text or text in words)
        and wanted.get("dataset", "") in ("", each.dataset)
        and wanted.get("privacy", "") in ("", each.privacy)
    )


def _export(found: list[Entry]) -> HttpResponse:
    headers = [
        "数据集", "数据集代码", "责任部门", "字段", "代码", "类型", "单位", "要求", "可选值", "代码表", "取自", "范围",
        "个人信息", "也认得的列名", "含义", "用它的指标",
    ]  # fmt: skip
    return workbook(
        "数据字典",
        headers,
        [
            [
                each.dataset_name, each.dataset, each.owner, each.name, each.code, each.type, each.unit, each.demand,
                each.choices, each.table, each.refers, each.limits, each.privacy, each.aliases, each.meaning,
                "、".join(name for _, name in each.readers),
            ]
            for each in found
        ],
    )  # fmt: skip
