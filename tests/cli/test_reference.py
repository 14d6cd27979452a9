"""docs/reference/commands.md names every command and every option there is, and none that is not."""

import argparse
import re
from pathlib import Path

from zhengai.cli.__main__ import build_parser

PAGE = (Path(__file__).resolve().parents[2] / "docs/reference/commands.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", PAGE, re.DOTALL | re.MULTILINE))
OUTSIDE = {"test", "install"}  # the launcher's own


def commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    return dict(found[0].choices) if found else {}


def options(parser: argparse.ArgumentParser) -> set[str]:
    own = {o for a in parser._actions for o in a.option_strings if o.startswith("--")}
    inner = [options(each) for each in commands(parser).values()]
    return own.union(*inner) - {"--help", "--format"}


def test_every_command_and_option_is_there_and_no_other() -> None:
    known = commands(build_parser())
    assert set(SECTIONS) == set(known) | OUTSIDE
    for name, parser in known.items():
        named = set(re.findall(r"--[a-z][a-z-]+", SECTIONS[name]))
        assert named == options(parser), name
