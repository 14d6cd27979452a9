"""A source that answers JSON over HTTP on this machine, and misbehaves as it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


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


class _Handler(BaseHTTPRequestHandler):
    stand: StandIn
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        return

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
        body = json.dumps(stand.page(wanted)).encode()
        if fault == "half":
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            return
        self._send(200, None, body)

    def _send(self, status: int, answer: Any, body: bytes | None = None) -> None:
        body = json.dumps(answer).encode() if body is None else body
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def standing() -> Iterator[StandIn]:
    stand = StandIn()
    handler = type("Handler", (_Handler,), {"stand": stand})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        stand.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield stand
        finally:
            server.shutdown()
            thread.join()
