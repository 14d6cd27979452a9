"""`zhengai`: parses the command line, prepares Django, runs one command, prints errors as one clear line."""

import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, ProgrammingError, connection

from zhengai.cli import commands
from zhengai.cli.database import pending_migrations
from zhengai.cli.output import Refused
from zhengai.cli.parser import Parser


def main(argv: Sequence[str] | None = None) -> int:
    """Exit 0 done, 1 the answer is no, 2 bad use or bad input."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        arguments = build_parser().parse_args(argv)
        _prepare_database()
        return int(arguments.run(arguments) or 0)
    except (Refused, ImproperlyConfigured) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except (OperationalError, ProgrammingError) as problem:
        if not pending_migrations():
            raise
        print(
            f"数据库还是旧版本的结构，请先运行 zhengai run 升级它（{problem}）".replace("\n", " "),
            file=sys.stderr,
        )
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _prepare_database() -> None:
    """A home that was never used gets its tables, so that every command can answer in its own words."""
    try:
        new = "django_migrations" not in connection.introspection.table_names()
    except DatabaseError as problem:
        raise Refused(f"连不上数据库，请检查 DATABASE_URL 和数据库服务：{problem}".strip()) from problem
    if new:
        call_command("migrate", interactive=False, verbosity=0)


def build_parser() -> Parser:
    """Discovers the commands: each module in `commands` has `register(subparsers)`."""
    parser = Parser(prog="zhengai", description="诊改：职业院校内部质量保证平台")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for module in sorted(m.name for m in pkgutil.iter_modules(commands.__path__)):
        importlib.import_module(f"{commands.__name__}.{module}").register(subparsers)
    return parser


if __name__ == "__main__":
    sys.exit(main())
