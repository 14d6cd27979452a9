"""`zhengai administrators`: the first accounts of a college; everybody else gets theirs on the pages."""

import argparse
from typing import Any

from zhengai.accounts.beginning import (
    Administrator,
    administrators,
    open_administrators,
    reset_administrator,
)
from zhengai.accounts.rules import ROLES
from zhengai.accounts.rules import Refused as NotAllowed
from zhengai.cli.output import Refused, add_format, emit, say
from zhengai.cli.subject import college as the_college
from zhengai.college.queries import today
from zhengai.core.actions import SYSTEM

HEADERS = {"role": "角色", "username": "用户名", "name": "姓名", "password": "一次性密码"}


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("administrators", help="三员（系统、安全、审计管理员）：建立最初的账户")
    parser.add_argument("--open", action="store_true", help="给还没有人担任的三员各建一个账户")
    parser.add_argument("--reset", metavar="用户名", help="三员中的一位忘了密码：换一个一次性密码")
    parser.set_defaults(run=_run)
    add_format(parser)


def _run(arguments: argparse.Namespace) -> int:
    """Passwords are shown once, on standard output; without an option the list has none."""
    college = the_college()
    day = today(college)
    if arguments.reset:
        try:
            shown = [reset_administrator(college=college.code, username=arguments.reset, on=day, by=SYSTEM)]
        except NotAllowed as problem:
            raise Refused(str(problem)) from problem
    elif arguments.open:
        shown = open_administrators(college=college.code, on=day, by=SYSTEM)
    else:
        shown = administrators(college.code, day)
    emit([_row(each) for each in shown], HEADERS, arguments.format)
    _tell(arguments, shown)
    return 0


def _row(each: Administrator) -> dict[str, str]:
    return {
        "role": ROLES[each.role].name,
        "username": each.username,
        "name": each.display_name,
        "password": each.password,
    }


def _tell(arguments: argparse.Namespace, shown: list[Administrator]) -> None:
    if any(each.password for each in shown):
        say("密码只显示这一次；登录后要先改成自己的。系统管理员在网页上建账户，安全管理员给出角色")
    elif arguments.open:
        say("三员都已经有人担任，没有新建账户")
    elif not shown:
        say("还没有人能登录网页；运行 zhengai administrators --open 建立三员的账户")
