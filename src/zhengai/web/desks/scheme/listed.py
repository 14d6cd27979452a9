"""方案: which packs are at hand and installed, and what the running scheme holds."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from zhengai.accounts.rules import Permission
from zhengai.framework.actions import OWN
from zhengai.framework.models import InstalledPack
from zhengai.framework.queries import available_packs, installed, read_pack
from zhengai.framework.rules.merging import merge
from zhengai.framework.rules.problem import InvalidPack
from zhengai.framework.rules.section_names import NAMES
from zhengai.scheme.exporting import ExportRefused, export
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@dataclass(frozen=True)
class PackRow:
    """`state`: installed, newer, absent, faulty."""

    code: str
    name: str
    version: str
    held: str
    description: str
    state: str

    @property
    def word(self) -> str:
        words = {"installed": "已安装", "newer": "可以升级", "absent": "未安装", "faulty": "有问题"}
        return words[self.state]


@dataclass(frozen=True)
class SectionRow:
    code: str
    name: str
    number: int
    own: int


@needs(Permission.SCHEME_EDIT)
def scheme(request: Request) -> HttpResponse:
    rows = installed(request.college)
    held = {row.code: row for row in rows}
    packs = [_pack(code, held.get(code)) for code in available_packs() if code != OWN]
    context = {
        "packs": packs,
        "newer": [each for each in packs if each.state == "newer"],
        "sections": _sections(rows),
        "own": held.get(OWN),
        "held": [row for row in rows if row.code != OWN],
    }
    return render(request, "desks/scheme/scheme.html", context)


def _pack(code: str, row: InstalledPack | None) -> PackRow:
    held = row.version if row else ""
    try:
        pack = read_pack(code)
    except InvalidPack as wrong:
        return PackRow(code, code, "", held, str(wrong.problems[0]), "faulty")
    state = "absent" if row is None else "installed" if row.digest == pack.digest else "newer"
    told = pack.manifest
    return PackRow(code, told.name, told.version, held, told.description, state)


def _sections(rows: list[InstalledPack]) -> list[SectionRow]:
    """Of the running scheme, in the order in which people know them."""
    contents = [row.content["sections"] for row in rows]
    own: dict[str, list[Any]] = next((row.content["sections"] for row in rows if row.code == OWN), {})
    held = {name for each in contents for name, items in each.items() if items}
    order = [*(name for name in NAMES if name in held), *sorted(held - set(NAMES))]
    return [
        SectionRow(
            name,
            NAMES.get(name, name),
            len(merge(each.get(name, []) for each in contents)),
            len(own.get(name, [])),
        )
        for name in order
    ]


@needs(Permission.SCHEME_EDIT)
def download(request: Request) -> HttpResponse:
    """The running scheme as a pack, in one file."""
    try:
        found = export(request.college)
    except ExportRefused as wrong:
        messages.error(request, str(wrong))
        return redirect("scheme")
    response = HttpResponse(found.to_zip(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.manifest.code}.zip"'
    return response
