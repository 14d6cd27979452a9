"""`zhengai sources`: the register of sources, asking one now, trying whether it can be reached, new keys."""

import argparse
from typing import Any

from zhengai.cli.output import Refused, add_format, emit, say
from zhengai.cli.subject import college
from zhengai.core import clock
from zhengai.core.actions import SYSTEM
from zhengai.sources import queries
from zhengai.sources.actions import rotate_keys
from zhengai.sources.collecting import collect
from zhengai.sources.models import Collection
from zhengai.sources.rules import Access, CollectionState, Frequency, SourceRefused, SourceTrouble
from zhengai.sources.trying import check_source
from zhengai.submissions.actions import reseal

SOURCES = {
    "code": "代码",
    "name": "名称",
    "owner": "责任部门",
    "access": "接入方式",
    "frequency": "频率",
    "datasets": "供给的数据集",
    "state": "状态",
    "succeeded_at": "最近成功",
    "due": "下次应到",
}
COLLECTED = {
    "dataset": "数据集",
    "state": "结果",
    "rows": "行数",
    "batch": "批次",
    "message": "说明",
}


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("sources", help="数据源：列出、试连、立即采集、换密钥")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="动作")
    listed = verbs.add_parser("list", help="列出登记的数据源和状态")
    add_format(listed)
    listed.set_defaults(run=_list)
    checked = verbs.add_parser("check", help="试连一个数据源，不取数据；连不上时退出码为 1")
    checked.add_argument("code", metavar="CODE", help="数据源的代码")
    checked.set_defaults(run=_check)
    asked = verbs.add_parser("run", help="立即采集一个数据源；有没进来的数据时退出码为 1")
    asked.add_argument("code", metavar="CODE", help="数据源的代码")
    asked.add_argument("--by", metavar="USER", default=SYSTEM, help="发起人的用户名，默认 system")
    add_format(asked)
    asked.set_defaults(run=_run)
    keys = verbs.add_parser("rotate-keys", help="换一把新密钥，把全部凭据重新加密")
    keys.set_defaults(run=_rotate)


def _list(arguments: argparse.Namespace) -> int:
    table = arguments.format == "table"
    rows = []
    for each in queries.standings(college(), clock.now()):
        source = each.source
        rows.append(
            {
                "code": source.code,
                "name": source.name,
                "owner": source.owner,
                "access": Access(source.access).chinese if table else source.access,
                "frequency": Frequency(source.frequency).chinese if table else source.frequency,
                "datasets": each.datasets if table else [feed.dataset for feed in each.feeds],
                "state": each.state.chinese if table else each.state.value,
                "succeeded_at": each.succeeded_at.isoformat() if each.succeeded_at else None,
                "due": each.due.isoformat() if each.due else None,
            }
        )
    emit(rows, SOURCES, arguments.format)
    return 0


def _check(arguments: argparse.Namespace) -> int:
    try:
        found = queries.find_source(college(), arguments.code)
    except SourceRefused as problem:
        raise Refused(str(problem)) from problem
    sound = True
    for feed in found.feeds.all():
        try:
            print(check_source(feed=feed))
        except (SourceRefused, SourceTrouble) as problem:
            sound = False
            print(problem)
    if not found.feeds.all():
        raise Refused(f"“{found.name}”还没有写明供给哪个数据集，请先在数据源页面上补上")
    return 0 if sound else 1


def _run(arguments: argparse.Namespace) -> int:
    try:
        found = collect(source=queries.find_source(college(), arguments.code), by=arguments.by)
    except SourceRefused as problem:
        raise Refused(str(problem)) from problem
    emit([_row(each, arguments.format == "table") for each in found], COLLECTED, arguments.format)
    if not found:
        say("没有新的数据可取")
    return 0 if all(each.state == CollectionState.DONE for each in found) else 1


def _row(each: Collection, table: bool) -> dict[str, Any]:
    state = CollectionState(each.state)
    return {
        "dataset": each.feed.dataset,
        "state": state.chinese if table else state.value,
        "rows": each.rows,
        "batch": each.batch or None,
        "message": each.message,
    }


def _rotate(arguments: argparse.Namespace) -> int:
    try:
        count = rotate_keys(by=SYSTEM, also=[reseal])
    except SourceRefused as problem:
        raise Refused(str(problem)) from problem
    say(f"已换新密钥，{count} 份凭据重新加密")
    return 0
