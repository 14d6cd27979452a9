"""`zhengai bench postgres|pandas|polars|growth`: what others take for the same values, and how ours grows."""

import importlib.util
import json
import os

import pytest

from zhengai.cli.__main__ import main
from zhengai.indicators.yardsticks import Disagreement, measure_peer
from zhengai_engine.run.yardsticks import attendance, growth
from zhengai_engine.run.yardsticks.grades import Size
from zhengai_engine.run.yardsticks.peers import PEERS, PeerMissing

pytestmark = pytest.mark.django_db
SMALL = Size(rows=4_000, students=50, teachers=5, courses=6, programmes=3)
VALUES = 21 * 8 * (50 + 5 + 6 + 3 + 1)
DATABASE = os.environ.get("ZHENGAI_TEST_DATABASE", "")
on_postgres = pytest.mark.skipif(not DATABASE, reason="there is no PostgreSQL in this run")


def beside(name: str, address: str = "") -> None:
    theirs, ours = measure_peer(name, address, SMALL)
    assert (theirs.name, ours.name) == (name, "yardstick")
    assert theirs.rows == ours.rows == VALUES


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_data_frames_have_our_values(name: str) -> None:
    lacking = [each for each in PEERS[name] if importlib.util.find_spec(each) is None]
    if lacking:
        pytest.skip(f"{', '.join(lacking)}: ./zhengai install peers")
    beside(name)


@on_postgres
def test_one_statement_for_each_indicator_and_level_has_our_values() -> None:
    beside("postgres", DATABASE)


@on_postgres
def test_values_that_differ_are_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendance, "differing", lambda *_: (60, 1))
    with pytest.raises(Disagreement, match="60 个值中有 1 个"):
        beside("postgres", DATABASE)


def test_a_database_that_does_not_answer_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def small(name: str, address: str) -> object:
        return measure_peer(name, address, SMALL)

    monkeypatch.setattr("zhengai.cli.commands.bench.measure_peer", small)
    assert main(["bench", "postgres", "--database", "postgresql://nobody@127.0.0.1:1/none"]) == 2
    assert "--database" in capsys.readouterr().err


def test_what_is_not_installed_is_named_before_it_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(PeerMissing, match="install peers"):
        measure_peer("polars", "", SMALL)


def test_growth_is_measured_in_a_process_for_each_size(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    measure = growth.measure
    monkeypatch.setattr(growth, "measure", lambda factors: measure(factors, SMALL))
    assert main(["bench", "growth", "--factor", "0.5", "1", "--format", "json"]) == 0
    half, one = json.loads(capsys.readouterr().out)
    assert (half["factor"], half["rows"], one["rows"]) == (0.5, 2_000, 4_000)
    assert one["values"] == VALUES > half["values"] > 0
    assert min(half["seconds"], one["seconds"], half["peak_mib"], one["peak_mib"]) > 0
