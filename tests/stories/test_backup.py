"""A backup holds everything, comes back on the other kind of database, and a bad one changes nothing."""

import fcntl
import json
import os
import shutil
import socket
import zipfile
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.stories.conftest import Program

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
# both write an event of their own when they are done
GROWS = "core_auditevent"


@pytest.fixture
def other_kind(sample: Program, tmp_path: Path) -> Program:
    """An empty home whose database is not of the sample's kind."""
    if sample.database:
        return Program(tmp_path / "other")
    try:
        socket.create_connection(("127.0.0.1", 5432), timeout=2).close()
    except OSError:
        pytest.skip("no PostgreSQL answers on loopback")
    name = f"zhengai_restore_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return Program(tmp_path / "other", POSTGRES.rpartition("/")[0] + "/" + name)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a real college that has nothing in it yet, and its backup."""
    folder = tmp_path_factory.mktemp("college")
    program = Program(folder / "home")
    new = ["--college", "4100012345", "--college-name", "某某职业学院", "--category", "综合"]
    assert program("packs", "install", "foundation", *new).returncode == 0
    assert program("backup", str(folder / "b.zip")).returncode == 0
    return folder


@pytest.fixture
def college(made: Path, tmp_path: Path) -> Program:
    shutil.copytree(made / "home", tmp_path / "home")
    return Program(tmp_path / "home")


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """The college's backup, to do with as one likes."""
    return Path(shutil.copy(made / "b.zip", tmp_path / "b.zip"))


def contents(path: Path) -> tuple[dict[str, list[Any]], dict[str, str]]:
    """Rows by table, and digests by file."""
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        rows = {
            table: [json.loads(line) for line in archive.read(f"tables/{table}.jsonl").splitlines()]
            for table in manifest["rows"]
        }
    return rows, {name: digest for name, digest in manifest["digests"].items() if name.startswith("files/")}


def test_everything_comes_back_on_the_other_kind_of_database(
    sample: Program, other_kind: Program, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    made = sample.json("backup", str(first))
    assert made["rows"] > 100_000
    assert first.stat().st_mode & 0o077 == 0

    back = other_kind("restore", str(first))
    assert back.returncode == 0, back.stderr
    assert "审计链完整" in back.stderr
    assert other_kind("check").returncode == 0

    asked = [
        "value",
        "absence_rate",
        "--subject",
        "course:KC020107",
        "--period",
        "2026-2027-1-W06",
        "--explain",
    ]
    assert other_kind.json(*asked) == sample.json(*asked)
    assert other_kind("backup", str(second)).returncode == 0
    (rows, files), (rows_again, files_again) = contents(first), contents(second)
    assert files == files_again
    assert rows.keys() == rows_again.keys()
    for table in rows.keys() - {GROWS}:
        assert rows_again[table] == rows[table], table
    assert rows_again[GROWS][: len(rows[GROWS])] == rows[GROWS]


def test_a_restored_college_goes_on(sample: Program, other_kind: Program, tmp_path: Path) -> None:
    """New rows get numbers of their own after those that came back."""
    path = tmp_path / "b.zip"
    assert sample("backup", str(path)).returncode == 0
    assert other_kind("restore", str(path)).returncode == 0
    run = other_kind.json(
        "evaluate", "--level", "course", "--indicator", "absence_rate", "--period", "2026-2027-1-W06"
    )
    assert run["values"] > 10


def test_what_is_there_is_replaced_on_demand_only_and_kept_aside(college: Program, path: Path) -> None:
    refused = college("restore", str(path))
    assert refused.returncode == 2
    assert "某某职业学院" in refused.stderr
    assert "--replace" in refused.stderr
    assert not list(college.home.glob("before-restore-*"))
    assert college("restore", str(path), "--replace").returncode == 0
    (aside,) = college.home.glob("before-restore-*")
    assert (aside / "zhengai.sqlite3").exists()
    assert college("packs", "list").returncode == 0
    assert not list(college.home.glob(".restoring*"))


def test_not_while_the_installation_runs(college: Program, path: Path) -> None:
    with (college.home / "worker.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        done = college("restore", str(path), "--replace")
    assert done.returncode == 2
    assert "先停掉" in done.stderr


def _no_zip(path: Path) -> None:
    path.write_text("不是备份")


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-400])


def _changed(path: Path) -> None:
    def other(name: str, data: bytes) -> bytes:
        return data.replace("某某".encode(), "别的".encode()) if "college_college" in name else data

    _rewrite(path, other)


def _one_missing(path: Path) -> None:
    _rewrite(path, lambda name, data: None if name == "tables/college_college.jsonl" else data)


def _newer(path: Path) -> None:
    def later(name: str, data: bytes) -> bytes:
        return data.replace(b'"0001_initial"', b'"9001_later"') if name == "manifest.json" else data

    _rewrite(path, later)


def _other_format(path: Path) -> None:
    _rewrite(path, lambda name, data: data.replace(b'"format": 1', b'"format": 99'))


def _rewrite(path: Path, change: Any) -> None:
    copy = path.with_suffix(".old")
    shutil.move(path, copy)
    with zipfile.ZipFile(copy) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            if (data := change(name, old.read(name))) is not None:
                new.writestr(name, data)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_no_zip, "不是诊改的备份"),
        (_cut_short, "没有传完整"),
        (_changed, "已损坏：tables/college_college.jsonl"),
        (_one_missing, "tables/college_college.jsonl 不见了"),
        (_newer, "先升级诊改"),
        (_other_format, "先升级诊改"),
    ],
)
def test_a_bad_backup_is_one_sentence_and_changes_nothing(
    college: Program, path: Path, harm: Any, said: str
) -> None:
    before = sorted(each.name for each in college.home.iterdir())
    harm(path)
    done = college("restore", str(path), "--replace")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(each.name for each in college.home.iterdir()) == before
    assert "某某职业学院" in college("check").stdout


def test_what_is_made_again_is_left_out(college: Program, tmp_path: Path) -> None:
    """Caches of the lake can be larger than what they are made from."""
    lake = college.home / "lake" / "4100012345"
    for name in (".parts/attendance/1/a.parquet", "attendance/a.parquet"):
        (lake / name).parent.mkdir(parents=True)
        (lake / name).write_text("行")
    path = tmp_path / "b.zip"
    assert college("backup", str(path)).returncode == 0
    _, files = contents(path)
    assert "files/lake/4100012345/attendance/a.parquet" in files
    assert not [name for name in files if ".parts" in name]


def test_a_folder_gets_dated_backups_and_keeps_the_newest(college: Program, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "zhengai-20250101-000000.zip").write_text("旧")
    (folder / "别人的.zip").write_text("不动")
    done = college("backup", str(folder), "--keep", "1")
    assert done.returncode == 0, done.stderr
    left = sorted(each.name for each in folder.iterdir())
    assert len(left) == 2
    assert "别人的.zip" in left
    assert "zhengai-20250101-000000.zip" in done.stderr
    (made,) = folder.glob("zhengai-*.zip")
    assert college("restore", str(made), "--check").returncode == 0


def test_a_backup_overwrites_nothing_and_needs_its_folder(college: Program, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    path.write_text("别的文件")
    done = college("backup", str(path))
    assert (done.returncode, path.read_text()) == (2, "别的文件")
    assert "不覆盖" in done.stderr
    done = college("backup", str(tmp_path / "没有" / "b.zip"))
    assert done.returncode == 2
    assert "没有文件夹" in done.stderr


def test_a_full_disk_leaves_no_half_backup(college: Program, tmp_path: Path) -> None:
    """A limit on the size of files is to the program what a full disk is."""
    limited = (
        "import os, resource, sys; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings');"
        "import django; django.setup();"
        "from zhengai.cli.backup.archive import Writer;"
        "from zhengai.cli.__main__ import main;"
        "table = Writer.table;"
        "full = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000));"
        "Writer.table = lambda self, *given: (full(), table(self, *given));"
        "sys.exit(main(sys.argv[1:]))"
    )
    done = college.python("-c", limited, "backup", str(tmp_path / "b.zip"))
    assert done.returncode == 2, done.stderr
    assert "没有留下半个文件" in done.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["home"]
    assert not list(college.home.glob(".backup-*"))
