"""The nine states of a control point in the three words of an overview: met, short, blind."""

from enum import StrEnum

from zhengai_engine.scoring import State


class Standing(StrEnum):
    MET = "met"
    SHORT = "short"
    BLIND = "blind"

    @property
    def chinese(self) -> str:
        return {"met": "达标", "short": "未达标", "blind": "无数据"}[self.value]


STATES: dict[Standing, tuple[State, ...]] = {
    Standing.MET: (State.TARGET_MET, State.STANDARD_MET, State.NORMAL),
    Standing.SHORT: (State.BELOW_STANDARD, State.NOTICE, State.WARNING, State.SEVERE),
    Standing.BLIND: (State.NO_DATA, State.TOO_FEW),
}
STANDING_OF: dict[str, Standing] = {
    state.value: standing for standing, states in STATES.items() for state in states
}
