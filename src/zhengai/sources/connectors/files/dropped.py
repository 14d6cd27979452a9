"""The drop folder: a file is taken when it no longer grows, and ends in done/ or failed/ with a note beside it."""

import hashlib
import os
import time
from pathlib import Path

from zhengai.core import clock
from zhengai.sources.connectors.contract import Fetched, Order
from zhengai.sources.rules import SourceRefused, SourceTrouble

DONE, FAILED = "done", "failed"
STILL = 3.0  # seconds in which a file must not change
_CALM = 60.0  # a file this old is not looked at twice
# what programs call a file that they are still writing
_UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload", ".partial", ".swp")
_SUMS = ".sha256"
_TABLES = (".xlsx", ".xls", ".xlsb", ".ods", ".csv", ".txt", ".tsv")


class Dropped:
    def parts(self, order: Order) -> list[str]:
        _make(order.drop)
        first = lying(order.drop)
        if any(time.time() - changed < _CALM for _, changed in first.values()):
            time.sleep(STILL)
        second = lying(order.drop)
        still = sorted(name for name, what in first.items() if second.get(name) == what)
        for name in sorted(set(second) - set(still)):
            order.say(f"{name} 还在写入，等它写完再取")
        return still

    def fetch(self, order: Order, part: str) -> Fetched:
        """Taken in one step: nobody else can take or change it any more."""
        target = order.folder / part
        try:
            os.rename(order.drop / part, target)
        except FileNotFoundError as problem:
            raise SourceTrouble(f"{part} 已经被取走了") from problem
        except OSError as problem:
            raise SourceTrouble(f"{part} 取不走({problem.strerror})，请检查投放文件夹的权限") from problem
        sums = order.drop / f"{part}{_SUMS}"
        if sums.exists():
            os.rename(sums, order.folder / sums.name)
            _compare(target, order.folder / sums.name)
        _refuse_half(target)
        return Fetched(target, rows=None, columns=None, cursor="")

    def settle(self, order: Order, note: str) -> None:
        _make(order.drop)
        place = order.drop / (FAILED if note else DONE)
        for path in sorted(order.folder.iterdir()):
            target = place / f"{clock.now():%Y%m%d-%H%M%S}-{path.name}"
            os.replace(path, target)
            if note and path.suffix != _SUMS:
                Path(f"{target}.说明.txt").write_text(
                    f"{note}\n改好以后，把文件重新放进上一级文件夹即可。\n", encoding="utf-8"
                )

    def give_back(self, order: Order) -> None:
        _make(order.drop)
        for path in sorted(order.folder.iterdir()):
            if not (order.drop / path.name).exists():
                os.replace(path, order.drop / path.name)

    def check(self, order: Order) -> str:
        _make(order.drop)
        return f"投放文件夹是 {order.drop}，现在有 {len(lying(order.drop))} 个文件等着取"


def _make(drop: Path) -> None:
    try:
        for path in (drop, drop / DONE, drop / FAILED):
            path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise SourceRefused(f"投放文件夹 {drop} 建不起来({problem.strerror})，请检查权限") from problem


def lying(drop: Path) -> dict[str, tuple[int, float]]:
    """Name → size and last change of the tables that lie there; nothing where there is no folder yet."""
    found: dict[str, tuple[int, float]] = {}
    for path in drop.iterdir() if drop.is_dir() else ():
        name = path.name.lower()
        if name.startswith((".", "~$")) or name.endswith(_UNFINISHED) or not name.endswith(_TABLES):
            continue
        if path.is_symlink() or not path.is_file():
            continue
        about = path.stat()
        found[path.name] = (about.st_size, about.st_mtime)
    return found


def _compare(path: Path, sums: Path) -> None:
    said = (sums.read_text(errors="replace").split() or [""])[0].lower()
    with path.open("rb") as handle:
        real = hashlib.file_digest(handle, "sha256").hexdigest()
    if said != real:
        raise SourceRefused(
            f"{path.name} 和它的 .sha256 校验值不一致，可能没有传完，没有导入任何数据；请重新发送"
        )


def _refuse_half(path: Path) -> None:
    """A text whose last line breaks off with fewer cells than the one before was cut while it was sent."""
    if path.suffix.lower() not in (".csv", ".txt", ".tsv"):
        return
    with path.open("rb") as handle:
        handle.seek(max(path.stat().st_size - 65_536, 0))
        tail = handle.read()
    if not tail.strip():
        raise SourceRefused(f"{path.name} 是空的，没有导入任何数据；请重新发送")
    lines = tail.splitlines()
    if tail.endswith(b"\n") or len(lines) < 2 or b'"' in tail:
        return
    if lines[-1].count(b",") < lines[-2].count(b",") or lines[-1].count(b"\t") < lines[-2].count(b"\t"):
        raise SourceRefused(f"{path.name} 的最后一行不完整，像是没有传完，没有导入任何数据；请重新发送")
