"""`./zhengai test`: everything a contributor must keep green, in the order in which it fails fastest.

./zhengai test                  all of it
./zhengai test lint types       only the named steps (see --list)
./zhengai test -- -k import     only pytest on SQLite, with these arguments
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CI = os.environ.get("CI") == "true"
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
# what a decision rests on must be tested: engine, rules, actions, queries (lines, percent)
COVERED = "src/zhengai_engine/*,src/zhengai/*/rules*,src/zhengai/*/actions*,src/zhengai/*/queries*"
COVERAGE = "95"
COUNTED = tuple(f"tests/{name}" for name in ("engine", "spec", "generative", "rooms", "packs", "cli", "web"))


def run(*command: str, **environment: str) -> bool:
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}).returncode == 0


def tool(name: str, *arguments: str, **environment: str) -> bool:
    return run(str(BIN / name), *arguments, **environment)


def manage(*arguments: str) -> bool:
    home = ROOT / "var" / "check"
    return run(sys.executable, "manage.py", *arguments, ZHENGAI_HOME=str(home), DATABASE_URL="")


def tests(*arguments: str, **environment: str) -> bool:
    """On two processes, the second of which takes over what the first has not come to."""
    return tool("pytest", "-n", "2", "--dist", "worksteal", *arguments, **environment)


def lint() -> bool:
    return tool("ruff", "check") and tool("ruff", "format", "--check")


def types() -> bool:
    return tool("mypy", "src")


def contracts() -> bool:
    return tool("lint-imports")


def migrations() -> bool:
    return manage("makemigrations", "--check", "--dry-run")


def counted() -> bool:
    """On SQLite, with the coverage of what decides."""
    passed = tests("--cov", "--cov-report=", *COUNTED)
    return passed and tool(
        "coverage", "report", f"--include={COVERED}", f"--fail-under={COVERAGE}", "--skip-covered"
    )


def uncounted() -> bool:
    """All other tests on SQLite: they look through a browser or start programs, whose lines nobody counts."""
    return tests("-m", "not spark", "tests", *(f"--ignore={each}" for each in COUNTED))


def postgres() -> bool:
    """What touches the database, on PostgreSQL."""
    if not _answers(POSTGRES):
        print(f"PostgreSQL 没有应答({POSTGRES})；{'CI 中必须有' if CI else '跳过这一步'}", file=sys.stderr)
        return not CI
    where = [f"tests/{name}" for name in ("rooms", "cli", "web", "fault", "stories")]
    return tests(
        "-q", "--touching-the-database", "-m", "not either_database", *where, ZHENGAI_TEST_DATABASE=POSTGRES
    )


def spark() -> bool:
    """What a cluster computes; CI has all that it takes."""
    return tool("pytest", "-q", "-m", "spark", "tests/spark", ZHENGAI_NEEDS_SPARK="1" if CI else "")


STEPS: dict[str, Callable[[], bool]] = {
    "lint": lint,
    "types": types,
    "contracts": contracts,
    "migrations": migrations,
    "counted": counted,
    "uncounted": uncounted,
    "postgres": postgres,
    "spark": spark,
}


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 5432), timeout=2):
            return True
    except OSError:
        return False


def main(arguments: Sequence[str]) -> int:
    if "--" in arguments:
        rest = list(arguments)[list(arguments).index("--") + 1 :]
        return 0 if tool("pytest", *rest) else 1
    parser = argparse.ArgumentParser(prog="zhengai test", description="全部检查，或只做点名的几步")
    parser.add_argument("steps", nargs="*", metavar="步骤", help="、".join(STEPS))
    parser.add_argument("--list", action="store_true", help="列出各步骤")
    chosen = parser.parse_args(arguments)
    if chosen.list:
        print("\n".join(STEPS))
        return 0
    if unknown := [name for name in chosen.steps if name not in STEPS]:
        parser.error(f"没有这个步骤：{'、'.join(unknown)}；有 {'、'.join(STEPS)}")
    failed = []
    for name in chosen.steps or STEPS:
        started = time.monotonic()
        print(f"\n=== {name} ===", flush=True)
        if not STEPS[name]():
            failed.append(name)
        print(
            f"=== {name}: {'失败' if name in failed else '通过'} {time.monotonic() - started:.0f} 秒 ===",
            flush=True,
        )
    shutil.rmtree(ROOT / "var" / "check", ignore_errors=True)
    if failed:
        print(f"\n没有通过:{'、'.join(failed)}", file=sys.stderr)
        return 1
    print("\n全部通过")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
