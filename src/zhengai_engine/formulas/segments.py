"""Cutting a run of letters into words, because Chinese puts no spaces between them: 是且类别 is 是, 且, 类别.

A known name stays whole even when it contains an operator word (是否住校, 不合格). A run is cut where that leaves
fewest unknown letters, and two operands never touch: what cannot be cut sensibly stays whole, so that the
error speaks of the word the person wrote.
"""

from functools import lru_cache

from zhengai_engine.formulas.words import FUNCTIONS, RESERVED

_LITERALS = frozenset({"TRUE", "FALSE"})
_UNKNOWN_COST = 10  # a letter nobody knows, against 1 for a known word
_LONGEST = 40  # a longer run is no sensible formula and not worth the search


@lru_cache(maxsize=4096)
def first_word(run: str, names: frozenset[str], *, called: bool) -> str:
    """The word `run` begins with; `called` when an opening bracket follows the run."""
    if run in names or run.casefold() in RESERVED or len(run) > _LONGEST or run.isascii():
        return run
    if called and run.casefold() in FUNCTIONS:
        return run
    cut = _cheapest(run, names, called)
    return run[: cut[0]] if cut else run


# A cut is (cost, ends of the words). Kept per position and per whether the last word was an operand.
_Cut = tuple[int, tuple[int, ...]]


def _cheapest(run: str, names: frozenset[str], called: bool) -> tuple[int, ...]:
    best: dict[tuple[int, str], _Cut] = {(0, ""): (0, ())}
    for end in range(1, len(run) + 1):
        for start in range(end):
            if _joins_letters(run, start):
                continue
            kind, cost = _judge(run[start:end], names, called and end == len(run))
            for before in ("", "operand", "operator", "word-operator", "unknown"):
                earlier = best.get((start, before))
                if earlier is None or not _may_follow(before, kind):
                    continue
                cut = (earlier[0] + cost, (*earlier[1], end))
                if (end, kind) not in best or cut < best[end, kind]:
                    best[end, kind] = cut
    finished = [cut for (end, _), cut in best.items() if end == len(run)]
    return min(finished)[1] if finished else ()


def _joins_letters(run: str, at: int) -> bool:
    """Cutting here would cut an English word or number in two."""
    return at > 0 and run[at - 1].isascii() and run[at].isascii()


def _judge(word: str, names: frozenset[str], called: bool) -> tuple[str, int]:
    if word in names or (word.isascii() and word.isdigit()) or (called and word.casefold() in FUNCTIONS):
        return "operand", 1
    token = RESERVED.get(word.casefold())
    if token in _LITERALS:
        return "operand", 1
    if token is not None:
        return ("word-operator" if len(word) > 1 else "operator"), 1
    return "unknown", _UNKNOWN_COST * len(word)


def _may_follow(before: str, kind: str) -> bool:
    """An unknown word touches only operators of two or more letters (等于, 属于): single letters such as 或 and
    非 are part of too many names."""
    if before == "":
        return True
    if kind == "unknown":
        return before == "word-operator"
    if before == "unknown":
        return kind == "word-operator"
    return not (before == kind == "operand")
