"""The sample college has a past: its acts are there, and all that is judged about them is what the data computed."""

from collections import Counter
from typing import Any

import pytest

from tests.stories.conftest import Program

LOOK = """
from zhengai.college.models import College
from django.utils.timezone import localtime
from zhengai.college.queries import calendar_of
from zhengai.cycles.models import Exemption
from zhengai.cycles.queries import turns
from zhengai.diagnosis.models import Finding, Record, Round
from zhengai.goals.models import Goal
from zhengai.improvement.models import Improvement
from zhengai.improvement.queries import proof_differences
from zhengai.improvement.rules.effect import effect
from zhengai.indicators.models import CurrentValue
from zhengai.reports.models import Report
from zhengai.reports.verifying import verify_report
from zhengai_engine.scoring import read_limit

college = College.objects.get()
values = {(v.indicator, v.subject, v.period): v.value for v in CurrentValue.objects.filter(level="course")}
improvements = [
    {
        "state": each.state,
        "says": effect(each.baseline_value, each.effect_value, read_limit(each.limit)),
        "is": [each.baseline_value, each.effect_value],
        "computed": [values[each.indicator, each.subject.code, period] for period in
                     (each.baseline_period, each.effect_period)],
        "days": [localtime(moment).date().isoformat() for moment in
                 (each.opened_at, each.started_at, each.carried_out_at, each.verified_at)],
        "lesson": each.lesson,
        "subject": each.subject.code,
    }
    for each in Improvement.objects.filter(baseline_period="2025-2026-1").select_related("subject")
]
helped = next(each["subject"] for each in improvements if each["lesson"])
calendar = calendar_of(college)
codes = [each["subject"] for each in improvements]
_, missing, stale = proof_differences(college)
print(json.dumps({
    "day": college.as_of.isoformat(),
    "goals": list(Goal.objects.values_list("period", "subject__level", "state")),
    "self_approved": sum(each.proposed_by == each.decided_by for each in Goal.objects.all()),
    "grounds": list(Goal.objects.filter(ground__startswith="record:").values_list("period", flat=True)),
    "rounds": {each.title: [localtime(each.opened_at).date().isoformat(), each.due.isoformat()] for each in Round.objects.all()},
    "records": list(Record.objects.values_list("round__level", "state")),
    "falling": list(Record.objects.filter(round__level="programme", subject__code="P0202")
                    .values_list("state", "revision")),
    "self_confirmed": sum(r.confirmed_by == r.submitted_by != "" for r in Record.objects.all()),
    "bare": Finding.objects.filter(conclusion="problem", cause="").count()
            + Finding.objects.filter(conclusion="problem", measure="").count(),
    "problems": Finding.objects.filter(conclusion="problem").count(),
    "improvements": improvements,
    "follow_ups": list(Improvement.objects.filter(source__startswith="improvement:")
                       .values_list("state", "baseline_period")),
    "whole": turns(college, "course", [helped], calendar.period("2025-2026-1"))[helped].sentence,
    "standards": [
        [node.reached for node in turn.nodes if node.node.code == "standard"]
        for period in ("2025-2026-1", "2025-2026-2", "2026-2027-1")
        for turn in turns(college, "course", codes, calendar.period(period)).values()
    ],
    "exemptions": list(Exemption.objects.order_by("id").values_list("kind", "state")),
    "reports": [[each.title, verify_report(each).equal] for each in Report.objects.select_related("college", "subject")],
    "differences": [missing, stale],
}))
"""


@pytest.fixture(scope="module")
def past(sample: Program) -> Any:
    return sample.act(LOOK)


def test_the_goals_of_two_years_are_set_by_one_and_decided_by_another(past: Any) -> None:
    found = Counter((period, level) for period, level, state in past["goals"] if state == "approved")
    assert {key for key in found if key[1] == "programme"} == {
        ("2025-2026", "programme"),
        ("2026-2027", "programme"),
    }
    assert found["2025-2026", "college"] == found["2026-2027", "college"] == 5
    assert found["2025-2026-1", "course"] == 30
    assert past["self_approved"] == 0
    assert set(past["grounds"]) >= {"2025-2026-2", "2026-2027", "2026-2027-1"}


def test_rounds_ran_on_their_own_days(past: Any) -> None:
    days = {day for opened, _ in past["rounds"].values() for day in [opened]}
    assert days == {"2026-01-12", "2026-07-07", "2026-11-16"}
    found = Counter(map(tuple, past["records"]))
    assert found["course", "confirmed"] == 34
    assert found["teacher", "confirmed"] >= 4 * found["teacher", "draft"] > 0
    assert (found["programme", "confirmed"], found["programme", "submitted"]) == (1, 3)
    assert past["falling"] == [["draft", 0]]
    assert past["self_confirmed"] == 0
    assert past["problems"] > 5
    assert past["bare"] == 0


def test_effects_are_what_the_values_say(past: Any) -> None:
    found = past["improvements"]
    assert 3 <= len(found) <= 6
    for each in found:
        assert each["state"] == each["says"]
        assert each["is"] == each["computed"]
        assert each["days"] == ["2026-02-26", "2026-02-26", "2026-06-26", "2026-07-06"]
    assert {each["state"] for each in found} > {"effective"}
    assert [each["state"] for each in found if each["lesson"]] == ["effective", "effective"]
    not_helped = [each for each in found if each["state"] == "ineffective"]
    assert past["follow_ups"] == [["under_way", "2025-2026-2"]] * len(not_helped)


def test_the_spiral_of_a_course_that_learned_is_whole(past: Any) -> None:
    assert "走完一圈" in past["whole"]
    assert all(reached == [True] for reached in past["standards"])


def test_one_exemption_is_approved_and_one_waits(past: Any) -> None:
    assert past["exemptions"] == [["goal", "approved"], ["standard", "asked"]]


def test_the_report_computes_again(past: Any) -> None:
    assert [equal for _, equal in past["reports"]] == [True]


def test_rebuilding_all_proofs_gives_the_same_picture(past: Any) -> None:
    assert past["day"] == "2026-11-20"
    assert past["differences"] == [[], []]


ANSWER = """
from datetime import date
from pathlib import Path
from django.conf import settings
from zhengai.alerts.actions import answer
from zhengai.college.actions import stand_on
from zhengai.college.models import College, Subject
from zhengai.improvement.actions import carry_out, open_improvement, start
from zhengai.sample.coming import COMING, DAY_AFTER_WEEKS, coming_file
from zhengai.sample.journey import journey

college = College.objects.get()
alert = journey(college).alert
answer(alert=alert, text="学生把企业实训排在了同一时段。", measure="调整课表。", by="zheng")
improvement = open_improvement(
    subject=Subject.objects.select_related("college").get(level="course", code=alert.subject),
    source=f"alert:{alert.pk}", cycle_period="2026-2027-1", problem=alert.sentence, cause="时段冲突。",
    measure="调整课表。", indicator=alert.indicator, period_kind="week", baseline_period="2026-2027-1-W12",
    limit="≤ 5%", owner_number="T0017", owner_name="郑怡", due=date(2026, 12, 18), by="zheng",
)
start(improvement=improvement, by="zheng")
carry_out(improvement=improvement, text="课表已经调整。", by="zheng")
stand_on(college=college, day=DAY_AFTER_WEEKS, by="he")
folder = Path(settings.ZHENGAI_HOME) / "sample" / "coming"
print(json.dumps([
    [each.dataset, str(coming_file("small", folder, each))] for each in COMING if each.day == DAY_AFTER_WEEKS
]))
"""
END = """
from zhengai.college.models import College
from django.utils.timezone import localtime
from zhengai.college.queries import calendar_of
from zhengai.improvement.actions import carry_through
from zhengai.sample.journey import journey

calendar = calendar_of(College.objects.get())
weeks = [calendar.period(f"2026-2027-1-W{week:02d}") for week in range(9, 17)]
carry_through(college=College.objects.get(), by="he", periods=weeks)
gone = journey(College.objects.get())
print(json.dumps([gone.answered, gone.carried_out, gone.has_moved_on, gone.closed, gone.improvement.state,
                  gone.improvement.effect_period]))
"""


def test_the_coming_weeks_close_the_alert_and_judge_the_measure(own_sample: Program) -> None:
    for dataset, path in own_sample.act(ANSWER):
        report = own_sample.json("import", dataset, path)
        assert report["rejected"] == 0
        assert report["new"] == report["accepted"] > 0
    told = own_sample.act(END)
    alerts = {each["rule"]: each["state"] for each in own_sample.json("alerts")}
    assert alerts["course_absence"] == "closed"
    assert alerts["room_utilisation_week"] == "closed"
    assert alerts["programme_employment"] == "open"
    assert told == [True, True, True, True, "effective", "2026-2027-1-W16"]
