"""The national interface on this machine, with every rule of it: token and its end, app_key, time ± 30 s, a random text
that is good once, SM3 over the plain text, SM4 body, names of tables and fields, size. It misbehaves as it is told.

It has its own signing and opening, so that the client is not judged by itself."""

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SM3, Hash

from tests.serving import Silent, serving

WINDOW = 30_000


def sm3(data: bytes) -> bytes:
    digest = Hash(SM3())
    digest.update(data)
    return digest.finalize()


@dataclass
class National:
    """`stored`: table → primary key → row. `faults` are taken one an upload: a status, "lost" (stored, but the answer
    never comes), "expire" (the token ends before it is looked at), "half"."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    stored: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    faults: list[Any] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)  # access → app_secret, until when
    refreshes: set[str] = field(default_factory=set)
    grants: list[str] = field(default_factory=list)
    uploads: int = 0
    offset: float = 0.0  # seconds by which its clock is ahead of ours
    lasts: float = 3600
    size: int = 1000
    loses: int = 0  # rows that its query interface does not count
    password: str = "geheim"
    address: str = ""

    def grant(self, form: dict[str, str], app_key: str) -> tuple[int, dict[str, Any]]:
        kind = form.get("grant_type", "")
        known = (
            form.get("username") == "school" and form.get("password") == self.password
            if kind == "password"
            else kind == "refresh_token" and form.get("refresh_token") in self.refreshes
        )
        if app_key != "key-1" or not known:
            return 401, {"error": "invalid_grant"}
        self.grants.append(kind)
        number = len(self.grants)
        access, refresh, secret = f"access-{number}", f"refresh-{number}", f"secret-{number}"
        self.tokens[access] = (secret, time.monotonic() + self.lasts)
        self.refreshes.add(refresh)
        return 200, {
            "access_token": access, "refresh_token": refresh, "expires_in": self.lasts, "app_secret": secret,
        }  # fmt: skip

    def plain(self, headers: Any, body: bytes) -> tuple[int, Any]:
        """What was sent, or why it is not looked at."""
        secret, until = self.tokens.get(headers.get("Authorization", "").removeprefix("Bearer "), ("", 0.0))
        if not secret or time.monotonic() >= until:
            return 401, {"msg": "token"}
        if headers.get("app_key") != "key-1":
            return 403, {"msg": "app_key"}
        stamp, random = headers.get("timestamps", ""), headers.get("random", "")
        now = (time.time() + self.offset) * 1000
        if not stamp.isdigit() or abs(int(stamp) - now) > WINDOW:
            return 400, {"msg": "timestamps 超出允许的时间"}
        if not random or random in self.seen:
            return 400, {"msg": "random 已经用过"}
        self.seen.add(random)
        sealed = json.loads(body)
        if list(sealed) != ["cipherText"]:
            return 400, {"msg": "cipherText"}
        text = self.opened(sealed["cipherText"], secret)
        if text is None:
            return 400, {"msg": "cipherText 解不开"}
        if sm3(f"{text}{stamp}{random}".encode()).hex() != headers.get("sign"):
            return 400, {"msg": "sign 不对"}
        return 200, json.loads(text)

    def opened(self, cipher_text: str, secret: str) -> str | None:
        raw = base64.b64decode(cipher_text)
        cipher = Cipher(algorithms.SM4(sm3(secret.encode())[:16]), modes.CBC(raw[:16])).decryptor()
        padded = cipher.update(raw[16:]) + cipher.finalize()
        try:
            return padded[: -padded[-1]].decode()
        except UnicodeDecodeError:
            return None

    def take(self, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        table, rows = content.get("dataObjName", ""), content.get("fileds")
        if table not in self.fields or not isinstance(rows, list) or len(content) != 2:
            return 400, {"msg": f"dataObjName 或 fileds 不对：{table}"}
        if not rows or len(rows) > self.size:
            return 400, {"msg": f"一次 1 到 {self.size} 行，收到 {len(rows)} 行"}
        for row in rows:
            if list(row) != self.fields[table]:
                return 400, {"msg": "字段名不对"}
            if len(row["ZJSJWYXBS"]) != 32 or len(row["XXDM"]) != 10 or len(row["SJCJSJ"]) != 14:
                return 400, {"msg": "公共字段不对"}
        held = self.stored.setdefault(table, {})
        held |= {row["ZJSJWYXBS"]: row for row in rows}
        self.uploads += 1
        return 200, {"code": 200, "msg": "ok", "data": {"batch": f"B{self.uploads}", "count": len(rows)}}

    def count(self, content: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        wanted = {"startTime", "endTime", "page", "limit", "tableName"}
        if set(content) != wanted or content["startTime"] > content["endTime"]:
            return 400, {"msg": "查询的参数不对"}
        number = len(self.stored.get(content["tableName"], {}))
        answer = {
            "timestamps": int(time.time() * 1000), "sysName": "stand-in", "tableName": content["tableName"],
            "collectNum": number, "storageNum": number - self.loses, "remark": "有行没有通过校验" if self.loses else "",
        }  # fmt: skip
        return 200, answer


class _Handler(Silent):
    national: National

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string(time.time() + self.national.offset)

    def do_POST(self) -> None:
        national, body = self.national, self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/oauth/token":
            form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
            self._send(*national.grant(form, self.headers.get("app_key", "")))
            return
        fault = national.faults.pop(0) if national.faults and self.path == "/data/upload" else None
        if isinstance(fault, int):
            self._send(fault, {"msg": "busy"})
            return
        if fault == "expire":
            national.tokens.clear()
        status, answer = national.plain(self.headers, body)
        if status == 200:
            status, answer = national.count(answer) if self.path == "/data/query" else national.take(answer)
        if status != 200:
            national.refused.append(str(answer.get("msg")))
        if fault == "lost":
            self.close_connection = True
            return
        self._send(status, answer, half=fault == "half")

    def _send(self, status: int, answer: Any, *, half: bool = False) -> None:
        self.answer(status, json.dumps(answer, ensure_ascii=False).encode(), half=half)


@contextmanager
def standing() -> Iterator[National]:
    national = National()
    with serving(type("Handler", (_Handler,), {"national": national})) as national.address:
        yield national
