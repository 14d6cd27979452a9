"""Starts the web server in this process's place, and the worker beside it."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from zhengai.cli.output import say

SOURCES = Path(__file__).resolve().parent.parent / "web"


def serve(*, host: str, port: int) -> None:
    """Collects changed static files, starts the worker, then becomes the server. Does not return."""
    collect_static()
    # SQLite has one writer at a time: two workers of one thread each keep its lock waits short
    threads = "1" if connection.vendor == "sqlite" else "4"
    connection.close()
    start_worker()
    say(f"诊改已启动：http://{host}:{port}/  (按 Ctrl+C 停止)")
    arguments = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    arguments += ["--workers", "2", "--blocking-threads", threads, "--backpressure", "64"]
    arguments += ["--no-access-log", "--log-level", "warning", "config.wsgi:application"]
    os.execv(sys.executable, arguments)  # noqa: S606


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
