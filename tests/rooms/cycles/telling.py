"""Short ways to tell what happened."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from zhengai.cycles.rules.proof import NewProof, ProofSeen
from zhengai.cycles.rules.stages import Stage
from zhengai_engine.model.period import Calendar, Period, Semester

SEMESTER = "2026-2027-1"
START = datetime(2026, 9, 1, 8, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FIRST_MONDAY = date(2026, 8, 31)
CALENDAR = Calendar([Semester(SEMESTER, FIRST_MONDAY, 18)])
PERIOD: Period = CALENDAR.period(SEMESTER)


def seen(*told: Stage | tuple[Stage, str], level_wide: bool = False) -> list[ProofSeen]:
    """One proof an hour, in the order told; a key may be given, whose first two parts are what it is about."""
    found = []
    for hour, each in enumerate(told):
        stage, key = each if isinstance(each, tuple) else (each, f"thing:{hour}")
        about = ":".join(key.split(":")[:2])
        at = START + timedelta(hours=hour)
        found.append(ProofSeen(stage, key, about, f"{key} {stage.chinese}", at, "lin", SEMESTER, level_wide))
    return found


def warned(number: int) -> tuple[Stage, str]:
    return Stage.WARN, f"alert:{number}:raise"


def answered(number: int) -> tuple[Stage, str]:
    return Stage.ADJUST, f"alert:{number}:answer"


def closed(number: int) -> tuple[Stage, str]:
    return Stage.ADJUST, f"alert:{number}:close"


def new(
    stage: Stage, key: str, subject: str = "C001", period: str = SEMESTER, level: str = "course"
) -> NewProof:
    about = ":".join(key.split(":")[:2])
    return NewProof(level, subject, period, stage, key, about, f"{key}发生了")
