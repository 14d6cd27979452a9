"""The writers of clean-up campaigns and of what is told of a regulation's execution."""

from datetime import date

from django.db import transaction

from zhengai.college.models import College
from zhengai.college.queries import now, today
from zhengai.core.actions import record
from zhengai.regulations.models import Campaign, CampaignDecision, Execution, Regulation
from zhengai.regulations.rules.machine import Decision, RegulationRefused, RegulationState


@transaction.atomic
def open_campaign(*, college: College, title: str, due: date, by: str) -> Campaign:
    """Every regulation in force gets its line, to be decided once. Raises RegulationRefused."""
    College.objects.select_for_update(no_key=True).get(pk=college.pk)
    if not title.strip():
        raise RegulationRefused("请给这次清理起个名称")
    if due < today(college):
        raise RegulationRefused("期限要在今天以后")
    if Campaign.objects.filter(college=college, closed_at__isnull=True).exists():
        raise RegulationRefused("上一次清理还没有结束，请先结束它")
    held = list(Regulation.objects.filter(college=college, active=True, state=RegulationState.IN_FORCE))
    if not held:
        raise RegulationRefused("还没有现行的制度，没有可清理的")
    campaign = Campaign.objects.create(
        college=college, title=title.strip()[:120], due=due, opened_by=by, opened_at=now(college)
    )
    CampaignDecision.objects.bulk_create(
        [CampaignDecision(campaign=campaign, regulation=each) for each in held]
    )
    record(
        action="regulations.open_campaign",
        by=by,
        subject=f"campaign:{campaign.pk}",
        details={"regulations": len(held)},
    )
    return campaign


@transaction.atomic
def decide_on(
    *, campaign: Campaign, regulation: Regulation, decision: Decision, reason: str = "", by: str
) -> CampaignDecision:
    """One decision a regulation; it can be changed until the campaign is closed. Anything but 继续有效 needs a
    reason. Raises RegulationRefused."""
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("college").get(pk=campaign.pk)
    if campaign.closed_at is not None:
        raise RegulationRefused("这次清理已经结束，不能再改决定")
    line = campaign.decisions.select_for_update().filter(regulation=regulation).first()
    if line is None:
        raise RegulationRefused(f"“{regulation.name}”不在这次清理的名单上")
    if decision is not Decision.KEEP and not reason.strip():
        raise RegulationRefused(f"决定“{decision.chinese}”要写明理由")
    line.decision, line.reason = decision, reason.strip()
    line.decided_by, line.decided_at = by, now(campaign.college)
    line.save()
    record(
        action="regulations.decide",
        by=by,
        subject=f"regulation:{regulation.pk}",
        details={"campaign": campaign.pk, "decision": decision.value},
    )
    return line


@transaction.atomic
def close_campaign(*, campaign: Campaign, by: str) -> Campaign:
    """Only when every regulation has its decision. Raises RegulationRefused."""
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("college").get(pk=campaign.pk)
    if campaign.closed_at is not None:
        raise RegulationRefused("这次清理已经结束")
    open_lines = campaign.decisions.filter(decision="").count()
    if open_lines:
        raise RegulationRefused(f"还有 {open_lines} 项制度没有决定，决定完才能结束")
    campaign.closed_by, campaign.closed_at = by, now(campaign.college)
    campaign.save(update_fields=["closed_by", "closed_at"])
    record(action="regulations.close_campaign", by=by, subject=f"campaign:{campaign.pk}")
    return campaign


@transaction.atomic
def tell_execution(
    *, regulation: Regulation, year: int, carried_out: str, effect: str = "", by: str
) -> Execution:
    """执行情况及改进成效 of one calendar year; told again, it replaces what was told. Raises RegulationRefused."""
    college = regulation.college
    if regulation.state == RegulationState.PLANNED:
        raise RegulationRefused("这项制度还没有制定，谈不上执行")
    if not 2000 <= year <= today(college).year:
        raise RegulationRefused(f"年度写 2000 到 {today(college).year} 之间的年份，不是 {year}")
    if not carried_out.strip():
        raise RegulationRefused("请写执行情况")
    told, _ = Execution.objects.update_or_create(
        regulation=regulation,
        year=year,
        defaults={
            "carried_out": carried_out.strip(),
            "effect": effect.strip(),
            "written_by": by,
            "written_at": now(college),
        },
    )
    record(
        action="regulations.tell_execution",
        by=by,
        subject=f"regulation:{regulation.pk}",
        details={"year": year},
    )
    return told
