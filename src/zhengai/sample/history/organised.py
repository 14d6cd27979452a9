"""What the sample college does for its own organisation, season by season: bodies, the schedule of construction, work."""

from zhengai.sample.history import constructing, meeting, organising, working
from zhengai.sample.history.stage import Stage


def begin(stage: Stage) -> None:
    organising.found(stage)
    constructing.begin(stage)
    working.fill(stage)


def first_winter(stage: Stage) -> None:
    constructing.first_winter(stage)
    working.end_posting(stage.college)


def first_spring(stage: Stage) -> None:
    meeting.meet_in_spring(stage)
    constructing.first_spring(stage)


def first_summer(stage: Stage) -> None:
    constructing.first_summer(stage)


def this_autumn(stage: Stage) -> None:
    meeting.meet_in_autumn(stage)
    meeting.inspect(stage)
    organising.prove_duties(stage)
    constructing.this_autumn(stage)
