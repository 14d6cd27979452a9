"""What may be shown of small groups. Pure: imports nothing of the engine."""

from zhengai_engine.disclosure.rounding import round_half_up, round_to
from zhengai_engine.disclosure.suppression import SMALLEST_GROUP, Cell, Shown, is_small, suppress

__all__ = ["SMALLEST_GROUP", "Cell", "Shown", "is_small", "round_half_up", "round_to", "suppress"]
