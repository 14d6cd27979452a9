"""All files a person sees, of a department, a person, a kind of record; as an Excel file, or the files themselves."""

import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO
from urllib.parse import quote

from django.contrib import messages
from django.db.models import Count, Q, QuerySet, Sum
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.evidence.models import Attachment
from zhengai.evidence.queries import path_of
from zhengai.evidence.rules import size_words
from zhengai.web.components.evidence import KEEPERS, seen_files
from zhengai.web.components.listings import listing, sorted_rows
from zhengai.web.components.workbooks import MOST_ROWS, workbook
from zhengai.web.shell.answers import answer
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

SORTS = {
    "at": ("at",),
    "name": ("name",),
    "title": ("title", "name"),
    "size": ("file__size",),
    "by": ("by", "-at"),
}
# one package: more is fetched department by department
MOST_FILES, MOST_BYTES = 500, 1024 * 1024 * 1024


@dataclass(frozen=True)
class Line:
    file: Attachment
    keeper: str
    unit: str
    by: str


@needs(Permission.INDICATOR_VIEW)
def evidence(request: Request) -> HttpResponseBase:
    seen = seen_files(request)
    chosen = _narrowed(request, seen)
    form = request.GET.get("format")
    if form == "xlsx":
        return _export(request, sorted_rows(request, chosen, SORTS, "-at")[0])
    if form == "zip":
        return _package(request, sorted_rows(request, chosen, SORTS, "title")[0])
    shown = listing(request, chosen, SORTS, "-at")
    counted = seen.order_by().values("kind", "unit", "by").annotate(number=Count("pk"))
    held = list(counted)
    context = {
        "listing": shown,
        "lines": list(_lines(request, list(shown))),
        "chosen": {name: request.GET.get(name, "") for name in ("q", "kind", "unit", "by")},
        "kinds": [(code, KEEPERS[code].name) for code in KEEPERS if any(row["kind"] == code for row in held)],
        "units": sorted(_units(request, {row["unit"] for row in held}).items()),
        "persons": sorted(names_of({row["by"] for row in held}).items(), key=lambda each: each[1]),
        "total": sum(row["number"] for row in held),
        "size": size_words(chosen.aggregate(sum=Sum("file__size"))["sum"] or 0),
    }
    return answer(request, "desks/evidence/evidence.html", "desks/evidence/_list.html", context)


def _narrowed(request: Request, files: QuerySet[Attachment]) -> QuerySet[Attachment]:
    for name in ("kind", "unit", "by"):
        if request.GET.get(name):
            files = files.filter(**{name: request.GET[name]})
    if text := request.GET.get("q", "").strip():
        files = files.filter(
            Q(name__icontains=text) | Q(title__icontains=text) | Q(description__icontains=text)
        )
    return files


def _units(request: Request, codes: set[str]) -> dict[str, str]:
    """Code → name of the departments that files belong to."""
    found = Subject.objects.filter(college=request.college, level="department", code__in=codes - {""})
    return dict(found.values_list("code", "name"))


def _lines(request: Request, files: list[Attachment]) -> Iterator[Line]:
    units = _units(request, {each.unit for each in files})
    names = names_of({each.by for each in files})
    for each in files:
        yield Line(each, KEEPERS[each.kind].name, units.get(each.unit, ""), names.get(each.by, each.by))


def _export(request: Request, files: QuerySet[Attachment]) -> HttpResponse:
    headers = ["文件名", "说明", "证明", "种类", "部门", "字节数", "上传人", "上传时间", "内容指纹(SHA-256)"]
    return workbook("佐证文件", headers, [_cells(line) for line in _lines(request, list(files[:MOST_ROWS]))])


def _cells(line: Line) -> list[str | int]:
    file = line.file
    at = timezone.localtime(file.at)
    return [
        file.name, file.description, file.title, line.keeper, line.unit, file.file.size, line.by, f"{at:%Y-%m-%d %H:%M}",
        file.file.digest,
    ]  # fmt: skip


def _package(request: Request, files: QuerySet[Attachment]) -> HttpResponseBase:
    """The files under the names of what they prove, and a list of them. Files whose bytes are missing stand in the list
    with a word."""
    size = files.aggregate(sum=Sum("file__size"))["sum"] or 0
    count = files.count()
    if not count or count > MOST_FILES or size > MOST_BYTES:
        told = "没有符合条件的文件。" if not count else (
            f"一次最多打包 {MOST_FILES} 份、{size_words(MOST_BYTES)}，现在选中 {count} 份、{size_words(size)}，"
            "请按部门或种类分几次下载。"
        )  # fmt: skip
        messages.error(request, told)
        kept = request.GET.copy()
        kept.pop("format")
        return HttpResponseRedirect(f"{reverse('evidence')}?{kept.urlencode()}")
    buffer = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    _write(buffer, list(_lines(request, list(files))))
    buffer.seek(0)
    response = FileResponse(buffer, content_type="application/zip")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote('佐证文件')}.zip"
    response["Content-Encoding"] = "identity"
    return response


def _write(buffer: IO[bytes], lines: list[Line]) -> None:
    headers = ["文件", "说明", "证明", "种类", "部门", "上传人", "内容指纹(SHA-256)"]
    listed, taken = list[list[str]](), set[str]()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for line in lines:
            file, place, path = line.file, _place(line.file, taken), path_of(line.file)
            if path is not None:
                archive.write(path, place)
            told = place if path else f"{file.name}（内容不在服务器上）"
            listed.append(
                [told, file.description, file.title, line.keeper, line.unit, line.by, file.file.digest]
            )
        archive.writestr("目录.xlsx", workbook("目录", headers, listed).content)


def _place(file: Attachment, taken: set[str]) -> str:
    """A name of its own inside the package: two records may have files of one name."""
    folder = "".join("_" if c in '/\\:*?"<>|' else c for c in file.title)[:60].strip(". ") or file.about
    path = PurePath(file.name)
    place, number = f"{folder}/{file.name}", 1
    while place in taken:
        number += 1
        place = f"{folder}/{path.stem}({number}){path.suffix}"
    taken.add(place)
    return place
