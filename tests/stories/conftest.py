"""One small sample college, set up once by the real program in a home of its own, for all stories that only look."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]


# many commands in one process: starting one costs more than most of what is asked
MANY = """
import contextlib, io, json, sys
from zhengai.cli.__main__ import main
told = []
for arguments in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
    told.append([code, out.getvalue(), err.getvalue()])
print(json.dumps(told))
"""


@dataclass(frozen=True)
class Program:
    """The command line on one home."""

    home: Path
    database: str = ""

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.python("-m", "zhengai.cli", *arguments)

    def many(self, commands: list[list[str]]) -> list[subprocess.CompletedProcess[str]]:
        """The same as one call each, for commands that only look."""
        done = self.python("-c", MANY, json.dumps(commands))
        assert done.returncode == 0, done.stderr
        told = zip(commands, json.loads(done.stdout), strict=True)
        return [subprocess.CompletedProcess(command, *answer) for command, answer in told]

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "ZHENGAI_HOME": str(self.home),
            "DATABASE_URL": self.database,
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }

    def act(self, script: str) -> Any:
        """What people do on pages, by the rooms' actions; the last line that the script prints is JSON."""
        done = self.python("-c", "import django, json\ndjango.setup()\n" + script)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def json(self, *arguments: str) -> Any:
        done = self(*arguments, "--format", "json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


def database(name: str) -> str:
    """ "" for SQLite in the home; on PostgreSQL a fresh database beside the one named for the tests."""
    url = os.environ.get("ZHENGAI_TEST_DATABASE", "")
    if not url:
        return ""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return url.rpartition("/")[0] + "/" + name


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Shared by all workers of one run: the first sets it up, the others wait."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    ready = shared / "sample-ready"
    with (shared / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            program = Program(shared / "sample-home", database("zhengai_stories"))
            done = program("demo", "--size", "small", "--no-serve")
            assert done.returncode == 0, done.stderr
            ready.write_text(program.database)
    return Program(shared / "sample-home", ready.read_text())


@pytest.fixture
def own_sample(sample: Program, tmp_path: Path) -> Iterator[Program]:
    """A copy that a story may change."""
    if sample.database:
        pytest.skip(
            "a story that changes its college copies the home, which holds the database on SQLite only"
        )
    shutil.copytree(sample.home, tmp_path / "home")
    return Program(tmp_path / "home")


@pytest.fixture
def empty(tmp_path: Path) -> Program:
    return Program(tmp_path / "home")


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def written(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written
