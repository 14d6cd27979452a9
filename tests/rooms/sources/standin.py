"""A source that answers JSON over HTTP on this machine, and misbehaves as it is told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.serving import Silent, serving


@dataclass
class StandIn:
    """`rows` are what it has; `faults` are taken one a request: a status, "half", "repeat", "slow-token"."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Any] = field(default_factory=list)
    token: str = ""  # the one that holds now; "" = no sign-in
    tokens: int = 0
    uses: int = 10_000  # requests a token is good for
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""
    last: list[dict[str, Any]] = field(default_factory=list)

    def page(self, wanted: dict[str, str]) -> dict[str, Any]:
        size, number = int(wanted.get("size", 100)), int(wanted.get("page", 1))
        rows = [row for row in self.rows if str(row.get("at", "")) >= wanted.get("since", "")]
        return {"data": {"list": rows[(number - 1) * size : number * size], "total": len(rows)}}


class _Handler(Silent):
    stand: StandIn

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.stand.tokens += 1
        self.stand.token, self.left = f"t{self.stand.tokens}", self.stand.uses
        type(self).left = self.stand.uses
        self._send(200, {"access_token": self.stand.token, "expires_in": 60})

    left = 0

    def do_GET(self) -> None:
        stand = self.stand
        wanted = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        stand.asked.append(wanted)
        fault = stand.faults.pop(0) if stand.faults else None
        if isinstance(fault, int):
            self._send(fault, {"error": "no"})
            return
        if stand.token:
            if self.headers["Authorization"] != f"Bearer {stand.token}" or type(self).left <= 0:
                self._send(401, {})
                return
            type(self).left -= 1
        if fault == "repeat":
            wanted["page"] = str(int(wanted["page"]) - 1)
        self.answer(200, json.dumps(stand.page(wanted)).encode(), half=fault == "half")

    def _send(self, status: int, answer: Any) -> None:
        self.answer(status, json.dumps(answer).encode())


@contextmanager
def standing() -> Iterator[StandIn]:
    stand = StandIn()
    with serving(type("Handler", (_Handler,), {"stand": stand})) as stand.address:
        yield stand
