"""`zhengai bench`: measures this machine on a sample college of its own, beside the physical limit."""

import argparse
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from zhengai.cli import subject as named
from zhengai.cli.output import Refused, add_format, emit, say
from zhengai.indicators.benchmarks import NothingToMeasure, measure_full, measure_scan

NAMES = ["scan", "full"]
HEADERS = {
    "name": "项目",
    "seconds": "秒",
    "rows": "行数",
    "peak_mib": "内存峰值(MiB)",
    "ratio_to_scan": "与一次手写扫描之比",
}


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("bench", help="在本机上测速")
    parser.add_argument("name", nargs="?", choices=NAMES, help="只测一项；默认全部")
    parser.add_argument(
        "--size", choices=["small", "medium", "full"], default="full", help="示例学校的规模，默认 full"
    )
    parser.add_argument("--here", action="store_true", help="用当前安装的数据，不另建示例学校")
    add_format(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    if not arguments.here:
        return _on_a_sample(arguments)
    college = named.college()
    say("正在测量……")
    try:
        limit = measure_scan(college)
    except NothingToMeasure as problem:
        raise Refused(str(problem)) from problem
    results = [limit] if arguments.name == "scan" else [limit, measure_full(college, limit)]
    emit([asdict(r) for r in results], HEADERS, arguments.format)
    return 0


def _on_a_sample(arguments: argparse.Namespace) -> int:
    """A home of its own, set up once and kept: a bench never touches a college's data."""
    home = Path(settings.ZHENGAI_HOME) / f"bench-{arguments.size}"
    environment = {**os.environ, "ZHENGAI_HOME": str(home), "DATABASE_URL": ""}
    program = [sys.executable, "-m", "zhengai.cli"]
    if not (home / "ready").exists():
        say(f"正在建立测速用的示例学校({arguments.size})，只在第一次需要……")
        setup = subprocess.run(
            [*program, "demo", "--size", arguments.size, "--no-serve"],
            env=environment,
            stdout=sys.stderr,
            check=False,
        )
        if setup.returncode:
            raise Refused("示例学校没有建成，见上面的说明")
        (home / "ready").touch()
    rest = ["bench", "--here", "--format", arguments.format] + ([arguments.name] if arguments.name else [])
    return subprocess.run([*program, *rest], env=environment, check=False).returncode
