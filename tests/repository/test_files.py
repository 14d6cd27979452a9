"""What the repository may not hold."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 500  # lines of a source file; data and vendored files apart


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def test_no_source_file_is_longer_than_the_limit() -> None:
    long = {
        str(p.relative_to(ROOT)): n for p in tracked("*.py") if (n := len(p.read_text().splitlines())) > LIMIT
    }
    assert not long


def test_no_room_is_called_utils() -> None:
    assert not [p for p in tracked("*.py") if re.search(r"(^|_)(utils?|helpers?|misc)(_|\.py$)", p.name)]


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-spark.txt", "requirements-peers.txt"]
)
def test_lock_files_name_versions_and_hashes_but_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert "index" not in text
    pins = [line for line in text.splitlines() if re.match(r"^[a-z0-9]", line)]
    assert pins
    assert all("==" in line for line in pins)
    assert text.count("--hash=sha256:") >= len(pins)


def test_an_engine_that_is_asked_for_stays_out_of_the_other_locks() -> None:
    names = {
        line.partition("==")[0]
        for line in (ROOT / "requirements-spark.txt").read_text().splitlines()
        if "==" in line
    }
    assert names == {"py4j", "pyspark"}
    for other in ("requirements.txt", "requirements-dev.txt"):
        assert not {line.partition("==")[0] for line in (ROOT / other).read_text().splitlines()} & names


def test_the_runtime_lock_is_part_of_the_development_lock() -> None:
    def pins(name: str) -> set[str]:
        return {line.split(" ")[0] for line in (ROOT / name).read_text().splitlines() if "==" in line}

    assert pins("requirements.txt") <= pins("requirements-dev.txt")
