"""A section of the running scheme, item by item, and one item as text that a college may change."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.framework.actions import OWN
from zhengai.framework.queries import installed
from zhengai.framework.rules.section_names import NAMES
from zhengai.framework.rules.writing import text_of
from zhengai.scheme.editing import ELSEWHERE, ItemRefused, change_item, restore_item
from zhengai.web.components.listings import listing_of
from zhengai.web.components.workbooks import workbook
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_SORTS = {"order": lambda each: each.place, "code": lambda each: each.code, "name": lambda each: each.name}


@dataclass(frozen=True)
class ItemRow:
    """`packs` are those that speak of the item, the last one counts; `own` says that the college does."""

    place: int
    code: str
    name: str
    item: dict[str, Any]
    packs: tuple[str, ...]

    @property
    def own(self) -> bool:
        return self.packs[-1] == OWN

    @property
    def base(self) -> str:
        """The pack whose item the college's replaces; empty for an item of the college alone."""
        return next((code for code in reversed(self.packs) if code != OWN), "")


@needs(Permission.SCHEME_EDIT)
def section(request: Request, name: str) -> HttpResponse:
    rows = _rows(request, name)
    text = request.GET.get("q", "").strip().lower()
    wanted = [each for each in rows if not text or text in f"{each.code} {each.name}".lower()]
    if request.GET.get("own"):
        wanted = [each for each in wanted if each.own]
    if request.GET.get("format") == "xlsx":
        table = ((e.code, e.name, e.base or "本校", "是" if e.own else "") for e in wanted)
        return workbook(NAMES.get(name, name), ("代码", "名称", "出自", "本校改过"), table)
    context = {
        "section": name,
        "name": NAMES.get(name, name),
        "number": len(rows),
        "own": sum(each.own for each in rows),
        "listing": listing_of(request, wanted, _SORTS, "order"),
        "chosen": {"q": request.GET.get("q", ""), "own": request.GET.get("own", "")},
    }
    return answer(request, "desks/scheme/section.html", "desks/scheme/_items.html", context)


@needs(Permission.SCHEME_EDIT)
def item(request: Request, name: str, code: str) -> HttpResponse:
    found = _row(request, name, code)
    return _page(request, name, found, text_of(found.item), [])


def _page(request: Request, name: str, row: ItemRow, text: str, problems: list[str]) -> HttpResponse:
    context = {
        "section": name,
        "section_name": NAMES.get(name, name),
        "row": row,
        "text": text,
        "lines": min(40, max(8, text.count("\n") + 2)),
        "problems": problems,
        "elsewhere": name in ELSEWHERE,
    }
    return render(request, "desks/scheme/item.html", context)


@require_POST
@needs(Permission.SCHEME_EDIT)
def save(request: Request, name: str, code: str) -> HttpResponse:
    """What was written stays on the page when it is refused."""
    row = _row(request, name, code)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        change_item(college=request.college, section=name, code=code, text=text, by=request.user.username)
    except ItemRefused as wrong:
        return _page(request, name, row, text, wrong.problems)
    messages.success(request, f"已保存到本校调整：{row.name}")
    return redirect("scheme-item", name, code)


@require_POST
@needs(Permission.SCHEME_EDIT)
def restore(request: Request, name: str, code: str) -> HttpResponse:
    row = _row(request, name, code)
    try:
        restore_item(college=request.college, section=name, code=code, by=request.user.username)
    except ItemRefused as wrong:
        messages.error(request, f"没有改变：{wrong.problems[0]}")
        return redirect("scheme-item", name, code)
    if not row.base:
        messages.success(request, f"已从本校调整里移除：{row.name}")
        return redirect("scheme-section", name)
    messages.success(request, f"已恢复成 {row.base} 的写法：{row.name}")
    return redirect("scheme-item", name, code)


def _rows(request: Request, name: str) -> list[ItemRow]:
    items: dict[str, dict[str, Any]] = {}
    told: dict[str, list[str]] = {}
    for row in installed(request.college):
        for each in row.content["sections"].get(name, ()):
            items[each["code"]] = each
            told.setdefault(each["code"], []).append(row.code)
    if not items:
        raise Http404("正在使用的方案里没有这个段落")
    return [
        ItemRow(place, code, str(each.get("name") or each.get("title") or code), each, tuple(told[code]))
        for place, (code, each) in enumerate(items.items())
    ]


def _row(request: Request, name: str, code: str) -> ItemRow:
    found = next((each for each in _rows(request, name) if each.code == code), None)
    if found is None:
        raise Http404("方案里没有这一项")
    return found
