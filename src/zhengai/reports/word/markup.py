"""XML as the parts of a Word file hold it."""

from typing import Any

from lxml import etree


def to_bytes(root: Any) -> bytes:
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written
