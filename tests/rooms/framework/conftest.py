"""Little packs on disk, one folder a test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import override_settings

MANIFEST = """\
code: {code}
name: 试验包
version: {version}
description: 只用于测试
requires: [{requires}]
"""

PackMaker = Callable[..., Path]


@pytest.fixture
def make_pack(tmp_path: Path) -> Iterator[PackMaker]:
    """make_pack("own", {"indicators/a.yaml": "…"}) writes a pack; `manifest` replaces pack.yaml."""

    def make(
        code: str,
        files: dict[str, str] | None = None,
        *,
        requires: str = "",
        version: str = "1.0.0",
        manifest: str | None = None,
    ) -> Path:
        folder = tmp_path / "packs" / code
        folder.mkdir(parents=True, exist_ok=True)
        told = MANIFEST.format(code=code, version=version, requires=requires)
        (folder / "pack.yaml").write_text(manifest or told, encoding="utf-8")
        for name, text in (files or {}).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    with override_settings(PACK_DIRS=[tmp_path / "packs"]):
        yield make
