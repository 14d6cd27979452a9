"""The life of a regulation (立、改、废) and of one change of it: each one table of states × moves."""

from enum import StrEnum


class RegulationRefused(ValueError):
    """The move is not possible now, not by this person, or not with this content; a Chinese sentence."""


class RegulationState(StrEnum):
    PLANNED = "planned"
    IN_FORCE = "in_force"
    REPEALED = "repealed"

    @property
    def chinese(self) -> str:
        return {"planned": "待制定", "in_force": "现行", "repealed": "已废止"}[self.value]


class ChangeKind(StrEnum):
    """What is done to a regulation."""

    ESTABLISH = "establish"
    AMEND = "amend"
    REPEAL = "repeal"

    @property
    def chinese(self) -> str:
        return {"establish": "立", "amend": "改", "repeal": "废"}[self.value]

    @property
    def words(self) -> str:
        return {"establish": "制定", "amend": "修订", "repeal": "废止"}[self.value]


_PLANNED = "这项制度还没有制定，请先制定"
_IN_FORCE = "这项制度已经有现行版本，要改动请修订"
_REPEALED = "这项制度已经废止；需要时请另立一项，注明代替它"

# A text instead of a state says why the change is refused.
LIFE: dict[RegulationState, dict[ChangeKind, RegulationState | str]] = {
    RegulationState.PLANNED: {
        ChangeKind.ESTABLISH: RegulationState.IN_FORCE,
        ChangeKind.AMEND: _PLANNED,
        ChangeKind.REPEAL: _PLANNED,
    },
    RegulationState.IN_FORCE: {
        ChangeKind.ESTABLISH: _IN_FORCE,
        ChangeKind.AMEND: RegulationState.IN_FORCE,
        ChangeKind.REPEAL: RegulationState.REPEALED,
    },
    RegulationState.REPEALED: dict.fromkeys(ChangeKind, _REPEALED),
}


def state_after(state: RegulationState, kind: ChangeKind) -> RegulationState:
    """Where a change that is put in force leads; raises RegulationRefused."""
    target = LIFE[state][kind]
    if not isinstance(target, RegulationState):
        raise RegulationRefused(target)
    return target


class ChangeState(StrEnum):
    DRAFTED = "drafted"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"

    @property
    def chinese(self) -> str:
        return {"drafted": "起草中", "published": "已发布", "withdrawn": "已撤回"}[self.value]


class ChangeMove(StrEnum):
    DRAFT = "draft"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


_NO_DRAFT = "还没有起草"
_PUBLISHED = "这次变更已经发布；再要改动，请另起草一次"
_WITHDRAWN = "这次变更已经撤回，请另起草一次"

# None is the moment before there is a draft
CHANGES: dict[ChangeState | None, dict[ChangeMove, ChangeState | str]] = {
    None: dict.fromkeys(ChangeMove, _NO_DRAFT) | {ChangeMove.DRAFT: ChangeState.DRAFTED},
    ChangeState.DRAFTED: {
        ChangeMove.DRAFT: "已经有一份草案，请在它上面改",
        ChangeMove.PUBLISH: ChangeState.PUBLISHED,
        ChangeMove.WITHDRAW: ChangeState.WITHDRAWN,
    },
    ChangeState.PUBLISHED: dict.fromkeys(ChangeMove, _PUBLISHED),
    ChangeState.WITHDRAWN: dict.fromkeys(ChangeMove, _WITHDRAWN),
}


def change_after(state: ChangeState | None, move: ChangeMove) -> ChangeState:
    """Raises RegulationRefused."""
    target = CHANGES[state][move]
    if not isinstance(target, ChangeState):
        raise RegulationRefused(target)
    return target


def check_publisher(*, drafted_by: str, by: str) -> None:
    if drafted_by.strip() == by.strip():
        raise RegulationRefused("发布人不能是起草人本人，请由另一人发布")


class ProofKind(StrEnum):
    """The five kinds of proof that a change keeps (乌海 附件1 1.3)."""

    MINUTES = "minutes"
    COMMENTS = "comments"
    OPERATION = "operation"
    COMPARISON = "comparison"
    VOTE = "vote"

    @property
    def chinese(self) -> str:
        return {
            "minutes": "会议纪要",
            "comments": "征求意见稿",
            "operation": "运行情况说明",
            "comparison": "调整前后的制度说明",
            "vote": "教职工会议表决情况通报",
        }[self.value]


def missing_proofs(kept: set[str]) -> list[ProofKind]:
    """In their order; `kept` are those that are there, or said not to apply."""
    return [kind for kind in ProofKind if kind.value not in kept]


class Decision(StrEnum):
    """What a clean-up decides on one regulation (梳理、优化、调整、补充)."""

    KEEP = "keep"
    OPTIMISE = "optimise"
    ADJUST = "adjust"
    SUPPLEMENT = "supplement"
    REPEAL = "repeal"

    @property
    def chinese(self) -> str:
        return {
            "keep": "继续有效",
            "optimise": "优化(修订)",
            "adjust": "调整(归口或类别)",
            "supplement": "补充(制定细则)",
            "repeal": "废止",
        }[self.value]


class ActivityStage(StrEnum):
    """Of an economic activity under internal control (决策、执行和监督全过程)."""

    DECISION = "decision"
    EXECUTION = "execution"
    SUPERVISION = "supervision"

    @property
    def chinese(self) -> str:
        return {"decision": "决策", "execution": "执行", "supervision": "监督"}[self.value]


class RunState(StrEnum):
    """Of one instance of a workflow."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def chinese(self) -> str:
        return {"running": "办理中", "done": "已办结", "cancelled": "已取消"}[self.value]


class RunMove(StrEnum):
    START = "start"
    FINISH_STEP = "finish_step"
    FINISH_LAST = "finish_last"
    RETURN = "return"
    CANCEL = "cancel"


_NOT_STARTED = "这件事还没有开始办理"
_OVER = "这件事已经办结"
_CANCELLED = "这件事已经取消"

RUNS: dict[RunState | None, dict[RunMove, RunState | str]] = {
    None: dict.fromkeys(RunMove, _NOT_STARTED) | {RunMove.START: RunState.RUNNING},
    RunState.RUNNING: {
        RunMove.START: "这件事已经在办理",
        RunMove.FINISH_STEP: RunState.RUNNING,
        RunMove.FINISH_LAST: RunState.DONE,
        RunMove.RETURN: RunState.RUNNING,
        RunMove.CANCEL: RunState.CANCELLED,
    },
    RunState.DONE: dict.fromkeys(RunMove, _OVER),
    RunState.CANCELLED: dict.fromkeys(RunMove, _CANCELLED),
}


def run_after(state: RunState | None, move: RunMove) -> RunState:
    """Raises RegulationRefused."""
    target = RUNS[state][move]
    if not isinstance(target, RunState):
        raise RegulationRefused(target)
    return target
