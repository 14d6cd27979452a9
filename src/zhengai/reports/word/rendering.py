"""Fills a prepared template with a report and puts the document together."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from lxml import etree

from zhengai.reports.kinds import template_of
from zhengai.reports.models import Report
from zhengai.reports.word.charts import LINKS, draw, drawing
from zhengai.reports.word.context import context_of
from zhengai.reports.word.controls import Controls
from zhengai.reports.word.embedding import as_xml, embedded_of, properties_xml
from zhengai.reports.word.markup import to_bytes
from zhengai.reports.word.prepared import DOCUMENT, prepared

_TYPES, _RELATIONS = "[Content_Types].xml", "word/_rels/document.xml.rels"
_TYPE_SPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATION_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ITEM_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_EMBEDDED, _PROPERTIES = "customXml/zhengai.xml", "customXml/zhengaiProps.xml"


def render(report: Report) -> bytes:
    """The report as a .docx. Raises TemplateFault when the college's template cannot be filled."""
    template = prepared(template_of(report.college, report.kind))
    context = context_of(report)
    charts = {chart["id"]: chart for chart in report.content["charts"]}
    figures = {figure["id"]: figure for figure in report.figures}
    drawn: list[str] = []

    def place(number: str) -> Any:
        drawn.append(number)
        return drawing(number, charts[number]["title"], f"zhengai{len(drawn)}")

    controls = Controls(figures, place)
    parts = dict(template.kept)
    for name in template.filled:
        root = etree.fromstring(template.fill(name, context).encode())
        if name == DOCUMENT:
            controls.replace(root)
        parts[name] = to_bytes(root)
    values = {number: [figures[f]["value"] for f in charts[number]["points"]] for number in drawn}
    _add_charts(parts, [(charts[number], values[number]) for number in drawn])
    _embed(parts, report, controls)
    return _zipped(parts)


def _add_charts(parts: dict[str, bytes], charts: list[tuple[Mapping[str, Any], list[float | None]]]) -> None:
    for number, (chart, values) in enumerate(charts, start=1):
        made = draw(chart, values)
        part, sheet = f"charts/zhengai{number}.xml", f"embeddings/zhengai{number}.xlsx"
        parts[f"word/{part}"], parts[f"word/{sheet}"] = made.xml, made.workbook
        parts[f"word/charts/_rels/zhengai{number}.xml.rels"] = _relations(
            [("rId1", "package", f"../{sheet}")]
        )
        _relate(parts, f"zhengai{number}", "chart", part)
        _declare(parts, f"/word/{part}", _CHART_TYPE)
        _declare(parts, f"/word/{sheet}", _SHEET_TYPE)


def _embed(parts: dict[str, bytes], report: Report, controls: Controls) -> None:
    embedded = embedded_of(report, dict(controls.printed))
    parts[_EMBEDDED], parts[_PROPERTIES] = as_xml(embedded), properties_xml()
    parts["customXml/_rels/zhengai.xml.rels"] = _relations([("rId1", "customXmlProps", "zhengaiProps.xml")])
    _relate(parts, "zhengaiData", "customXml", f"../{_EMBEDDED}")
    _declare(parts, f"/{_PROPERTIES}", _ITEM_TYPE)


def _relate(parts: dict[str, bytes], number: str, kind: str, target: str) -> None:
    root = etree.fromstring(parts[_RELATIONS])
    root.append(_relation(number, kind, target))
    parts[_RELATIONS] = to_bytes(root)


def _relations(links: list[tuple[str, str, str]]) -> bytes:
    root = etree.Element(f"{{{_RELATION_SPACE}}}Relationships", nsmap={None: _RELATION_SPACE})
    root.extend([_relation(*each) for each in links])
    return to_bytes(root)


def _relation(number: str, kind: str, target: str) -> Any:
    return etree.Element(
        f"{{{_RELATION_SPACE}}}Relationship", Id=number, Type=f"{LINKS}/{kind}", Target=target
    )


def _declare(parts: dict[str, bytes], name: str, kind: str) -> None:
    root = etree.fromstring(parts[_TYPES])
    etree.SubElement(root, f"{{{_TYPE_SPACE}}}Override", PartName=name, ContentType=kind)
    parts[_TYPES] = to_bytes(root)


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    """The list of types comes first, as Word writes it."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        for name in sorted(parts, key=lambda each: each != _TYPES):
            archive.writestr(name, parts[name])
    return buffer.getvalue()
