"""A pack: a folder with pack.yaml and sections, each a folder of YAML files that hold lists of items."""

import hashlib
import json
import re
import time
from collections.abc import Hashable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from zhengai.core.content import ContentCache
from zhengai.framework.rules import manifest as manifests
from zhengai.framework.rules.manifest import IN_MANIFEST, Manifest
from zhengai.framework.rules.problem import Problem, UnknownPack, nearest
from zhengai.framework.rules.reading import read_yaml

_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_ITEM_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}")
_MAX_FILES = 500


@dataclass(frozen=True)
class Item:
    """One entry of a section and where it is written."""

    values: dict[str, Any]
    file: str
    line: int


@dataclass(frozen=True)
class Pack:
    """A pack without problems of structure. Sections are open-ended; their meaning belongs to higher rooms."""

    manifest: Manifest
    path: Path
    items: dict[str, tuple[Item, ...]]

    @property
    def code(self) -> str:
        return self.manifest.code

    @cached_property
    def sections(self) -> dict[str, list[dict[str, Any]]]:
        told = {name: [n.model_dump() for n in getattr(self.manifest, name)] for name in IN_MANIFEST}
        read = {name: [item.values for item in items] for name, items in self.items.items()}
        return {name: items for name, items in (told | read).items() if items}

    @property
    def content(self) -> dict[str, Any]:
        """What is stored on installation: plain JSON."""
        return {"manifest": self.manifest.model_dump(mode="json"), "sections": self.sections}

    @cached_property
    def digest(self) -> str:
        """Of the meaning, not of the files: comments, layout and file names do not change it."""
        return digest_of(self.content)

    def find(self, section: str, code: str) -> Item | None:
        return next((item for item in self.items.get(section, ()) if item.values["code"] == code), None)


def digest_of(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def codes_in(folders: Iterable[Path]) -> dict[str, Path]:
    """Pack code → its folder. A later folder wins, so a college can keep its own copy of a shipped pack."""
    found = {}
    for folder in folders:
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            if _CODE.fullmatch(path.name) and (path / manifests.FILE).is_file():
                found[path.name] = path
    return dict(sorted(found.items()))


def locate(code: str, folders: Iterable[Path]) -> Path:
    """The pack's folder. Only names that `codes_in` lists are ever joined to a path."""
    known = codes_in(folders)
    if code not in known:
        listed = nearest(code, list(known)) or f"。现有：{'、'.join(known) or '无'}"
        raise UnknownPack(f"没有名为“{code}”的方案包{listed}")
    return known[code]


_SETTLED = 1_000_000_000  # nanoseconds: a younger file may change again without its times showing it
_packs: ContentCache[tuple[Pack | None, tuple[Problem, ...]]] = ContentCache(size=32)


def read(path: Path) -> tuple[Pack | None, list[Problem]]:
    """Reads a pack's folder; the pack is null when its structure has problems. What was read is remembered until a
    file of it changes, and shared: nobody may alter it."""

    def build() -> tuple[Pack | None, tuple[Problem, ...]]:
        pack, problems = _read(path)
        return pack, tuple(problems)

    pack, problems = _packs.get(lambda: _marks(path), build)
    return pack, list(problems)


def _marks(path: Path) -> Hashable:
    """Inode, size and times of every file and folder of a pack; the time of change cannot be set back. Never the
    same twice while a file is young."""
    found = []
    for each in sorted([path, *path.glob("*"), *path.glob("*/*")]):
        with suppress(OSError):
            stat = each.stat()
            found.append((str(each), stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))
    settled = all(time.time_ns() - changed >= _SETTLED for *_, changed in found)
    return (tuple(found), None if settled else object())


def _read(path: Path) -> tuple[Pack | None, list[Problem]]:
    content, problems = read_yaml(path / manifests.FILE, manifests.FILE)
    manifest = None
    if not problems:
        manifest, problems = manifests.read_manifest(content, path.name)
    items, more = _read_sections(path)
    problems = sorted([*problems, *more], key=lambda p: (p.file, p.line or 0))
    if manifest is None or problems:
        return None, problems
    return Pack(manifest, path, items), []


def _read_sections(path: Path) -> tuple[dict[str, tuple[Item, ...]], list[Problem]]:
    items: dict[str, list[Item]] = {}
    problems: list[Problem] = []
    files = [f for f in sorted(path.glob("*/*")) if not f.name.startswith((".", "_")) and f.is_file()]
    if len(files) > _MAX_FILES:
        return {}, [Problem(manifests.FILE, None, f"方案包有 {len(files)} 个文件，最多 {_MAX_FILES} 个")]
    for file in files:
        section, shown = file.parent.name, f"{file.parent.name}/{file.name}"
        refused = _refuse(path, file, section, shown)
        content, wrong = (None, refused) if refused else read_yaml(file, shown)
        found, more = ([], []) if wrong else _items(content, shown)
        items.setdefault(section, []).extend(found)
        problems += [*wrong, *more]
    for section_items in items.values():
        problems += _twice(section_items)
    return {section: tuple(each) for section, each in items.items()}, problems


def _refuse(path: Path, file: Path, section: str, shown: str) -> list[Problem]:
    if not file.resolve().is_relative_to(path.resolve()):
        return [Problem(shown, None, "链接到了方案包之外，请把文件放进方案包")]
    if not _CODE.fullmatch(section) or section in IN_MANIFEST:
        return [
            Problem(
                shown,
                None,
                f"“{section}”不能作段落的文件夹名：用小写字母，levels 和 systems 写在 pack.yaml 里",
            )
        ]
    if file.suffix != ".yaml":
        return [Problem(shown, None, "段落里只放 .yaml 文件，请改名或移走")]
    return []


def _items(content: object, shown: str) -> tuple[list[Item], list[Problem]]:
    if content is None:
        return [], []
    if not isinstance(content, list):
        return [], [Problem(shown, 1, "文件应是一个列表，每项以“- code: …”开头")]
    items, problems = [], []
    for number, each in enumerate(content, 1):
        line = getattr(each, "line", None)
        if not isinstance(each, dict) or line is None:
            problems.append(Problem(shown, None, f"第 {number} 项应是“- code: …”这样的一组键值"))
            continue
        code = each.get("code")
        if not isinstance(code, str):
            problems.append(Problem(shown, line, f"第 {number} 项缺少 code，或 code 是数字而没有加引号"))
        elif not _ITEM_CODE.fullmatch(code):
            problems.append(Problem(shown, line, f"code “{code}”只能用英文字母、数字和 . _ -"))
        else:
            items.append(Item(each, shown, line))
    return items, problems


def _twice(items: Sequence[Item]) -> list[Problem]:
    first: dict[str, Item] = {}
    problems = []
    for item in items:
        earlier = first.setdefault(item.values["code"], item)
        if earlier is not item:
            sentence = f"code {item.values['code']} 已在 {earlier.file} 第 {earlier.line} 行写过"
            problems.append(Problem(item.file, item.line, sentence))
    return problems
