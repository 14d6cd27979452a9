"""职责 → 工作 → 岗位 → 标准 → 人: the SMART parts of a text, and where the chain has gaps. ORG-11, ORG-13."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

# the five parts of 乌海方案 二(二)2: 具体(明确)、可测、可达、相关、时限
SMART: tuple[tuple[str, str], ...] = (
    ("specific", "具体"),
    ("measurable", "可测"),
    ("attainable", "可达"),
    ("relevant", "相关"),
    ("timed", "时限"),
)


class WorkRefused(ValueError):
    """What cannot be done so; the message is a Chinese sentence."""


def missing_parts(parts: Mapping[str, str]) -> list[str]:
    """Names of the SMART parts that are not written."""
    return [name for code, name in SMART if not parts.get(code, "").strip()]


def kept_parts(parts: Mapping[str, str]) -> dict[str, str]:
    """Those that are written, of the five."""
    return {code: text for code, _ in SMART if (text := parts.get(code, "").strip())}


class GapKind(StrEnum):
    """In the order of the chain."""

    WORK = "work"
    POST = "post"
    STANDARD = "standard"
    PERSON = "person"

    @property
    def chinese(self) -> str:
        return {
            "work": "职责没有工作", "post": "工作没有岗位", "standard": "岗位没有标准", "person": "岗位没有人",
        }[self.value]  # fmt: skip


@dataclass(frozen=True)
class MissingLink:
    kind: GapKind
    text: str  # the duty, the work, or the post that lacks something
    key: int  # of the row it is about


@dataclass(frozen=True)
class ChainWork:
    key: int
    text: str
    post: int | None
    standard: str


@dataclass(frozen=True)
class ChainDuty:
    key: int
    text: str
    works: Sequence[ChainWork]


@dataclass(frozen=True)
class ChainPost:
    key: int
    name: str
    people: int


@dataclass(frozen=True)
class Checked:
    """`links` are all that the chain asks for, `held` those that are there; `share` is null before the first duty."""

    gaps: Sequence[MissingLink]
    links: int

    @property
    def held(self) -> int:
        return self.links - len(self.gaps)

    @property
    def share(self) -> float | None:
        return self.held / self.links if self.links else None

    def number(self, kind: GapKind) -> int:
        return sum(gap.kind is kind for gap in self.gaps)


def check_chain(duties: Sequence[ChainDuty], posts: Sequence[ChainPost]) -> Checked:
    """One link a duty (it has work), a work (it has a post), a work with a post (it has a standard) and a post with work
    (it has a person). Behind a gap nothing more is asked."""
    gaps = [MissingLink(GapKind.WORK, duty.text, duty.key) for duty in duties if not duty.works]
    works = [work for duty in duties for work in duty.works]
    gaps += [MissingLink(GapKind.POST, work.text, work.key) for work in works if work.post is None]
    placed = [work for work in works if work.post is not None]
    gaps += [
        MissingLink(GapKind.STANDARD, work.text, work.key) for work in placed if not work.standard.strip()
    ]
    used = {work.post for work in placed}
    asked = [post for post in posts if post.key in used]
    gaps += [MissingLink(GapKind.PERSON, post.name, post.key) for post in asked if not post.people]
    return Checked(gaps, len(duties) + len(works) + len(placed) + len(asked))


# what may come with a post: answering for a department or its work. Administrators, people from outside and roles for
# a single object or person are given to a person, not to a post (ORG-18).
POST_ROLES = ("faculty", "department", "supervisor", "data_steward")
