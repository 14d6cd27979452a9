"""人才培养方案 and the files of teaching (STD-14, STD-15): the life of a training scheme, what its courses add up to, what
its checks say, and which files a programme or a course owes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from zhengai.standards.rules.sections import TeachingFileItem, TrainingCheckItem
from zhengai_engine.scoring import read_limit


class TeachingRefused(ValueError):
    """What cannot be done so; the message is a Chinese sentence."""


class SchemeState(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    ENDED = "ended"  # followed by another version for the same intake

    @property
    def chinese(self) -> str:
        return {"draft": "起草", "proposed": "待审定", "approved": "现行", "ended": "已被代替"}[self.value]


class SchemeMove(StrEnum):
    WRITE = "write"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    REPLACE = "replace"

    @property
    def chinese(self) -> str:
        names = ["修改", "提交审定", "退回修改", "审定通过", "代替"]
        return dict(zip(SchemeMove, names, strict=True))[self]


_S, _M = SchemeState, SchemeMove
_FIXED = "这一版已经审定，不再改动；需要修订时请另建一版"
_WAITS = "这一版正等待审定；需要修改时请审定人退回"
_UNSENT = "这一版还没有提交审定"

# A text instead of a state says why the move is refused.
SCHEME_TABLE: dict[SchemeState, dict[SchemeMove, SchemeState | str]] = {
    _S.DRAFT: {
        _M.WRITE: _S.DRAFT,
        _M.SUBMIT: _S.PROPOSED,
        _M.RETURN: _UNSENT,
        _M.APPROVE: _UNSENT,
        _M.REPLACE: _UNSENT,
    },
    _S.PROPOSED: {
        _M.WRITE: _WAITS,
        _M.SUBMIT: "这一版已经提交过，正等待审定",
        _M.RETURN: _S.DRAFT,
        _M.APPROVE: _S.APPROVED,
        _M.REPLACE: "这一版还没有审定，谈不上代替",
    },
    _S.APPROVED: {
        _M.WRITE: _FIXED,
        _M.SUBMIT: _FIXED,
        _M.RETURN: _FIXED,
        _M.APPROVE: "这一版已经审定，不用再审",
        _M.REPLACE: _S.ENDED,
    },
    _S.ENDED: dict.fromkeys(_M, "这一版已经被后一版代替，不再改动"),
}


def next_scheme_state(state: SchemeState, move: SchemeMove) -> SchemeState:
    """Where the move leads; raises TeachingRefused."""
    target = SCHEME_TABLE[state][move]
    if not isinstance(target, SchemeState):
        raise TeachingRefused(target)
    return target


class CourseKind(StrEnum):
    PUBLIC = "public"
    BASIC = "basic"
    CORE = "core"
    EXTENDED = "extended"
    PRACTICE = "practice"

    @property
    def chinese(self) -> str:
        names = ["公共基础课", "专业基础课", "专业核心课", "专业拓展课", "实践环节"]
        return dict(zip(CourseKind, names, strict=True))[self]


class CourseNature(StrEnum):
    REQUIRED = "required"
    ELECTIVE = "elective"

    @property
    def chinese(self) -> str:
        return {"required": "必修", "elective": "选修"}[self.value]


@dataclass(frozen=True)
class CourseLine:
    """A line of the teaching schedule. `practice_hours` are among `hours`."""

    name: str
    kind: CourseKind
    nature: CourseNature
    semester: int
    credits: Decimal
    hours: int
    practice_hours: int


@dataclass(frozen=True)
class Totals:
    """What the lines add up to. A share is a fraction of all hours, null where there are none."""

    courses: int
    credits: Decimal
    hours: int
    practice_hours: int
    public_hours: int
    elective_hours: int

    def value(self, measure: str) -> float | None:
        """Of a check's measure."""
        if measure in ("hours", "credits"):
            return float(getattr(self, measure)) if self.courses else None
        return getattr(self, measure.replace("_share", "_hours")) / self.hours if self.hours else None


def totals_of(lines: Iterable[CourseLine]) -> Totals:
    kept = list(lines)
    return Totals(
        courses=len(kept),
        credits=sum((each.credits for each in kept), Decimal(0)),
        hours=sum(each.hours for each in kept),
        practice_hours=sum(each.practice_hours for each in kept),
        public_hours=sum(each.hours for each in kept if each.kind is CourseKind.PUBLIC),
        elective_hours=sum(each.hours for each in kept if each.nature is CourseNature.ELECTIVE),
    )


@dataclass(frozen=True)
class Checked:
    """`holds` is null where the lines say nothing yet."""

    item: TrainingCheckItem
    value: float | None
    holds: bool | None


def checked(items: Sequence[TrainingCheckItem], totals: Totals) -> list[Checked]:
    found = []
    for item in items:
        value = totals.value(item.measure)
        found.append(Checked(item, value, None if value is None else read_limit(item.limit).holds(value)))
    return found


def lacking(*, years: Decimal | None, research: str, document: str, totals: Totals) -> list[str]:
    """What a scheme must have before it is submitted, in words."""
    told = (
        (years is None, "学制"),
        (not research.strip(), "调研报告"),
        (not document.strip(), "方案文件"),
        (not totals.courses, "课程体系和教学进程表"),
    )
    return [word for missing, word in told if missing]


Held = Mapping[tuple[str, str], str]  # file, period → the document that was recorded


def period_of(item: TeachingFileItem, semester: str) -> str:
    """The period for which the file is owed in a semester: empty where it is made once."""
    return {"once": "", "year": semester[:9], "semester": semester}[item.every]


def owed(items: Sequence[TeachingFileItem], held: Held, semester: str) -> list[tuple[TeachingFileItem, str]]:
    """Each file the subject should have, with the document recorded for it; empty where it is missing."""
    return [(item, held.get((item.code, period_of(item, semester)), "")) for item in items]


def taught_or_all(codes: Collection[str], taught: Collection[str]) -> set[str]:
    """Courses with data in the semester are taught in it. Before any data has come nobody knows, so all are asked."""
    known = set(codes) & set(taught)
    return known or set(codes)
