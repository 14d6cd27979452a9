"""Kinds of reports as packs name them, and the Word template of each."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from zhengai.college.models import College
from zhengai.framework import queries as framework
from zhengai.framework.rules.pack import codes_in

_FOLDER = Path("reports") / "templates"  # below the section's folder: packs read one level of files only
SHIPPED_PACK = "foundation"


class UnknownKind(LookupError):
    """No installed pack names this kind; the message is a Chinese sentence."""


@dataclass(frozen=True)
class ReportKind:
    """`titles` by level; `template` is a file's name."""

    code: str
    name: str
    template: str
    titles: Mapping[str, str]

    def title(self, level: str) -> str:
        return self.titles.get(level, self.name)


def problems_of_kinds(items: Iterable[Mapping[str, Any]], levels: Container[str]) -> list[str]:
    """What is wrong with a scheme's kinds of reports, one Chinese sentence each."""
    found = []
    for item in items:
        where = f"报告种类 {item['code']}"
        lacking = [key for key in ("name", "template") if not item.get(key)]
        if lacking:
            found.append(f"{where}：缺少 {'、'.join(lacking)}，请补上")
            continue
        if not str(item["template"]).endswith(".docx"):
            found.append(f"{where}：template 写 reports/templates 文件夹里的 .docx 文件名")
        titles = item.get("titles", {})
        if not isinstance(titles, Mapping):
            found.append(f"{where}：titles 写成“层面: 报告名称”的样子")
            continue
        found += [f"{where}：没有层面 {level}，请改正 titles" for level in titles if level not in levels]
    return found


def kinds(college: College) -> dict[str, ReportKind]:
    return {each["code"]: _kind(each) for each in framework.section(college, "reports")}


def kind(college: College, code: str) -> ReportKind:
    known = kinds(college)
    if code not in known:
        raise UnknownKind(
            f"没有“{code}”这种报告，可用：{'、'.join(known) or '无(方案包里没有 reports 段落)'}"
        )
    return known[code]


def template_of(college: College, code: str) -> Path:
    """Where the kind's template lies. The pack that was installed last and has the file wins; a college's copy of a
    shipped pack wins over the shipped one."""
    name = kind(college, code).template
    folders = codes_in(Path(folder) for folder in settings.PACK_DIRS)
    held = [row.code for row in framework.installed(college)]
    places = [folders[pack] / _FOLDER / name for pack in reversed(held) if pack in folders]
    shipped = [Path(folder) / SHIPPED_PACK / _FOLDER / name for folder in settings.PACK_DIRS]
    return next((each for each in (*places, *shipped) if each.is_file()), places[0] if places else shipped[0])


def _kind(item: Mapping[str, Any]) -> ReportKind:
    return ReportKind(
        str(item["code"]),
        str(item["name"]),
        Path(str(item["template"])).name,
        {str(level): str(title) for level, title in item.get("titles", {}).items()},
    )
