"""Asks for one JSON answer: signs in, renews a token that ended, waits and tries again where that can help."""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from zhengai.sources.rules import SourceRefused, SourceTrouble

TRIES = 5
_TIMEOUT = 60
_LONGEST_WAIT = 60.0
_LARGEST = 64 * 1024 * 1024  # of one answer
_AGAIN = frozenset({429, 500, 502, 503, 504})
pause = time.sleep  # replaced in tests


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token to another place."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


@dataclass
class Client:
    """`settings`: auth (none, bearer, token), token_url; `secret`: token, or client_id and client_secret."""

    settings: Mapping[str, Any]
    secret: Mapping[str, str]
    say: Callable[[str], None]
    _token: str = field(default="", init=False)

    def get(self, url: str, parameters: Mapping[str, str]) -> Any:
        """Raises SourceTrouble when it does not answer after all tries, SourceRefused when it says no."""
        asked = f"{url}{'&' if '?' in url else '?'}{urlencode(parameters)}" if parameters else url
        renewed = False
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(asked)
            except urllib.error.HTTPError as answer:
                answer.close()
                if answer.code == 401 and not renewed and self.settings.get("auth") == "token":
                    self.say("令牌过期，已换新的接着取")
                    self._token, renewed = "", True
                    continue
                if answer.code not in _AGAIN:
                    raise SourceRefused(_no(answer.code, url)) from answer
                self._wait(attempt, f"对方答 {answer.code}", answer.headers.get("Retry-After", ""), url)
            except (OSError, http.client.HTTPException, json.JSONDecodeError, UnicodeDecodeError) as problem:
                self._wait(attempt, _broken(problem), "", url)
        raise SourceTrouble(f"{_plain(url)} 试了 {TRIES} 次都没有完整的回答，没有导入任何数据，稍后会再试")

    def _once(self, url: str) -> Any:
        request = urllib.request.Request(checked(url), headers=self._headers())  # noqa: S310 - checked
        return _answer(request)

    def _headers(self) -> dict[str, str]:
        auth = self.settings.get("auth", "none")
        headers = {"Accept": "application/json", "User-Agent": "zhengai"}
        if auth == "bearer":
            headers["Authorization"] = f"Bearer {self.secret.get('token', '')}"
        elif auth == "token":
            self._token = self._token or self._new_token()
            headers["Authorization"] = f"Bearer {self._token}"
        return headers

    def _new_token(self) -> str:
        """OAuth 2.0 client credentials (RFC 6749 §4.4)."""
        url = checked(str(self.settings.get("token_url", "")))
        form = urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": self.secret.get("client_id", ""),
                "client_secret": self.secret.get("client_secret", ""),
            }
        )
        answer = _answer(urllib.request.Request(url, data=form.encode()))  # noqa: S310 - checked
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not token:
            raise SourceRefused(f"{_plain(url)} 没有给出 access_token，请核对令牌地址和凭据")
        return str(token)

    def _wait(self, attempt: int, why: str, wished: str, url: str) -> None:
        if attempt == TRIES:
            return
        seconds = float(wished) if wished.isdigit() else 0.5 * 2 ** (attempt - 1)
        seconds = min(seconds, _LONGEST_WAIT)
        self.say(f"{why}，等 {seconds:g} 秒后第 {attempt + 1} 次取")
        pause(seconds)


def checked(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SourceRefused("接口地址要以 http:// 或 https:// 开头，请在数据源页面上改正")
    return url


def _answer(request: urllib.request.Request) -> Any:
    with _OPENER.open(request, timeout=_TIMEOUT) as response:
        text = response.read(_LARGEST + 1)
    if len(text) > _LARGEST:
        raise SourceRefused("接口一次回答超过 64 MB，请把每页行数改小")
    return json.loads(text)


def _no(code: int, url: str) -> str:
    where = _plain(url)
    if code in (401, 403):
        return f"{where} 不让进(回答 {code})：请核对凭据和权限"
    if code == 404:
        return f"{where} 没有这个地址(回答 404)：请核对接口地址"
    if code in (301, 302, 303, 307, 308):
        return f"{where} 转到了别处(回答 {code})：请把接口地址改成最后的地址"
    return f"{where} 不接受这个请求(回答 {code})：请核对接口地址和参数"


def _broken(problem: Exception) -> str:
    if isinstance(problem, http.client.IncompleteRead | json.JSONDecodeError | UnicodeDecodeError):
        return "回答只到了一半"
    return "对方没有回答"


def _plain(url: str) -> str:
    """Without parameters, which may hold keys."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"
