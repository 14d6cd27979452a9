"""A Word template, prepared once: its parts as Jinja templates, the rest as it lies in the file."""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from zhengai.core.content import ContentCache

DOCUMENT = "word/document.xml"
_FILLED = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml|docProps/core\.xml")
_TAG = re.compile(r"<[^>]+>")
_JINJA = re.compile(r"[{][{%#].*?[}%#][}]", re.DOTALL)
_SHOWN = 60
_LARGEST = 64 * 2**20  # bytes, opened


class TemplateFault(ValueError):
    """A template that cannot be filled; the message is one Chinese sentence with the placeholder and its place."""


@dataclass(frozen=True)
class Prepared:
    name: str
    filled: Mapping[
        str, tuple[str, Template]
    ]  # part → its source, line by line a paragraph, and the template
    kept: Mapping[str, bytes]

    def fill(self, part: str, context: Mapping[str, Any]) -> str:
        source, template = self.filled[part]
        try:
            return template.render(context)
        except UndefinedError as fault:
            raise self._unknown(fault, source) from fault
        except (SecurityError, TypeError, ValueError, TemplateError) as fault:
            place = _paragraph(source, _line(fault.__traceback__))
            raise TemplateFault(f"报告模板 {self.name} 填不进去：{fault}，在“{place}”这一段") from fault

    def _unknown(self, fault: UndefinedError, source: str) -> TemplateFault:
        place = _paragraph(source, _line(fault.__traceback__))
        asked = re.findall(r"'([^']+)'", str(fault))
        word = asked[-1] if asked else str(fault)
        return TemplateFault(
            f"报告模板 {self.name} 里的占位符“{word}”没有可填的内容，在“{place}”这一段；"
            "可用的占位符见 docs/how-to/report-templates.md"
        )


_PREPARED: ContentCache[Prepared] = ContentCache(size=16)


def prepared(path: Path) -> Prepared:
    """Built once a process and template file; raises TemplateFault."""
    return _PREPARED.get(lambda: _mark(path), lambda: _prepare(path))


def _mark(path: Path) -> tuple[str, int, int]:
    try:
        stat = path.stat()
    except OSError as problem:
        raise TemplateFault(
            f"没有找到报告模板 {path.name}，请把它放回方案包的 reports/templates 文件夹"
        ) from problem
    return str(path), stat.st_mtime_ns, stat.st_size


def _prepare(path: Path) -> Prepared:
    # only what the context holds can be reached, and nothing of it can be changed
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    patching = DocxTemplate(str(path))
    filled, kept = {}, {}
    for name, content in _read(path).items():
        if not _FILLED.fullmatch(name):
            kept[name] = content
            continue
        # a line a paragraph, so that a fault can be shown in its paragraph
        source = re.sub(r"<w:p([ >])", r"\n<w:p\1", patching.patch_xml(content.decode()))
        try:
            filled[name] = (source, environment.from_string(source))
        except TemplateSyntaxError as fault:
            raise TemplateFault(
                f"报告模板 {path.name} 的写法有误：{fault.message}，在“{_paragraph(source, fault.lineno)}”这一段"
            ) from fault
    return Prepared(path.name, filled, kept)


def _read(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(each.file_size for each in archive.infolist()) > _LARGEST:
                raise TemplateFault(f"报告模板 {path.name} 太大，请去掉其中的图片")
            found = {each.filename: archive.read(each) for each in archive.infolist()}
    except zipfile.BadZipFile as problem:
        raise TemplateFault(
            f"报告模板 {path.name} 不是 Word 文档(.docx)，请用 Word 另存为 .docx"
        ) from problem
    if DOCUMENT not in found:
        raise TemplateFault(f"报告模板 {path.name} 不是 Word 文档(.docx)，请用 Word 另存为 .docx")
    return found


def _line(trace: TracebackType | None) -> int:
    """The last line of the template that was being filled: Jinja reports its lines as those of a file."""
    line = 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _paragraph(source: str, line: int) -> str:
    """What a person sees of a line; where only a loop or a condition stands there, the loop itself."""
    lines = source.splitlines()
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    shown = _TAG.sub("", text).strip()
    if not shown:
        shown = " ".join(_JINJA.findall(text))
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
