"""体系 as packs write it: bodies (质量保证机构), departments' places in the five systems, the construction schedule and
its stages. ORG-01, ORG-02, ORG-07, SCH-01, SCH-02."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from zhengai.framework.rules.problem import nearest


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    source: str = ""
    note: str = ""


class SeatEntry(BaseModel):
    """A seat of a body: what it is called, how many of them, for how many years (null: without a term)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seat: str = Field(min_length=1)
    count: int | None = Field(default=None, ge=1)
    term_years: float | None = Field(default=None, gt=0)


class BodyEntry(Entry):
    """机构. `tier` counts from the top, beginning with 1; `head_rule` says by which office one becomes its head: a
    sentence, or an office as `rules.terms.read_office` reads it ("role:leader"), which then is resolved to people.
    `assessment` is by what the body itself is assessed (考核标准, STD-19), one standard a line."""

    name: str = Field(min_length=1)
    tier: int = Field(default=1, ge=1)
    tier_name: str = ""
    parent: str = ""
    heads: tuple[str, ...] = ()
    deputies: tuple[str, ...] = ()
    head_rule: str = ""
    members: tuple[SeatEntry, ...] = ()
    lead: str = ""
    participants: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    assessment: tuple[str, ...] = ()
    office: str = ""
    document: str = ""
    founded: str = ""
    valid_until: str = ""


class PlacementEntry(Entry):
    """归属: which of the systems a department belongs to. `aliases` are other names the source uses for it."""

    name: str = Field(min_length=1)
    kind: Literal["functional", "teaching"] = "functional"
    systems: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


class ScheduleEntry(Entry):
    """A row of 表8. `month` counts from the start of construction (0 = the first month), null for what comes again
    every year; `yearly` then says when ("年初"); `original` is the source's own date."""

    item: str = Field(min_length=1)
    content: str = Field(min_length=1)
    department: str = ""
    month: int | None = Field(default=None, ge=0)
    yearly: str = ""
    original: str = ""


class StageEntry(Entry):
    name: str = Field(min_length=1)
    period: str = ""
    tasks: tuple[str, ...] = ()


ENTRIES: dict[str, type[BaseModel]] = {
    "bodies": BodyEntry,
    "placements": PlacementEntry,
    "schedule": ScheduleEntry,
    "stages": StageEntry,
}

T = TypeVar("T", bound=Entry)


class InvalidEntries(ValueError):
    """Entries of a section that cannot be used; `problems` has one Chinese sentence each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("；".join(problems))
        self.problems = list(problems)


def read_entries(kind: type[T], items: Sequence[Mapping[str, Any]]) -> list[T]:
    """Raises InvalidEntries with every problem of form."""
    found, problems = [], []
    for item in items:
        try:
            found.append(kind.model_validate(item))
        except ValidationError as error:
            problems += [_sentence(item, each["type"], each["loc"]) for each in error.errors()]
    if problems:
        raise InvalidEntries(problems)
    return found


_SENTENCES = {
    "missing": "缺少“{key}”",
    "extra_forbidden": "没有“{key}”这个键",
    "string_type": "“{key}”应是文字",
    "string_too_short": "“{key}”不能为空",
    "int_parsing": "“{key}”应是整数",
    "greater_than_equal": "“{key}”太小",
}


def _sentence(item: Mapping[str, Any], kind: str, location: tuple[int | str, ...]) -> str:
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in location)
    return f"{item.get('code', '？')}：{_SENTENCES.get(kind, '“{key}”的写法不对').format(key=key)}"


@dataclass(frozen=True)
class BodyTree:
    """Bodies by code in the order of the pack. A parent that is not there, or that leads round in a circle, is as
    none: the body then stands at the top, so that nobody is lost from the picture."""

    bodies: Mapping[str, BodyEntry]

    def parent(self, code: str) -> BodyEntry | None:
        above = self.bodies.get(self.bodies[code].parent)
        return None if above is None or code in self._above(above.code) else above

    def _above(self, code: str) -> set[str]:
        """The body and all above it, each once."""
        found: set[str] = set()
        while code in self.bodies and code not in found:
            found.add(code)
            code = self.bodies[code].parent
        return found

    def children(self, code: str) -> list[BodyEntry]:
        return [each for each in self.bodies.values() if (p := self.parent(each.code)) and p.code == code]

    def roots(self) -> list[BodyEntry]:
        return [each for each in self.bodies.values() if self.parent(each.code) is None]

    def tiers(self) -> list[tuple[int, str]]:
        """Tier → what it is called: the first name the pack gives it, or its number in words."""
        named: dict[int, str] = {}
        for each in self.bodies.values():
            named[each.tier] = named.get(each.tier) or each.tier_name
        return [(tier, name or f"第 {tier} 级") for tier, name in sorted(named.items())]


def tree_of(bodies: Sequence[BodyEntry]) -> BodyTree:
    return BodyTree({each.code: each for each in bodies})


def problems_of_bodies(bodies: Sequence[BodyEntry]) -> list[str]:
    """One sentence a problem of the tree: parents that are not there, circles, a parent on the same or a lower tier."""
    tree = tree_of(bodies)
    return [sentence for each in bodies for sentence in _of_body(each, tree)]


def _of_body(body: BodyEntry, tree: BodyTree) -> Iterator[str]:
    if not body.parent:
        return
    above = tree.bodies.get(body.parent)
    if above is None:
        yield f"{body.name}：没有“{body.parent}”这个上级机构{nearest(body.parent, list(tree.bodies))}"
    elif tree.parent(body.code) is None:
        yield f"{body.name}：上级机构“{above.name}”又归它管，绕成了一圈"
    elif above.tier > body.tier:
        yield f"{body.name}：在第 {body.tier} 级，上级机构“{above.name}”却在第 {above.tier} 级"
