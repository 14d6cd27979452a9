"""Improvements that need another department: one was answered, one still waits."""

from datetime import date
from itertools import cycle

from zhengai.college.queries import subjects
from zhengai.framework.queries import matrix
from zhengai.improvement.actions import move_dependence, send_dependence
from zhengai.improvement.models import Dependence, Improvement
from zhengai.improvement.rules.dependence import DependenceMove
from zhengai.improvement.rules.machine import ImprovementState
from zhengai.sample.history.stage import Stage

_SYSTEM = "resources"
# department, what is needed, its answer
_TOLD = (
    ("D11", "期中把这门课的四次实训排进连续两节，平行班错开周次。", "已按要求调课，第 9 周起执行。"),
    ("D17", "实训室增加八台工位，坏的四台本学期修好。", ""),
)


def send_some(stage: Stage) -> None:
    if Dependence.objects.filter(college=stage.college).exists():
        return
    live = Improvement.objects.filter(college=stage.college, state=ImprovementState.UNDER_WAY)
    found = list(live.select_related("subject__college").order_by("pk"))
    if not found:
        return
    system = _SYSTEM if _SYSTEM in matrix(stage.college).systems else ""
    places = {each.code: each for each in subjects(stage.college, "department").select_related("college")}
    for each, (code, need, answer) in zip(cycle(found), _TOLD, strict=False):
        if code not in places:
            continue
        made = send_dependence(
            source=f"improvement:{each.pk}", subject=each.subject, target=places[code], system=system,
            problem="项目任务要连续上机，现有的排课和工位不够。", need=need, due=date(2026, 11, 27),
            by=stage.people.of(each.subject).username,
        )  # fmt: skip
        if answer:
            by = stage.people.of(places[code]).username
            move_dependence(dependence=made, move=DependenceMove.ACCEPT, by=by)
            move_dependence(dependence=made, move=DependenceMove.ANSWER, text=answer, by=by)
