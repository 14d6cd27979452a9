"""States as shown: a word, a shape and a colour, so that none of them stands alone."""

from dataclasses import dataclass

from zhengai_engine.scoring.control import State


@dataclass(frozen=True)
class Badge:
    """`look` is the colour family of parts.css, `shape` an SVG path in a box of 10 × 10."""

    word: str
    look: str
    shape: str


_CIRCLE = "M5 1a4 4 0 1 0 0 8a4 4 0 1 0 0-8z"
_TRIANGLE = "M5 .8 9.6 9H.4z"
_DIAMOND = "M5 .2 9.8 5 5 9.8 .2 5z"
_CHECK = "M.8 5.2 2.2 3.8 4 5.6 7.9 1.7 9.3 3.1 4 8.4z"
_DOUBLE_CHECK = "M.2 5.2 1.3 4.1 3 5.8 6.6 2.2 7.2 2.8 3 7zM4.3 6.3 5 5.6 9 1.6 9.8 2.4 4.9 7.3z"
_BAR = "M1 4h8v2H1z"
_RING = "M5 1a4 4 0 1 0 0 8a4 4 0 1 0 0-8zm0 1.8a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 1 1 0-4.4z"

_KNOWN = {each.value: each for each in State}
_LOOKS = {
    State.TARGET_MET: ("met", _DOUBLE_CHECK),
    State.STANDARD_MET: ("met", _CHECK),
    State.NORMAL: ("plain", _CHECK),
    State.BELOW_STANDARD: ("warning", _RING),
    State.NOTICE: ("notice", _CIRCLE),
    State.WARNING: ("warning", _TRIANGLE),
    State.SEVERE: ("severe", _DIAMOND),
    State.NO_DATA: ("blind", _BAR),
    State.TOO_FEW: ("blind", _BAR),
}


def badge(state: str, word: str = "") -> Badge:
    """`state` is a State or a Grade; anything else is shown as a plain word."""
    known = _KNOWN.get(state)
    if known is None:
        return Badge(word or state, "plain", _RING)
    look, shape = _LOOKS[known]
    return Badge(word or known.chinese, look, shape)
