"""`zhengai quality`: judges the data by their quality rules. Made to be run every night."""

import argparse
from typing import Any

from zhengai.cli import subject as named
from zhengai.cli.output import Refused, add_format, emit, say
from zhengai.college.models import College
from zhengai.core.actions import SYSTEM
from zhengai.datacentre.actions import find_dataset
from zhengai.datacentre.queries import catalogue
from zhengai.datacentre.rules import BadFile
from zhengai.quality import queries
from zhengai.quality.actions import judge
from zhengai.quality.models import Result
from zhengai.quality.rules.reading import InvalidRules

COLUMNS = {
    "rule": "规则代码",
    "name": "规则",
    "dataset": "数据集",
    "owner": "责任部门",
    "aspect": "质量",
    "judged": "判定行数",
    "failing": "不合行数",
    "measured": "度量",
    "blocking": "必须通过",
    "version": "数据版本",
}


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("quality", help="按质量规则判定数据(可每晚运行)")
    parser.add_argument(
        "dataset", nargs="?", metavar="DATASET", help="只判定这个数据集(代码或名称)；默认全部"
    )
    parser.add_argument("--all", action="store_true", help="合格的规则也列出；默认只列不合的")
    add_format(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 1 when a rule fails that must pass."""
    college = named.college()
    only = _dataset(college, arguments.dataset) if arguments.dataset else None
    try:
        report = judge(college=college, by=SYSTEM, datasets=None if only is None else {only})
    except InvalidRules as problem:
        raise Refused(str(problem)) from problem
    found = queries.results(college)
    rows = [_row(college, each) for each in (found if only is None else found.filter(dataset=only))]
    shown = rows if arguments.all else [row for row in rows if row["failing"]]
    emit(shown, COLUMNS, arguments.format)
    say(f"判定了 {report.datasets} 个数据集的 {report.rules} 条规则，用时 {report.seconds:.1f} 秒")
    say(
        f"{report.failing} 条规则有不合的数据，新发现 {report.found} 条可疑数据，{report.corrected} 条已在源头更正"
    )
    for name in report.blocked:
        say(f"必须通过的规则没有通过：{name}")
    return 1 if report.blocked else 0


def _dataset(college: College, written: str) -> str:
    try:
        return find_dataset(catalogue(college), written).code
    except BadFile as problem:
        raise Refused(str(problem)) from problem


def _row(college: College, each: Result) -> dict[str, Any]:
    rule = queries.rules(college).get(each.rule)
    declared = catalogue(college).datasets.get(each.dataset)
    return {
        "rule": each.rule,
        "name": rule.name if rule else each.rule,
        "dataset": declared.name if declared else each.dataset,
        "owner": declared.owner if declared else "",
        "aspect": each.get_aspect_display(),
        "judged": each.judged,
        "failing": each.failing,
        "measured": each.measured,
        "blocking": each.blocking,
        "version": each.version,
    }
