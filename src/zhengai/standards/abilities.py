"""The writers and readers of a programme's ability points (STD-13): what the graduate is to be able to do, which courses
stand for it, and how far they carry it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of, subjects, today
from zhengai.core.actions import record
from zhengai.indicators import queries as indicators
from zhengai.indicators.models import CurrentValue
from zhengai.indicators.writing import Measure
from zhengai.standards.attaining import newest_period
from zhengai.standards.models import AbilityPoint, CourseSupport
from zhengai.standards.rules.ability import SUM_TOLERANCE, Attainment, Support, attainment, share_of
from zhengai.standards.rules.library import StandardRefused


@dataclass(frozen=True)
class AbilityRow:
    """A row of the table, as it is typed: a point, one of its courses (name or code) and the weight."""

    where: str  # how the row is named in a sentence: "第 3 行"
    requirement: str
    name: str
    course: str
    weight: str
    expected: str


@transaction.atomic
def set_abilities(*, programme: Subject, rows: Sequence[AbilityRow], indicator: str, by: str) -> int:
    """The programme's points are then exactly those of the rows; returns how many. `indicator` is computed for
    courses: a rate, or points of 100. Raises StandardRefused, then nothing is changed."""
    Subject.objects.select_for_update().get(pk=programme.pk)
    _check_indicator(programme, indicator)
    points: dict[str, AbilityPoint] = {}
    supports: list[CourseSupport] = []
    for row in rows:
        point = _point(programme, points, row, indicator)
        course = _course(programme, row)
        if any(each.point is point and each.course == course for each in supports):
            raise StandardRefused(f"{row.where}：指标点“{point.name}”里{course.name}写了两次")
        supports.append(CourseSupport(point=point, course=course, weight=_share(row, row.weight, "权重")))
    if not points:
        raise StandardRefused("表里没有指标点")
    for point in points.values():
        total = sum(each.weight for each in supports if each.point is point)
        if abs(total - 1) > SUM_TOLERANCE:
            raise StandardRefused(f"指标点“{point.name}”的权重合计是 {total:.2f}，应为 1")
    AbilityPoint.objects.filter(programme=programme).delete()
    AbilityPoint.objects.bulk_create(points.values())
    CourseSupport.objects.bulk_create(supports)
    record(
        action="standards.set_abilities",
        by=by,
        subject=f"programme:{programme.code}",
        details={"points": len(points), "courses": len(supports)},
    )
    return len(points)


def _check_indicator(programme: Subject, code: str) -> None:
    found = indicators.indicators(programme.college).get(code)
    if found is None or "course" not in found.levels:
        raise StandardRefused("请选择一个在课程层面计算的指标，用它的值算课程的达成度")


def _point(
    programme: Subject, points: dict[str, AbilityPoint], row: AbilityRow, indicator: str
) -> AbilityPoint:
    name = row.name.strip()
    if not name or not row.requirement.strip():
        raise StandardRefused(f"{row.where}：毕业要求和指标点都要写")
    if len(name) > 300 or len(row.requirement.strip()) > 200:
        raise StandardRefused(f"{row.where}：毕业要求最长 200 个字，指标点最长 300 个字")
    expected = _share(row, row.expected, "期望达成度") if row.expected.strip() else None
    if name not in points:
        points[name] = AbilityPoint(
            programme=programme,
            number=len(points) + 1,
            requirement=row.requirement.strip(),
            name=name,
            indicator=indicator,
            expected=expected,
        )
    elif expected is not None and points[name].expected not in (None, expected):
        raise StandardRefused(f"{row.where}：指标点“{name}”的期望达成度前后不一致")
    elif expected is not None:
        points[name].expected = expected
    return points[name]


def _course(programme: Subject, row: AbilityRow) -> Subject:
    """By code or name: of the programme's own courses first, then of the college."""
    typed = row.course.strip()
    everyone = subjects(programme.college, "course")
    found = list(everyone.filter(code=typed)[:2])
    own = everyone.filter(name=typed, memberships__whole=programme).distinct()
    found = found or list(own[:2]) or list(everyone.filter(name=typed)[:2])
    if not found:
        raise StandardRefused(f"{row.where}：没有课程“{typed}”，请核对名称或代码")
    if len(found) > 1:
        raise StandardRefused(f"{row.where}：叫“{typed}”的课程不止一门，请写课程代码")
    return found[0]


def _share(row: AbilityRow, typed: str, what: str) -> float:
    text = typed.strip().replace("％", "%")
    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        value = -1.0
    if not 0 < value <= 1:
        raise StandardRefused(f"{row.where}：{what}写大于 0、不超过 1 的数，不是“{typed}”")
    return value


@dataclass(frozen=True)
class CourseShown:
    """One course of a point: its newest value, null without one, and what that is of 1."""

    support: CourseSupport
    value: CurrentValue | None
    share: float | None


@dataclass(frozen=True)
class PointShown:
    point: AbilityPoint
    courses: list[CourseShown]
    attainment: Attainment


def abilities(programme: Subject) -> list[PointShown]:
    """Each point with its courses' newest values of a period that is over: four questions, however many there are."""
    points = list(
        AbilityPoint.objects.filter(programme=programme)
        .prefetch_related("supports__course")
        .order_by("number")
    )
    codes = {each.indicator for each in points}
    courses = {support.course.code for point in points for support in point.supports.all()}
    values: dict[tuple[str, str], list[CurrentValue]] = {}
    rows = indicators.current_values(programme.college, level="course").filter(
        indicator__in=codes, subject__in=courses, value__isnull=False
    )
    for row in rows if points else ():
        values.setdefault((row.indicator, row.subject), []).append(row)
    definitions = indicators.definitions(programme.college).filter(code__in=codes) if points else ()
    percent = {each.code: Measure.of(each.body).percent for each in definitions}
    return [_shown(programme, each, values, percent) for each in points]


def _shown(
    programme: Subject,
    point: AbilityPoint,
    values: dict[tuple[str, str], list[CurrentValue]],
    percent: dict[str, bool],
) -> PointShown:
    calendar, day = calendar_of(programme.college), today(programme.college)
    courses = []
    for support in point.supports.all():
        held = values.get((point.indicator, support.course.code), [])
        code = newest_period(calendar, [(row.period, row.period_kind) for row in held], day)
        value = next((row for row in held if row.period == code), None)
        number = value.value if value else None
        share = share_of(number, percent=percent.get(point.indicator, False))
        courses.append(CourseShown(support, value, share))
    told = attainment([Support(c.support.course.code, c.support.weight, c.share) for c in courses])
    return PointShown(point, courses, told)
