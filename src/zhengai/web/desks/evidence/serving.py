"""A single file. It is sent as what it was recognised as, never as what a browser guesses; only pictures and PDF are
shown in a page of their own, all others are saved."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse

from zhengai.evidence.queries import path_of
from zhengai.evidence.rules.kinds import PDF
from zhengai.web.components.evidence import evidence_box, file_or_404, record_of
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import for_everyone
from zhengai.web.shell.request import Request

# nothing in a file runs, loads or is framed. A sandbox would keep browsers from showing a PDF at all
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'"
_SANDBOX = f"{_POLICY}; sandbox"
_PART = 256 * 1024


@for_everyone
def evidence_file(request: Request, number: int) -> HttpResponseBase:
    """`?show=1` asks for the file in the browser."""
    _, _, found = file_or_404(request, number)
    path = path_of(found)
    if path is None:
        raise Http404("这份文件的内容不在服务器上，请联系系统管理员从备份恢复")
    response = StreamingHttpResponse(_parts(path), content_type=found.file_kind.media)
    response["Content-Length"] = found.file.size
    shown = found.file_kind.shown and request.GET.get("show") == "1"
    response["Content-Disposition"] = (
        f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(found.name)}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _POLICY if found.file_kind is PDF else _SANDBOX
    response["Cache-Control"] = "private, no-cache"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    # stored bytes are compressed already, and a known length shows how far a download has come
    response["Content-Encoding"] = "identity"
    return response


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        while part := handle.read(_PART):
            yield part


@for_everyone
def evidence_record(request: Request, kind: str, key: int) -> HttpResponse:
    """To the page of the record that a file proves."""
    keeper, record = record_of(request, kind, str(key))
    return HttpResponseRedirect(keeper.address(record))


@for_everyone
def evidence_box_page(request: Request, kind: str, key: int) -> HttpResponse:
    """The files of one record: its box for HTMX, a page of its own for others."""
    keeper, record = record_of(request, kind, str(key))
    context = {
        "box": evidence_box(request, keeper, record),
        "title": keeper.title(record),
        "keeper": keeper.name,
        "address": keeper.address(record),
    }
    return answer(request, "desks/evidence/record.html", "components/evidence.html", context)
