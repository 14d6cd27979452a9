"""Reading plans and their goals, and how far each goal is reached."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from zhengai.college.models import College
from zhengai.core.content import ContentCache
from zhengai.framework.queries import fingerprint, section
from zhengai.goals.models import AnnualTarget, Plan, PlanGoal
from zhengai.goals.rules.sections import PlanItem
from zhengai.goals.rules.smart import Smart, degree, missing_parts
from zhengai.indicators import queries as indicators
from zhengai.indicators.models import CurrentValue

Key = tuple[str, str, str, str]  # indicator, level, subject, period
_ITEMS: ContentCache[Sequence[PlanItem]] = ContentCache()


def plans(college: College) -> QuerySet[Plan]:
    found = Plan.objects.filter(college=college).select_related("subject", "department", "parent")
    return found.order_by("-first_year", "category", "subject__level", "subject__code", "title")


def plan_items(college: College) -> Sequence[PlanItem]:
    """The college's list of plans (规划名录), as its packs write it."""
    return _ITEMS.get(lambda: (college.pk, fingerprint(college)), lambda: _items(college))


def _items(college: College) -> Sequence[PlanItem]:
    return [PlanItem.model_validate(each) for each in section(college, "plans")]


def grades_of(college: College, kind: str, level: str) -> tuple[str, ...]:
    """The grades of quality (质量目标等级) a plan may aim at: those of its row in the list; of a plan that stands in no
    list, those of every row that makes one for each subject of its level. Empty: it names none."""
    items = plan_items(college)
    rows = [each for each in items if (each.code == kind if kind else each.each == level)]
    return tuple(dict.fromkeys(grade for each in rows for grade in each.grades))


def plan_goals(college: College) -> QuerySet[PlanGoal]:
    found = PlanGoal.objects.filter(plan__college=college)
    return found.select_related("plan__subject", "parent__plan__subject", "department")


def missing_of(goal: PlanGoal) -> list[str]:
    """The SMART parts that are not written yet."""
    is_relevant = goal.parent_id is not None or bool(goal.relevance.strip())
    return missing_parts(
        Smart(goal.content, goal.indicator, goal.evidence, goal.means, is_relevant, goal.due)
    )


@dataclass(frozen=True)
class Achievement:
    """How far a goal has come in a period. `value` is null where there is none or where documents are the evidence;
    `degree` is a fraction of 1, null where there is nothing to compare."""

    value: CurrentValue | None
    degree: float | None

    @property
    def standing(self) -> str:
        """met, short or blind."""
        if self.degree is None:
            return "blind"
        return "met" if self.degree >= 1 else "short"


NOTHING = Achievement(None, None)


def achievements(college: College, targets: Sequence[AnnualTarget]) -> dict[int, Achievement]:
    """Target → achievement, from the values of each target's own period. One question however many targets; each
    target needs its plan goal and the goal's plan with its subject."""
    values = _values(college, targets)
    found = {}
    for each in targets:
        subject = each.plan_goal.plan.subject
        value = values.get((each.plan_goal.indicator, subject.level, subject.code, each.period))
        if value is None or not each.plan_goal.indicator:
            found[each.pk] = NOTHING
            continue
        found[each.pk] = Achievement(value, degree(value.value, each.plan_goal.baseline_value, each.limit))
    return found


def weighted(pairs: Iterable[tuple[int, float | None]]) -> float | None:
    """Mean of the degrees by weight; goals that cannot be compared do not count. Null when none can."""
    known = [(weight, degree) for weight, degree in pairs if degree is not None and weight > 0]
    total = sum(weight for weight, _ in known)
    return sum(weight * degree for weight, degree in known) / total if total else None


def _values(college: College, targets: Sequence[AnnualTarget]) -> dict[Key, CurrentValue]:
    asked = [each for each in targets if each.plan_goal.indicator]
    if not asked:
        return {}
    rows = indicators.current_values(college).filter(
        indicator__in={each.plan_goal.indicator for each in asked},
        level__in={each.plan_goal.plan.subject.level for each in asked},
        subject__in={each.plan_goal.plan.subject.code for each in asked},
        period__in={each.period for each in asked},
    )
    return {(row.indicator, row.level, row.subject, row.period): row for row in rows}
