"""`zhengai backup`: the whole installation in one file, while everybody goes on working."""

import argparse
import re
from pathlib import Path
from typing import Any

from zhengai.cli.backup.archive import Manifest
from zhengai.cli.backup.making import make
from zhengai.cli.output import Refused, add_format, emit_object, say
from zhengai.core import clock
from zhengai.core.actions import SYSTEM, record

HEADERS = {"file": "备份文件", "mib": "大小(MB)", "tables": "表", "rows": "行", "files": "文件"}
_NAMED = re.compile(r"zhengai-\d{8}-\d{6}\.zip")


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("backup", help="把整套安装备份成一个文件，不必停机")
    parser.add_argument("file", metavar="FILE", help="备份文件(.zip)；是已有的文件夹时，在里面按日期时间起名")
    parser.add_argument(
        "--keep", type=_at_least_one, metavar="N", help="FILE 是文件夹时，只留最新的 N 份自动起名的备份"
    )
    add_format(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    path = _place(Path(arguments.file), arguments.keep)
    try:
        manifest = make(path, say)
    except OSError as problem:
        raise Refused(
            f"备份没有写成，没有留下半个文件：{problem.strerror or problem}。请检查磁盘空间和文件夹权限"
        ) from problem
    record(action="core.backup", by=SYSTEM, details={"file": path.name, "files": len(manifest.files)})
    emit_object(_told(path, manifest), HEADERS, arguments.format)
    for old in _older(path.parent, arguments.keep):
        old.unlink()
        say(f"已删去较早的备份：{old.name}")
    say("备份里有账号、个人信息和密钥，请像数据库一样保管")
    return 0


def _place(path: Path, keep: int | None) -> Path:
    if path.is_dir():
        return path / f"zhengai-{clock.now():%Y%m%d-%H%M%S}.zip"
    if keep is not None:
        raise Refused(f"--keep 只用于文件夹，{path} 不是已有的文件夹")
    if path.exists():
        raise Refused(f"已经有文件 {path}，备份不覆盖它；请换一个名字，或给出一个文件夹")
    if not path.parent.is_dir():
        raise Refused(f"没有文件夹 {path.parent}，请先建立")
    return path


def _older(folder: Path, keep: int | None) -> list[Path]:
    if keep is None:
        return []
    return sorted(each for each in folder.iterdir() if _NAMED.fullmatch(each.name))[:-keep]


def _told(path: Path, manifest: Manifest) -> dict[str, Any]:
    return {
        "file": str(path),
        "mib": round(path.stat().st_size / 1024**2, 1),
        "tables": len(manifest.rows),
        "rows": sum(manifest.rows.values()),
        "files": len(manifest.files),
    }


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("要写不小于 1 的整数")
    return int(text)
