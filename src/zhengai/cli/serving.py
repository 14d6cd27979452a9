"""Starts the web server in this process's place, and the worker beside it."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from zhengai.cli.output import Refused, say

SOURCES = Path(__file__).resolve().parent.parent / "web"


def serve(*, host: str, port: int) -> None:
    """Collects changed static files, starts the worker, then becomes the server. Does not return."""
    collect_static()
    workers, threads = processes(connection.vendor, os.cpu_count() or 1)
    connection.close()
    start_worker()
    say(f"诊改已启动：http://{host}:{port}/  (按 Ctrl+C 停止)")
    arguments = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    arguments += ["--workers", str(workers), "--blocking-threads", str(threads), "--backpressure", "64"]
    # a thread that ends takes its connection with it
    arguments += ["--blocking-threads-idle-timeout", "600"]
    arguments += ["--no-access-log", "--log-level", "warning", "config.wsgi:application"]
    os.execv(sys.executable, arguments)  # noqa: S606


def refuse_used(host: str, port: int) -> None:
    """The server would share a port that is taken, and half of the answers would come from the other one."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            tried.setsockopt(
                socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
            )  # one that stopped a moment ago is no one
            tried.bind(address)
    except OSError as problem:
        raise Refused(
            f"{host} 的端口 {port} 打不开，多半是已经有程序在用；停掉它，或用 --port 换一个端口（{problem}）"
        ) from problem


def processes(vendor: str, cores: int) -> tuple[int, int]:
    """Workers, and threads of each. SQLite has one writer at a time: two workers of one thread each keep its lock waits
    short. With PostgreSQL a worker for each core; of its threads one makes a page while the others wait for the
    database, and a long export does not hold up the next page. Each thread keeps one connection."""
    return (2, 1) if vendor == "sqlite" else (min(max(cores, 2), 8), 4)


def start_worker() -> None:
    """A child that does the long work and ends when this process, which becomes the server, ends."""
    command = [sys.executable, "-m", "zhengai.cli", "worker", "--parent", str(os.getpid())]
    subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def collect_static() -> None:
    """Only when a source file is newer than the last collection: a second start stays quick."""
    stamp = Path(settings.STATIC_ROOT) / "staticfiles.json"
    newest = max((p.stat().st_mtime for p in SOURCES.rglob("static/**/*") if p.is_file()), default=0.0)
    if not stamp.exists() or stamp.stat().st_mtime < newest:
        say("正在准备页面文件……")
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
