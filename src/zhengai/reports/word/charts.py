"""Native Word charts: a chart part and its workbook, editable in Word (ADR 0005)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.chart.xmlwriter import ChartXmlWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.util import Pt

from zhengai.reports.word.controls import w
from zhengai.reports.word.markup import to_bytes

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PLACE = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WIDTH, _HEIGHT = 5_580_000, 2_300_000  # EMU: 15.5 × 6.4 cm
_LINE, _GRID = RGBColor(0x0C, 0x5A, 0x63), RGBColor(0xD5, 0xDB, 0xDA)
_LIMITS = {"目标": RGBColor(0x25, 0x6B, 0x45), "标准": RGBColor(0x8F, 0x5A, 0x00)}


@dataclass(frozen=True)
class Drawn:
    """A chart part's XML, without its link to the workbook, and the workbook."""

    xml: bytes
    workbook: bytes


def draw(chart: Mapping[str, Any], values: Sequence[float | None]) -> Drawn:
    """`values` are the frozen figures in the order of the chart's labels."""
    factor = chart["factor"]
    data = CategoryChartData(number_format=chart["format"])
    data.categories = chart["labels"]
    data.add_series(chart["title"], [None if each is None else each * factor for each in values])
    for limit in chart["limits"]:
        data.add_series(limit["name"], [limit["value"] * factor] * len(values))
    space = parse_xml(ChartXmlWriter(XL_CHART_TYPE.LINE_MARKERS, data).xml.encode())
    _style(Chart(space, None), chart)
    _link(space)
    return Drawn(
        to_bytes(space),
        CategoryWorkbookWriter(data).xlsx_blob,
    )


def _style(chart: Any, told: Mapping[str, Any]) -> None:
    chart.font.size = Pt(9)
    _chinese(chart.font)
    chart.has_title = False
    chart.has_legend = bool(told["limits"])
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    axis = chart.value_axis
    axis.major_gridlines.format.line.color.rgb = _GRID
    axis.major_gridlines.format.line.width = Pt(0.5)
    axis.format.line.fill.background()
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = told["format"], False
    chart.category_axis.format.line.color.rgb = _GRID
    first, *limits = chart.plots[0].series
    _as_line(first, told["format"])
    for series, limit in zip(limits, told["limits"], strict=True):
        _as_limit(series, _LIMITS[limit["kind"]])


def _chinese(font: Any) -> None:
    properties = font._rPr
    for tag, face in (("latin", "Times New Roman"), ("ea", "宋体")):
        etree.SubElement(properties, f"{{{_MAIN}}}{tag}").set("typeface", face)


def _as_line(series: Any, written: str) -> None:
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = _LINE, Pt(2)
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 6
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = _LINE
    series.marker.format.line.fill.background()
    labels = series.data_labels
    labels.show_value = True
    labels.position = XL_LABEL_POSITION.ABOVE
    labels.number_format, labels.number_format_is_linked = written, False


def _as_limit(series: Any, colour: RGBColor) -> None:
    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = colour, Pt(1.25)
    series.format.line.dash_style = MSO_LINE.DASH
    series.marker.style = XL_MARKER_STYLE.NONE


def _link(space: Any) -> None:
    """After the chart and its text, as the schema wants it; rId1 is the workbook."""
    outside = etree.SubElement(space, f"{{{CHART}}}externalData")
    outside.set(f"{{{LINKS}}}id", "rId1")
    etree.SubElement(outside, f"{{{CHART}}}autoUpdate").set("val", "0")


def drawing(number: str, title: str, link: str) -> Any:
    """The w:drawing that shows a chart in a line of text; its name is the chart's number in the report."""
    picture = etree.Element(w("drawing"), nsmap={"wp": _PLACE, "a": _MAIN, "c": CHART, "r": LINKS})
    inline = etree.SubElement(picture, f"{{{_PLACE}}}inline", distT="0", distB="0", distL="0", distR="0")
    etree.SubElement(inline, f"{{{_PLACE}}}extent", cx=str(_WIDTH), cy=str(_HEIGHT))
    etree.SubElement(inline, f"{{{_PLACE}}}docPr", id=str(9000 + int(number[1:])), name=number, descr=title)
    graphic = etree.SubElement(inline, f"{{{_MAIN}}}graphic")
    data = etree.SubElement(graphic, f"{{{_MAIN}}}graphicData", uri=CHART)
    etree.SubElement(data, f"{{{CHART}}}chart").set(f"{{{LINKS}}}id", link)
    return picture
