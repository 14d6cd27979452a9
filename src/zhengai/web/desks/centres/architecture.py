"""How the platform is built: three layers, two business lines, six digitalisations, each with the way to its pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.framework.queries.platform import architecture
from zhengai.framework.rules.platform import Building
from zhengai.web.shell.marks import needs
from zhengai.web.shell.menu import MenuItem, entries
from zhengai.web.shell.request import Request

# the portal stands on the logic, the logic on the base: drawn from top to bottom
_PARTS = (("layer", "三层结构"), ("line", "两条业务线"), ("digital", "六个数字化"))


@dataclass(frozen=True)
class Block:
    """`pages` are those the person may open, `closed` how many more there are."""

    building: Building
    pages: list[MenuItem]
    closed: int


@needs(Permission.ORGANISATION_VIEW)
def architecture_page(request: Request) -> HttpResponse:
    offered, known = entries(request)
    blocks = [_block(each, offered, known) for each in architecture(request.college)]
    context = {
        "parts": [
            (code, name, _of(blocks, code)[:: -1 if code == "layer" else 1])
            for code, name in _PARTS
            if _of(blocks, code)
        ]
    }
    return render(request, "desks/centres/architecture.html", context)


def _of(blocks: Sequence[Block], part: str) -> list[Block]:
    return [each for each in blocks if each.building.part == part]


def _block(building: Building, offered: dict[str, MenuItem], known: frozenset[str]) -> Block:
    pages = [offered[name] for name in building.pages if name in offered]
    return Block(building, pages, sum(name in known and name not in offered for name in building.pages))
