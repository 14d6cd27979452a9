"""`zhengai seal`: sensitive fields that lie in the lake as they were written are sealed; with a new key, all anew."""

import argparse
from typing import Any

from zhengai.cli.output import Refused, add_format, emit, say
from zhengai.cli.subject import college
from zhengai.core.actions import SYSTEM
from zhengai.datacentre import sealing
from zhengai.datacentre.unsealing import seal_stored

COLUMNS = {"dataset": "数据集", "version": "新的数据版本"}


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("seal", help="把数据湖里还没有加密的敏感字段加密；可以换一把新密钥")
    parser.add_argument("--new-key", action="store_true", help="先换一把新密钥，再全部重新加密")
    add_format(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    try:
        if arguments.new_key:
            sealing.add_key()
        sealed = seal_stored(college=college(), by=SYSTEM)
    except sealing.NoKey as problem:
        raise Refused(str(problem)) from problem
    if arguments.new_key:
        sealing.drop_old_keys()
    rows = [{"dataset": code, "version": version} for code, version in sealed.items()]
    emit(rows, COLUMNS, arguments.format)
    if not rows:
        say("敏感字段都已按现在的密钥加密，没有要改的表。")
    else:
        say(
            "以前的数据版本里还是原来的写法，过了保留期由“数据版本”清理；急需时运行 zhengai versions --clean。"
        )
    return 0
