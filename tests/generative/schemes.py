"""Whole schemes: tables, indicators that refer to earlier ones, and what is asked of them."""

from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.generative.data import Tables, tables
from tests.generative.formulas import InValue
from tests.spec.write import EVERY_KIND, EVERY_LEVEL, indicator
from zhengai_engine.model.expression import Expression, Rank
from zhengai_engine.model.indicator import Direction, Indicator, Missing, OverLevels, OverTime
from zhengai_engine.model.period import PeriodKind

INDICATORS = 10
PERIODS = {
    PeriodKind.WEEK: ("2026-2027-1-W01", "2026-2027-1-W03", "2025-2026-2-W02"),
    PeriodKind.SEMESTER: ("2026-2027-1", "2025-2026-2"),
    PeriodKind.ACADEMIC_YEAR: ("2026-2027", "2025-2026"),
    PeriodKind.CALENDAR_YEAR: ("2026", "2025"),
    PeriodKind.MONTH: ("2026-09", "2026-03"),
    PeriodKind.DAY: ("2026-09-01", "2026-08-31"),
}
CHAINS = {
    PeriodKind.WEEK: (PeriodKind.WEEK, PeriodKind.SEMESTER),
    PeriodKind.SEMESTER: (PeriodKind.WEEK, PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR),
    PeriodKind.ACADEMIC_YEAR: (PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR),
    PeriodKind.CALENDAR_YEAR: (PeriodKind.MONTH, PeriodKind.CALENDAR_YEAR),
    PeriodKind.MONTH: (PeriodKind.DAY, PeriodKind.MONTH),
    PeriodKind.DAY: (PeriodKind.DAY, PeriodKind.WEEK),
}
FOLDED_TIME: dict[PeriodKind, list[dict[str, object]]] = {
    kind: [{"periods": EVERY_KIND}] * 6 + [{"periods": chain, "over_time": how} for how in OverTime]
    for kind, chain in CHAINS.items()
}


@dataclass(frozen=True)
class Scheme:
    """The first two indicators are a plain rate and a plain aggregate, the next three refer to them plainly, one as a rank."""

    tables: Tables
    indicators: tuple[Indicator, ...]
    levels: tuple[str, ...]


@st.composite
def schemes(draw: DrawFn, kind: PeriodKind) -> Scheme:
    level = draw(st.sampled_from(["student", "course", "teacher", "programme", "department"]))
    other = draw(st.sampled_from([each for each in reversed(EVERY_LEVEL) if each != level]))
    grower = InValue(draw, [], kind, level)
    made = [
        indicator(code, make(), direction=grower.pick(list(Direction)))
        for code, make in (("rate", grower.rate), ("number", grower.aggregate))
    ]
    over = InValue(draw, [each.code for each in made], kind, level)
    made += [
        indicator(f"r{number}", over.referring(), missing=over.pick(list(Missing))) for number in range(2)
    ]
    made.append(indicator("rank", Rank(over.pick(over.codes))))
    for number in range(INDICATORS - len(made)):
        made.append(draw(_indicator(f"i{number}", [each.code for each in made], kind, level)))
    return Scheme(draw(tables()), tuple(made), (level, other))


@st.composite
def _indicator(draw: DrawFn, code: str, known: list[str], kind: PeriodKind, level: str) -> Indicator:
    grower = InValue(draw, known, kind, level)
    depth = grower.pick([0, 0, 1, 2])
    expression: Expression = (
        grower.condition(depth) if grower.pick([False] * 5 + [True]) else grower.number(depth)
    )
    return indicator(
        code,
        expression,
        missing=grower.pick(list(Missing)),
        direction=grower.pick(list(Direction)),
        **grower.pick([{"over_time": OverTime.ROWS}, *FOLDED_TIME[kind]]),
        **grower.pick([{"levels": EVERY_LEVEL}, *_folded_levels(level)]),
    )


def _folded_levels(level: str) -> list[dict[str, object]]:
    """Bases below the level asked for, and the level itself as the base of the college's value."""
    bases = [
        ("course", "department", "college"),
        ("teacher", "department", "college"),
        ("student", "programme"),
    ]
    chains = [(*base, level) if level not in base else base for base in [*bases, (level, "college")]]
    chains = [tuple(dict.fromkeys(chain)) for chain in chains]
    rows = [{"levels": EVERY_LEVEL, "over_levels": OverLevels.ROWS}] * 8
    return [
        *rows,
        *(
            {"levels": chain, "over_levels": how}
            for chain in chains
            for how in (OverLevels.SUM, OverLevels.WEIGHTED)
        ),
        {"levels": chains[0], "over_levels": OverLevels.NONE},
    ]
