"""The sample's data are judged, and its people have begun on what looks wrong: one row is right as it is and was
accepted by a second person, one still waits for the decision, the others for a correction at their source."""

from zhengai.college.models import College
from zhengai.quality.actions import ask_exception, decide_exception, judge
from zhengai.quality.queries import suspects
from zhengai.quality.rules import SuspectState

OWNER, DECIDER = "han", "lin"


def doubt(*, college: College) -> int:
    """How many rows are under suspicion."""
    report = judge(college=college, by="sample")
    if suspects(college).exclude(state=SuspectState.OPEN).exists():
        return report.found
    repeats = suspects(college).filter(rule="students.class_year").first()
    full = suspects(college).filter(rule="bases.received").first()
    if repeats is not None:
        ask_exception(suspect=repeats, reason="休学一年后编入下一级的班，入学年份没有错", by=OWNER)
        decide_exception(suspect=repeats, accepted=True, note="与学籍异动记录一致", by=DECIDER)
    if full is not None:
        ask_exception(suspect=full, reason="暑期加收了一批短期实习生，接纳人数按平时填报", by=OWNER)
    return report.found
