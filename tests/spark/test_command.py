"""`zhengai evaluate --engine spark`, from the command line to the values on the pages."""

import json
from pathlib import Path

import pytest
from django.test import override_settings

from tests.home import home
from tests.rooms.indicators.conftest import college, members, take, taught, write
from zhengai.cli.__main__ import main
from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.datacentre.queries import data_versions, lake
from zhengai.indicators.models import CurrentValue, Run
from zhengai.indicators.rules import RunState

__all__ = ["college", "home", "members", "take", "taught", "write"]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.spark,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),
]
CODES = ("absence_rate", "attendance_rate")
FIGURES = ("indicator", "level", "subject", "period", "value", "numerator", "denominator", "reason")


def test_the_run_of_a_cluster_is_published_like_any_other(
    master: str, taught: College, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["evaluate", "--level", "course", "--indicator", *CODES, "--format", "json"]
    assert main(asked) == 0
    ours = set(CurrentValue.objects.values_list(*FIGURES))
    counted = json.loads(capsys.readouterr().out)["by_level"]
    with override_settings(SPARK_MASTER=master):
        assert main([*asked, "--engine", "spark"]) == 0
    assert json.loads(capsys.readouterr().out)["by_level"] == counted
    assert set(CurrentValue.objects.values_list(*FIGURES)) == ours
    told = AuditEvent.objects.filter(action="indicators.evaluate").latest("id")
    assert told.details["engine"] == "spark"


def test_a_file_that_is_gone_is_said_in_one_line_and_changes_nothing(
    master: str, taught: College, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["evaluate", "--level", "course", "--indicator", CODES[0]]
    assert main(asked) == 0
    ours = set(CurrentValue.objects.values_list(*FIGURES))
    for each in lake(taught).files("attendance", data_versions(taught)["attendance"]):
        Path(each).unlink()
    with override_settings(SPARK_MASTER=master):
        assert main([*asked, "--engine", "spark"]) == 2
    assert "Spark 没有算完" in capsys.readouterr().err
    assert set(CurrentValue.objects.values_list(*FIGURES)) == ours
    assert Run.objects.latest("id").state == RunState.FAILED
