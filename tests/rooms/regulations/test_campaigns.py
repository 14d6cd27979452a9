"""A campaign decides once on every regulation in force; execution is told once a year."""

from datetime import date

import pytest

from tests.rooms.regulations.conftest import DAY
from tests.rooms.regulations.test_register import drafted, entered, in_force
from zhengai.college.models import College
from zhengai.regulations.actions import publish_change
from zhengai.regulations.campaigns import close_campaign, decide_on, open_campaign, tell_execution
from zhengai.regulations.models import Campaign, Execution
from zhengai.regulations.queries import followed_up, open_campaign_of, progress
from zhengai.regulations.rules.machine import Decision, RegulationRefused

DUE = date(2026, 12, 31)


def test_one_decision_each_and_then_it_ends(college: College) -> None:
    first, second = in_force(college), in_force(college, "教学督导条例")
    entered(college, "还在计划的制度")
    campaign = open_campaign(college=college, title="2026 年制度清理", due=DUE, by="lin")
    assert open_campaign_of(college) == campaign
    assert progress(campaign).open == 2
    decide_on(campaign=campaign, regulation=first, decision=Decision.KEEP, by="han")
    with pytest.raises(RegulationRefused, match="还有 1 项"):
        close_campaign(campaign=campaign, by="lin")
    with pytest.raises(RegulationRefused, match="写明理由"):
        decide_on(campaign=campaign, regulation=second, decision=Decision.OPTIMISE, by="han")
    for decision in (Decision.REPEAL, Decision.OPTIMISE):
        decide_on(campaign=campaign, regulation=second, decision=decision, reason="条款过时", by="han")
    told = progress(campaign)
    assert (told.decided, told.counts[Decision.OPTIMISE], told.counts[Decision.REPEAL]) == (2, 1, 0)
    close_campaign(campaign=campaign, by="lin")
    with pytest.raises(RegulationRefused, match="已经结束"):
        decide_on(campaign=campaign, regulation=first, decision=Decision.KEEP, by="han")
    with pytest.raises(RegulationRefused, match="已经结束"):
        close_campaign(campaign=campaign, by="lin")
    assert [(each.regulation, each.done) for each in followed_up(campaign)] == [(second, False)]
    publish_change(change=drafted(second, "amend"), by="chen")
    assert [each.done for each in followed_up(campaign)] == [True]


@pytest.mark.parametrize(("title", "due"), [(" ", DUE), ("清理", date(2026, 11, 19))])
def test_a_campaign_that_cannot_begin(college: College, title: str, due: date) -> None:
    in_force(college)
    with pytest.raises(RegulationRefused):
        open_campaign(college=college, title=title, due=due, by="lin")
    assert not Campaign.objects.exists()


def test_nothing_to_clean_and_one_at_a_time(college: College) -> None:
    with pytest.raises(RegulationRefused, match="没有可清理的"):
        open_campaign(college=college, title="清理", due=DUE, by="lin")
    in_force(college)
    campaign = open_campaign(college=college, title="清理", due=DUE, by="lin")
    with pytest.raises(RegulationRefused, match="还没有结束"):
        open_campaign(college=college, title="又一次", due=DUE, by="lin")
    with pytest.raises(RegulationRefused, match="不在这次清理的名单上"):
        decide_on(campaign=campaign, regulation=in_force(college, "后来的"), decision=Decision.KEEP, by="han")


def test_execution_is_told_once_a_year(college: College) -> None:
    regulation = in_force(college)
    for text in ("按期检查", "按期检查，问题已整改"):
        tell_execution(regulation=regulation, year=2026, carried_out=text, effect="缺课减少", by="han")
    assert Execution.objects.get().carried_out == "按期检查，问题已整改"
    for year, text in ((2027, "x"), (1999, "x"), (DAY.year, " ")):
        with pytest.raises(RegulationRefused):
            tell_execution(regulation=regulation, year=year, carried_out=text, by="han")
    with pytest.raises(RegulationRefused, match="还没有制定"):
        tell_execution(regulation=entered(college, "计划"), year=2026, carried_out="x", by="han")
