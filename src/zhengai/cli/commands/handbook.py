"""`zhengai handbook`: prints the indicator handbook of this installation as Markdown."""

import argparse
from typing import Any

from zhengai.cli import subject as named
from zhengai.indicators.checking import handbook


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("handbook", help="打印指标手册(Markdown)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    print(handbook(named.college()))
    return 0
