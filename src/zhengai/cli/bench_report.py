"""What a bench measured, as one page that needs nothing beside it: every run of it, each figure beside its target and
beside the others of the same run, with the machine, its load and the version.

The runs are kept as JSON in a file of the same name beside the page, so that the page can be written anew.
"""

import html
import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from zhengai.core import clock

_MOST_RUNS = 200
_NUMBER = {
    "seconds": "秒",
    "rows": "行",
    "peak_mib": "MiB",
    "p95": "秒（95%）",
    "cpu_seconds": "处理器秒",
    "cpu_ms_each": "处理器 ms/页",
    "factor": "倍",
}
_RATIO = {
    "ratio_to_scan": "与一次手写扫描之比",
    "ratio_to_hand": "与手写语句之比",
    "ratio_to_peer": "与它之比",
}


@dataclass(frozen=True)
class Target:
    """The figure that a part holds: at most, or at least where `more` is better."""

    key: str
    limit: float
    said: str
    more: bool = False

    def met(self, value: float) -> bool:
        return value >= self.limit if self.more else value <= self.limit


# docs/explanation/performance.md says what each is measured on
TARGETS: Mapping[str, tuple[Target, ...]] = {
    "full": (
        Target("ratio_to_scan", 6.0, "≤ 一次手写扫描的 6 倍"),
        Target("peak_mib", 4096.0, "内存峰值 ≤ 4 GiB"),
    ),
    "conditions": (
        Target("ratio_to_hand", 1.2, "≤ 手写语句的 1.2 倍"),
        Target("ratio_to_scan", 6.0, "≤ 一次手写扫描的 6 倍"),
    ),
    "yardstick": (Target("ratio_to_hand", 1.5, "内存里：≤ 手写语句的 1.5 倍"),),
    "yardstick-file": (Target("ratio_to_hand", 1.5, "写成文件：≤ 手写语句的 1.5 倍"),),
    "incremental": (Target("seconds", 0.5, "1,000 行的中位 ≤ 0.5 秒"),),
    "web-50": (Target("seconds", 0.3, "95% 的回答 ≤ 0.3 秒"),),
    "reports": (Target("seconds", 180.0, "1,000 份 ≤ 3 分钟"),),
}


def extend(path: Path, part: str, rows: Sequence[Mapping[str, Any]], *, problem: str = "") -> None:
    """Adds one measured part to the page, and to the runs kept beside it. Several programs may do so one after another:
    the page is replaced as a whole."""
    runs = _runs(path)
    runs.append(
        {
            "part": part,
            "at": clock.now().isoformat(timespec="seconds"),
            "rows": [_plain(each) for each in rows],
            "problem": problem,
            "machine": machine(),
        }
    )
    runs = runs[-_MOST_RUNS:]
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path.with_suffix(".json"), json.dumps(runs, ensure_ascii=False, indent=1))
    _replace(path, page(runs))


def machine() -> dict[str, str]:
    """What a figure depends on besides the program."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return {
        "处理器": f"{os.cpu_count()} 个，{_processor()}",
        "内存": _memory(),
        "系统": f"{platform.system()} {platform.release()}，Python {platform.python_version()}",
        "负载": f"{load:.2f}",
        "版本": _version(),
    }


def page(runs: Sequence[Mapping[str, Any]]) -> str:
    """The newest first."""
    parts = "".join(_section(each) for each in reversed(runs))
    return _PAGE.replace("{{parts}}", parts or "<p>还没有测过。</p>").replace("{{summary}}", _summary(runs))


def _summary(runs: Sequence[Mapping[str, Any]]) -> str:
    """Each target with the newest figure that there is."""
    newest = {row["name"]: (row, run) for run in runs for row in run["rows"] if "name" in row}
    lines = []
    for name, targets in TARGETS.items():
        for each in targets:
            row, run = newest.get(name, ({}, {}))
            value = row.get(each.key)
            shown = "没有测" if value is None else f"{value:,.3g}"
            state = "none" if value is None else "met" if each.met(value) else "short"
            word = {"none": "—", "met": "达到", "short": "没有达到"}[state]
            lines.append(
                f"<tr><th>{_text(name)}</th><td>{_text(each.said)}</td><td class='n'>{shown}</td>"
                f"<td class='{state}'>{word}</td><td>{_text(run.get('at', ''))}</td></tr>"
            )
    head = "<tr><th>项目</th><th>目标</th><th>最近一次</th><th>结果</th><th>时间</th></tr>"
    return f"<table>{head}{''.join(lines)}</table>"


def _section(run: Mapping[str, Any]) -> str:
    facts = "".join(f"<li>{_text(key)}：{_text(value)}</li>" for key, value in run["machine"].items())
    problem = f"<p class='short'>没有测成：{_text(run['problem'])}</p>" if run["problem"] else ""
    drawn = bars(run["rows"]) if run["rows"] else ""
    return (
        f"<section><h2>{_text(run['part'])} <small>{_text(run['at'])}</small></h2>{problem}{drawn}"
        f"{_table(run['rows'])}<ul class='facts'>{facts}</ul></section>"
    )


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    keys = list(dict.fromkeys(key for row in rows for key in row if key != "name"))
    titles = {**_NUMBER, **_RATIO}
    head = "".join(f"<th>{_text(titles.get(key, key))}</th>" for key in keys)
    body = "".join(
        f"<tr><th>{_text(row.get('name', ''))}</th>"
        + "".join(f"<td class='n{_looks(row, key)}'>{_cell(row.get(key))}</td>" for key in keys)
        + "</tr>"
        for row in rows
    )
    return f"<table><tr><th>项目</th>{head}</tr>{body}</table>"


def _looks(row: Mapping[str, Any], key: str) -> str:
    held = [each for each in TARGETS.get(str(row.get("name")), ()) if each.key == key]
    value = row.get(key)
    if not held or not isinstance(value, int | float):
        return ""
    return " met" if held[0].met(value) else " short"


_WIDTH, _ROW, _LABEL = 720, 26, 200


def bars(rows: Sequence[Mapping[str, Any]]) -> str:
    """The seconds of one run beside each other, from zero."""
    timed = [
        (_label(row), float(row["seconds"])) for row in rows if isinstance(row.get("seconds"), int | float)
    ]
    longest = max((seconds for _, seconds in timed), default=0.0)
    if not longest:
        return ""
    drawn = []
    for at, (name, seconds) in enumerate(timed):
        top, width = at * _ROW, max(seconds / longest * (_WIDTH - _LABEL - 90), 1.0)
        drawn.append(
            f"<text x='{_LABEL - 8}' y='{top + 17}' text-anchor='end'>{_text(name)}</text>"
            f"<rect x='{_LABEL}' y='{top + 5}' width='{width:.1f}' height='{_ROW - 10}'/>"
            f"<text x='{_LABEL + width + 6:.1f}' y='{top + 17}'>{seconds:,.3g} 秒</text>"
        )
    height = len(timed) * _ROW
    return (
        f"<svg viewBox='0 0 {_WIDTH} {height}' width='{_WIDTH}' height='{height}' role='img' "
        f"aria-label='同一次里各用了几秒'>{''.join(drawn)}</svg>"
    )


def _label(row: Mapping[str, Any]) -> str:
    factor = row.get("factor")
    return (
        f"{row.get('name', '')} × {factor:g}" if isinstance(factor, int | float) else str(row.get("name", ""))
    )


def _cell(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, float):
        return f"{value:,.4g}"
    return f"{value:,}" if isinstance(value, int) else _text(str(value))


def _text(value: str) -> str:
    return html.escape(value)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value if isinstance(value, int | float | str) or value is None else str(value)
        for key, value in row.items()
    }


def _runs(path: Path) -> list[dict[str, Any]]:
    kept = path.with_suffix(".json")
    try:
        found = json.loads(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return found if isinstance(found, list) else []


def _replace(path: Path, text: str) -> None:
    waiting = path.with_name(f"{path.name}.{os.getpid()}")
    waiting.write_text(text, encoding="utf-8")
    waiting.replace(path)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "不详"
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB"
    except (ValueError, OSError, AttributeError):
        return "不详"


def _version() -> str:
    """With the commit, where it is a folder of the source."""
    try:
        number = version("zhengai")
    except PackageNotFoundError:
        number = "源代码"
    here = Path(__file__).resolve().parent
    try:
        asked = subprocess.run(
            ["git", "-C", str(here), "rev-parse", "--short", "HEAD"],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return number
    return f"{number}，{asked.stdout.strip()}" if asked.returncode == 0 and asked.stdout.strip() else number


_PAGE = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>测速报告</title><style>
:root { color-scheme: light dark; --ink: light-dark(#1d2a2c, #e6eced); --line: light-dark(#d5dddd, #3a4648);
  --accent: light-dark(#0f6b6b, #5fc0bd); --short: light-dark(#a4262c, #f08a8a); --met: light-dark(#1d7a3d, #7fce97); }
body { font: 15px/1.7 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: var(--ink);
  max-width: 60rem; margin: 0 auto; padding: 24px 16px; font-variant-numeric: tabular-nums; }
h1 { font-size: 22px; } h2 { font-size: 18px; margin: 32px 0 8px; } small { font-weight: 400; font-size: 13px; opacity: .7; }
table { border-collapse: collapse; margin: 8px 0; display: block; overflow-x: auto; }
th, td { text-align: left; padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); font-weight: 400; white-space: nowrap; }
.n { text-align: right; } .met { color: var(--met); } .short { color: var(--short); }
.facts { list-style: none; padding: 0; font-size: 13px; opacity: .75; display: flex; flex-wrap: wrap; gap: 0 16px; }
svg { max-width: 100%; height: auto; font-size: 13px; } svg text { fill: var(--ink); } svg rect { fill: var(--accent); }
</style></head><body><h1>测速报告</h1>
<p>每一项与它的目标、与同一次里的其他做法并排。机器忙时的秒数不能和空闲时的比：同一次里的比值才说明问题。</p>
{{summary}}
{{parts}}
</body></html>
"""
