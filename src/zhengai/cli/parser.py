"""The parser of the command line: bad use is one Chinese line and exit 2."""

import argparse
import re
import sys
from typing import NoReturn

# what argparse says → how we say it; `Parser.error` uses the first that fits
_SENTENCES = (
    (r"the following arguments are required: (.+)", "缺少参数：{0}"),
    (r"argument (.+): invalid choice: '?(.*?)'? \(choose from (.+)\)", "{0} 不能是“{1}”，可用：{2}"),
    (r"argument (.+): invalid \w+ value: '(.*)'", "{0} 的值“{1}”不对"),
    (r"argument (.+): expected .*", "{0} 后面要有值"),
    (r"unrecognized arguments: (.+)", "不认识的参数：{0}"),
    (r"argument (.+): (.*)", "{0}：{1}"),
)


class Parser(argparse.ArgumentParser):
    """Sub-parsers are of the same class, so every command speaks alike."""

    def error(self, message: str) -> NoReturn:
        print(f"{_translated(message)}。用 {self.prog} --help 查看用法", file=sys.stderr)
        raise SystemExit(2)


def port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"端口要在 1 到 65535 之间，不能是 {number}")
    return number


def _translated(message: str) -> str:
    for shape, sentence in _SENTENCES:
        if found := re.fullmatch(shape, message, re.DOTALL):
            parts = [part.replace("'", "") for part in found.groups()]
            return sentence.format(*parts)
    return message
