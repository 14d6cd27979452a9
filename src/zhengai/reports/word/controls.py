"""Puts figures and charts into the filled document: a figure becomes a content control that Word shows and verify
reads, a chart a drawing. Until then both are marks inside ordinary text, so a template needs no special tag."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from lxml import etree

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Unicode noncharacters: nobody types them, and XML may hold them
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_PIECES = re.compile(f"{_OPEN}([FC][0-9]+){_CLOSE}|(\n)")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def w(name: str) -> str:
    return f"{{{WORD}}}{name}"


_TEXT, _RUN, _PROPERTIES = w("t"), w("r"), w("rPr")


def mark(number: str) -> str:
    """Stands for figure or chart `number` until the document is filled."""
    return f"{_OPEN}{number}{_CLOSE}"


def without_marks(text: str) -> str:
    """What a person wrote can hold no mark."""
    return text.replace(_OPEN, "").replace(_CLOSE, "")


class Controls:
    """Replaces the marks of one document. `printed` counts how often each figure stands in it."""

    def __init__(self, figures: Mapping[str, Mapping[str, Any]], draw: Callable[[str], Any]) -> None:
        self._figures = figures
        self._draw = draw  # a chart's number → its w:drawing
        self.printed: Counter[str] = Counter()
        self._ids = 0

    def replace(self, root: Any) -> None:
        marked = [each for each in root.iter(_TEXT) if each.text and _PIECES.search(each.text)]
        for run in dict.fromkeys(each.getparent() for each in marked):
            self._replace_run(run)

    def _replace_run(self, run: Any) -> None:
        properties = run.find(_PROPERTIES)
        parent = run.getparent()
        place = parent.index(run)
        parts = [part for child in run if child is not properties for part in self._parts(child, properties)]
        parent.remove(run)
        for offset, part in enumerate(parts):
            parent.insert(place + offset, part)

    def _parts(self, child: Any, properties: Any) -> Iterator[Any]:
        if child.tag != _TEXT:
            yield _run(properties, deepcopy(child))
            return
        text, at = child.text or "", 0
        for found in _PIECES.finditer(text):
            if found.start() > at:
                yield _run(properties, _text(text[at : found.start()]))
            yield self._piece(found[1], properties)
            at = found.end()
        if at < len(text):
            yield _run(properties, _text(text[at:]))

    def _piece(self, number: str | None, properties: Any) -> Any:
        if number is None:
            return _run(properties, etree.Element(w("br")))
        if number.startswith("C"):
            return _run(None, self._draw(number))
        return self._control(number, properties)

    def _control(self, number: str, properties: Any) -> Any:
        figure = self._figures[number]
        self.printed[number] += 1
        self._ids += 1
        control = etree.Element(w("sdt"))
        about = etree.SubElement(control, w("sdtPr"))
        for name, value in (
            ("alias", f"{figure['name']} {figure['period']}"[:64]),
            ("tag", number),
            ("id", str(self._ids)),
            ("lock", "contentLocked"),
        ):
            etree.SubElement(about, w(name)).set(w("val"), value)
        etree.SubElement(about, w("text"))
        content = etree.SubElement(control, w("sdtContent"))
        content.append(_run(properties, _text(str(figure["text"]))))
        return control


def _run(properties: Any, child: Any) -> Any:
    run = etree.Element(_RUN)
    if properties is not None:
        run.append(deepcopy(properties))
    run.append(child)
    return run


def _text(text: str) -> Any:
    found = etree.Element(_TEXT)
    found.text = text
    found.set(_SPACE, "preserve")
    return found
