"""Writes a pack as the files that `pack.read` reads back equal."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from zhengai.framework.rules import reading
from zhengai.framework.rules.manifest import FILE, IN_MANIFEST, Manifest

Sections = Mapping[str, Sequence[Mapping[str, Any]]]
_WIDTH = 110
_MOST_BYTES = reading.MAX_BYTES // 4  # of one file: people look into it


class _Dumper(yaml.SafeDumper):
    """Chinese as it is, no anchors, and in quotes whatever the reader would not take for text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists stand deeper than their key, as packs are written by hand."""
        super().increase_indent(flow, False)


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    plain = dumper.resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    taken = reading.tag_of(text)
    quoted = plain != "tag:yaml.org,2002:str" or taken != "tag:yaml.org,2002:str"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if quoted else None)


_Dumper.add_representer(str, _text)
_Dumper.add_multi_representer(dict, yaml.SafeDumper.represent_dict)  # mappings that remember their line too


def text_of(content: Any) -> str:
    """Any content of packs as YAML."""
    text: str = yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)
    return text


def files_of(manifest: Manifest, sections: Sections) -> Iterator[tuple[str, str]]:
    """Name and text of every file: pack.yaml, then each section in as many files as keep each one readable.
    `sections` may hold levels and systems, which belong into pack.yaml."""
    told = manifest.model_dump(mode="json", exclude_defaults=True)
    told |= {name: [dict(each) for each in sections[name]] for name in IN_MANIFEST if sections.get(name)}
    yield FILE, text_of(told)
    for name, items in sections.items():
        if name not in IN_MANIFEST:
            for number, text in enumerate(_chunks(items), start=1):
                yield f"{name}/{name}{'' if number == 1 else f'-{number}'}.yaml", text


def _chunks(items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    gathered: list[str] = []
    size = 0
    for item in items:
        text = text_of([dict(item)])
        size += len(text.encode())
        if gathered and size > _MOST_BYTES:
            yield "\n".join(gathered)
            gathered, size = [], len(text.encode())
        gathered.append(text)
    if gathered:
        yield "\n".join(gathered)


def write_folder(folder: Path, manifest: Manifest, sections: Sections) -> None:
    """The folder is made; files that lie there under other names are left alone."""
    for name, text in files_of(manifest, sections):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def write_zip(manifest: Manifest, sections: Sections, others: Mapping[str, bytes]) -> bytes:
    """One folder, named after the pack; `others` are files that are not YAML, by their place in the pack."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files_of(manifest, sections):
            archive.writestr(f"{manifest.code}/{name}", text)
        for name, content in others.items():
            archive.writestr(f"{manifest.code}/{name}", content)
    return buffer.getvalue()
