"""`zhengai evaluate --engine spark` where there is no Spark: told before anything is begun."""

import importlib.util
import socket
from importlib.machinery import ModuleSpec

import pytest
from django.test import override_settings

from tests.rooms.indicators.conftest import college, members, take, taught, write
from zhengai.cli.__main__ import main
from zhengai.college.models import College
from zhengai.indicators.models import Run

__all__ = ["college", "members", "take", "taught", "write"]

pytestmark = pytest.mark.django_db


def found(monkeypatch: pytest.MonkeyPatch, spec: ModuleSpec | None) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)


def test_without_pyspark_it_is_said_how_to_install_it(
    taught: College, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found(monkeypatch, None)
    assert main(["evaluate", "--engine", "spark"]) == 2
    assert "./zhengai install spark" in capsys.readouterr().err
    assert not Run.objects.exists()


def test_a_cluster_that_does_not_answer_is_named(
    taught: College, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found(monkeypatch, ModuleSpec("pyspark", None))
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        master = f"spark://127.0.0.1:{closed.getsockname()[1]}"
        with override_settings(SPARK_MASTER=master):
            assert main(["evaluate", "--engine", "spark"]) == 2
    told = capsys.readouterr().err
    assert master in told
    assert "ZHENGAI_SPARK_MASTER" in told
    assert not Run.objects.exists()
