"""The life of a goal: one table of states × moves."""

from enum import StrEnum


class GoalState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"  # followed by another, or no longer wanted

    @property
    def chinese(self) -> str:
        return {"proposed": "待审定", "approved": "已审定", "refused": "未通过", "ended": "已终止"}[
            self.value
        ]
