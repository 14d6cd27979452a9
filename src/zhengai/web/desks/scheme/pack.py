"""One pack: what it holds, and what installing it would change, three versions side by side."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhengai.accounts.rules import Permission
from zhengai.framework.actions import OWN
from zhengai.framework.queries import check_pack, read_pack
from zhengai.framework.rules.comparing import Difference, KeyDifference
from zhengai.framework.rules.problem import InvalidPack, Problem, UnknownPack
from zhengai.framework.rules.section_names import NAMES
from zhengai.framework.rules.writing import text_of
from zhengai.scheme.actions import put_into_use
from zhengai.scheme.upgrading import Upgrade, upgrade_of
from zhengai.web.components.listings import listing_of
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_SORTS = {"section": lambda each: 0, "code": lambda each: each.code}
_SHORT = 60  # … before it is folded away
_LONGEST = 1500  # characters of a value on the page


@needs(Permission.SCHEME_EDIT)
def pack(request: Request, code: str) -> HttpResponse:
    problems = _problems(code)
    if problems:
        faulty = {"code": code, "problems": problems, "upgrade": None}
        return render(request, "desks/scheme/pack.html", faulty)
    read = read_pack(code)
    upgrade = upgrade_of(request.college, code)
    chosen = request.GET.get("only", "")
    shown = listing_of(request, _chosen(upgrade, chosen), _SORTS, "section")
    context = {
        "code": code,
        "manifest": read.manifest,
        "sections": [(NAMES.get(name, name), len(items)) for name, items in read.sections.items()],
        "upgrade": upgrade,
        "step": next(step for step in upgrade.steps if step.code == code),
        "steps": [step for step in upgrade.steps if step.changed],
        "listing": shown,
        "rows": [_row(each) for each in shown],
        "chips": _chips(upgrade, chosen),
        "problems": list(upgrade.problems),
    }
    return answer(request, "desks/scheme/pack.html", "desks/scheme/_differences.html", context)


def _problems(code: str) -> list[Problem]:
    """Of structure; an unknown pack has no page."""
    try:
        return check_pack(code)
    except UnknownPack as unknown:
        raise Http404(str(unknown)) from unknown


def _chosen(upgrade: Upgrade, chosen: str) -> list[Difference]:
    found = list(upgrade.comparison.differences)
    if chosen == "conflict":
        return [each for each in found if each.conflict]
    if chosen == "version":
        return upgrade.comparison.of_version()
    return upgrade.comparison.of_college() if chosen == "college" else found


def _chips(upgrade: Upgrade, chosen: str) -> list[tuple[str, str, int, bool]]:
    counts = (
        ("", "全部", len(upgrade.comparison.differences)),
        ("version", "新版改动", len(upgrade.comparison.of_version())),
        ("college", "本校改动", len(upgrade.comparison.of_college())),
        ("conflict", "两边都改", upgrade.comparison.conflicts),
    )
    return [(key, word, number, key == chosen) for key, word, number in counts if number or not key]


def _row(each: Difference) -> dict[str, Any]:
    """A new or removed item is told by its name alone; a changed one key by key."""
    whole = each.version is not None and each.version != "changed" and each.college is None
    return {
        "difference": each,
        "section": NAMES.get(each.section, each.section),
        "keys": [] if whole else [_key(key) for key in each.keys],
    }


def _key(key: KeyDifference) -> Mapping[str, Any]:
    return {
        "key": key.key,
        "base": _shown(key.base),
        "own": _shown(key.own) if key.by_college else "",
        "new": _shown(key.new) if key.by_version else "",
        "conflict": key.conflict,
        "long": any(isinstance(each, list | dict) or len(str(each)) > _SHORT for each in (key.own, key.new)),
    }


def _shown(value: Any) -> str:
    """A word as it is, a structure as packs write it; shortened, with the number of its characters."""
    if value is None or value == "":
        return "—"
    text = value if isinstance(value, str) else text_of(value).strip()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……(共 {len(text)} 字)"


@require_POST
@needs(Permission.SCHEME_EDIT)
def install(request: Request, code: str) -> HttpResponse:
    if code == OWN or _problems(code):
        messages.error(request, "这个方案包有问题，没有安装")
        return redirect("pack", code)
    try:
        changed = put_into_use(college=request.college, pack=code, by=request.user.username)
    except InvalidPack as wrong:
        messages.error(request, f"没有安装，什么也没有改变：{wrong.problems[0].sentence}")
        return redirect("pack", code)
    if changed:
        told = "、".join(f"{row.code} {row.version}" for row in changed)
        messages.success(request, f"已安装 {told}；本校的改动都保留了。新的指标从下一次计算起有值。")
    else:
        messages.info(request, "内容相同，没有变化")
    return redirect("pack", code)
