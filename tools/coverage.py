"""Writes docs/reference/coverage.md, the list of requirements and where each works, from requirements.yaml beside it.

python -m tools.coverage
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "docs/reference/requirements.yaml"
PAGE = ROOT / "docs/reference/coverage.md"

_HEAD = """# 需求与实现对照

方案文件里的每一条需求，在产品里由哪些测试证明、在哪一页能看到。本页由 `docs/reference/requirements.yaml` 生成
(`python -m tools.coverage`)，测试核对它与文件一致、所列的测试和页面都存在。

"""


@dataclass(frozen=True)
class Requirement:
    """Works where it has a test; `left` is what of it does not work yet."""

    code: str
    title: str
    tests: tuple[str, ...]
    pages: tuple[str, ...]
    left: str

    @property
    def area(self) -> str:
        return self.code.partition("-")[0]

    @property
    def state(self) -> str:
        if not self.tests:
            return "未实现"
        return "部分实现" if self.left else "已实现"


def read() -> tuple[dict[str, str], list[Requirement]]:
    """Area → its name, and the requirements in their order."""
    content = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    found = [
        Requirement(
            each["code"],
            each["title"],
            tuple(each.get("tests", ())),
            tuple(each.get("pages", ())),
            each.get("left", ""),
        )
        for each in content["requirements"]
    ]
    return content["areas"], found


def page() -> str:
    areas, requirements = read()
    lines = [_HEAD + _sentence(requirements), ""]
    for area, name in areas.items():
        lines += [
            f"## {area} {name}",
            "",
            "| 编号 | 需求 | 状态 | 测试与页面 | 还缺 |",
            "|---|---|---|---|---|",
        ]
        lines += [_row(each) for each in requirements if each.area == area]
        lines.append("")
    return "\n".join(lines)


def _sentence(requirements: list[Requirement]) -> str:
    states = Counter(each.state for each in requirements)
    told = "、".join(
        f"{state} {states[state]}" for state in ("已实现", "部分实现", "未实现") if states[state]
    )
    return f"共 {len(requirements)} 条：{told}。"


def _row(each: Requirement) -> str:
    where = "、".join(f"[{Path(path).stem}](../../{path})" for path in (*each.tests, *each.pages))
    return f"| {each.code} | {each.title} | {each.state} | {where or '—'} | {each.left} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
