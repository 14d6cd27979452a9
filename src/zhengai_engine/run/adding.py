"""All passes that add up, in one table: each row with the name of its pass, so that one statement adds up all.

What is held is what is asked of: rows of wanted periods only, names as numbers, and one number for whom a row is of, so
that the rows of those who are touched are found among half a million in a few milliseconds.
"""

from collections.abc import Callable, Iterable, Mapping

from zhengai_engine.compile.narrowing import touched_table
from zhengai_engine.compile.passtable import SUBJECT, Sums
from zhengai_engine.compile.periods import PERIOD
from zhengai_engine.compile.quoting import identifier, literal, literals

SUMS, STEP = "sums", "step"
_EVERYBODY, _WHO = "everybody", "who"


def together(steps: Mapping[str, Sums], place: Callable[[str], str]) -> str:
    """What these steps give, each row with the name of its step; a column that one lacks is empty. `place` says where a
    step's rows stand."""
    selects = []
    for name, each in steps.items():
        columns = ", ".join(
            f"CAST({identifier(column) if column in each.columns else 'NULL'} AS DOUBLE) AS {identifier(column)}"
            for column in _columns(steps)
        )
        selects.append(
            f"SELECT {literal(name)} AS {STEP}, {SUBJECT}, {PERIOD}, {columns} FROM {place(name)}"  # noqa: S608
        )
    return " UNION ALL ".join(selects)


def wanted_of(steps: Mapping[str, Sums], rows: str) -> str:
    """Of rows as `together` gives them those of wanted periods, as they are held: with whether everybody's are wanted,
    and with a number for the level and subject. Two subjects may share one: then one is added up that nobody reads."""
    nobody = "(NULL::VARCHAR, NULL::VARCHAR, NULL::VARCHAR, false)"  # may be all there is
    asked = [
        f"({literal(name)}, {literal(code)}, {literal(each.level)}, {everybody})"
        for name, each in steps.items()
        for code, everybody in each.periods.items()
    ]
    columns = ", ".join(map(identifier, _columns(steps)))
    periods = (code for each in steps.values() for code in each.periods)
    return (
        f"SELECT {_one_of(STEP, steps)}, {SUBJECT}, {_one_of(PERIOD, periods)}, {columns}, "  # noqa: S608
        f"{_EVERYBODY}, {_number('level', SUBJECT)} AS {_WHO} FROM ({rows}) "
        f"JOIN (VALUES {', '.join([nobody, *asked])}) AS wanted({STEP}, {PERIOD}, level, {_EVERYBODY}) "
        f"USING ({STEP}, {PERIOD})"
    )


def added_up(steps: Mapping[str, Sums], held: str) -> str:
    """The sums that are wanted, of a table of rows as `wanted_of` gives them."""
    keys = f"{STEP}, {SUBJECT}, {PERIOD}"
    columns = list(map(identifier, _columns(steps)))
    shown = ", ".join([keys, *columns])
    narrow = sorted({each.level for each in steps.values() if not all(each.periods.values())})
    touched = " UNION ALL ".join(
        f"SELECT {_number(literal(level), SUBJECT)} FROM {identifier(touched_table(level))}"  # noqa: S608
        for level in narrow
    )
    chosen = [f"SELECT {shown} FROM {held} WHERE {_EVERYBODY}"]  # noqa: S608
    if touched:
        chosen.append(f"SELECT {shown} FROM {held} WHERE NOT {_EVERYBODY} AND {_WHO} IN ({touched})")  # noqa: S608
    added = ", ".join(f"sum({each}) AS {each}" for each in columns)
    return f"SELECT {keys}, {added} FROM ({' UNION ALL '.join(chosen)}) GROUP BY {keys}"  # noqa: S608


def of_step(name: str, step: Sums, table: str) -> str:
    """The rows of one pass as it would have given them itself."""
    columns = ", ".join(map(identifier, step.columns))
    return (
        f"SELECT {SUBJECT}, CAST({PERIOD} AS VARCHAR) AS {PERIOD}, {columns} FROM {table} "  # noqa: S608
        f"WHERE {STEP} = {literal(name)}"
    )


def _columns(steps: Mapping[str, Sums]) -> list[str]:
    return list(dict.fromkeys(column for each in steps.values() for column in each.columns))


def _one_of(column: str, words: Iterable[str]) -> str:
    """Words that are known beforehand, held as numbers."""
    known = sorted(set(words)) or [""]
    return f"CAST({column} AS ENUM ({literals(known)})) AS {column}"


def _number(level: str, subject: str) -> str:
    return f"hash({level}, {subject})"
