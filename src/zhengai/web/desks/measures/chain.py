"""诊断指标链: a tree of levels and items whose leaves come when an item is opened, or a list when somebody searches;
per level and per department what is still missing; the document's six columns as a file."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.indicators.feeding import Feed
from zhengai.indicators.measures import Chain, chain
from zhengai.indicators.queries import newest_run
from zhengai.web.components.listings import listing_of
from zhengai.web.components.picking import offered
from zhengai.web.components.workbooks import workbook
from zhengai.web.desks.measures.entries import waiting
from zhengai.web.desks.measures.seen import SEEN, Row, asked, rows
from zhengai.web.shell.answers import answer
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

# the columns of the document's table, verbatim
HEADERS = ("层面", "诊断项目", "诊断要素", "诊断点", "诊断指标", "数据采集源")
_FILTERS = ("q", "source", "way", "feed", "department")
_WAYS = (("computed", "由指标计算"), ("by_hand", "由人收集"), ("restricted", "受限，不收集"))
MISSING = "missing"
# 五横, as schemes list them
_ORDER = ("college", "programme", "course", "teacher", "student")


@dataclass(frozen=True)
class Branch:
    """The measures of one element row of an item, as the document groups them."""

    element: str
    point: str
    rows: list[Row]

    @property
    def sources(self) -> tuple[str, ...]:
        """Those of all its measures, where they have the same; else each row says its own."""
        first, *others = [each.item.sources for each in self.rows]
        return first if all(each == first for each in others) else ()


@dataclass(frozen=True)
class Node:
    """An item (诊断项目) of the level that is shown; `branches` only of an open one."""

    name: str
    number: int
    valued: int
    missing: int
    href: str
    is_open: bool
    branches: list[Branch]


@dataclass(frozen=True)
class Tally:
    """A level or a department and how its measures stand; `query` narrows the list to it."""

    code: str
    name: str
    counts: Counter[Feed]
    query: str

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def cells(self) -> list[tuple[Feed, int]]:
        return [
            (feed, self.counts[feed])
            for feed in (Feed.VALUE, Feed.NO_DATA, Feed.NO_VALUE, Feed.OPEN, Feed.COLLECTED)
        ]


@needs(SEEN)
def measures(request: Request) -> HttpResponse:
    held, about = chain(request.college), asked(request)
    found = rows(request, held.measures, about)
    if request.GET.get("format") == "xlsx":
        return _export([each for each in found if _fits(each, request)])
    names = level_names(request)
    level = _level(request, held)
    if request.GET.get("part"):
        node = _node(request, level, request.GET.get("item", ""), found, is_open=True)
        return render(request, "desks/measures/_item.html", {"node": node})
    narrowed = any(request.GET.get(key) for key in _FILTERS)
    context = {
        **_numbers(found),
        "about": about,
        "subject_level": names.get(about.subject.level, "") if about.subject else "",
        "subjects": offered(request.person.subjects(SEEN)),
        "levels": [_tally_of_level(code, names, found) for code in _levels(request, held)],
        "departments": _departments(found),
        "level": level,
        "narrowed": narrowed,
        "nodes": [] if narrowed else _nodes(request, level, found),
        "listing": _listing(request, found) if narrowed else None,
        "sources": [each.name for each in held.sources],
        "ways": _WAYS,
        "feeds": [(MISSING, "还缺的"), *((each.value, each.chinese) for each in Feed)],
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "typed_subject": request.GET.get("subject", ""),
        "waiting": waiting(request).count() if request.person.may(Permission.MEASURE_REVIEW) else 0,
        "run": newest_run(request.college),
    }
    return answer(request, "desks/measures/chain.html", "desks/measures/_chain.html", context)


def _levels(request: Request, held: Chain) -> list[str]:
    used = {each.level for each in held.measures}
    order = [code for code in _ORDER if code in used]
    return [*order, *(code for code in level_names(request) if code in used - set(order))]


def _level(request: Request, held: Chain) -> str:
    levels = _levels(request, held)
    wanted = request.GET.get("level", "")
    return wanted if wanted in levels else next(iter(levels), "")


def _numbers(found: list[Row]) -> dict[str, Any]:
    counted = Counter(each.fed.feed for each in found)
    return {
        "total": sum(not each.item.from_point for each in found),
        "beside": sum(each.item.from_point for each in found),
        "computed": sum(each.item.indicator is not None for each in found),
        "valued": counted[Feed.VALUE],
        "no_data": counted[Feed.NO_DATA],
        "no_value": counted[Feed.NO_VALUE],
        "by_hand": sum(each.item.form is not None for each in found),
        "collected": counted[Feed.COLLECTED],
        "elsewhere": counted[Feed.ELSEWHERE],
    }


def _tally_of_level(code: str, names: dict[str, str], found: list[Row]) -> Tally:
    counts = Counter(each.fed.feed for each in found if each.item.level == code)
    return Tally(code, names.get(code, code), counts, urlencode({"level": code}))


def _departments(found: list[Row]) -> list[Tally]:
    """Those that can help where something is missing, the most wanted first."""
    counts: dict[str, Counter[Feed]] = {}
    for each in found:
        if each.fed.feed.is_missing:
            for department in each.fed.departments:
                counts.setdefault(department, Counter())[each.fed.feed] += 1
    tallies = [Tally(name, name, held, urlencode({"department": name})) for name, held in counts.items()]
    return sorted(tallies, key=lambda each: (-each.total, each.name))


def _nodes(request: Request, level: str, found: list[Row]) -> list[Node]:
    names = list(dict.fromkeys(each.item.item for each in found if each.item.level == level))
    opened = request.GET.get("item", next(iter(names), ""))
    return [_node(request, level, name, found, is_open=name == opened) for name in names]


def _node(request: Request, level: str, name: str, found: list[Row], *, is_open: bool) -> Node:
    held = [each for each in found if (each.item.level, each.item.item) == (level, name)]
    feeds = Counter(each.fed.feed for each in held)
    kept = {key: request.GET[key] for key in ("subject", "period") if request.GET.get(key)}
    return Node(
        name=name,
        number=len(held),
        valued=feeds[Feed.VALUE] + feeds[Feed.COLLECTED],
        missing=sum(number for feed, number in feeds.items() if feed.is_missing),
        href=f"?{urlencode({'level': level, 'item': name} | kept)}",
        is_open=is_open,
        branches=_branches(held) if is_open else [],
    )


def _branches(held: Iterable[Row]) -> list[Branch]:
    found: dict[tuple[str, str], list[Row]] = {}
    for each in held:
        found.setdefault((each.item.element, each.item.point), []).append(each)
    return [Branch(element, point, listed) for (element, point), listed in found.items()]


def _listing(request: Request, found: list[Row]) -> Any:
    order = {id(each): place for place, each in enumerate(found)}
    chosen = [each for each in found if _fits(each, request)]
    sorts = {
        "place": lambda row: order[id(row)],
        "name": lambda row: row.name,
        "feed": lambda row: row.fed.feed,
    }
    return listing_of(request, chosen, sorts, "place")


def _fits(row: Row, request: Request) -> bool:
    wanted, item = request.GET, row.item
    text = wanted.get("q", "").strip().casefold()
    words = " ".join((item.code, row.name, item.verbatim, item.item, item.element, item.point)).casefold()
    return (
        text in words
        and wanted.get("level", "") in ("", item.level)
        and wanted.get("item", "") in ("", item.item)
        and wanted.get("source", "") in ("", *item.sources)
        and wanted.get("way", "") in ("", _way(row))
        and wanted.get("department", "") in ("", *row.fed.departments)
        and _feeds(row, wanted.get("feed", ""))
    )


def _way(row: Row) -> str:
    if row.item.restricted:
        return "restricted"
    return "computed" if row.item.form is None else "by_hand"


def _feeds(row: Row, wanted: str) -> bool:
    return row.fed.feed.is_missing if wanted == MISSING else wanted in ("", row.fed.feed.value)


def _export(found: list[Row]) -> HttpResponse:
    cells = [
        [
            each.level,
            each.item.item,
            each.item.element,
            each.item.point,
            each.name,
            "、".join(each.item.sources),
        ]
        for each in found
    ]
    return workbook("诊断指标链", HEADERS, cells)
