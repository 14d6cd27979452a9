"""The yardstick in pandas: conditions as columns once, then a group-by for each level."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import pandas as pd

from zhengai_engine.model.level import COLLEGE
from zhengai_engine.run.yardsticks import by_hand
from zhengai_engine.run.yardsticks.grades import LEVELS, Yardstick
from zhengai_engine.run.yardsticks.peers.frames import differing

_FLAGS = ("failed", "excellent", "good", "resits", "resits_passed")
_SUMS = ("score", "credit", "credit_earned", "absent")


class Frames:
    def __init__(self, yardstick: Yardstick) -> None:
        self._yardstick = yardstick
        self._found: dict[str, pd.DataFrame] = {}

    def compute(self) -> None:
        grades = pd.read_parquet(self._yardstick.files("grades"), partitioning=None)
        students = pd.read_parquet(self._yardstick.files("students"), partitioning=None)
        grades = grades.merge(students[["student", "programme"]], on="student", how="left")
        grades[COLLEGE] = by_hand.COLLEGE_CODE
        grades["failed"] = grades["score"] < 60
        grades["excellent"] = grades["score"] >= 90
        grades["good"] = grades["score"] >= 80
        grades["resits"] = grades["resit"]
        grades["resits_passed"] = grades["resit"] & (grades["score"] >= 60)
        grades["credit_earned"] = grades["credit"].where(grades["score"] >= 60)
        self._found = {level: _level(grades, level) for level in LEVELS}

    def differing(self, connection: duckdb.DuckDBPyConnection, ours: str) -> tuple[int, int]:
        return differing(connection, self._found, ours, self._yardstick)


@contextmanager
def ready(yardstick: Yardstick, _: str) -> Iterator[Frames]:
    yield Frames(yardstick)


def _level(grades: pd.DataFrame, level: str) -> pd.DataFrame:
    groups = grades.groupby([level, "semester"], observed=True)
    found = groups.agg(
        grades=("semester", "size"),
        score_mean=("score", "mean"),
        score_max=("score", "max"),
        score_min=("score", "min"),
        usual_mean=("usual", "mean"),
        usual_max=("usual", "max"),
    )
    flags = groups[list(_FLAGS)].sum()
    sums = groups[list(_SUMS)].sum(min_count=1)
    found = found.join(flags).join(
        sums.rename(
            columns={
                "score": "score_sum",
                "credit": "credits",
                "credit_earned": "credits_earned",
                "absent": "absences",
            }
        )
    )
    found["fail_rate"] = found["failed"] / found["grades"]
    found["excellent_rate"] = found["excellent"] / found["grades"]
    found["good_rate"] = found["good"] / found["grades"]
    found["resit_rate"] = found["resits"] / found["grades"]
    found["resit_pass_rate"] = found["resits_passed"] / found["resits"].where(found["resits"] != 0)
    found["credit_rate"] = found["credits_earned"] / found["credits"].where(found["credits"] != 0)
    found["absence_per_credit"] = found["absences"] / found["credits"].where(found["credits"] != 0)
    return found.reset_index(names=["subject", "period"])
