"""`zhengai`: parses the command line, prepares Django, runs one command, prints errors as one clear line."""

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence

import django

from zhengai.cli import commands
from zhengai.cli.output import Refused


def main(argv: Sequence[str] | None = None) -> int:
    """Exit 0 done, 1 the answer is no, 2 bad use or bad input."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    parser = build_parser()
    arguments = parser.parse_args(argv)
    try:
        return int(arguments.run(arguments) or 0)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def build_parser() -> argparse.ArgumentParser:
    """Discovers the commands: each module in `commands` has `register(subparsers)`."""
    parser = argparse.ArgumentParser(prog="zhengai", description="诊改:职业院校内部质量保证平台")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for module in sorted(m.name for m in pkgutil.iter_modules(commands.__path__)):
        importlib.import_module(f"{commands.__name__}.{module}").register(subparsers)
    return parser


if __name__ == "__main__":
    sys.exit(main())
