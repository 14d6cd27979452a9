"""外部标杆 beside our own values: what others reach, and in which period where it is another one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.submissions.models import Benchmark
from zhengai.submissions.returned import benchmarks_for
from zhengai.web.components.figures import Measure, figure
from zhengai.web.components.periods import short_name


@dataclass(frozen=True)
class Outside:
    """`period` is empty where it is the period of our value."""

    level: str
    scope: str
    text: str
    period: str
    source: str


def outside_of(
    college: College, levels: Sequence[str], wanted: Mapping[str, str], measures: Mapping[str, Measure]
) -> dict[str, list[Outside]]:
    """`wanted`: indicator → the period of our value; of the first of `levels` at which anybody published it."""
    calendar = calendar_of(college)

    def told(each: Benchmark) -> Outside:
        other = each.period != wanted[each.indicator]
        return Outside(
            each.level,
            each.scope,
            figure(each.value, measures[each.indicator]).text,
            short_name(calendar, each.period) if other else "",
            each.source,
        )

    found: Mapping[str, Sequence[Benchmark]] = benchmarks_for(college, levels, wanted) if wanted else {}
    return {code: [told(each) for each in held] for code, held in found.items()}
