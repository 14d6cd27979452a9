"""Numbers too large for a double are no value; they do not end the run either."""

import pytest

from tests.engine.run import small_school as school
from tests.engine.run.small_school import AUTUMN, by_code, indicator
from zhengai_engine.model.expression import AggregateFunction
from zhengai_engine.model.value import NullReason
from zhengai_engine.run.evaluate import Request, evaluate
from zhengai_engine.run.sources import MemorySource


@pytest.mark.parametrize("far", [1e308, -1e200])
def test_a_deviation_too_large_to_square_is_null_and_the_others_stay(far: float) -> None:
    grades = [{**each, "score": far} if each["score"] == 80 else each for each in school.ROWS["grades"]]
    spread = indicator("spread", school.scores(AggregateFunction.STDDEV))
    with evaluate(
        by_code(spread),
        school.CATALOGUE,
        school.CALENDAR,
        MemorySource(school.ROWS | {"grades": grades}),
        college=school.COLLEGE,
        requests=[Request("student", (school.CALENDAR.period(AUTUMN),))],
    ) as done:
        found = {each.subject: (each.value, each.reason) for each in done.values()}
    assert found["s1"] == (None, NullReason.NO_DATA)
    assert found["s2"] == (0, None)
