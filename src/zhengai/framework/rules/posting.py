"""定岗定责 as one piece of work (ORG-12): how far a department is follows from its duties, work, posts and people."""

from enum import StrEnum

from zhengai.framework.rules.work import Checked


class PostingRefused(ValueError):
    """What cannot be done so; the message is a Chinese sentence."""


class PostingState(StrEnum):
    """Where a department stands; nobody sets it."""

    NOTHING = "nothing"
    UNDERWAY = "underway"
    COMPLETE = "complete"

    @property
    def chinese(self) -> str:
        return {"nothing": "还没有职责", "underway": "还有缺项", "complete": "已经齐全"}[self.value]


def posting_state(checked: Checked) -> PostingState:
    if not checked.links:
        return PostingState.NOTHING
    return PostingState.UNDERWAY if checked.gaps else PostingState.COMPLETE
