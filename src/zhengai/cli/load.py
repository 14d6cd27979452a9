"""Visitors of the pages, for `zhengai bench web`: one after the other, then many at once who read between clicks."""

import http.client
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection

from zhengai.accounts.models import User
from zhengai.accounts.rules import ROLES
from zhengai.cli.effort import Effort
from zhengai.cli.output import Refused, say
from zhengai.college.models import College

HOST = "127.0.0.1"
# seconds a person reads before the next click
THINKING = (2.0, 6.0)
REPEATS = 6
_SIGN_IN = "/sign-in/"
_SENT_ON = (http.client.FOUND, http.client.SEE_OTHER)
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Visit:
    """A page as one person opens it; `cookie` is that person's session."""

    who: str
    address: str
    cookie: str


@dataclass
class Times:
    """Seconds until the whole answer was there, by address; what did not answer 200 is in `failed`. `opened` counts
    every page, also those opened to warm it."""

    opened: int = 0
    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: list[str] = field(default_factory=list)

    def add(self, visit: Visit, status: int, seconds: float) -> None:
        self.opened += 1
        if status == http.client.OK:
            self.taken[f"{visit.address} ({visit.who})"].append(seconds)
        else:
            self.failed.append(f"{status} {visit.address} ({visit.who})")

    @property
    def all(self) -> list[float]:
        return [seconds for each in self.taken.values() for seconds in each]

    def slowest(self, count: int = 10) -> list[tuple[str, float]]:
        """By p95."""
        found = [(name, p95(each)) for name, each in self.taken.items()]
        return sorted(found, key=lambda each: -each[1])[:count]


def p95(seconds: Sequence[float]) -> float:
    if len(seconds) < 2:
        return next(iter(seconds), 0.0)
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1]


def sessions(college: College) -> dict[str, str]:
    """A session cookie for the first holder of each role."""
    found: dict[str, str] = {}
    for role in ROLES:
        user = User.objects.filter(grants__role=role, grants__college=college.code).order_by("id").first()
        if user is not None:
            found[role] = _session(user)
    return found


def _session(user: User) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = _BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


@contextmanager
def served(port: int) -> Iterator[int]:
    """The real server of this installation on `port`; gives back the number of its process."""
    connection.close()
    program = [sys.executable, "-m", "zhengai.cli", "run", "--port", str(port)]
    process = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            _ask(port, _SIGN_IN, "")
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise Refused(f"网页服务一分钟内没有在端口 {port} 上应答，无从测速")


def _ask(port: int, address: str, cookie: str) -> tuple[int, str, bytes]:
    """Status, where the answer sends on to (empty where nowhere), and the page."""
    client = http.client.HTTPConnection(HOST, port, timeout=60)
    try:
        client.request(
            "GET", quote(address, safe="/?=&:%"), headers={"Cookie": cookie, "Accept-Encoding": "gzip"}
        )
        response = client.getresponse()
        return response.status, response.getheader("Location", ""), response.read()
    finally:
        client.close()


def _visit(port: int, visit: Visit, times: Times) -> None:
    """Until the page is there: a list of one subject sends on to that subject, which belongs to the time."""
    started = time.perf_counter()
    status, sent_on, _ = _ask(port, visit.address, visit.cookie)
    if status in _SENT_ON and sent_on.startswith("/") and not sent_on.startswith(_SIGN_IN):
        status, _, _ = _ask(port, sent_on, visit.cookie)
    times.add(visit, status, time.perf_counter() - started)


def one_after_the_other(port: int, visits: Sequence[Visit]) -> Times:
    """Each page is opened once to warm it, then measured."""
    times, warming = Times(), Times()
    for visit in visits:
        _visit(port, visit, warming)
        for _ in range(REPEATS):
            _visit(port, visit, times)
    times.opened += warming.opened
    return times


def all_at_once(port: int, visits: Sequence[Visit], people: int, seconds: float) -> Times:
    """`people` click through pages for so long, each reading between two clicks."""
    times, lock = Times(), threading.Lock()
    until = time.monotonic() + seconds

    def person(number: int) -> None:
        chance = random.Random(number)  # noqa: S311
        time.sleep(chance.uniform(0, THINKING[1]))
        while time.monotonic() < until:
            own = Times()
            _visit(port, chance.choice(visits), own)
            with lock:
                times.opened += own.opened
                for name, taken in own.taken.items():
                    times.taken[name] += taken
                times.failed += own.failed
            time.sleep(chance.uniform(*THINKING))

    threads = [threading.Thread(target=person, args=(number,)) for number in range(people)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return times


def tell(title: str, times: Times, effort: Effort) -> None:
    """The slowest pages, whose processor time it was, and what failed, on standard error."""
    say(f"{title}：{len(times.all)} 次，中位 {statistics.median(times.all or [0.0]) * 1000:.0f} ms")
    for name, seconds in times.slowest():
        say(f"  {seconds * 1000:6.0f} ms  {name}")
    spenders = (("网页", effort.server), ("数据库", effort.database), ("测量程序", effort.client))
    parts = "、".join(f"{name} {'量不到' if taken is None else f'{taken} 秒'}" for name, taken in spenders)
    apiece = effort.each(times.opened)
    page = f"，平均每页(网页加数据库) {apiece} ms" if apiece else ""
    say(f"  处理器时间：{parts}{page}；结束时平均负载 {effort.load}")
    for each in sorted(set(times.failed)):
        say(f"  没有打开：{each}")
