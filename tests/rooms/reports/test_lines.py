"""How a line of a report stands: by its goal, its standard and its warnings."""

from dataclasses import replace

import pytest

from zhengai.indicators.writing import Measure
from zhengai.reports.composing.lines import Line
from zhengai.reports.rules.figures import Basis, FigureBook, KnownValue
from zhengai_engine.model.indicator import IndicatorKind
from zhengai_engine.scoring import State

BASIS = Basis(
    "缺课率", Measure(IndicatorKind.RATIO), "lower", {"version": 1, "digest": "d"}, {}, 3, {"attendance": 2}
)
KNOWN = KnownValue("absence_rate", "course", "K1", "2026-2027-1", 0.09, 9, 100, "", BASIS)


@pytest.mark.parametrize(
    ("state", "met", "shown", "name", "bad"),
    [
        (None, None, None, "—", False),
        (None, True, State.TARGET_MET, "达到目标", False),
        (None, False, State.BELOW_STANDARD, "未达目标", True),
        (State.NORMAL, False, State.BELOW_STANDARD, "未达目标", True),
        (State.STANDARD_MET, None, State.STANDARD_MET, "达到标准", False),
        (State.STANDARD_MET, False, State.BELOW_STANDARD, "未达目标", True),
        # a warning says more than a goal
        (State.SEVERE, True, State.SEVERE, "严重", True),
        (State.BELOW_STANDARD, None, State.BELOW_STANDARD, "未达标准", True),
        (State.TOO_FEW, None, State.TOO_FEW, "样本过少", False),
    ],
)
def test_what_a_value_is_called(
    state: State | None, met: bool | None, shown: State | None, name: str, bad: bool
) -> None:
    line = Line("absence_rate", "缺课率", KNOWN, state=state, met=met)
    assert (line.shown_state, line.state_name, line.is_bad) == (shown, name, bad)


def test_without_a_value_nothing_is_judged() -> None:
    silent = Line("absence_rate", "缺课率", replace(KNOWN, value=None, reason="no_data"), state=State.NO_DATA)
    assert (silent.shown_state, silent.state_name, silent.is_bad) == (None, "无数据", False)
    assert Line("absence_rate", "缺课率").state_name == "没有计算"


def test_a_number_printed_twice_is_one_figure() -> None:
    book = FigureBook()
    assert book.add(KNOWN) == book.add(replace(KNOWN)) == "F1"
    assert book.add(replace(KNOWN, period="2025-2026-2")) == "F2"
    assert book.text(KNOWN) == {"f": "F1"}
    assert [each["text"] for each in book.entries] == ["9.0%", "9.0%"]
