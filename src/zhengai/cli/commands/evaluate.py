"""`zhengai evaluate`: one run over the newest data; the control points are judged, the measures verified."""

import argparse
from typing import Any

from zhengai.cli import subject as named
from zhengai.cli.output import Refused, add_format, emit_object, say
from zhengai.core.actions import SYSTEM
from zhengai.improvement.actions import carry_through
from zhengai.indicators.actions import NothingToCompute
from zhengai.indicators.engines import Engine, EngineFailed, EngineMissing
from zhengai.indicators.queries import UnknownIndicator

HEADERS = {
    "run": "计算编号",
    "periods": "周期",
    "values": "值的个数",
    "by_level": "各层面",
    "seconds": "用时(秒)",
    "alerts_raised": "新预警",
    "alerts_escalated": "升级预警",
    "alerts_no_data": "缺数据预警",
    "alerts_closed": "解除预警",
    "improvements_verified": "核实改进",
    "improvements_effective": "有效",
    "improvements_partly": "部分有效",
    "improvements_ineffective": "无效",
    "improvements_waiting": "等待数据的改进",
}


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("evaluate", help="计算指标、判断预警、核实改进成效")
    parser.add_argument(
        "--period", metavar="P", help="周期代码，例如 2026-2027-1 或 2026-2027-1-W06；默认为当前各周期"
    )
    parser.add_argument("--level", metavar="L", help="只算一个层面")
    parser.add_argument("--indicator", metavar="CODE", nargs="+", help="只算这些指标(代码或名称)")
    parser.add_argument(
        "--engine",
        choices=[each.value for each in Engine],
        default=Engine.DUCKDB.value,
        help="计算引擎：内置的 duckdb，或已有的 Spark 集群(ZHENGAI_SPARK_MASTER)",
    )
    add_format(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    college = named.college()
    periods = [named.period(college, arguments.period)] if arguments.period else None
    levels = [named.level(college, arguments.level)] if arguments.level else None
    say("正在计算……")
    try:
        turn = carry_through(
            college=college,
            by=SYSTEM,
            periods=periods,
            levels=levels,
            codes=arguments.indicator,
            engine=Engine(arguments.engine),
        )
    except (NothingToCompute, UnknownIndicator, EngineMissing, EngineFailed) as problem:
        raise Refused(str(problem)) from problem
    done, alerts, improvements = turn.run, turn.alerts, turn.improvements
    seconds = (done.finished_at - done.started_at).total_seconds() if done.finished_at else None
    result = {
        "run": done.pk,
        "periods": done.periods,
        "values": sum(done.counts.values()),
        "by_level": done.counts,
        "seconds": seconds,
        "alerts_raised": alerts.raised,
        "alerts_escalated": alerts.escalated,
        "alerts_no_data": alerts.no_data,
        "alerts_closed": alerts.closed,
        "improvements_verified": improvements.verified,
        "improvements_effective": improvements.effective,
        "improvements_partly": improvements.partly,
        "improvements_ineffective": improvements.ineffective,
        "improvements_waiting": improvements.waiting,
    }
    emit_object(result, HEADERS, arguments.format)
    return 0
