"""The running scheme of a college as a pack of its own, which reads back equal."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhengai.college.models import College
from zhengai.framework.actions import OWN
from zhengai.framework.queries import installed, words
from zhengai.framework.rules.manifest import Manifest
from zhengai.framework.rules.merging import merge
from zhengai.framework.rules.writing import write_folder, write_zip
from zhengai.reports.kinds import kinds, template_of

_FIRST_VERSION = "1.0.0"


class ExportRefused(ValueError):
    """A name that a pack cannot have, or a place that is taken; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Export:
    """`templates` are the Word files of the reports, by their place in the pack."""

    manifest: Manifest
    sections: dict[str, list[dict[str, Any]]]
    templates: dict[str, bytes]

    def to_folder(self, folder: Path) -> None:
        """The folder's name becomes the pack's code; an existing folder that holds anything is refused."""
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ExportRefused(f"{folder} 已经有内容，请换一个空的位置")
        write_folder(folder, self.manifest, self.sections)
        for name, content in self.templates.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)

    def to_zip(self) -> bytes:
        return write_zip(self.manifest, self.sections, self.templates)


def export(college: College, *, code: str = "", name: str = "") -> Export:
    """All sections of the installed packs and of the college's own changes, merged; it requires no other pack."""
    rows = installed(college)
    if not rows:
        raise ExportRefused("学校还没有安装方案包，没有可以导出的方案")
    chosen = code or default_code(college)
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,39}", chosen) or chosen == OWN:
        raise ExportRefused(
            f"方案包的代码“{chosen}”要以小写字母开头，只含小写字母、数字、- 和 _，不能是 {OWN}"
        )
    mine = next((row.version for row in rows if row.code == OWN), _FIRST_VERSION)
    manifest = Manifest(
        code=chosen,
        name=name.strip() or f"{college.name}诊改方案",
        version=mine,
        description=f"{college.name}正在使用的方案，由 {'、'.join(row.code for row in rows)} 合成。",
        words=words(college),
    )
    names = dict.fromkeys(part for row in rows for part in row.content["sections"])
    sections = {part: merge(row.content["sections"].get(part, []) for row in rows) for part in names}
    return Export(manifest, {part: items for part, items in sections.items() if items}, _templates(college))


def default_code(college: College) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", college.code.lower()).strip("-")
    return f"college-{plain}"[:40].strip("-") if plain else "college"


def _templates(college: College) -> dict[str, bytes]:
    places = {each.template: template_of(college, code) for code, each in kinds(college).items()}
    return {f"reports/templates/{name}": path.read_bytes() for name, path in places.items() if path.is_file()}
