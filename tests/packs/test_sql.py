"""Definitions as SQL: what is printed is read back by each engine's own grammar, references, windows and all."""

import duckdb
import pytest
import sqlglot

from tests.packs.conftest import Foundation
from tests.packs.sample_source import CALENDAR_OF_SAMPLE
from zhengai.sample.identity import COLLEGE_CODE, NOW
from zhengai_engine.compile.printing import DIALECTS, to_sql
from zhengai_engine.formulas import Vocabulary, parse
from zhengai_engine.model.indicator import Indicator, IndicatorKind
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.run.sources import MemorySource

WEEK, SEMESTER = f"{NOW}-W06", NOW
FORMULAS = [
    ("[缺课率] * 100 - 四舍五入([到课率], 2)", "course", WEEK),
    ("上期([缺课率])", "programme", WEEK),
    ("同比([缺课率])", "course", SEMESTER),
    ("滚动([缺课率], 4, 周)", "teacher", WEEK),
    ("累计([缺课率])", "student", WEEK),
    ("子级([缺课率], 课程, 计数, 值 > 5%)", "college", WEEK),
    ("排名([课程平均分]) + 校均([课程平均分])", "course", SEMESTER),
    ("加权([缺课率] 权 0.4 反向, [课程合格率] 权 0.6)", "teacher", SEMESTER),
    ("[生师比]", "college", SEMESTER),
    ("分位数(成绩.总评, 0.9, 学生.性别 = '女' 且 总评 不为空)", "department", SEMESTER),
    ("如果(计数(成绩) >= 10, 最新(考勤.周次), 标准差(成绩.总评))", "class", SEMESTER),
]


def shown(foundation: Foundation, text: str, level: str, period: str, dialect: str) -> str:
    words = Vocabulary.of(foundation.catalogue, foundation.indicators)
    asked = CALENDAR_OF_SAMPLE.period(period)
    indicator = Indicator(
        code="formula",
        name="公式",
        kind=IndicatorKind.NUMBER,
        expression=parse(text, words),
        formula=text,
        levels=(level,),
        periods=(asked.kind,),
    )
    return to_sql(
        indicator,
        foundation.indicators,
        foundation.catalogue,
        CALENDAR_OF_SAMPLE,
        college=COLLEGE_CODE,
        level=level,
        period=asked,
        dialect=dialect,
    )


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("text", "level", "period"), FORMULAS, ids=lambda value: str(value)[:12])
def test_every_dialect_reads_what_it_is_given(
    foundation: Foundation, text: str, level: str, period: str, dialect: str
) -> None:
    (statement,) = sqlglot.parse(shown(foundation, text, level, period, dialect), dialect=dialect)
    assert statement is not None
    assert not list(statement.find_all(sqlglot.exp.Command))
    read = {table.name for table in statement.find_all(sqlglot.exp.Table)}
    own = {cte.alias for cte in statement.find_all(sqlglot.exp.CTE)}
    assert {name for name in read - own if not name.startswith("data_")} <= {"listed"}


def test_every_shipped_definition_runs_as_it_is_printed(foundation: Foundation) -> None:
    """On tables without rows: names, types and order of all steps are right. Every subject there is appears."""
    kinds = {
        PeriodKind.WEEK: WEEK, PeriodKind.MONTH: "2026-10", PeriodKind.SEMESTER: SEMESTER,
        PeriodKind.ACADEMIC_YEAR: "2026-2027", PeriodKind.CALENDAR_YEAR: "2026",
    }  # fmt: skip
    with duckdb.connect() as db:
        MemorySource({code: [] for code in foundation.catalogue.datasets}).register(db, foundation.catalogue)
        for each in foundation.indicators.values():
            level = "college" if "college" in each.levels else each.levels[0]
            period = CALENDAR_OF_SAMPLE.period(kinds[each.periods[-1]])
            statement = to_sql(
                each,
                foundation.indicators,
                foundation.catalogue,
                CALENDAR_OF_SAMPLE,
                college=COLLEGE_CODE,
                level=level,
                period=period,
            )
            rows = db.execute(statement).fetchall()
            assert len(rows) == (1 if level == "college" else 0), each.code
