"""Makes a backup of a running installation: nobody has to stop working."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from django.apps import apps
from django.db import connection

from zhengai.cli.backup import archive, home, tables
from zhengai.college.models import College
from zhengai.core import clock
from zhengai.datacentre.holding import nobody_writes

Say = Callable[[str], None]


def make(path: Path, say: Say, *, files: bool = True) -> archive.Manifest:
    """Database and files are of one moment: the lake's writers wait while the database's snapshot is opened and the
    files get a second name (well under a second); then everybody goes on and the copy is written.
    Without `files` only the tables are kept."""
    with home.staging() as still, ExitStack() as writers:
        if files:
            writers.enter_context(nobody_writes())
        with tables.snapshot():
            if files:
                home.hold_still(still)
            writers.close()
            manifest = _manifest()
            with archive.written(path, manifest) as writer:
                _write(writer, still, say)
    return manifest


def _write(writer: archive.Writer, still: Path, say: Say) -> None:
    for model in tables.kept_models(apps):
        writer.table(model._meta.db_table, tables.lines_of(model))
    rows = writer.manifest.rows
    say(f"数据库：{len(rows)} 张表，{sum(rows.values()):,} 行")
    for each in sorted(each for each in still.rglob("*") if each.is_file()):
        writer.file(each, str(each.relative_to(still)))
    say(f"文件：{len(writer.manifest.files):,} 个")


def _manifest() -> archive.Manifest:
    return archive.Manifest(
        made_at=clock.now(),
        database=connection.vendor,
        colleges=[college.name for college in College.objects.order_by("pk")],
        migrations=tables.applied_migrations(),
    )
