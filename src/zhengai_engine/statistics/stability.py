"""Whether a distribution has moved: the population stability index of two sets of counts."""

import math
from collections.abc import Mapping

# Siddiqi, Credit Risk Scorecards (2006), ch. 9: below 0.10 nothing to see, above 0.25 a shift that needs an answer.
SHIFTED = 0.25
# A share of nothing has no logarithm: an empty class counts as one in ten thousand, as is usual.
_LEAST = 1e-4


def stability_index(now: Mapping[str, int], before: Mapping[str, int]) -> float | None:
    """Σ (p − q) · ln(p / q) over all classes of either side, 0 for equal shares; null when a side has no counts.

    With n and m counts in k classes chance alone gives about (k − 1) · (1/n + 1/m) (Yurdakul 2018), so callers ask for
    a least number of counts.
    """
    whole, base = sum(now.values()), sum(before.values())
    if not whole or not base:
        return None
    parts = []
    for each in sorted({*now, *before}):
        share = max(now.get(each, 0) / whole, _LEAST)
        expected = max(before.get(each, 0) / base, _LEAST)
        parts.append((share - expected) * math.log(share / expected))
    return math.fsum(parts)
