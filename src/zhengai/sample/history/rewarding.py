"""What follows from the results of a year: the assessed tasks go into performance, what helped is honoured, and of most
alerts that ran late it is still open what follows."""

from collections.abc import Callable
from datetime import date

from zhengai.college.queries import subjects
from zhengai.performance.actions import use_results
from zhengai.performance.queries import results
from zhengai.performance.rules import Result, ResultKind, UseDraft, UseKind
from zhengai.sample.history.people import OFFICE
from zhengai.sample.history.stage import Stage

_COUNTED = UseDraft(
    UseKind.PERFORMANCE,
    "考核结果计入部门和责任人的年度绩效。",
    "关于 2025 年度任务考核结果的通报(示例)",
    "校长办公会",
    date(2026, 1, 8),
)
_HONOURED = UseDraft(
    UseKind.INCENTIVE,
    "改进见效，在质量月大会上表扬，做法收进特色案例。",
    "关于表扬质量改进先进的通报(示例)",
    "质量保证委员会",
    date(2026, 7, 10),
)
_LEFT = UseDraft(
    UseKind.NONE, "措施照做而没有见效，不影响考核，换一种做法再试。", "", "质量保证委员会", date(2026, 7, 10)
)
_EFFECTIVE = "有效"


def count_assessments(stage: Stage) -> None:
    _use(stage, lambda each: _COUNTED if each.kind is ResultKind.ASSESSMENT else None)


def honour_improvements(stage: Stage) -> None:
    _use(stage, _of_improvement)


def _of_improvement(result: Result) -> UseDraft | None:
    if result.kind is not ResultKind.IMPROVEMENT:
        return None
    return _HONOURED if result.outcome == _EFFECTIVE else _LEFT


def _use(stage: Stage, decide: Callable[[Result], UseDraft | None]) -> None:
    year = stage.calendar.period("2025-2026")
    departments = dict(subjects(stage.college, "department").values_list("pk", "name"))
    found = results(stage.college, year, departments, whole=True)
    decided = [(each, draft) for each in found if (draft := decide(each))]
    # what the office answers for itself is another person's to record
    own = stage.people.cast(OFFICE).number
    uses = [(each, draft) for each, draft in decided if each.person != own]
    use_results(college=stage.college, year=year.code, uses=uses, by=OFFICE)
