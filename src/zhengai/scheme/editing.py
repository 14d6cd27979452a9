"""Changing a single item of the running scheme on a page (一校一策): checked as a pack is, kept in the college's own
pack."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from zhengai.college.models import College
from zhengai.framework.actions import drop_own_item, set_own_item
from zhengai.framework.queries import installed
from zhengai.framework.rules.pack import Item
from zhengai.framework.rules.problem import Problem
from zhengai.framework.rules.reading import read_text
from zhengai.framework.rules.typed import problems_of_items
from zhengai.framework.sections import sections
from zhengai.scheme.actions import adopt
from zhengai.scheme.checking import problems_of_whole
from zhengai.scheme.layers import Layer

# these have pages of their own, which ask for a reason and keep the rules of their room
ELSEWHERE = frozenset({"indicators", "control_points"})
LONGEST = 200_000  # characters of one item


class ItemRefused(ValueError):
    """An item that cannot be so; `problems` has one Chinese sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("；".join(problems))
        self.problems = problems


@transaction.atomic
def change_item(*, college: College, section: str, code: str, text: str, by: str) -> dict[str, Any]:
    """Puts the written item in the place of the packs'. Raises ItemRefused; then nothing is changed."""
    _check_section(section)
    item = read_item(section, code, text)
    set_own_item(college=college, section=section, item=item, by=by)
    _check_whole(college)
    adopt(college=college, by=by)
    return item


@transaction.atomic
def restore_item(*, college: College, section: str, code: str, by: str) -> None:
    """Takes the college's own item away, so that the packs' counts again. Raises ItemRefused."""
    _check_section(section)
    drop_own_item(college=college, section=section, code=code, by=by)
    _check_whole(college)
    adopt(college=college, by=by)


def read_item(section: str, code: str, text: str) -> dict[str, Any]:
    """One item as YAML, of that code. Raises ItemRefused with every fault of form."""
    if len(text) > LONGEST:
        raise ItemRefused([f"写得太长了，一项最多 {LONGEST // 10_000} 万字"])
    content, problems = read_text(text, section)
    if problems:
        raise ItemRefused([_told(each) for each in problems])
    if not isinstance(content, Mapping):
        raise ItemRefused(["要写成“键: 值”的样子，第一行是 code"])
    if content.get("code") != code:
        raise ItemRefused([f"code 要保持为 {code}：别处按它找到这一项"])
    known = sections()
    if section in known and known[section].checked:
        problems = problems_of_items([Item(dict(content), section, 1)], known[section].model)
    if problems:
        raise ItemRefused([_told(each) for each in problems])
    return dict(content)


def _check_section(section: str) -> None:
    if section in ELSEWHERE:
        raise ItemRefused(["这一段在它自己的页面上修改"])


def _check_whole(college: College) -> None:
    layers = [Layer(row.code, row.content["sections"]) for row in installed(college)]
    problems = problems_of_whole(layers)
    if problems:
        raise ItemRefused([each.sentence for each in problems[:20]])


def _told(problem: Problem) -> str:
    return f"第 {problem.line} 行：{problem.sentence}" if problem.line else problem.sentence
