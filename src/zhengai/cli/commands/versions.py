"""`zhengai versions`: which versions of the data are kept and why; with --clean lets go what nothing needs."""

import argparse
from typing import Any

from zhengai.cli import subject as named
from zhengai.cli.output import Refused, add_format, emit, say
from zhengai.core.actions import SYSTEM
from zhengai.reports.keeping import RECENT_DAYS, clean_versions, kept_versions

COLUMNS = {
    "dataset": "数据集",
    "name": "名称",
    "version": "版本",
    "at": "写入时间",
    "kept": "保留",
    "reasons": "为什么",
}


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("versions", help="数据的各个版本保留着没有、为什么；可清理没有用到的")
    parser.add_argument("dataset", nargs="?", metavar="DATASET", help="只列这个数据集(代码或名称)；默认全部")
    parser.add_argument(
        "--days", type=int, default=RECENT_DAYS, help=f"最近多少天的版本都保留，默认 {RECENT_DAYS}"
    )
    parser.add_argument("--clean", action="store_true", help="清理没有什么用到的版本的数据文件")
    add_format(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    if arguments.days < 1:
        raise Refused("--days 至少是 1：刚写入的文件可能属于正在进行的导入")
    college = named.college()
    found = kept_versions(college, days=arguments.days)
    chosen = [each for each in found if arguments.dataset in (None, each.dataset, each.name)]
    if arguments.dataset and not chosen:
        raise Refused(f"没有数据集“{arguments.dataset}”，或者它还没有数据")
    rows = [
        {
            "dataset": each.dataset,
            "name": each.name,
            "version": each.version,
            "at": each.at,
            "kept": bool(each.reasons),
            "reasons": list(each.reasons),
        }
        for each in chosen
    ]
    emit(rows, COLUMNS, arguments.format)
    gone = clean_versions(college=college, by=SYSTEM, days=arguments.days, dry_run=not arguments.clean)
    size = sum(each.bytes for each in gone.values()) / 2**20
    files = sum(each.files for each in gone.values())
    if arguments.clean:
        say(f"清理了 {files} 个文件，{size:.1f} MiB；计算、冻结的报告和诊断记录用到的版本都还在")
    elif files:
        say(f"{files} 个文件({size:.1f} MiB)没有什么用到，可用 --clean 清理")
    else:
        say("没有可以清理的文件")
    return 0
