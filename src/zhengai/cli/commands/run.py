"""`zhengai run`: serves the web pages of this installation."""

import argparse
from typing import Any

from django.core.management import call_command

from zhengai.cli.output import say
from zhengai.cli.parser import port
from zhengai.cli.serving import refuse_used, serve


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("run", help="启动网页服务")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只限本机")
    parser.add_argument("--port", type=port, default=8000, help="端口，默认 8000")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    refuse_used(arguments.host, arguments.port)
    say("正在检查数据库……")
    call_command("migrate", interactive=False, verbosity=0)
    serve(host=arguments.host, port=arguments.port)
    return 0
