"""How far a table is, in one word and one look."""

from collections.abc import Mapping
from dataclasses import dataclass

from zhengai.submissions import queries
from zhengai.submissions.models import Submission
from zhengai.submissions.queries import Table
from zhengai.submissions.rules import SubmissionState

LOOKS = {
    SubmissionState.FAULTY: "warning",
    SubmissionState.READY: "notice",
    SubmissionState.SENDING: "notice",
    SubmissionState.PAUSED: "severe",
    SubmissionState.SENT: "target_met",
    SubmissionState.DROPPED: "plain",
}
# besides the states of a submission: nothing prepared yet, newer data than what was prepared, nothing to prepare
BLIND, NEW, OUTDATED = "blind", "new", "outdated"
NAMES = {
    BLIND: "没有数据",
    NEW: "未生成",
    OUTDATED: "数据有更新",
    **{each.value: each.chinese for each in SubmissionState if each != SubmissionState.DROPPED},
}


@dataclass(frozen=True)
class Standing:
    """`state` is a key of NAMES."""

    table: Table
    last: Submission | None
    state: str
    why: str

    @property
    def word(self) -> str:
        return NAMES[self.state]

    @property
    def look(self) -> str:
        if self.state in (BLIND, NEW):
            return "no_data" if self.state == BLIND else "plain"
        return "warning" if self.state == OUTDATED else LOOKS[SubmissionState(self.state)]


def standing(table: Table, last: Submission | None, why: str, received: Mapping[str, int]) -> Standing:
    if last is None:
        return Standing(table, None, BLIND if why else NEW, why)
    state = last.state
    if state in (SubmissionState.SENT, SubmissionState.READY) and queries.is_outdated(last, received):
        state = OUTDATED
    return Standing(table, last, state, why)
