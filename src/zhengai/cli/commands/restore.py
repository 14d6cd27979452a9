"""`zhengai restore`: an installation comes back from its backup, on SQLite or PostgreSQL, whichever it came from."""

import argparse
from pathlib import Path
from typing import Any

from django.utils import timezone

from zhengai.cli.backup.archive import Manifest, check, opened
from zhengai.cli.backup.restoring import restore
from zhengai.cli.output import Refused, add_format, emit_object, say
from zhengai.core.actions import SYSTEM, record
from zhengai.core.queries import broken_link

HEADERS = {
    "made_at": "备份时间",
    "colleges": "学校",
    "database": "来自",
    "tables": "表",
    "rows": "行",
    "files": "文件",
    "restored": "已恢复",
}


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("restore", help="从备份恢复整套安装；SQLite 与 PostgreSQL 之间可以互换")
    parser.add_argument("file", metavar="FILE", help="zhengai backup 写的文件")
    parser.add_argument("--check", action="store_true", help="只核对备份是否完好，什么也不改")
    parser.add_argument("--replace", action="store_true", help="替换这里已有的学校，原有数据移到旁边的文件夹")
    add_format(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    path = Path(arguments.file)
    try:
        if arguments.check:
            with opened(path) as (archive, manifest):
                check(archive, manifest)
        else:
            manifest = restore(path, say, replace=arguments.replace)
    except ValueError as refusal:
        raise Refused(str(refusal)) from refusal
    except OSError as problem:
        raise Refused(
            f"没有恢复，原有数据没有改动：{problem.strerror or problem}。请检查磁盘空间和文件夹权限"
        ) from problem
    emit_object(_told(manifest, not arguments.check), HEADERS, arguments.format)
    return 0 if arguments.check else _closed(path, manifest)


def _closed(path: Path, manifest: Manifest) -> int:
    """The audit trail must have come back unbroken before it is written to again."""
    if broken_link() is not None:
        say("数据已恢复，但审计链与备份前不一致，请用 zhengai check 查看")
        return 1
    record(
        action="core.restore",
        by=SYSTEM,
        details={"file": path.name, "made_at": f"{manifest.made_at:%F %T}"},
    )
    say("恢复完成，审计链完整。请重新登录；用 zhengai check 可以再查一遍")
    return 0


def _told(manifest: Manifest, restored: bool) -> dict[str, Any]:
    return {
        "made_at": f"{timezone.localtime(manifest.made_at):%Y-%m-%d %H:%M:%S}",
        "colleges": manifest.colleges,
        "database": {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(
            manifest.database, manifest.database
        ),
        "tables": len(manifest.rows),
        "rows": sum(manifest.rows.values()),
        "files": len(manifest.files),
        "restored": restored,
    }
