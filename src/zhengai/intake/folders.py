"""A pack's folder put in place of an earlier one, or nothing: whoever reads meanwhile finds one of the two whole."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from zhengai.core.locks import Held, only_one
from zhengai.intake.rules.editing import IntakeRefused


@contextmanager
def in_place(folder: Path, code: str, files: Mapping[str, str]) -> Iterator[None]:
    """Puts the files there for the block; when the block fails the earlier folder is back. Raises IntakeRefused when
    another installation is at work, or the folder cannot be written."""
    new, old, target = folder / f".{code}.new", folder / f".{code}.old", folder / code
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with only_one(folder / ".intake.lock"):
            _write(new, files)
            _remove(old)
            if target.exists():
                target.rename(old)
            new.rename(target)
            try:
                yield
            except BaseException:
                _remove(target)
                if old.exists():
                    old.rename(target)
                raise
            _remove(old)
    except Held as held:
        raise IntakeRefused("另一个方案正在安装，请稍后再试") from held
    except OSError as problem:
        raise IntakeRefused(f"方案包的文件夹写不进去({problem.strerror})，请联系系统管理员") from problem


def _write(folder: Path, files: Mapping[str, str]) -> None:
    _remove(folder)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
