"""The client of the national interface: signs in, renews its token, signs and seals what it sends, and tries again where
that can help. A request that is sent again has a new time and a new random text; its rows have the same keys."""

import http.client
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from zhengai.core import clock
from zhengai.sources.sealing import unseal
from zhengai.submissions.models import Interface
from zhengai.submissions.rules import SubmissionRefused, SubmissionTrouble
from zhengai.submissions.rules.signing import WINDOW_MS, sealed, signature

TRIES = 4
pause = time.sleep  # replaced in tests
_TIMEOUT = 60
_LARGEST = 16 * 1024 * 1024  # of one answer
_AGAIN = frozenset({429, 500, 502, 503, 504})
_EARLY = 30  # seconds before its end at which a token is renewed
_FINE = (None, 0, 200, "0", "200")  # what `code` is in an answer that says yes


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry rows and token to another place."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


class _NotAllowed(Exception):
    """The token does not hold any more."""


@dataclass
class _Token:
    access: str = ""
    refresh: str = ""
    secret: str = ""
    until: float = 0.0


@dataclass
class Client:
    """Of one college's account. `say` is told what happens on the way."""

    settings: Interface
    say: Callable[[str], None] = lambda _: None
    _token: _Token = field(default_factory=_Token, init=False)

    def upload(self, table: str, rows: Sequence[Mapping[str, str]]) -> dict[str, Any]:
        """The receipt. Raises SubmissionTrouble when there is no sound answer, SubmissionRefused when it says no."""
        # `fileds` is how the standard spells it
        content = {"dataObjName": table, "fileds": list(rows)}
        return self._asked(self.settings.upload_path, content)

    def collected(self, table: str, since_ms: int, until_ms: int) -> dict[str, Any]:
        """What the national side counts for the table: collectNum, storageNum, remark."""
        content = {"startTime": since_ms, "endTime": until_ms, "page": 1, "limit": 1, "tableName": table}
        return self._asked(self.settings.query_path, content)

    def _asked(self, path: str, content: Mapping[str, Any]) -> dict[str, Any]:
        plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        renewed = False
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(path, plain)
            except _NotAllowed as no:
                if renewed:
                    raise SubmissionRefused(
                        "国家平台不认换新的令牌：请核对报送设置里的账号、密码和 app_key"
                    ) from no
                renewed, self._token.until = True, 0.0
                self.say("令牌过期，换新的接着送")
            except urllib.error.HTTPError as answer:
                answer.close()
                if answer.code not in _AGAIN:
                    raise SubmissionRefused(_no(answer.code, path)) from answer
                self._wait(attempt, f"国家平台答 {answer.code}", answer.headers.get("Retry-After", ""))
            except (OSError, http.client.HTTPException, ValueError) as problem:
                if isinstance(problem, SubmissionRefused):
                    raise
                self._wait(attempt, "国家平台没有完整的回答", "")
        raise SubmissionTrouble(f"国家平台试了 {TRIES} 次都没有完整的回答，已送达的保留，其余的稍后自动继续")

    def _once(self, path: str, plain: str) -> dict[str, Any]:
        token = self._held()
        timestamps, random = str(_now_ms()), secrets.token_hex(16)
        headers = {
            "Authorization": f"Bearer {token.access}",
            "app_key": self.settings.app_key,
            "timestamps": timestamps,
            "random": random,
            "sign": signature(plain, timestamps, random),
            "Content-Type": "application/json",
        }
        body = json.dumps({"cipherText": sealed(plain, token.secret)}).encode()
        try:
            answer, _ = _sent(self._url(path), body, headers)
        except urllib.error.HTTPError as no:
            if no.code == 401:
                no.close()
                raise _NotAllowed from no
            if no.code == 400:
                raise SubmissionRefused(_reason(no)) from no
            raise
        if answer.get("code") not in _FINE:
            raise SubmissionRefused(f"国家平台没有接收：{_said(answer)}")
        return answer

    def _held(self) -> _Token:
        """A token that holds for a while: renewed before its end, or asked for with the password."""
        if self._token.access and time.monotonic() < self._token.until - _EARLY:
            return self._token
        if self._token.refresh:
            try:
                return self._granted({"grant_type": "refresh_token", "refresh_token": self._token.refresh})
            except urllib.error.HTTPError as no:
                no.close()
                if no.code in _AGAIN:
                    raise
                self.say("刷新令牌也过期了，用账号密码重新登录")
        password = unseal(self.settings.secret).get("password", "")
        wanted = {"grant_type": "password", "username": self.settings.account, "password": password}
        try:
            return self._granted(wanted)
        except urllib.error.HTTPError as no:
            if no.code in _AGAIN:
                raise
            no.close()
            raise SubmissionRefused(
                f"国家平台不让登录(回答 {no.code})：请核对报送设置里的账号、密码和 app_key"
            ) from no

    def _granted(self, form: Mapping[str, str]) -> _Token:
        headers = {"app_key": self.settings.app_key, "Content-Type": "application/x-www-form-urlencoded"}
        answer, date = _sent(self._url(self.settings.token_path), urlencode(form).encode(), headers)
        _refuse_wrong_clock(date)
        access, secret = str(answer.get("access_token") or ""), str(answer.get("app_secret") or "")
        if not access or not secret:
            raise SubmissionRefused("国家平台的回答里没有 access_token 或 app_secret：请核对取令牌的路径")
        until = time.monotonic() + float(answer.get("expires_in") or 0)
        self._token = _Token(access, str(answer.get("refresh_token") or ""), secret, until)
        return self._token

    def _url(self, path: str) -> str:
        url = f"{self.settings.address}/{path.lstrip('/')}"
        if urlsplit(url).scheme not in ("http", "https"):
            raise SubmissionRefused("接口地址要以 http:// 或 https:// 开头，请在报送设置里改正")
        return url

    def _wait(self, attempt: int, why: str, wished: str) -> None:
        if attempt == TRIES:
            return
        seconds = min(float(wished) if wished.isdigit() else 0.5 * 2 ** (attempt - 1), 60.0)
        self.say(f"{why}，等 {seconds:g} 秒后第 {attempt + 1} 次送")
        pause(seconds)


def _now_ms() -> int:
    return int(clock.now().timestamp() * 1000)


def _refuse_wrong_clock(date: str) -> None:
    """The national side takes requests of its own time ± 30 s only; its answers say what time it has."""
    try:
        theirs = parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError):
        return
    behind = theirs - clock.now().timestamp()
    if abs(behind) * 1000 > WINDOW_MS - 1000:  # their header knows whole seconds
        side = "慢" if behind > 0 else "快"
        raise SubmissionRefused(
            f"本机时钟比国家平台{side} {abs(behind):.0f} 秒，超过 30 秒的请求都会被拒收，所以没有发送："
            "请校准服务器的时钟(NTP)，再点“继续报送”"
        )


def _sent(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[dict[str, Any], str]:
    request = urllib.request.Request(url, data=body, headers=dict(headers))  # noqa: S310 - checked in _url
    with _OPENER.open(request, timeout=_TIMEOUT) as response:
        text, date = response.read(_LARGEST + 1), response.headers.get("Date", "")
    answer = json.loads(text)
    if not isinstance(answer, dict):
        raise json.JSONDecodeError("not an object", text.decode(errors="replace")[:80], 0)
    return answer, date


def _said(answer: Mapping[str, Any]) -> str:
    return str(answer.get("msg") or answer.get("message") or answer.get("remark") or "没有说明原因")[:300]


def _reason(no: urllib.error.HTTPError) -> str:
    with no:
        try:
            answer = json.loads(no.read(_LARGEST))
        except (ValueError, OSError):
            answer = {}
    return f"国家平台没有接收：{_said(answer) if isinstance(answer, dict) else '没有说明原因'}"


def _no(code: int, path: str) -> str:
    if code == 403:
        return "国家平台不让这个账号上传(回答 403)：请核对账号的权限"
    if code == 404:
        return f"国家平台没有 {path} 这个地址(回答 404)：请核对报送设置里的路径"
    if code == 413:
        return "国家平台说一次送得太多(回答 413)：请在报送设置里把每次行数改小，重新生成"
    return f"国家平台不接受这个请求(回答 {code})：请核对报送设置"
