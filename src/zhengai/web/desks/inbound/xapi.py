"""The statements resource of xAPI, as far as a platform needs it to send: POST and PUT."""

import base64
import binascii
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from zhengai.sources.models import Source
from zhengai.sources.rules import Access, SourceRefused, SourceTrouble
from zhengai.sources.statements import StatementConflict, knows, receive_statements
from zhengai.web.desks.inbound.answers import body_of, find, nobody, told

VERSION = "1.0.3"


@login_not_required
@csrf_exempt
@require_http_methods(["POST", "PUT"])
def statements(request: HttpRequest, college: str, code: str) -> HttpResponse:
    response = _answered(request, find(college, code, Access.XAPI))
    response["X-Experience-API-Version"] = VERSION
    return response


def _answered(request: HttpRequest, source: Source | None) -> HttpResponse:
    if source is None:
        return nobody()
    user, password = _signed_in(request)
    if not knows(source=source, user=user, password=password):
        response = told(401, "sign_in", "用户名或密码不对，没有接收")
        response["WWW-Authenticate"] = 'Basic realm="xAPI"'
        return response
    if not request.headers.get("X-Experience-API-Version", "").startswith("1.0"):
        return told(400, "version", f"请在请求头 X-Experience-API-Version 里写明版本，本机支持 {VERSION}")
    try:
        codes = receive_statements(source=source, sent=_sent(request), by=f"source:{source.code}")
    except StatementConflict as problem:
        return told(409, "conflict", str(problem))
    except RequestDataTooBig:
        return told(413, "too_large", "正文太大，没有接收；请分几次发送")
    except SourceTrouble as problem:
        return told(503, "busy", str(problem))
    except SourceRefused as problem:
        return told(400, "refused", str(problem))
    return HttpResponse(status=204) if request.method == "PUT" else JsonResponse(codes, safe=False)


def _sent(request: HttpRequest) -> list[Any]:
    """A PUT has one statement, whose id stands in the address. Raises SourceRefused."""
    sent = body_of(request)
    if request.method == "POST":
        return sent if isinstance(sent, list) else [sent]
    code = request.GET.get("statementId", "")
    try:
        wanted = UUID(code)
        given = UUID(str(sent.get("id", code))) if isinstance(sent, dict) else None
    except ValueError:
        raise SourceRefused("PUT 的地址要带 statementId，是一个 UUID") from None
    if given != wanted:
        raise SourceRefused("正文里的 id 和地址里的 statementId 不一致，没有接收")
    return [{**sent, "id": code}]


def _signed_in(request: HttpRequest) -> tuple[str, str]:
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(text, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password
