"""Rounding as people do it (四舍五入): half away from zero, on the number as it is written."""

from decimal import ROUND_HALF_UP, Decimal


def round_half_up(value: float, digits: int = 0) -> float:
    """2.675 → 2.68, although the nearest binary number lies below it; Python's own `round` says 2.67."""
    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


def round_to(value: int, base: int = 5) -> int:
    """To the nearest multiple of `base`, so that counts do not tell whether one person came or went."""
    sign = -1 if value < 0 else 1
    return sign * ((abs(value) + base // 2) // base) * base
