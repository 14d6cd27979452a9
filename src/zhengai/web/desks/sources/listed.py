"""The register: every source with its owner, access, rhythm and state."""

from collections import Counter
from datetime import UTC, datetime

from django.http import HttpResponse

from zhengai.accounts.rules import Permission
from zhengai.core import clock
from zhengai.sources import queries
from zhengai.sources.queries import Standing
from zhengai.sources.rules import Access, Frequency, SourceState
from zhengai.web.components.listings import listing_of
from zhengai.web.components.workbooks import workbook
from zhengai.web.desks.sources.words import LOOKS
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

# the gravest first
_ORDER = (
    SourceState.FAILED,
    SourceState.WAITING,
    SourceState.LATE,
    SourceState.RUNNING,
    SourceState.NEW,
    SourceState.SOUND,
    SourceState.DISABLED,
    SourceState.UNCONNECTED,
)
_NEVER = datetime.min.replace(tzinfo=UTC)
_SORTS = {
    "state": lambda each: (_ORDER.index(each.state), each.source.code),
    "name": lambda each: each.source.name,
    "owner": lambda each: (each.source.owner, each.source.name),
    "last": lambda each: (each.succeeded_at or _NEVER, each.source.name),
    "due": lambda each: (each.due is None, each.due or _NEVER, each.source.name),
}


@needs(Permission.DATA_VIEW)
def sources(request: Request) -> HttpResponse:
    every = queries.standings(request.college, clock.now())
    shown = [each for each in every if _fits(request, each)]
    if request.GET.get("format") == "xlsx":
        return _export(sorted(shown, key=_SORTS["state"]))
    counted = Counter(each.state for each in every)
    listing = listing_of(request, shown, _SORTS, "state")
    context = {
        "listing": listing,
        "rows": [row_of(each) for each in listing],
        "total": len(every),
        "connected": len(every) - counted[SourceState.UNCONNECTED],
        "troubled": [each for each in every if each.state in _ORDER[:3]],
        "states": [(state.value, state.chinese, counted[state]) for state in _ORDER if counted[state]],
        "accesses": [(access.value, access.chinese) for access in Access if access],
        "chosen": request.GET,
        "search": request.GET.get("q", ""),
        "may_edit": request.person.may(Permission.SOURCE_EDIT),
    }
    return answer(request, "desks/sources/sources.html", "desks/sources/_list.html", context)


def row_of(each: Standing) -> dict[str, object]:
    """A line of the list, and the head of a source's own page."""
    return {
        "each": each,
        "source": each.source,
        "state": each.state.chinese,
        "look": LOOKS[each.state],
        "access": Access(each.source.access).chinese,
        "frequency": Frequency(each.source.frequency).chinese,
    }


def _fits(request: Request, each: Standing) -> bool:
    wanted, source = request.GET, each.source
    text = wanted.get("q", "").strip().lower()
    words = " ".join([source.name, source.code, source.owner, source.person, *each.datasets]).lower()
    return (
        (not text or text in words)
        and wanted.get("state", "") in ("", each.state.value)
        and wanted.get("access", "") in ("", source.access)
    )


def _export(shown: list[Standing]) -> HttpResponse:
    headers = [
        "代码",
        "数据源",
        "责任部门",
        "负责人",
        "接入方式",
        "频率",
        "供给的数据集",
        "状态",
        "最近成功",
        "下次应到",
        "说明",
    ]
    return workbook(
        "数据源",
        headers,
        [
            [
                each.source.code, each.source.name, each.source.owner, each.source.person,
                Access(each.source.access).chinese, Frequency(each.source.frequency).chinese, "、".join(each.datasets),
                each.state.chinese, each.succeeded_at.isoformat() if each.succeeded_at else None,
                each.due.isoformat() if each.due else None, each.message,
            ]
            for each in shown
        ],
    )  # fmt: skip
