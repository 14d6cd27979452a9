"""The yardstick as existing systems compute it: one statement for each indicator and level, stored as it comes."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import psycopg
from psycopg import sql

from zhengai_engine.compile.quoting import literal, literals
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.run.connection import Bounds, connected
from zhengai_engine.run.yardsticks import attendance, by_hand
from zhengai_engine.run.yardsticks.grades import LEVELS, Yardstick
from zhengai_engine.run.yardsticks.peers import PeerMissing

_FORMULAS = {
    "grades": "count(*)",
    "score_sum": "sum(score)",
    "score_mean": "avg(score)",
    "score_max": "max(score)",
    "score_min": "min(score)",
    "usual_mean": "avg(usual)",
    "usual_max": "max(usual)",
    "credits": "sum(credit)",
    "credits_earned": "sum(credit) FILTER (WHERE score >= 60)",
    "failed": "count(*) FILTER (WHERE score < 60)",
    "excellent": "count(*) FILTER (WHERE score >= 90)",
    "resits": "count(*) FILTER (WHERE resit)",
    "resits_passed": "count(*) FILTER (WHERE resit AND score >= 60)",
    "absences": "sum(absent)",
    "fail_rate": "count(*) FILTER (WHERE score < 60)::float8 / count(*)",
    "excellent_rate": "count(*) FILTER (WHERE score >= 90)::float8 / count(*)",
    "good_rate": "count(*) FILTER (WHERE score >= 80)::float8 / count(*)",
    "resit_rate": "count(*) FILTER (WHERE resit)::float8 / count(*)",
    "resit_pass_rate": "count(*) FILTER (WHERE resit AND score >= 60)::float8 / nullif(count(*) FILTER (WHERE resit), 0)",
    "credit_rate": "sum(credit) FILTER (WHERE score >= 60) / nullif(sum(credit), 0)",
    "absence_per_credit": "sum(absent) / nullif(sum(credit), 0)",
}
_TABLES = """
    CREATE TEMP TABLE students (student text PRIMARY KEY, programme text);
    CREATE TEMP TABLE grades (grade bigint PRIMARY KEY, semester text, student text, teacher text, course text,
        score float8, usual float8, credit float8, absent float8, resit boolean);
    CREATE TEMP TABLE found (indicator text, level text, subject text, period text, value float8)
"""
_INDEXES = (
    "CREATE INDEX ON grades (student); CREATE INDEX ON grades (semester); ANALYZE grades; ANALYZE students"
)


class Statements:
    def __init__(self, connection: psycopg.Connection, yardstick: Yardstick) -> None:
        self._connection = connection
        self._yardstick = yardstick

    def compute(self) -> None:
        self._connection.execute("TRUNCATE found")
        for level in LEVELS:
            for code, formula in _FORMULAS.items():
                self._connection.execute(_statement(level, code, formula))

    def differing(self, connection: duckdb.DuckDBPyConnection, ours: str) -> tuple[int, int]:
        with tempfile.TemporaryDirectory() as folder:
            csv, parquet = Path(folder) / "found.csv", Path(folder) / "found.parquet"
            with (
                csv.open("wb") as file,
                self._connection.cursor().copy("COPY found TO STDOUT (FORMAT csv, HEADER)") as copy,
            ):
                for block in copy:
                    file.write(block)
            types = "{'indicator': 'VARCHAR', 'level': 'VARCHAR', 'subject': 'VARCHAR', 'period': 'VARCHAR', 'value': 'DOUBLE'}"
            read = f"read_csv({literal(str(csv))}, header = true, columns = {types})"
            connection.execute(f"COPY (FROM {read}) TO {literal(str(parquet))} (FORMAT parquet)")
            return attendance.differing(connection, ours, str(parquet))


@contextmanager
def ready(yardstick: Yardstick, address: str) -> Iterator[Statements]:
    """In tables of one session, which vanish with it: the database is left as it was."""
    try:
        connection = psycopg.connect(address, autocommit=True, connect_timeout=5)
    except psycopg.Error as problem:
        told = str(problem).strip().replace("\n", " ")
        raise PeerMissing(f"连不上 PostgreSQL，请用 --database 写明它的地址：{told}") from problem
    with connection:
        connection.execute(_TABLES)
        for table, columns in {
            "students": "student, programme",
            "grades": "grade, semester, student, teacher, course, score, usual, credit, absent, resit",
        }.items():
            _load(connection, yardstick.files(table), table, columns)
        connection.execute(_INDEXES)
        yield Statements(connection, yardstick)


def _load(connection: psycopg.Connection, files: list[str], table: str, columns: str) -> None:
    with tempfile.TemporaryDirectory() as folder, connected(Bounds()) as reader:
        csv = Path(folder) / "rows.csv"
        rows = f"SELECT {columns} FROM read_parquet([{literals(files)}])"  # noqa: S608
        reader.execute(f"COPY ({rows}) TO {literal(str(csv))} (FORMAT csv, HEADER false)")
        copy = sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(sql.Identifier(table))
        with csv.open("rb") as file, connection.cursor().copy(copy) as loaded:
            while block := file.read(1 << 20):
                loaded.write(block)


def _statement(level: str, code: str, formula: str) -> sql.Composed:
    subject: sql.Composable = sql.Identifier("grades", level)
    rows = sql.SQL("grades")
    if level == COLLEGE:
        subject = sql.Literal(by_hand.COLLEGE_CODE)
    elif level == "programme":
        subject, rows = sql.SQL("students.programme"), sql.SQL("grades JOIN students USING (student)")
    return sql.SQL(
        "INSERT INTO found SELECT {}, {}, {}, semester, ({})::float8 FROM {} GROUP BY 3, 4"
    ).format(sql.Literal(code), sql.Literal(level), subject, sql.SQL(formula), rows)
