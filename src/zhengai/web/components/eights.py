"""Turns to look at in the gallery: the templates of the foundation pack in different states."""

from datetime import UTC, datetime, timedelta

from zhengai.cycles.rules.proof import ProofSeen
from zhengai.cycles.rules.reading import read_templates
from zhengai.cycles.rules.stages import Stage
from zhengai.cycles.rules.template import Template
from zhengai.cycles.rules.turn import Turn, derive
from zhengai.framework.queries import read_pack
from zhengai_engine.model.period import Period

_START = datetime(2026, 9, 7, 1, 0, tzinfo=UTC)
_PLANNED = "goal standard design organise"
_CARRIED = f"{_PLANNED} carry_out monitor"
_CLOSED = f"{_CARRIED} warn:1 adjust:1:answer adjust:1:close"
_DIAGNOSED = f"{_CLOSED} diagnose motivate learn"
_WHOLE = f"{_DIAGNOSED} innovate store improve"
# template, what happened, what happened in the turns before
_SHOWN = (
    ("five", f"{_CARRIED} carry_out carry_out warn:1", ()),
    ("ten", f"{_DIAGNOSED} goal", (_WHOLE, _DIAGNOSED, _CARRIED)),
    ("sixteen", f"{_CLOSED} warn:2 adjust:2:answer", ()),
    ("five", "", ()),
    ("ten", "goal carry_out", ()),
    ("sixteen", _WHOLE, (_WHOLE, _WHOLE)),
)


def sample_turns(period: Period) -> list[tuple[Turn, list[Turn]]]:
    """Each with the turns before it."""
    templates = read_templates(read_pack("foundation").sections["spirals"])
    return [
        (_turn(templates[code], period, told), [_turn(templates[code], period, each) for each in before])
        for code, told, before in _SHOWN
    ]


def _turn(template: Template, period: Period, told: str) -> Turn:
    return derive(template, period, [_proof(word, hour, period) for hour, word in enumerate(told.split())])


def _proof(word: str, hour: int, period: Period) -> ProofSeen:
    stage, _, rest = word.partition(":")
    about = f"example:{rest.partition(':')[0]}" if rest else f"example:{hour}"
    at = _START + timedelta(hours=hour)
    sentence = f"{Stage(stage).chinese}的示例证据"
    return ProofSeen(Stage(stage), f"{about}:{rest}", about, sentence, at, "system", period.code)
