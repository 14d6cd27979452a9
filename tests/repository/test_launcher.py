"""The launcher on machines that lack something: one clear line, exit 2, nothing left behind."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ["sh", "dirname", "sha256sum", "cut", "cat", "tr"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the launcher and the locks, and a PATH that holds nothing but the named tools."""
    for name in ("zhengai", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(str(shutil.which(tool)))
    return tmp_path


def fake_python(checkout: Path, script: str) -> None:
    path = checkout / "bin" / "python3"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def launch(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(checkout / "bin"), "HOME": str(checkout)}
    return subprocess.run(
        [str(checkout / "zhengai"), *arguments], env=environment, capture_output=True, text=True, timeout=60
    )


def test_without_python_it_names_the_version_and_the_package(checkout: Path) -> None:
    result = launch(checkout, "demo")
    assert result.returncode == 2
    assert "Python 3.11 或更高版本" in result.stderr
    assert "apt-get install python3" in result.stderr


def test_an_old_python_is_not_taken(checkout: Path) -> None:
    fake_python(checkout, "exit 1")
    result = launch(checkout, "demo")
    assert result.returncode == 2
    assert "Python 3.11 或更高版本" in result.stderr


def test_a_missing_venv_module_is_named(checkout: Path) -> None:
    fake_python(checkout, 'case "$2" in *ensurepip*) exit 1;; *) exit 0;; esac')
    result = launch(checkout, "demo")
    assert result.returncode == 2
    assert "python3-venv" in result.stderr
    assert not (checkout / ".venv").exists()


def test_a_finished_environment_is_used_without_installing_again(checkout: Path) -> None:
    """The second start asks nothing of the network: the stamp of the lock file decides."""
    fake = checkout / ".venv" / "bin" / "python"
    fake.parent.mkdir(parents=True)
    fake.write_text('#!/bin/sh\necho "$@"\n')
    fake.chmod(0o755)
    digest = subprocess.run(
        ["sha256sum", checkout / "requirements.txt"], capture_output=True, text=True, check=True
    ).stdout[:32]
    (checkout / ".venv" / ".stamp").write_text(digest)
    result = launch(checkout, "packs", "list")
    assert result.returncode == 0
    assert result.stdout.strip() == "-m zhengai.cli packs list"


def test_only_what_there_is_can_be_installed_besides(checkout: Path) -> None:
    result = launch(checkout, "install", "hadoop")
    assert result.returncode == 2
    assert "install spark" in result.stderr
    assert not (checkout / ".venv").exists()
