"""Questions about packs: those at hand in the pack folders, and those a college has installed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db.models import OuterRef

from zhengai.college.models import College
from zhengai.core.beside import Beside
from zhengai.core.content import ContentCache
from zhengai.framework.models import InstalledPack
from zhengai.framework.rules import pack as packs
from zhengai.framework.rules.manifest import FILE
from zhengai.framework.rules.matrix import Matrix, read_cells
from zhengai.framework.rules.merging import RequiresCircle, in_requires_order, merge
from zhengai.framework.rules.pack import Pack
from zhengai.framework.rules.problem import InvalidPack, Problem, UnknownPack
from zhengai.framework.rules.typed import problems_of_items, unknown_section
from zhengai.framework.rules.words import WORDS, problems_of_words
from zhengai.framework.sections import sections

_MARKS = "pack_marks"
_MATRICES: ContentCache[Matrix] = ContentCache()
_WORDS: ContentCache[Mapping[str, str]] = ContentCache()


class Sectioned(Protocol):
    """What has sections: a pack, or what a college has installed of one."""

    @property
    def sections(self) -> Mapping[str, list[dict[str, Any]]]: ...


def available_packs() -> list[str]:
    """Codes of the packs in the pack folders, sound or not."""
    return list(packs.codes_in(_folders()))


def read_pack(code: str) -> Pack:
    """Raises UnknownPack, or InvalidPack with every problem."""
    pack, problems = packs.read(packs.locate(code, _folders()))
    if pack is None:
        raise InvalidPack(code, problems)
    return pack


def check_pack(code: str) -> list[Problem]:
    """Problems of structure and of the sections' keys, of this pack and of what it requires; raises UnknownPack."""
    pack, problems = packs.read(packs.locate(code, _folders()))
    if pack is None:
        return problems
    try:
        chain = with_required(code)
    except (UnknownPack, RequiresCircle) as error:
        return [Problem(FILE, None, str(error))]
    except InvalidPack as error:
        return [Problem(FILE, None, f"依赖的{error}")]
    return [
        each if held is chain[-1] else replace(each, file=f"{held.code}/{each.file}")
        for held in chain
        for each in _problems_of_sections(held)
    ]


def _problems_of_sections(pack: Pack) -> list[Problem]:
    """What the rooms' models say of the items, and sections that no room reads."""
    known = sections()
    found = [Problem(FILE, 1, told) for told in problems_of_words(pack.manifest.words)]
    for name, items in pack.items.items():
        if items and (told := unknown_section(name, known)):
            found.append(Problem(items[0].file, None, told))
        elif name in known and known[name].checked:
            found += problems_of_items(items, known[name].model)
    return found


def with_required(code: str) -> list[Pack]:
    """The pack and all it requires, each after its own requirements."""
    found: dict[str, Pack] = {}
    waiting = [code]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found[each] = read_pack(each)
            waiting.extend(found[each].manifest.requires)
    return [found[c] for c in in_requires_order({c: p.manifest.requires for c, p in found.items()})]


def merged_section(chain: Iterable[Sectioned], name: str) -> list[dict[str, Any]]:
    """A section as it would be after installing `chain`: what `section` answers, without a college."""
    return merge(pack.sections.get(name, []) for pack in chain)


def installed(college: College) -> list[InstalledPack]:
    """In the order in which their sections are merged."""
    rows = {row.code: row for row in InstalledPack.objects.filter(college=college).order_by("id")}
    requires = {code: row.content["manifest"]["requires"] for code, row in rows.items()}
    return [rows[code] for code in in_requires_order(requires)]


def section(college: College, name: str) -> list[dict[str, Any]]:
    """All items of a section; a pack's item replaces one of the same code in a pack it requires."""
    return merge(row.content["sections"].get(name, []) for row in installed(college))


def matrix(college: College) -> Matrix:
    """五纵 × 五横 as the packs fill it; raises InvalidMatrix."""
    return _MATRICES.get(lambda: fingerprint(college), lambda: _matrix(college))


def _matrix(college: College) -> Matrix:
    systems = {str(item["code"]): str(item["name"]) for item in section(college, "systems")}
    chains = {str(item["code"]): str(item["name"]) for item in section(college, "chains")}
    return Matrix(systems, read_cells(section(college, "matrix")), chains)


def fingerprint(college: College) -> tuple[tuple[str, str], ...]:
    """Code and digest of every installed pack: equal as long as every section is. A page keeps the rows on its
    college (`marks_of_packs`), so that all of it shows one scheme and asks once."""
    kept: list[dict[str, str]] | None = getattr(college, _MARKS, None)
    if kept is not None:
        return tuple((row["code"], row["digest"]) for row in kept)
    return tuple(InstalledPack.objects.filter(college=college).order_by("id").values_list("code", "digest"))


def marks_of_packs() -> dict[str, Beside]:
    """For `only_college`: what `fingerprint` needs of a college's packs, without their content."""
    rows = InstalledPack.objects.filter(college=OuterRef("pk")).order_by("id")
    return {_MARKS: Beside(rows.values("code", "digest"))}


def forget_marks(college: College) -> None:
    """After a change of the college's packs."""
    college.__dict__.pop(_MARKS, None)


def words(college: College) -> dict[str, str]:
    """The college's own words for terms of the pages."""
    result: dict[str, str] = {}
    for row in installed(college):
        result |= row.content["manifest"]["words"]
    return result


def shown_words(college: College) -> Mapping[str, str]:
    """Every word that a college may replace, as its pages show it."""
    return _WORDS.get(lambda: (college.pk, fingerprint(college)), lambda: dict(WORDS) | words(college))


def _folders() -> list[Path]:
    return [Path(folder) for folder in settings.PACK_DIRS]
