"""The parts of a page as template tags; the gallery shows each of them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone

from zhengai.cycles.rules.turn import Turn
from zhengai.web.components import prose as printing
from zhengai.web.components import sparklines, spirals, states, terms
from zhengai.web.components.bands import Band
from zhengai.web.components.charts import LineChart
from zhengai.web.components.evidence import EvidenceBox
from zhengai.web.components.figures import Figure
from zhengai.web.components.listings import Listing
from zhengai.web.components.periods import PeriodSwitch

register = template.Library()

_WEEKDAYS = "一二三四五六日"


@register.inclusion_tag("components/figure.html")
def figure(shown: Figure, headline: bool = False) -> dict[str, Any]:
    return {"figure": shown, "headline": headline}


@register.inclusion_tag("components/badge.html")
def badge(state: str, word: str = "") -> dict[str, Any]:
    return {"badge": states.badge(state, word)}


@register.inclusion_tag("components/sparkline.html")
def sparkline(
    values: Sequence[float | None], limit: float | None = None, sentence: str = ""
) -> dict[str, Any]:
    return {"line": sparklines.sparkline(values, limit, sentence)}


@register.inclusion_tag("components/band.html")
def band(shown: Band | None, sentence: str = "") -> dict[str, Any]:
    return {"band": shown, "sentence": sentence}


@register.inclusion_tag("components/eight.html")
def spiral(turn: Turn, base: str = "", earlier: Sequence[Turn] = (), listed: bool = True) -> dict[str, Any]:
    """The figure-eight and the same as a list. With the address of the spiral page as `base` the nodes lead there;
    `listed` false: the page has the list itself, with the ids node-…"""
    drawings = spirals.drawings(turn, base, earlier)
    return {"turn": turn, "base": base, "drawings": drawings, "listed": listed}


@register.inclusion_tag("components/eight_small.html")
def spiral_small(turn: Turn) -> dict[str, Any]:
    return {"turn": turn, "drawing": spirals.small_drawing(turn)}


@register.inclusion_tag("components/line_chart.html")
def line_chart(chart: LineChart) -> dict[str, Any]:
    return {"chart": chart, "data_id": f"{chart.name}-data"}


@register.inclusion_tag("components/crumbs.html")
def crumbs(*steps: str) -> dict[str, Any]:
    """`{% crumbs "指标与数据" url "缺课率" %}`: name and address in turn; the last name stands alone."""
    return {"steps": [(name, "".join(steps[i + 1 : i + 2])) for i, name in enumerate(steps) if i % 2 == 0]}


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(
    context: Context, listing: Listing[Any], column: str, title: str, look: str = ""
) -> dict[str, Any]:
    return {
        "request": context["request"],
        "title": title,
        "look": look,
        "turned": listing.turned(column),
        "direction": listing.direction(column),
    }


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, listing: Listing[Any]) -> dict[str, Any]:
    numbers = listing.page.paginator.get_elided_page_range(listing.page.number, on_each_side=1, on_ends=1)
    return {"request": context["request"], "listing": listing, "numbers": list(numbers)}


@register.inclusion_tag("components/period_switch.html", takes_context=True)
def period_switch(context: Context, switch: PeriodSwitch) -> dict[str, Any]:
    """Keeps what else the address says, but begins at the first page."""
    kept = [(k, v) for k, v in context["request"].GET.items() if k not in ("period", "page")]
    return {"switch": switch, "kept": kept}


@register.inclusion_tag("components/term.html")
def term(word: str) -> dict[str, Any]:
    """A word with its help, by hover, tap or keyboard."""
    return {"word": word, "why": terms.help_for(word)}


@register.inclusion_tag("components/empty.html")
def empty(title: str, why: str, step: str = "", href: str = "") -> dict[str, Any]:
    return {"title": title, "why": why, "step": step, "href": href}


@register.inclusion_tag("components/evidence.html")
def evidence(box: EvidenceBox) -> dict[str, Any]:
    return {"box": box}


@register.inclusion_tag("components/evidence_link.html")
def evidence_link(kind: str, key: int, counts: Mapping[str, int], may_change: bool) -> dict[str, Any]:
    """Where many records share a page: a line that becomes the record's box."""
    return {"kind": kind, "key": key, "number": counts.get(str(key), 0), "may_change": may_change}


@register.inclusion_tag("components/evidence_later.html")
def evidence_later(kind: str, key: int) -> dict[str, Any]:
    """A record's box on a page that asks much already: fetched once the page is there."""
    return {"kind": kind, "key": key}


@register.filter
def prose(text: str) -> str:
    return printing.prose(str(text))


@register.filter
def day(value: date | datetime | None) -> str:
    """11月20日 周五; with the year only when it is not the present one."""
    if value is None:
        return "—"
    shown = timezone.localtime(value).date() if isinstance(value, datetime) else value
    year = "" if shown.year == timezone.localdate().year else f"{shown.year}年"
    return f"{year}{shown.month}月{shown.day}日 周{_WEEKDAYS[shown.weekday()]}"


@register.filter
def remaining(due: date, today: date) -> str:
    """还剩 3 天. Says what remains, never whose fault it is."""
    days = (due - today).days
    if days > 0:
        return f"还剩 {days} 天"
    return "今天到期" if days == 0 else f"期限已过 {-days} 天"


@register.filter
def moment(value: datetime | None) -> str:
    """11-20 08:00, as 数据截至 says it."""
    return "—" if value is None else f"{timezone.localtime(value):%m-%d %H:%M}"


@register.filter
def thousands(value: int) -> str:
    """12,345"""
    return f"{value:,}"
