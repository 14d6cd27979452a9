"""`zhengai demo`: a sample college from its spreadsheets to its warnings, then the pages."""

import argparse
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from zhengai.alerts.queries import open_alerts
from zhengai.cli.output import Refused, add_format, emit_object, say
from zhengai.cli.parser import port
from zhengai.cli.serving import refuse_used, serve
from zhengai.college.models import College
from zhengai.framework.queries import check_pack
from zhengai.framework.rules.problem import InvalidPack, UnknownPack
from zhengai.indicators.queries import newest_run
from zhengai.sample.actions import PACK, ImportRefused, set_up
from zhengai.sample.identity import COLLEGE_CODE, SIZES
from zhengai.sample.queries import pack_set_up, size_set_up

HEADERS = {
    "college": "学校",
    "size": "规模",
    "pack": "方案包",
    "values": "指标值",
    "open_alerts": "未解除的预警",
    "seconds": "用时(秒)",
}


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("demo", help="建一所示例学校，走完全程并打开网页")
    parser.add_argument(
        "--size", choices=list(SIZES), help="规模：small 600 人(默认)、medium 3,000 人、full 15,000 人"
    )
    parser.add_argument("--pack", metavar="NAME", help=f"示例学校按哪个方案包诊改，默认 {PACK}")
    parser.add_argument("--no-serve", action="store_true", help="只建数据，不启动网页")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只限本机")
    parser.add_argument("--port", type=port, default=8000, help="端口，默认 8000")
    add_format(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    started = time.monotonic()
    if not arguments.no_serve:
        refuse_used(arguments.host, arguments.port)
    call_command("migrate", interactive=False, verbosity=0)
    if College.objects.exclude(code=COLLEGE_CODE).exists():
        raise Refused("这里已经有一所真实的学校，示例学校不与它混在一起；请用另一个 ZHENGAI_HOME 运行 demo")
    size = _ensure(arguments.size, arguments.pack)
    college = College.objects.get(code=COLLEGE_CODE)
    newest = newest_run(college)
    emit_object(
        {
            "college": college.name,
            "size": size,
            "pack": pack_set_up(),
            "values": sum(newest.counts.values()) if newest else 0,
            "open_alerts": open_alerts(college).count(),
            "seconds": round(time.monotonic() - started, 1),
        },
        HEADERS,
        arguments.format,
    )
    if not arguments.no_serve:
        serve(host=arguments.host, port=arguments.port)
    return 0


def _ensure(size: str | None, pack: str | None) -> str:
    """Sets the sample up unless it stands already; one installation keeps one size and one pack."""
    there, lives_by = size_set_up(), pack_set_up()
    if there and size and there != size:
        raise Refused(f"这里的示例学校是 {there} 规模；要另一种规模，请用另一个 ZHENGAI_HOME 运行 demo")
    if there and pack and lives_by != pack:
        raise Refused(
            f"这里的示例学校用的是方案包 {lives_by}；要换成 {pack}，请用另一个 ZHENGAI_HOME 运行 demo，"
            f"或在这里 zhengai packs install {pack}"
        )
    if there:
        return there
    chosen = size or "small"
    folder = Path(settings.ZHENGAI_HOME) / "sample" / chosen
    try:
        set_up(size=chosen, folder=folder, say=say, pack=_sound(pack or PACK))
    except (ImportRefused, UnknownPack, InvalidPack) as problem:
        raise Refused(str(problem)) from problem
    return chosen


def _sound(pack: str) -> str:
    """A pack with a fault is told before an hour's work is begun on it."""
    problems = check_pack(pack)
    if problems:
        raise InvalidPack(pack, problems)
    return pack
