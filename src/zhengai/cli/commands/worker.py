"""`zhengai worker`: does the long work that pages ask for. `zhengai run` and `demo` start it beside the server."""

import argparse
import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from zhengai.cli.output import Refused, say
from zhengai.core.actions import fail_lost_jobs
from zhengai.core.locks import Held, only_one
from zhengai.core.queries import worker_lock
from zhengai.core.queue import queue, waiting_jobs
from zhengai.evidence.actions import sweep
from zhengai.improvement.watching import watch

_LONGEST_WAIT = 0.5  # seconds until new work is noticed
_LONGEST_GOODBYE = 10.0  # seconds to end what is being followed; what is not ended is followed again


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("worker", help="后台进程：做页面交来的耗时工作(run 和 demo 会自动启动它)")
    parser.add_argument("--parent", type=int, metavar="PID", help="这个进程结束时一起结束")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    logging.getLogger("huey").setLevel(logging.WARNING)
    load_tasks()
    try:
        with only_one(worker_lock()):
            lost = fail_lost_jobs(waiting=waiting_jobs())
            if lost:
                say(f"上次中断时有 {lost} 项工作没有做完，已在它们的页面上说明")
            sweep()
            if arguments.parent:
                threading.Thread(target=_end_with, args=(arguments.parent,), daemon=True).start()
            with _watching():
                consumer = queue.create_consumer(workers=1, periodic=True, max_delay=_LONGEST_WAIT)
                consumer.run()
    except Held as held:
        raise Refused("这个 ZHENGAI_HOME 已经有一个后台进程在运行，不必再启动") from held
    return 0


@contextmanager
def _watching() -> Iterator[None]:
    """Beside the queue, so that new rows are followed at once whatever is waiting there."""
    stopped = threading.Event()
    thread = threading.Thread(target=watch, args=(stopped,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(timeout=_LONGEST_GOODBYE)


def load_tasks() -> None:
    """Tasks are known by being imported."""
    for app in apps.get_app_configs():
        if app.name.startswith("zhengai.") and module_has_submodule(app.module, "tasks"):
            import_module(f"{app.name}.tasks")


def _end_with(parent: int) -> None:
    """A parent that was killed cannot tell its child: the child looks. What it is at is failed on the next start."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGKILL)
