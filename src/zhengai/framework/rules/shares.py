"""A share as documents write it."""

import re
from fractions import Fraction

_FRACTION = re.compile(r"(\d{1,4})/(\d{1,4})")
_PERCENT = re.compile(r"(\d{1,3})(?:\.\d+)?%")


def share_in(written: str) -> Fraction:
    """12/15 or 80% as a fraction of 1. Raises ValueError with a Chinese sentence that lacks only the key."""
    if found := _FRACTION.fullmatch(written):
        above, below = int(found[1]), int(found[2])
        if below > 0 and above <= below:
            return Fraction(above, below)
    elif _PERCENT.fullmatch(written):
        share = Fraction(written.removesuffix("%")) / 100
        if share <= 1:
            return share
    raise ValueError(f"写成 12/15 或 80% 的样子，不超过 1，不能是“{written}”")
