"""`zhengai bench` without a name: every part in one go, each in a process of its own, so that one that fails or takes
the memory leaves the others their figures."""

import argparse
import json
import os
import subprocess
import sys

from zhengai.cli.output import emit, say

# short ones on made rows last, because their figures depend least on what ran before; what writes rows after what reads
ORDER = (
    "scan", "full", "conditions", "quality", "reports", "incremental", "web", "events", "yardstick", "postgres", "pandas",
    "polars", "spark", "growth", "province",
)  # fmt: skip
_SAID_NO, _NOT_HERE = 1, 2


def everything(arguments: argparse.Namespace) -> int:
    """Exit 1 when a part failed or differed; a part that this machine cannot measure (no PostgreSQL, no Spark) is said
    and is no failure, unless there is nothing else."""
    codes: dict[str, int] = {}
    rows: list[dict[str, object]] = []
    for name in ORDER:
        say(f"—— {name} ——")
        done = _measured(name, arguments)
        codes[name] = done.returncode
        if arguments.format == "table":
            continue
        try:
            rows.extend(json.loads(done.stdout or "[]"))
        except ValueError:
            codes[name] = codes[name] or _SAID_NO
    if arguments.format != "table":
        emit(rows, {key: key for key in dict.fromkeys(key for row in rows for key in row)}, arguments.format)
    return _ended(codes)


def _measured(name: str, arguments: argparse.Namespace) -> "subprocess.CompletedProcess[str]":
    table = arguments.format == "table"
    command = [sys.executable, "-m", "zhengai.cli", "bench", name, "--format", "table" if table else "json"]
    command += [
        "--size",
        arguments.size,
        "--users",
        str(arguments.users),
        "--seconds",
        str(arguments.seconds),
    ]
    command += ["--rate", str(arguments.rate), "--message", str(arguments.message)]
    command += ["--batches", str(arguments.batches), "--factor", *map(str, arguments.factor)]
    command += ["--colleges", str(arguments.colleges)]
    command += ["--database", arguments.database] if arguments.database else []
    command += ["--report", arguments.report] if arguments.report else []
    return subprocess.run(
        command, env=dict(os.environ), stdout=None if table else subprocess.PIPE, text=True, check=False
    )


def _ended(codes: dict[str, int]) -> int:
    failed = [name for name, code in codes.items() if code not in (0, _NOT_HERE)]
    absent = [name for name, code in codes.items() if code == _NOT_HERE]
    if absent:
        say(f"这台机器上没有测：{'、'.join(absent)}（原因见上面）")
    if failed:
        say(f"没有通过或中断：{'、'.join(failed)}；其余的都测完了")
        return _SAID_NO
    return _NOT_HERE if len(absent) == len(codes) else 0
