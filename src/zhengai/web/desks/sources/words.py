"""Words and looks that the pages of the sources share."""

from django.http import Http404

from zhengai.sources.models import Source
from zhengai.sources.queries import find_source
from zhengai.sources.rules import CollectionState, SourceRefused, SourceState
from zhengai.web.shell.request import Request

LOOKS = {
    SourceState.UNCONNECTED: "plain",
    SourceState.DISABLED: "plain",
    SourceState.RUNNING: "notice",
    SourceState.WAITING: "warning",
    SourceState.FAILED: "severe",
    SourceState.LATE: "warning",
    SourceState.NEW: "plain",
    SourceState.SOUND: "target_met",
}
COLLECTED = {
    CollectionState.RUNNING: "notice",
    CollectionState.DONE: "target_met",
    CollectionState.WAITING: "warning",
    CollectionState.REFUSED: "severe",
    CollectionState.FAILED: "severe",
    CollectionState.DECLINED: "plain",
}


def source_or_404(request: Request, code: str) -> Source:
    try:
        return find_source(request.college, code)
    except SourceRefused as problem:
        raise Http404("没有这个数据源") from problem
