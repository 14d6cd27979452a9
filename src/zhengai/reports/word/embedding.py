"""What a Word report carries beside its text: the frozen figures, so that it can be verified alone."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from zhengai.reports.models import Report
from zhengai.reports.word.markup import to_bytes

_NAMESPACE = "urn:zhengai:report:1"
_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_FACTS = ("code", "digest", "college", "made_at", "made_by")


@dataclass(frozen=True)
class Embedded:
    """`printed` counts how often each figure stands in the document."""

    code: str
    digest: str
    college: str
    made_at: str
    made_by: str
    content: dict[str, Any]
    figures: list[dict[str, Any]]
    printed: dict[str, int]


def embedded_of(report: Report, printed: dict[str, int]) -> Embedded:
    return Embedded(
        code=report.code,
        digest=report.digest,
        college=report.college.code,
        made_at=report.made_at.isoformat(),
        made_by=report.made_by,
        content=report.content,
        figures=report.figures,
        printed=printed,
    )


def as_xml(embedded: Embedded) -> bytes:
    root = etree.Element(f"{{{_NAMESPACE}}}report", nsmap={None: _NAMESPACE})
    for name in _FACTS:
        root.set(name, getattr(embedded, name))
    for name in ("content", "figures", "printed"):
        etree.SubElement(root, f"{{{_NAMESPACE}}}{name}").text = _json(getattr(embedded, name))
    return to_bytes(root)


def properties_xml() -> bytes:
    """Word keeps a custom part that has an identity."""
    root = etree.Element(f"{{{_STORE}}}datastoreItem", nsmap={"ds": _STORE})
    root.set(f"{{{_STORE}}}itemID", "{6E1F1A5B-6B1C-4B7E-9D55-2C8B8E0C1A01}")
    references = etree.SubElement(root, f"{{{_STORE}}}schemaRefs")
    etree.SubElement(references, f"{{{_STORE}}}schemaRef").set(f"{{{_STORE}}}uri", _NAMESPACE)
    return to_bytes(root)


def read_embedded(xml: bytes) -> Embedded | None:
    """Null when the part is not ours or cannot be read."""
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None
    if root.tag != f"{{{_NAMESPACE}}}report":
        return None
    try:
        parts = {name: _read(root, name) for name in ("content", "figures", "printed")}
    except (TypeError, ValueError):
        return None
    return Embedded(**{name: root.get(name, "") for name in _FACTS}, **parts)


def _read(root: Any, name: str) -> Any:
    return json.loads(root.findtext(f"{{{_NAMESPACE}}}{name}"))


def _json(item: Mapping[str, Any]) -> str:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":"))
