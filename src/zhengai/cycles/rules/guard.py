"""May goals and standards change now? The dynamic loop corrects execution and leaves them alone (004 三(四)2)."""

from enum import StrEnum


class LoopRefused(ValueError):
    """Goals and standards stay as they are; the message is a Chinese sentence that says what would allow a change."""


class Phase(StrEnum):
    """How far the cycle is, as far as goals and standards care."""

    PLANNING = "planning"
    EXECUTION = "execution"
    DIAGNOSED = "diagnosed"

    @property
    def chinese(self) -> str:
        return {"planning": "实施之前", "execution": "实施之中", "diagnosed": "诊断之后"}[self.value]


class Ground(StrEnum):
    """What the change rests on, once it was looked up."""

    NONE = "none"
    DIAGNOSIS = "diagnosis"  # a submitted diagnosis of the subject
    EXEMPTION = "exemption"  # an approved one for the subject
    UNPROVEN = (
        "unproven"  # it names something that is not there, not the subject's, not submitted or not approved
    )

    @property
    def chinese(self) -> str:
        names = ["没有依据", "诊断记录", "例外", "查不到的依据"]
        return dict(zip(Ground, names, strict=True))[self]


_CORRECT = "实施已经开始，动态螺旋只纠正执行，不调整目标和标准；确需调整时，请先提交诊断，或申请例外"
_CITE = "诊断已经提交，调整目标和标准要写明依据的诊断记录"
_LOOK_UP = "依据“{ground}”还不能用：它要是这个对象已提交的诊断，或已批准的例外；请核对编号，或等它提交、批准"

# A text says why the change is refused; an empty one allows it.
TABLE: dict[Phase, dict[Ground, str]] = {
    Phase.PLANNING: {Ground.NONE: "", Ground.DIAGNOSIS: "", Ground.EXEMPTION: "", Ground.UNPROVEN: _LOOK_UP},
    Phase.EXECUTION: {
        Ground.NONE: _CORRECT,
        Ground.DIAGNOSIS: "",
        Ground.EXEMPTION: "",
        Ground.UNPROVEN: _LOOK_UP,
    },
    Phase.DIAGNOSED: {
        Ground.NONE: _CITE,
        Ground.DIAGNOSIS: "",
        Ground.EXEMPTION: "",
        Ground.UNPROVEN: _LOOK_UP,
    },
}


def phase_of(*, executing: bool, diagnosed: bool) -> Phase:
    if diagnosed:
        return Phase.DIAGNOSED
    return Phase.EXECUTION if executing else Phase.PLANNING


def check(phase: Phase, ground: Ground, written: str = "") -> None:
    """Raises LoopRefused."""
    refused = TABLE[phase][ground]
    if refused:
        raise LoopRefused(refused.format(ground=written))
