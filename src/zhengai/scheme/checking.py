"""Checks a whole scheme before it is installed: each room judges its own section, then what one section says of
another is held against it."""

import re
from collections.abc import Iterable, Mapping, Sequence

from zhengai.cycles.rules.reading import InvalidSpirals, read_cycles, read_templates
from zhengai.diagnosis.rules.form import problems_of_forms
from zhengai.framework import queries
from zhengai.framework.actions import OWN
from zhengai.framework.rules.matrix import Scheme
from zhengai.framework.rules.matrix import problems_of as problems_of_matrix
from zhengai.framework.rules.pack import Item
from zhengai.framework.rules.problem import Problem
from zhengai.indicators.checking import read_or_problems
from zhengai.indicators.profiles import problems_of as problems_of_profiles
from zhengai.quality.rules.reading import problems_of_rules
from zhengai.reports.kinds import problems_of_kinds
from zhengai.scheme.layers import Layer, layers_of
from zhengai.scheme.references import problems_of_references
from zhengai.standards.rules.checking import problems_of
from zhengai.standards.rules.reading import read_items
from zhengai.standards.rules.specification import InvalidControlPoints
from zhengai_engine.model.indicator import Indicator

Indicators = Mapping[str, Indicator]
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


def problems_of_pack(code: str) -> list[Problem]:
    """Structure first; only a sound structure can be understood. Raises UnknownPack."""
    problems = [*reserved(code), *queries.check_pack(code)]
    return problems or problems_of_whole(layers_of(queries.with_required(code)))


def reserved(code: str) -> list[Problem]:
    """The college's own pack is written by pages alone: a folder of that name would overwrite it."""
    told = f"代码 {OWN} 留给本校在页面上的调整，请给方案包换一个代码和文件夹名"
    return [Problem("pack.yaml", 1, told)] if code == OWN else []


def problems_of_whole(chain: Sequence[Layer]) -> list[Problem]:
    """Of layers that are sound by themselves, each after what it requires."""
    known, told = _indicators(chain)
    if told:
        return _located(told, chain, ("indicators", "datasets"))
    return [
        *_located(_of_control_points(chain, known), chain, ("control_points",)),
        *_located(_of_quality(chain), chain, ("quality_rules",)),
        *_located(_of_spirals(chain), chain, ("spirals", "cycles")),
        *_located(_of_matrix(chain, known), chain, ("matrix",)),
        *_located(_of_profiles(chain, known), chain, ("profiles", "indicator_groups")),
        *_located(_of_diagnosis(chain, known), chain, ("diagnosis",)),
        *_located(_of_reports(chain), chain, ("reports",)),
        *problems_of_references(chain),
    ]


def _indicators(chain: Sequence[Layer]) -> tuple[Indicators, list[str]]:
    levels, datasets, indicators = (
        queries.merged_section(chain, name) for name in ("levels", "datasets", "indicators")
    )
    return read_or_problems(levels, datasets, indicators)


def _of_control_points(chain: Sequence[Layer], known: Indicators) -> list[str]:
    try:
        specifications = read_items(queries.merged_section(chain, "control_points"))
    except InvalidControlPoints as error:
        return list(error.problems)
    return [sentence for each in specifications.values() for sentence in problems_of(each, known)]


def _of_quality(chain: Sequence[Layer]) -> list[str]:
    levels, datasets, rules = (
        queries.merged_section(chain, name) for name in ("levels", "datasets", "quality_rules")
    )
    return problems_of_rules(levels, datasets, rules)


def _of_spirals(chain: Sequence[Layer]) -> list[str]:
    levels = [str(item["code"]) for item in queries.merged_section(chain, "levels")]
    try:
        templates = read_templates(queries.merged_section(chain, "spirals"))
        read_cycles(queries.merged_section(chain, "cycles"), templates, levels)
    except InvalidSpirals as error:
        return list(error.problems)
    return []


def _of_profiles(chain: Sequence[Layer], known: Indicators) -> list[str]:
    levels, datasets, profiles, groups = (
        queries.merged_section(chain, name) for name in ("levels", "datasets", "profiles", "indicator_groups")
    )
    return problems_of_profiles(
        profiles,
        groups,
        [each["code"] for each in levels],
        [each["code"] for each in datasets],
        known,
    )


def _of_matrix(chain: Sequence[Layer], known: Indicators) -> list[str]:
    levels, systems, cells = (queries.merged_section(chain, name) for name in ("levels", "systems", "matrix"))
    scheme = Scheme(
        systems=[each["code"] for each in systems],
        levels=[each["code"] for each in levels],
        indicators={code: each.levels for code, each in known.items()},
    )
    return problems_of_matrix(cells, scheme)


def _of_reports(chain: Sequence[Layer]) -> list[str]:
    levels = {item["code"] for item in queries.merged_section(chain, "levels")}
    return problems_of_kinds(queries.merged_section(chain, "reports"), levels)


def _of_diagnosis(chain: Sequence[Layer], known: Indicators) -> list[str]:
    levels = [str(item["code"]) for item in queries.merged_section(chain, "levels")]
    forms = queries.merged_section(chain, "diagnosis")
    return problems_of_forms(forms, known, levels)


def _located(sentences: Iterable[str], chain: Sequence[Layer], sections: tuple[str, ...]) -> list[Problem]:
    return [_locate(sentence, chain, sections) for sentence in sentences]


def _locate(sentence: str, chain: Sequence[Layer], sections: tuple[str, ...]) -> Problem:
    """The rooms name the item by its code; the first code in the sentence that is an item's gives the place."""
    for word in _WORD.findall(sentence):
        for layer in reversed(chain):
            item = _item(layer, word, sections)
            if item is not None:
                return Problem(layer.place(item.file, is_last=layer is chain[-1]), item.line, sentence)
    return Problem("pack.yaml", None, sentence)


def _item(layer: Layer, code: str, sections: tuple[str, ...]) -> Item | None:
    found = (layer.find(section, code) for section in sections)
    return next((item for item in found if item is not None), None)
