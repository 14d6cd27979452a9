"""Reads a Word report back: the frozen figures it carries, and what its text and charts show."""

import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

from zhengai.reports.word.charts import CHART, LINKS
from zhengai.reports.word.controls import w
from zhengai.reports.word.embedding import Embedded, read_embedded

_LARGEST = 128 * 2**20  # bytes, opened
_FIGURE, _CHART_NAME = re.compile(r"F[0-9]+"), re.compile(r"C[0-9]+")
_PROPERTIES = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_RELATIONS = "word/_rels/document.xml.rels"


class BadFile(ValueError):
    """Not a report that can be verified here; the message is one Chinese sentence."""


@dataclass(frozen=True)
class ReadReport:
    """`controls` has the texts of a figure in the order they stand in the document; `charts` the drawn values."""

    embedded: Embedded
    controls: dict[str, list[str]]
    charts: dict[str, list[float | None]]


def read_report(path: Path) -> ReadReport:
    """Raises BadFile."""
    parts = _parts(path)
    found = (read_embedded(parts[name]) for name in sorted(parts) if name.startswith("customXml/"))
    embedded = next((each for each in found if each is not None), None)
    if embedded is None:
        raise BadFile(f"{path.name} 里没有冻结的数字，不是本平台生成的报告，或保存时被别的软件去掉了")
    document = _xml(parts["word/document.xml"], path)
    return ReadReport(embedded, _controls(document), _charts(document, parts, path))


def _parts(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(path.read_bytes())) as archive:
            if sum(each.file_size for each in archive.infolist()) > _LARGEST:
                raise BadFile(f"{path.name} 太大，不像是一份报告")
            parts = {each.filename: archive.read(each) for each in archive.infolist()}
    except FileNotFoundError as problem:
        raise BadFile(f"没有找到文件 {path}") from problem
    except (zipfile.BadZipFile, OSError, EOFError) as problem:
        raise BadFile(f"{path.name} 不是 Word 文档(.docx)") from problem
    if "word/document.xml" not in parts:
        raise BadFile(f"{path.name} 不是 Word 文档(.docx)")
    return parts


def _xml(content: bytes, path: Path) -> Any:
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as problem:
        raise BadFile(f"{path.name} 已损坏，打不开其中的正文") from problem


def _controls(document: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for control in document.iter(w("sdt")):
        tag = control.find(f"{w('sdtPr')}/{w('tag')}")
        number = tag.get(w("val"), "") if tag is not None else ""
        content = control.find(w("sdtContent"))
        if _FIGURE.fullmatch(number) and content is not None:
            found[number].append("".join(text.text or "" for text in content.iter(w("t"))))
    return dict(found)


def _charts(document: Any, parts: dict[str, bytes], path: Path) -> dict[str, list[float | None]]:
    links = {each.get("Id"): each.get("Target") for each in _xml(parts.get(_RELATIONS, b"<none/>"), path)}
    found = {}
    for drawing in document.iter(w("drawing")):
        about = next(drawing.iter(_PROPERTIES), None)
        link = next(drawing.iter(f"{{{CHART}}}chart"), None)
        if about is None or link is None or not _CHART_NAME.fullmatch(about.get("name", "")):
            continue
        part = f"word/{links.get(link.get(f'{{{LINKS}}}id'), '')}"
        if part in parts:
            found[about.get("name")] = _drawn(_xml(parts[part], path))
    return found


def _drawn(chart: Any) -> list[float | None]:
    """The first series as the chart shows it; a point that is left out has no value."""
    series = next(chart.iter(f"{{{CHART}}}ser"), None)
    kept = None if series is None else series.find(f"{{{CHART}}}val//{{{CHART}}}numCache")
    if kept is None:
        return []
    count = kept.find(f"{{{CHART}}}ptCount")
    values: list[float | None] = [None] * int(count.get("val", "0") if count is not None else 0)
    for point in kept.iter(f"{{{CHART}}}pt"):
        place = int(point.get("idx"))
        if place < len(values):
            values[place] = float(point.findtext(f"{{{CHART}}}v"))
    return values
