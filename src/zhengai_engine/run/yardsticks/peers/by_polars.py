"""The yardstick in Polars: five lazy group-bys over one scan, collected together."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import polars as pl

from zhengai_engine.model.level import COLLEGE
from zhengai_engine.run.yardsticks import by_hand
from zhengai_engine.run.yardsticks.grades import LEVELS, Yardstick
from zhengai_engine.run.yardsticks.peers.frames import differing


class Frames:
    def __init__(self, yardstick: Yardstick) -> None:
        self._yardstick = yardstick
        self._found: dict[str, pl.DataFrame] = {}

    def compute(self) -> None:
        students = pl.scan_parquet(self._yardstick.files("students"), hive_partitioning=False)
        grades = pl.scan_parquet(self._yardstick.files("grades"), hive_partitioning=False).join(
            students.select("student", "programme"), on="student", how="left"
        )
        grades = grades.with_columns(pl.lit(by_hand.COLLEGE_CODE).alias(COLLEGE))
        asked = [
            grades.group_by(pl.col(level).alias("subject"), pl.col("semester").alias("period")).agg(
                _columns()
            )
            for level in LEVELS
        ]
        self._found = dict(zip(LEVELS, pl.collect_all(asked), strict=True))

    def differing(self, connection: duckdb.DuckDBPyConnection, ours: str) -> tuple[int, int]:
        frames = {level: frame.to_arrow() for level, frame in self._found.items()}
        return differing(connection, frames, ours, self._yardstick)


@contextmanager
def ready(yardstick: Yardstick, _: str) -> Iterator[Frames]:
    yield Frames(yardstick)


def _columns() -> list[pl.Expr]:
    score, usual, credit, absent, resit = (
        pl.col(name) for name in ("score", "usual", "credit", "absent", "resit")
    )
    rows = pl.len()
    return [
        rows.alias("grades"),
        _sum(score).alias("score_sum"),
        score.mean().alias("score_mean"),
        score.max().alias("score_max"),
        score.min().alias("score_min"),
        usual.mean().alias("usual_mean"),
        usual.max().alias("usual_max"),
        _sum(credit).alias("credits"),
        _sum(credit.filter(score >= 60)).alias("credits_earned"),
        (score < 60).sum().alias("failed"),
        (score >= 90).sum().alias("excellent"),
        resit.sum().alias("resits"),
        (resit & (score >= 60)).sum().alias("resits_passed"),
        _sum(absent).alias("absences"),
        ((score < 60).sum() / rows).alias("fail_rate"),
        ((score >= 90).sum() / rows).alias("excellent_rate"),
        ((score >= 80).sum() / rows).alias("good_rate"),
        (resit.sum() / rows).alias("resit_rate"),
        _share((resit & (score >= 60)).sum(), resit.sum()).alias("resit_pass_rate"),
        _share(_sum(credit.filter(score >= 60)), credit.sum()).alias("credit_rate"),
        _share(_sum(absent), credit.sum()).alias("absence_per_credit"),
    ]


def _sum(values: pl.Expr) -> pl.Expr:
    """Null of no values, as in SQL."""
    return pl.when(values.count() > 0).then(values.sum())


def _share(above: pl.Expr, below: pl.Expr) -> pl.Expr:
    return pl.when(below != 0).then(above / below)
