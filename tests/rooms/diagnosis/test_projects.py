"""The assessment of a department takes the results of its projects from their register: the pack of registers says
which indicators over it the department's form asks for (GOAL-26)."""

import pytest

from tests.rooms.diagnosis.test_facts import fact
from tests.rooms.diagnosis.world import DUE, YEAR, World
from zhengai.college.models import Subject
from zhengai.core import clock
from zhengai.diagnosis.actions import open_round
from zhengai.diagnosis.models import Record
from zhengai.diagnosis.queries import form_of
from zhengai.diagnosis.rules.facts import Verdict
from zhengai.framework import queries as packs
from zhengai.goals.models import Goal
from zhengai.scheme.actions import put_into_use

OVER_REGISTERS = {"projects_begun", "projects_begun_provincial", "projects_concluded", "project_checks_fine"}


def assessed(world: World) -> Record:
    round_ = open_round(
        college=world.college, kind="assessment", level="department", period=YEAR, due=DUE, by="lin"
    )
    return Record.objects.get(round=round_, subject__code="D01")


@pytest.fixture
def kept(world: World) -> World:
    put_into_use(college=world.college, pack="registers", by="lin")
    return world


def test_the_results_of_its_projects_stand_in_a_departments_assessment(kept: World) -> None:
    record = assessed(kept)
    kept.value("projects_concluded", "D01", YEAR, 0.6, level="department", denominator=5.0)
    known = fact(record, "projects_concluded")
    assert (known.value, known.numerator, known.denominator) == (0.6, 3.0, 5.0)
    assert known.sentence.startswith("项目验收率 60.0%")


def test_a_project_goal_that_was_missed_counts_against_the_department(kept: World) -> None:
    record = assessed(kept)
    kept.value("projects_concluded", "D01", YEAR, 0.6, level="department", denominator=5.0)
    Goal.objects.create(
        college=kept.college, subject=Subject.objects.get(code="D01"), indicator="projects_concluded",
        indicator_name="项目验收率", period=YEAR, limit="≥ 80%", proposed_by="zhou", proposed_at=clock.now(),
        state="approved",
    )  # fmt: skip
    row = next(each for each in form_of(record).points if "projects_concluded" in each.point.indicators)
    assert row.verdict is Verdict.BAD
    assert "低于目标 ≥ 80%" in row.draft


def test_without_the_registers_a_department_is_asked_nothing_of_projects(world: World) -> None:
    asked = {code for row in form_of(assessed(world)).points for code in row.point.indicators}
    assert not asked & OVER_REGISTERS


def test_the_form_of_the_registers_adds_one_element_and_changes_nothing(db: None) -> None:
    (below,) = (
        each for each in packs.read_pack("foundation").sections["diagnosis"] if each["code"] == "department"
    )
    (above,) = packs.read_pack("registers").sections["diagnosis"]
    added = [
        element
        for item, own in zip(above["items"], below["items"], strict=True)
        for element in item["elements"]
        if element not in own["elements"]
    ]
    assert {
        code for each in added for point in each["points"] for code in point["indicators"]
    } == OVER_REGISTERS
    without = [
        {**item, "elements": [each for each in item["elements"] if each not in added]}
        for item in above["items"]
    ]
    assert {**above, "items": without} == below
