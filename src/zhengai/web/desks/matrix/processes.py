"""质量计划, 质量控制, 质量提升: the work of the whole matrix under the three management processes (FRM-09)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhengai.goals.models import Goal
from zhengai.goals.rules.machine import GoalState
from zhengai.web.components.scoped import within_key
from zhengai.web.components.standings import Standing
from zhengai.web.desks.matrix.diagnosed import SEEN, Diagnosed
from zhengai.web.desks.matrix.facts import CellSeen, Measured
from zhengai.web.shell.request import Request


@dataclass(frozen=True)
class Part:
    word: str
    number: int
    route: str


@dataclass(frozen=True)
class Process:
    name: str
    parts: tuple[Part, ...]


def processes(request: Request, cells: Sequence[CellSeen], said: Mapping[str, Diagnosed]) -> list[Process]:
    """Everything counted once, although an indicator may belong to several cells and a document to several levels."""
    goals = Goal.objects.filter(college=request.college, state=GoalState.APPROVED)
    measured: dict[tuple[str, str], Measured] = {
        (each.cell.level, code): fact for each in cells for code, fact in each.measured
    }
    facts = measured.values()
    problems = sum(point.problem for each in said.values() for point in each.points)
    return [
        Process(
            "质量计划",
            (
                Part("目标", within_key(request.person, SEEN, goals).count(), "goals"),
                Part("现行标准", _standing(cells, "标准"), "library"),
                Part("现行制度", _standing(cells, "制度"), "regulations"),
            ),
        ),
        Process(
            "质量控制",
            (
                Part("达标", sum(each.states[Standing.MET] for each in facts), "standards"),
                Part("未达标", sum(each.states[Standing.SHORT] for each in facts), "standards"),
                Part("未关闭的预警", sum(each.alerts for each in facts), "alerts"),
            ),
        ),
        Process(
            "质量提升",
            (
                Part("最近诊断发现的问题", problems, "diagnosis"),
                Part("进行中的改进", sum(each.improvements for each in facts), "improvements"),
            ),
        ),
    ]


def _standing(cells: Sequence[CellSeen], word: str) -> int:
    """In force, each place once: standards are the same in every cell of their level."""
    places: dict[tuple[str, ...], int] = {}
    for each in cells:
        for kind in each.held.kinds:
            if kind.word == word:
                place = (each.cell.level,) if word == "标准" else (each.cell.system, each.cell.level)
                places[place] = kind.standing
    return sum(places.values())
