"""Each goal or subject with the datasets, sources, registers and pages that fulfil it, and what is missing: derived from what
the data centre holds, but for gaps that no data can tell."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.datacentre.queries import catalogue, stored
from zhengai.framework.queries.platform import checklists
from zhengai.framework.rules.platform import Listed
from zhengai.sources.models import Feed
from zhengai.web.components.workbooks import Sheet, workbook_of
from zhengai.web.shell.marks import needs
from zhengai.web.shell.menu import MenuItem, entries
from zhengai.web.shell.request import Request

if TYPE_CHECKING:
    from zhengai_engine.tables.dataset import Dataset


@dataclass(frozen=True)
class Held:
    """A dataset or register that fulfils an item; `sources` are those that feed it."""

    dataset: "Dataset"
    rows: int
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    item: Listed
    held: list[Held]
    pages: list[MenuItem]
    missing: list[str]

    @property
    def state(self) -> tuple[str, str]:
        """State and word, as a badge shows it."""
        if not self.missing:
            return "standard_met", "已实现"
        return (
            ("notice", "部分实现")
            if self.pages or any(each.rows for each in self.held)
            else ("no_data", "还没有")
        )


@needs(Permission.DATA_VIEW)
def checklists_page(request: Request) -> HttpResponse:
    lines = _lines(request)
    lists: dict[str, list[Line]] = defaultdict(list)
    for each in lines:
        lists[each.item.list].append(each)
    if request.GET.get("format") == "xlsx":
        headers = ["项目", "状态", "数据集和台账", "数据源", "页面", "由其他系统承担", "还缺什么", "依据"]
        return workbook_of(
            "信息化对照清单",
            [Sheet(name, headers, [_cells(each) for each in held]) for name, held in lists.items()],
        )
    context = {
        "lists": list(lists.items()),
        "total": len(lines),
        "done": sum(not each.missing for each in lines),
    }
    return render(request, "desks/checklists/checklists.html", context)


def _lines(request: Request) -> list[Line]:
    numbers, feeds = stored(request.college), _feeds(request)
    known = list(catalogue(request.college).datasets.values())
    offered, _ = entries(request)
    found = []
    for item in checklists(request.college):
        held = [
            Held(each, numbers.get(each.code, (0, 0))[1], feeds.get(each.code, ()))
            for each in known
            if each.code in item.datasets or (each.register and each.register.theme in item.themes)
        ]
        pages = [offered[name] for name in item.pages if name in offered]
        found.append(Line(item, held, pages, _missing(item, held, {each.code for each in known})))
    return found


def _missing(item: Listed, held: list[Held], known: set[str]) -> list[str]:
    themes = {each.dataset.register.theme for each in held if each.dataset.register}
    return [
        *(f"方案里没有数据集 {code}" for code in item.datasets if code not in known),
        *(f"方案里没有“{theme}”的台账" for theme in item.themes if theme not in themes),
        *(f"{each.dataset.name}还没有数据" for each in held if not each.rows),
        *([item.gap] if item.gap else []),
    ]


def _feeds(request: Request) -> Mapping[str, tuple[str, ...]]:
    """Dataset → names of the sources that feed it."""
    rows = Feed.objects.filter(source__college=request.college).order_by("source__name")
    found: dict[str, tuple[str, ...]] = {}
    for dataset, name in rows.values_list("dataset", "source__name"):
        found[dataset] = tuple(dict.fromkeys((*found.get(dataset, ()), name)))
    return found


def _cells(line: Line) -> list[str]:
    names = [f"{each.dataset.name}({each.rows} 行)" for each in line.held]
    sources = dict.fromkeys(name for each in line.held for name in each.sources)
    return [
        line.item.name, line.state[1], "、".join(names), "、".join(sources),
        "、".join(each.title for each in line.pages), line.item.elsewhere, "；".join(line.missing), line.item.source,
    ]  # fmt: skip
