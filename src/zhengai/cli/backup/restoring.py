"""Puts a backup in the place of what is here: all of it or nothing."""

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from zhengai.cli.backup import archive, home, making, tables
from zhengai.college.models import College
from zhengai.core import clock
from zhengai.core.locks import is_held
from zhengai.core.queries import worker_lock

Say = Callable[[str], None]
_INCOMING, UNFINISHED = ".restoring", "restoring.json"
_SPARE = 1.3  # of the bytes in the backup: indexes, and the files twice for a moment


class Refusal(ValueError):
    """Why nothing was restored, and what to do: one sentence."""


def restore(path: Path, say: Say, *, replace: bool) -> archive.Manifest:
    """Raises ValueError (Refusal, Unreadable) or OSError; what was here is then as it was. What is replaced is moved to a folder
    `before-restore-…` of the home."""
    with archive.opened(path) as (opened, manifest):
        _may(manifest, replace)
        say("正在核对备份的每个文件……")
        archive.check(opened, manifest)
        empty = not College.objects.exists()
        aside = home.root() / f"before-restore-{clock.now():%Y%m%d-%H%M%S}"
        with _incoming() as incoming, _swapping(incoming, aside) as swap:
            archive.extract(opened, manifest, incoming)
            say(f"文件：{len(manifest.files):,} 个")
            with _database(aside, say):
                _load(opened, manifest, say)
                swap()
    if empty:  # a home that held no college is nothing to go back to
        shutil.rmtree(aside, ignore_errors=True)
    call_command("migrate", interactive=False, verbosity=0)
    return manifest


def unfinished() -> str | None:
    """The folder that holds what was here before a restore that stopped in the middle of its renaming; null when none
    did."""
    note = home.root() / UNFINISHED
    return json.loads(note.read_text(encoding="utf-8"))["before"] if note.exists() else None


def _may(manifest: archive.Manifest, replace: bool) -> None:
    unknown = set(manifest.migrations) - set(MigrationExecutor(connection).loader.disk_migrations)
    if unknown:
        raise Refusal("这份备份来自更新的程序，请先升级诊改再恢复")
    if is_held(worker_lock()):
        raise Refusal("诊改还在运行，请先停掉 zhengai run(和后台进程)再恢复")
    here = "、".join(College.objects.order_by("pk").values_list("name", flat=True))
    if here and not replace:
        raise Refusal(
            f"这里已有“{here}”，恢复会替换它的全部数据；确实要替换，请加 --replace，原有数据会移到旁边的文件夹"
        )
    free = shutil.disk_usage(home.root()).free
    if free < manifest.bytes * _SPARE:
        needed = manifest.bytes * _SPARE / 1024**2
        raise Refusal(f"磁盘空间不够：恢复大约要 {needed:,.0f} MB，只剩 {free / 1024**2:,.0f} MB")


@contextmanager
def _incoming() -> Iterator[Path]:
    folder = home.root() / _INCOMING
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(aside: Path, say: Say) -> Iterator[None]:
    """An empty database to load into, which becomes the database when the block ends well."""
    if connection.vendor == "sqlite":
        with _new_file(aside):
            yield
        return
    if College.objects.exists():
        aside.mkdir(exist_ok=True)
        say("正在把原有的数据库另存一份……")
        making.make(aside / "database.zip", say, files=False)
    with transaction.atomic():
        _drop_tables()
        yield


@contextmanager
def _new_file(aside: Path) -> Iterator[None]:
    """SQLite's database is a file: the new one is made beside and then takes the old one's name."""
    name = connection.settings_dict["NAME"]
    place = Path(name)
    new = place.with_name(f".{place.name}.restoring")
    connection.close()
    _remove(new)
    connection.settings_dict["NAME"] = str(new)
    try:
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        for old in _with_companions(place):
            if old.exists():
                aside.mkdir(exist_ok=True)
                shutil.move(old, aside / old.name)
        new.replace(place)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        _remove(new)


def _with_companions(database: Path) -> list[Path]:
    return [database.with_name(database.name + ending) for ending in ("-wal", "-shm", "")]


def _remove(database: Path) -> None:
    for each in _with_companions(database):
        each.unlink(missing_ok=True)


def _load(opened: zipfile.ZipFile, manifest: archive.Manifest, say: Say) -> None:
    found = tables.kept_models(_apps_at(manifest.migrations))
    strange = {model._meta.db_table for model in found} ^ set(manifest.rows)
    if strange:
        raise Refusal(f"备份里的表与它的版本不一致：{'、'.join(sorted(strange))}")
    total, done = sum(manifest.rows.values()), 0

    def on_rows(count: int) -> None:
        nonlocal done
        before, done = done, done + count
        if done * 10 // max(total, 1) > before * 10 // max(total, 1):
            say(f"数据库：{done:,} / {total:,} 行")

    with connection.constraint_checks_disabled(), transaction.atomic():
        tables.check_references_at_the_end()
        for model in found:
            with archive.lines(opened, model._meta.db_table) as lines:
                tables.load(model, lines, on_rows)
        tables.renew_sequences(found)
    connection.check_constraints()


def _apps_at(migrations: list[tuple[str, str]]) -> Apps:
    """Makes the tables as they were when the backup was made, and returns the models of that time."""
    executor = MigrationExecutor(connection)
    graph, kept = executor.loader.graph, set(migrations)
    targets = [
        key
        for key in migrations
        if not any(child.key[0] == key[0] and child.key in kept for child in graph.node_map[key].children)
    ]
    state = executor.migrate(targets)
    return state.apps


def _drop_tables() -> None:
    """Those of the program; what others keep in the same database stays."""
    mine = set(connection.introspection.django_table_names(include_views=False))
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in sorted((mine | {"django_migrations"}) & there):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)} CASCADE")


@contextmanager
def _swapping(incoming: Path, aside: Path) -> Iterator[Callable[[], None]]:
    """Yields what puts the files in their place, by renaming; when the block fails after all, they go back. A note
    stands in the home meanwhile, so that a power failure in between is not overlooked (`zhengai check`)."""
    note, moved = home.root() / UNFINISHED, list[tuple[Path, Path]]()

    def move(source: Path, target: Path) -> None:
        if source.exists():
            target.parent.mkdir(exist_ok=True)
            source.replace(target)
            moved.append((source, target))

    def swap() -> None:
        note.write_text(json.dumps({"before": aside.name}), encoding="utf-8")
        for part in home.PARTS:
            move(home.root() / part, aside / part)
            move(incoming / part, home.root() / part)

    try:
        yield swap
    except BaseException:
        for source, target in reversed(moved):
            target.replace(source)
        note.unlink(missing_ok=True)
        raise
    note.unlink(missing_ok=True)
