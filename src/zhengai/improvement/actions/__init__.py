"""The only writers of the improvement room."""

from zhengai.improvement.actions.loop import LoopReport, carry_through
from zhengai.improvement.actions.moving import Outdated, cancel, carry_out, keep_lesson, note, start
from zhengai.improvement.actions.opening import AlreadyOpen, InvalidImprovement, open_improvement
from zhengai.improvement.actions.rebuilding import rebuild_proofs
from zhengai.improvement.actions.revising import revise
from zhengai.improvement.actions.verifying import VerifyReport, verify

__all__ = [
    "AlreadyOpen",
    "InvalidImprovement",
    "LoopReport",
    "Outdated",
    "VerifyReport",
    "cancel",
    "carry_out",
    "carry_through",
    "keep_lesson",
    "note",
    "open_improvement",
    "rebuild_proofs",
    "revise",
    "start",
    "verify",
]
