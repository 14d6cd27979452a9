"""The documents of a cell: plans stand on the goal chain, standards on the standard chain, regulations name their
system themselves. What the scheme only lists is counted too, as not in force yet."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from zhengai.college.models import College
from zhengai.framework.rules.matrix import Cell, Matrix
from zhengai.goals.models import Plan
from zhengai.goals.rules.plan import PlanState
from zhengai.regulations.models import Regulation
from zhengai.regulations.rules.machine import RegulationState
from zhengai.standards.models import Standard, StandardVersion
from zhengai.standards.rules.library import VersionState
from zhengai.web.components.abouts import address_of

# words by which a scheme's chains are known: 目标 or 目标链 or 目标体系
_GOALS, _STANDARDS = "目标", "标准"
MOST = 40  # of one kind on a cell's page


@dataclass(frozen=True)
class Kind:
    """Documents of one kind in a cell: how many there are, and how many of them are in force."""

    word: str
    number: int
    standing: int


@dataclass(frozen=True)
class Held:
    kinds: tuple[Kind, ...] = ()

    @property
    def number(self) -> int:
        return sum(each.number for each in self.kinds)

    @property
    def standing(self) -> int:
        return sum(each.standing for each in self.kinds)


@dataclass(frozen=True)
class Document:
    word: str
    name: str
    state: str
    address: str


Places = Mapping[tuple[str, ...], Counter[bool]]  # place → how many stand and how many do not


def held_documents(college: College, scheme: Matrix) -> dict[str, Held]:
    """Code of the cell → its documents: three questions for the whole matrix."""
    if not scheme.cells:
        return {}
    plans, standards, regulations = _plans(college), _standards(college), _regulations(college)
    found = {}
    for cell in scheme.cells:
        chains = _chains(scheme, cell)
        told = (
            ("规划", plans.get((cell.level,)) if _GOALS in chains else None),
            ("标准", standards.get((cell.level,)) if _STANDARDS in chains else None),
            ("制度", regulations.get((cell.system, cell.level))),
        )
        kinds = (Kind(word, count.total(), count[True]) for word, count in told if count)
        found[cell.code] = Held(tuple(kinds))
    return found


def _chains(scheme: Matrix, cell: Cell) -> str:
    return "、".join(scheme.chain_name(chain) for chain in cell.chains)


def _plans(college: College) -> Places:
    rows = Plan.objects.filter(college=college).exclude(state=PlanState.ENDED).order_by()
    counted = rows.values_list("subject__level", "state").annotate(number=Count("pk"))
    return _placed(((level,), state == PlanState.APPROVED, number) for level, state, number in counted)


def _standards(college: College) -> Places:
    rows = Standard.objects.filter(college=college, active=True).annotate(stands=_standing_version())
    counted = rows.order_by().values_list("level", "stands").annotate(number=Count("pk"))
    return _placed(((level,), stands, number) for level, stands, number in counted)


def _standing_version() -> Exists:
    return Exists(StandardVersion.objects.filter(standard=OuterRef("pk"), state=VersionState.APPROVED))


def _regulations(college: College) -> Places:
    """One without a level is the whole college's."""
    rows = Regulation.objects.filter(college=college, active=True).exclude(state=RegulationState.REPEALED)
    counted = rows.order_by().values_list("system", "level", "state").annotate(number=Count("pk"))
    return _placed(
        ((system, level or "college"), state == RegulationState.IN_FORCE, number)
        for system, level, state, number in counted
    )


def _placed(rows: Iterable[tuple[tuple[str, ...], bool, int]]) -> Places:
    found: dict[tuple[str, ...], Counter[bool]] = {}
    for place, stands, number in rows:
        found.setdefault(place, Counter())[bool(stands)] += number
    return found


def documents(college: College, scheme: Matrix, cell: Cell) -> list[Document]:
    """Of one cell, those in force first; at most MOST of a kind."""
    chains = _chains(scheme, cell)
    found: list[Document] = []
    if _GOALS in chains:
        plans = Plan.objects.filter(college=college, subject__level=cell.level).exclude(state=PlanState.ENDED)
        found += [
            Document("规划", str(each), PlanState(each.state).chinese, address_of(f"plan:{each.pk}"))
            for each in plans.order_by("-first_year", "title")[:MOST]
        ]
    if _STANDARDS in chains:
        standards = Standard.objects.filter(college=college, active=True, level=cell.level)
        found += [
            Document("标准", name, "现行" if stands else "待制定", address_of(f"standard:{key}"))
            for key, name, stands in standards.annotate(stands=_standing_version())
            .order_by("-stands", "code")
            .values_list("pk", "name", "stands")[:MOST]
        ]
    return found + _regulations_of(college, cell)


def _regulations_of(college: College, cell: Cell) -> list[Document]:
    levels = [cell.level, ""] if cell.level == "college" else [cell.level]
    rows = Regulation.objects.filter(college=college, active=True, system=cell.system, level__in=levels)
    kept = rows.exclude(state=RegulationState.REPEALED).order_by("state", "name")[:MOST]
    return [
        Document("制度", each.name, RegulationState(each.state).chinese, address_of(f"regulation:{each.pk}"))
        for each in kept
    ]
