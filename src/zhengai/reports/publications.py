"""Writing plans of publications, and publishing what is due (INF-15)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from zhengai.accounts.queries import people_in_roles
from zhengai.accounts.rules import ROLES
from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of, now, today
from zhengai.core.actions import SYSTEM, record
from zhengai.indicators.models import CurrentValue, Definition
from zhengai.indicators.queries import current_values, definitions
from zhengai.notices.actions import notify
from zhengai.notices.models import NoticeKind
from zhengai.reports.models import Publication, PublicationPlan
from zhengai.reports.rules.publishing import (
    KINDS,
    MOST_FIGURES,
    MOST_WAIT,
    PublicationRefused,
    due_period,
)
from zhengai_engine.disclosure import is_small
from zhengai_engine.model.period import Period, PeriodKind
from zhengai_engine.model.value import NullReason

# single persons are in no publication
_PERSONAL = ("teacher", "student")


@transaction.atomic
def plan_publication(
    *,
    college: College,
    title: str,
    indicators: Sequence[str],
    level: str,
    period_kind: str,
    wait: int,
    roles: Sequence[str],
    by: str,
) -> PublicationPlan:
    known = {each.code: each for each in definitions(college).filter(code__in=indicators)}
    _check(title, indicators, level, period_kind, wait, roles, known)
    plan = PublicationPlan.objects.create(
        college=college, title=title.strip(), indicators=list(dict.fromkeys(indicators)), level=level,
        period_kind=period_kind, wait=wait, roles=sorted(set(roles)), made_by=by, made_on=today(college),
    )  # fmt: skip
    record(
        action="reports.plan_publication",
        by=by,
        subject=f"publication_plan:{plan.pk}",
        details={"title": plan.title, "figures": len(plan.indicators)},
    )
    return plan


def _check(
    title: str,
    indicators: Sequence[str],
    level: str,
    kind: str,
    wait: int,
    roles: Sequence[str],
    known: dict[str, Definition],
) -> None:
    if not title.strip() or len(title.strip()) > 80:
        raise PublicationRefused("请写一个不超过 80 字的名称")
    if level in _PERSONAL or not level:
        raise PublicationRefused("请选一个层面；教师和学生个人的数字不发布")
    if kind not in {each.value for each in KINDS}:
        raise PublicationRefused("请选多久发布一次：月、学期、学年或自然年")
    if not 0 <= wait <= MOST_WAIT:
        raise PublicationRefused(f"周期结束后几天发布，请写 0 到 {MOST_WAIT} 的整数")
    if not roles or any(role not in ROLES for role in roles):
        raise PublicationRefused("请至少选一个角色，统计只发给选中的角色")
    if not indicators:
        raise PublicationRefused("请至少选一个指标")
    for code in indicators:
        if code not in known:
            raise PublicationRefused(f"没有代码为“{code}”的指标，请从列表里选")
        body = known[code].body
        if level not in body.get("levels", ()) or kind not in body.get("periods", ()):
            raise PublicationRefused(
                f"“{known[code].name}”没有在这个层面按这个周期计算，请换一个指标、层面或周期"
            )


@transaction.atomic
def end_publication(*, plan: PublicationPlan, by: str) -> None:
    """What was published stays."""
    if not plan.active:
        return
    plan.active = False
    plan.save(update_fields=["active"])
    record(
        action="reports.end_publication",
        by=by,
        subject=f"publication_plan:{plan.pk}",
        details={"title": plan.title},
    )


def publish_due(*, college: College, by: str = SYSTEM) -> list[Publication]:
    """Every plan whose newest period is over and not published; one without any value waits for the next run."""
    calendar, day = calendar_of(college), today(college)
    found = []
    for plan in PublicationPlan.objects.filter(college=college, active=True):
        period = due_period(calendar, PeriodKind(plan.period_kind), plan.wait, plan.made_on, day)
        if period is not None and not plan.publications.filter(period=period.code).exists():
            made = _publish(plan, period, by)
            found += [made] if made else []
    return found


@transaction.atomic
def _publish(plan: PublicationPlan, period: Period, by: str) -> Publication | None:
    values = list(
        current_values(plan.college, level=plan.level, period=period.code)
        .filter(indicator__in=plan.indicators)
        .select_related("run")
        .order_by("subject")[:MOST_FIGURES]
    )
    if not any(each.value is not None for each in values):
        return None
    at = now(plan.college)
    made = Publication.objects.create(
        plan=plan, title=plan.title, level=plan.level, period=period.code, roles=plan.roles,
        figures=_figures(plan, values),
        runs={str(each.run_id): each.run.data_versions for each in values}, at=at,
    )  # fmt: skip
    record(
        action="reports.publish",
        by=by,
        subject=f"publication:{made.pk}",
        details={"title": made.title, "period": made.period, "figures": len(values)},
    )
    _tell(plan, made, period, at)
    return made


def _figures(plan: PublicationPlan, values: Sequence[CurrentValue]) -> list[dict[str, Any]]:
    known = {each.code: each for each in definitions(plan.college).filter(code__in=plan.indicators)}
    names = dict(Subject.objects.filter(college=plan.college, level=plan.level).values_list("code", "name"))
    by_indicator: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in values:
        by_indicator[each.indicator].append(_frozen(each, names.get(each.subject, each.subject)))
    return [
        {
            "code": code,
            "name": known[code].name,
            "version": known[code].version,
            "digest": known[code].digest,
            "body": {
                key: known[code].body.get(key)
                for key in ("kind", "unit", "decimals")
                if key in known[code].body
            },
            "values": by_indicator[code],
        }
        for code in plan.indicators
        if code in known
    ]


def _frozen(value: CurrentValue, name: str) -> dict[str, Any]:
    """A figure of a very small group is not published: the circle reaches beyond those who answer for it."""
    small = value.level != "college" and is_small(int(value.denominator or 0))
    return {
        "subject": value.subject,
        "name": name,
        "value": None if small else value.value,
        "numerator": None if small else value.numerator,
        "denominator": None if small else value.denominator,
        "reason": NullReason.SUPPRESSED.value if small else value.reason,
        "run": value.run_id,
    }


def _tell(plan: PublicationPlan, made: Publication, period: Period, at: datetime) -> None:
    college = plan.college
    persons = people_in_roles(plan.roles, college.code, today(college))
    notify(
        college=college.code, persons=persons, kind=NoticeKind.REPORT, key=f"publication:{made.pk}",
        about=f"publication:{made.pk}", title=f"已发布：{made.title}（{period.name}）", at=at,
    )  # fmt: skip
