"""A form in Excel on its way in: kept between the dry run and the taking, read as the rows a person sees."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect

from zhengai.datacentre import queries as datacentre
from zhengai.datacentre.reading.detecting import FileKind, detect
from zhengai.datacentre.reading.workbook import first_sheets
from zhengai.datacentre.rules import BadFile
from zhengai.datacentre.uploads import Upload, find_upload, keep_upload
from zhengai.framework.rules.sheets import BadSheet, SheetRow, Trial, sheet_rows
from zhengai.web.components.typed import keep_typed, take_typed
from zhengai.web.shell.request import Request

MOST_ROWS = 20_000
_FORM = "sheet"


@dataclass(frozen=True)
class Sheet:
    """What an uploaded form would do; `problem` is a sentence where it cannot be read at all."""

    upload: Upload | None
    trial: Trial | None
    problem: str = ""

    @property
    def can_take(self) -> bool:
        return self.trial is not None and not self.trial.bad and self.trial.changes > 0


Taking = Callable[[Sequence[SheetRow], bool], Trial]


def send_sheet(request: Request, kind: str, back: str) -> HttpResponse:
    """Keeps the file that was sent and goes back to the page, which shows what it would do."""
    file = request.FILES.get("file")
    if file is None:
        keep_typed(request, _FORM, [], "请先选择 Excel 文件。")
        return HttpResponseRedirect(back)
    try:
        upload = keep_upload(
            college=request.college, dataset=f"form:{kind}", name=file.name or "表格.xlsx", chunks=file.chunks(),
            by=request.user.username,
        )  # fmt: skip
    except BadFile as problem:
        keep_typed(request, _FORM, [], f"{problem}。")
        return HttpResponseRedirect(back)
    return HttpResponseRedirect(f"{back}{'&' if '?' in back else '?'}sheet={upload.token}")


def shown_sheet(request: Request, kind: str, headers: Sequence[str], taking: Taking) -> Sheet:
    """The dry run of the file the address names; nothing where it names none."""
    _, problem = take_typed(request, _FORM, [])
    token = request.GET.get("sheet", "")
    if not token:
        return Sheet(None, None, problem)
    upload = _found(request, kind, token)
    if upload is None:
        return Sheet(None, None, "上传的文件只保留一天，已经清除，请重新上传。")
    try:
        return Sheet(upload, taking(read_form(upload, headers), True))
    except ValueError as refusal:
        return Sheet(upload, None, f"{refusal}。")


def take_sheet(request: Request, kind: str, headers: Sequence[str], taking: Taking) -> Trial:
    """Takes the file for good. Raises ValueError with a Chinese sentence."""
    upload = _found(request, kind, request.POST.get("sheet", ""))
    if upload is None:
        raise BadSheet("上传的文件只保留一天，已经清除，请重新上传")
    return taking(read_form(upload, headers), False)


def read_form(upload: Upload, headers: Sequence[str]) -> list[SheetRow]:
    """The rows of the first sheet that has the header. Raises BadFile or BadSheet."""
    if detect(upload.path, datacentre.limits()) is not FileKind.WORKBOOK:
        raise BadFile(f"文件 {upload.name} 不是 Excel 文件，请另存为 .xlsx 后再导入")
    problem = BadSheet(f"文件 {upload.name} 里没有内容")
    for _, rows in first_sheets(upload.path, None)[1]:
        try:
            found = sheet_rows(rows, headers)
        except BadSheet as refusal:
            problem = refusal
            continue
        if len(found) > MOST_ROWS:
            raise BadSheet(f"表里有 {len(found):,} 行，一次最多导入 {MOST_ROWS:,} 行")
        return found
    raise problem


def _found(request: Request, kind: str, token: str) -> Upload | None:
    upload = find_upload(college=request.college.code, token=token, by=request.user.username)
    return upload if upload and upload.dataset == f"form:{kind}" else None
