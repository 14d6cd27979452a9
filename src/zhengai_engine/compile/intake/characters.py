"""Characters that look alike: full-width forms, spaces nobody sees, words that mean "nothing here"."""

import string

_TO_FULL = 0xFEE0  # from an ASCII character to its full-width form


def _full(characters: str) -> str:
    return "".join(chr(ord(each) + _TO_FULL) for each in characters)


# letters and digits only: full-width brackets and commas belong into Chinese names
HALF_WIDTH = string.digits + string.ascii_letters
FULL_WIDTH = _full(HALF_WIDTH)
# ideographic space, no-break space, byte order mark, zero-width space and joiners
INVISIBLE = " \t\r\n\v\f\u3000\u00a0\ufeff\u200b\u200c\u200d"
NOTHING = ("-", "--", "—", "——", "/", "\\", "NULL", "null", "N/A", "#N/A", "NaN", "nan")

_TO_HALF = str.maketrans(FULL_WIDTH, HALF_WIDTH)
# inside numbers, dates, codes of periods and headers punctuation is converted too, and every dash is one
_MARKS = "%,.-/:()+~*"
_DASHES = "\u2014\u2013\u2212"
_PUNCTUATION = str.maketrans(_full(_MARKS) + _DASHES, _MARKS + "-" * len(_DASHES))


def tidy(text: str) -> str:
    """Without invisible characters at the ends, letters and digits half-width; "" when it says nothing."""
    found = text.strip(INVISIBLE).translate(_TO_HALF)
    return "" if found in NOTHING else found


def plain(text: str) -> str:
    """As `tidy`, for what is not prose: punctuation half-width, no blanks inside."""
    return "".join(tidy(text).translate(_PUNCTUATION).split())
