"""The only writers of the improvement room."""

from zhengai.improvement.actions.depending import AlreadySent, move_dependence, send_dependence
from zhengai.improvement.actions.loop import LoopReport, carry_through, follow_through
from zhengai.improvement.actions.moving import Outdated, cancel, carry_out, keep_lesson, note, start
from zhengai.improvement.actions.opening import AlreadyOpen, InvalidImprovement, open_improvement
from zhengai.improvement.actions.rebuilding import rebuild_proofs
from zhengai.improvement.actions.revising import revise
from zhengai.improvement.actions.verifying import VerifyReport, verify

__all__ = [
    "AlreadyOpen",
    "AlreadySent",
    "InvalidImprovement",
    "LoopReport",
    "Outdated",
    "VerifyReport",
    "cancel",
    "carry_out",
    "carry_through",
    "follow_through",
    "keep_lesson",
    "move_dependence",
    "note",
    "open_improvement",
    "rebuild_proofs",
    "revise",
    "send_dependence",
    "start",
    "verify",
]
