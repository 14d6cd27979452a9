"""机制引擎: which results a year brings, and what is made of them (雅安方案 六(六) 图8; S2e L91)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class UseRefused(ValueError):
    """A use that cannot be recorded so; the message is a Chinese sentence."""


class ResultKind(StrEnum):
    """Where a result comes from; also the first part of its key ("assessment:12")."""

    ASSESSMENT = "assessment"
    DIAGNOSIS = "diagnosis"
    IMPROVEMENT = "improvement"
    ALERT = "alert"

    @property
    def chinese(self) -> str:
        names = ["任务考核", "诊断结果", "核实的改进", "超期的预警"]
        return dict(zip(ResultKind, names, strict=True))[self]


class UseKind(StrEnum):
    PERFORMANCE = "performance"
    INCENTIVE = "incentive"
    ACCOUNTABILITY = "accountability"
    NONE = "none"  # looked at, and nothing follows; the reason is kept

    @property
    def chinese(self) -> str:
        return dict(zip(UseKind, ["绩效", "激励", "问责", "不运用"], strict=True))[self]


@dataclass(frozen=True)
class Result:
    """One result of a year. `department` is the key of its department, `person` the number of whoever answers for it."""

    key: str
    kind: ResultKind
    title: str
    outcome: str
    day: date
    department: int | None = None
    department_name: str = ""
    person: str = ""
    person_name: str = ""

    @property
    def number(self) -> int:
        return int(self.key.partition(":")[2])


@dataclass(frozen=True)
class UseDraft:
    """What was decided: `text` says what was done (for 不运用 why not), `document` by which paper."""

    kind: UseKind
    text: str
    document: str
    decided_by: str
    decided_on: date


@dataclass
class Flow:
    """Of one kind of results: how many there are, how many led to what. One result may lead to two things."""

    kind: ResultKind
    total: int = 0
    used: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)

    @property
    def open(self) -> int:
        return self.total - self.used

    def add(self, kinds: Iterable[str]) -> None:
        """`kinds` are those of the result's uses."""
        self.total += 1
        found = set(kinds)
        self.used += bool(found)
        for each in found:
            self.by_kind[each] = self.by_kind.get(each, 0) + 1


def check_use(draft: UseDraft, today: date) -> None:
    """Raises UseRefused. A use without its paper proves nothing; only what is not used may do with a reason."""
    if not draft.text.strip():
        raise UseRefused("请写怎样运用" if draft.kind is not UseKind.NONE else "请写不运用的理由")
    if draft.kind is not UseKind.NONE and not draft.document.strip():
        raise UseRefused("请写依据的文件(名称和文号)")
    if not draft.decided_by.strip():
        raise UseRefused("请写由谁决定(机构或会议)")
    if draft.decided_on > today:
        raise UseRefused("决定日期在今天以后，请写已经作出的决定")


def check_own(result: Result, person_number: str) -> None:
    """Nobody records what follows from a result of their own."""
    if result.person and result.person == person_number:
        raise UseRefused(f"“{result.title}”是您自己的结果，请由另一人登记怎样运用")
