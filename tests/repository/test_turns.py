"""Who takes turns on a college's row must not keep others from writing what belongs to the college: PostgreSQL lets a
row with a foreign key in only if the row it points to is not locked as a whole. A publishing of values that held it so
kept every message of every source waiting, and met one of them in a deadlock over the audit trail."""

import re
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "src" / "zhengai"
LOCKED = re.compile(r"College\.objects\.select_for_update\(([^)]*)\)")


def test_the_row_of_a_college_is_locked_without_its_key() -> None:
    found = {
        f"{path.relative_to(SOURCES)}: {match[0]}": match[1]
        for path in SOURCES.rglob("*.py")
        for match in LOCKED.finditer(path.read_text(encoding="utf-8"))
    }
    assert len(found) > 15
    assert [place for place, arguments in found.items() if arguments != "no_key=True"] == []
