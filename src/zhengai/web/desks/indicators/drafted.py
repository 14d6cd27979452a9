"""A definition that is being written, carried between the editor and the page that makes a table for it."""

from typing import Any

from zhengai.indicators import queries
from zhengai.web.desks.indicators.sent import LISTS, TEXTS, item_of, number_in
from zhengai.web.shell.request import Request

_KEY = "indicator-draft"
_SHOWN = (*TEXTS, *LISTS, "code", "kind", "direction", "decimals")
_CARRIED = ("version", "reason", "proposal")


def definition_sent(request: Request) -> dict[str, Any]:
    """As the editor's form sends it, with what stands beside the definition there."""
    base = queries.definitions(request.college).filter(code=request.POST.get("code", "").strip()).first()
    body = {"code": ""} | item_of(request.POST, base.body if base else {})
    shown = {key: body[key] for key in _SHOWN if key in body}
    return shown | {key: request.POST.get(key, "") for key in _CARRIED}


def plain(body: dict[str, Any]) -> dict[str, Any]:
    """The definition alone, as a pack writes it."""
    return {key: value for key, value in body.items() if key not in _CARRIED}


def keep_definition(request: Request, body: dict[str, Any]) -> None:
    request.session[_KEY] = body


def take_definition(request: Request, code: str) -> dict[str, Any]:
    """What was being written for the indicator (`code` "" for a new one); empty where nothing was, or of another."""
    kept = request.session.get(_KEY)
    if not kept or (kept["code"] if number_in(kept["version"]) else "") != code:
        return {}
    del request.session[_KEY]
    return dict(kept)
