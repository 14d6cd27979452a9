"""A pack's folder as files: pack.yaml and one file a section."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

FILE = "scheme.yaml"


class _Dumper(yaml.SafeDumper):
    """Quotes every text that YAML or the packs' stricter reader could take for something else."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = text.isidentifier() and not text[:1].isascii()
    style = "|" if "\n" in text else None if plain else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def pack_files(manifest: Mapping[str, Any], sections: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    """Path within the folder → content. `systems` goes into the manifest, where the framework reads it."""
    told = dict(manifest)
    if sections.get("systems"):
        told["systems"] = list(sections["systems"])
    files = {"pack.yaml": _yaml(told)}
    for name, items in sections.items():
        if name != "systems" and items:
            files[f"{name}/{FILE}"] = _yaml(list(items))
    return files


def _yaml(content: Any) -> str:
    # anchors are refused by the packs' reader, so equal lists are written out each time
    dumper = type("_Flat", (_Dumper,), {"ignore_aliases": lambda self, data: True})
    return yaml.dump(content, Dumper=dumper, allow_unicode=True, sort_keys=False, width=110)
