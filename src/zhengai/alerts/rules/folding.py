"""What is remembered of one rule × subject, and how one more period changes it.

The state is always the fold of all known values in order of time; judging only the newest period is a shortcut
that must lead to the same. To judge the newest period again (its data was corrected), what was known before it
is kept beside it.
"""

from dataclasses import dataclass, replace
from typing import TypeAlias

from zhengai_engine.scoring import Grade, Judgement, Standing, State

Kept: TypeAlias = tuple[str, str, tuple[int, int, int], str]  # state, grade, streaks, since


@dataclass(frozen=True)
class Tracked:
    """`since` is the period in which the state began, `period` the one that changed anything last, and `before`
    what was known before that one."""

    standing: Standing = Standing()  # noqa: RUF009 - frozen
    since: str = ""
    period: str = ""
    before: Kept | None = None

    def kept(self) -> Kept:
        standing = self.standing
        return (standing.state or "", standing.grade or "", standing.streaks, self.since)

    def without(self, period: str) -> "Tracked":
        """As it was before `period` was judged; only the newest period can be taken back."""
        if self.period != period:
            return self
        return Tracked() if self.before is None else restored(self.before)

    def advanced(self, period: str, judgement: Judgement) -> "Tracked":
        """After one more period. Nothing changes when nothing new was learnt, so that most rows stay as they are."""
        if judgement.standing is self.standing or judgement.standing == self.standing:
            return self
        same = judgement.standing.state is self.standing.state
        return Tracked(
            judgement.standing,
            since=self.since if same else period,
            period=period,
            before=self.kept() if self.standing.state else None,
        )


def restored(kept: Kept) -> Tracked:
    state, grade, streaks, since = kept
    notice, warning, severe = streaks
    standing = Standing(State(state), Grade(grade) if grade else None, (notice, warning, severe))
    return replace(Tracked(standing), since=since)
