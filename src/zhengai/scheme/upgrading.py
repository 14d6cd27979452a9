"""What installing a pack would do to a college's scheme, before anything is done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zhengai.college.models import College
from zhengai.diagnosis.rules.form import Unreadable, read_form
from zhengai.framework.actions import OWN
from zhengai.framework.models import InstalledPack
from zhengai.framework.queries import installed, merged_section, with_required
from zhengai.framework.rules.comparing import Change, Comparison, Sections, compare
from zhengai.framework.rules.merging import in_requires_order, merge
from zhengai.framework.rules.pack import Pack
from zhengai.framework.rules.problem import Problem
from zhengai.scheme.checking import problems_of_whole, reserved
from zhengai.scheme.held import Kept, answered_points, kept_items
from zhengai.scheme.layers import Layer


@dataclass(frozen=True)
class Step:
    """One pack: its version now (empty when it is not installed) and afterwards."""

    code: str
    name: str
    before: str
    after: str
    changed: bool


@dataclass(frozen=True)
class Upgrade:
    """`own` is the college's pack afterwards. `notes` are sentences about answers that stay readable although their
    question is gone. With `problems` it cannot be put into use."""

    pack: str
    steps: tuple[Step, ...]
    comparison: Comparison
    kept: tuple[Kept, ...]
    notes: tuple[str, ...]
    own: Mapping[str, list[dict[str, Any]]]
    problems: tuple[Problem, ...]

    @property
    def changes_anything(self) -> bool:
        return any(step.changed for step in self.steps)


def upgrade_of(college: College, code: str) -> Upgrade:
    """Raises UnknownPack, InvalidPack or RequiresCircle."""
    chain = with_required(code)
    rows = installed(college)
    others = [_stored(row) for row in rows if row.code != OWN]
    mine = next((_stored(row) for row in rows if row.code == OWN), Layer(OWN, {}))
    after = _future(rows, chain)
    comparison = compare(_merged(others), mine.sections, _merged(after))
    kept = _kept(college, others, comparison)
    own = _with_kept(comparison.own, kept, _merged(others))
    return Upgrade(
        pack=code,
        steps=tuple(_steps(rows, chain)),
        comparison=comparison,
        kept=tuple(kept),
        notes=tuple(_notes(college, _merged(others), _merged(after))),
        own=own,
        problems=(*reserved(code), *problems_of_whole([*after, Layer(OWN, own)] if own else after)),
    )


def _stored(row: InstalledPack) -> Layer:
    return Layer(row.code, row.content["sections"])


def _future(rows: list[InstalledPack], chain: list[Pack]) -> list[Layer]:
    """The installed packs with those of the chain in their place or added, each after what it requires; the pack that
    is asked for last among equals, so that problems are told at its lines."""
    layers = {row.code: _stored(row) for row in rows if row.code != OWN}
    requires = {row.code: row.content["manifest"]["requires"] for row in rows if row.code != OWN}
    for pack in chain:
        layers[pack.code] = Layer(pack.code, pack.sections, pack)
        requires[pack.code] = pack.manifest.requires
    return [layers[code] for code in in_requires_order(requires)]


def _merged(layers: Iterable[Layer]) -> Sections:
    held = list(layers)
    names = dict.fromkeys(name for layer in held for name in layer.sections)
    return {name: merged_section(held, name) for name in names}


def _steps(rows: list[InstalledPack], chain: list[Pack]) -> Iterable[Step]:
    before = {row.code: row for row in rows}
    for pack in chain:
        row = before.get(pack.code)
        yield Step(
            pack.code,
            pack.manifest.name,
            row.version if row else "",
            pack.manifest.version,
            row is None or row.digest != pack.digest,
        )


def _kept(college: College, base: list[Layer], comparison: Comparison) -> list[Kept]:
    """What the version leaves out, the college did not change, and something hangs on."""
    gone = [
        each for each in comparison.differences if each.version is Change.REMOVED and each.college is None
    ]
    items: dict[str, list[Mapping[str, Any]]] = {}
    for each in gone:
        found = {str(item["code"]): item for item in merged_section(base, each.section)}
        items.setdefault(each.section, []).append(found[each.code])
    return kept_items(college, items)


def _with_kept(
    own: Mapping[str, list[dict[str, Any]]], kept: Iterable[Kept], base: Sections
) -> dict[str, list[dict[str, Any]]]:
    result = {name: list(items) for name, items in own.items()}
    for each in kept:
        item = next(dict(item) for item in base[each.section] if item["code"] == each.code)
        result[each.section] = merge([result.get(each.section, []), [item]])
    return result


def _notes(college: College, base: Sections, after: Sections) -> Iterable[str]:
    """Points of diagnosis forms that are gone and have been answered: rounds keep their own form."""
    before, then = _points(base), _points(after)
    gone = {level: set(points) - set(then.get(level, {})) for level, points in before.items()}
    for (level, code), number in answered_points(college, gone).items():
        yield (
            f"诊断点 {code} {before[level][code]}：新版的诊断表里没有了，已有的 {number} 条结论留在各自的轮次里，照旧可查"
        )


def _points(sections: Sections) -> dict[str, dict[str, str]]:
    """Level → the points of its form: code → name."""
    found: dict[str, dict[str, str]] = {}
    for item in sections.get("diagnosis", ()):
        try:
            form = read_form(item)
        except Unreadable:
            continue
        found[form.level] = {point.code: point.name for point in form.points()}
    return found
