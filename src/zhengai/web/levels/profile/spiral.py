"""螺旋: one subject's figure-eight of a cycle, what it rests on, and the turns before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from zhengai.accounts.queries import names_of
from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of, today
from zhengai.cycles.queries import current_cycle, cycle_of, earlier_turns
from zhengai.cycles.queries import turn as turn_of
from zhengai.cycles.rules.proof import ProofSeen
from zhengai.cycles.rules.span import OutsideCalendar
from zhengai.cycles.rules.turn import Loop, NodeState, Turn
from zhengai.web.components.abouts import address_of
from zhengai.web.components.periods import PeriodSwitch, full_name, period_switch, short_name
from zhengai.web.components.spirals import standing
from zhengai.web.components.workbooks import Sheet, workbook_of
from zhengai.web.levels.profile.subject import subject_or_404
from zhengai.web.levels.profile.words import words_for
from zhengai.web.shell.levels import level_names
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.model.period import Calendar, Period, UnknownPeriod

EARLIER = 3
_OF_A_TRAIL = 30  # cycles in the file


@dataclass(frozen=True)
class ProofRow:
    proof: ProofSeen
    who: str
    href: str
    period: str


@dataclass(frozen=True)
class NodeRow:
    state: NodeState
    standing: str
    rows: list[ProofRow]


@dataclass(frozen=True)
class LoopRow:
    loop: Loop
    rows: list[ProofRow]


@needs(Permission.INDICATOR_VIEW)
def spiral(request: Request, level: str, code: str) -> HttpResponse:
    subject = subject_or_404(request, level, code)
    cycle = _cycle_or_404(request, level)
    turn = turn_of(request.college, level, code, cycle)
    if request.GET.get("format") == "xlsx":
        return _export(request, subject, turn)
    earlier = earlier_turns(request.college, level, code, cycle, EARLIER)
    names = _names(turn)
    calendar = calendar_of(request.college)
    context = {
        "subject": subject,
        "level": level,
        "level_name": level_names(request)[level],
        "words": words_for(request, subject),
        "turn": turn,
        "earlier": earlier,
        "turns": [(each, short_name(calendar, each.period.code)) for each in (turn, *earlier)],
        "nodes": [
            NodeRow(state, standing(state), _rows(state.proofs, names, calendar)) for state in turn.nodes
        ],
        "loops": [LoopRow(loop, _rows(loop.proofs, names, calendar)) for loop in turn.loops],
        "switch": _switch(request, cycle),
    }
    return render(request, "levels/profile/spiral.html", context)


def _cycle_or_404(request: Request, level: str) -> Period:
    """That of the period asked for, of whatever kind; else the one that runs today."""
    try:
        asked = request.GET.get("period")
        if not asked:
            return current_cycle(request.college, level)
        return cycle_of(request.college, level, calendar_of(request.college).period(asked))
    except (UnknownPeriod, OutsideCalendar) as reason:
        raise Http404(str(reason)) from reason


def _switch(request: Request, cycle: Period) -> PeriodSwitch:
    """Every cycle of the level that has begun."""
    calendar = calendar_of(request.college)
    begun = [p for p in calendar.all() if p.kind is cycle.kind and p.start <= today(request.college)]
    return period_switch(calendar, [*(p.code for p in begun), cycle.code], cycle.code)


def _names(*turns: Turn) -> dict[str, str]:
    """Username → name, of all who left a proof."""
    return names_of(proof.by for turn in turns for state in turn.nodes for proof in state.proofs)


def _rows(proofs: Sequence[ProofSeen], names: Mapping[str, str], calendar: Calendar) -> list[ProofRow]:
    return [
        ProofRow(
            proof, names.get(proof.by, proof.by), address_of(proof.about), short_name(calendar, proof.period)
        )
        for proof in proofs
    ]


def _export(request: Request, subject: Subject, turn: Turn) -> HttpResponse:
    """诊改轨迹 as evidence: every proof of this cycle and of those before it."""
    before = earlier_turns(request.college, subject.level, subject.code, turn.period, _OF_A_TRAIL)
    turns = [turn, *before]
    names, calendar = _names(*turns), calendar_of(request.college)
    proofs = ("周期", "螺旋", "环节", "说明", "所说的周期", "时间", "操作人", "依据", "范围")
    loops = ("周期", "圈", "预警", "发出", "闭合", "依据")
    sheets = [
        Sheet("证据", proofs, [row for each in turns for row in _proof_cells(each, names, calendar)]),
        Sheet("动态螺旋", loops, [row for each in turns for row in _loop_cells(each)]),
        Sheet(
            "历次", ("周期", "模板", "状态"), [(t.period.name, t.template.name, t.sentence) for t in turns]
        ),
    ]
    return workbook_of(f"诊改轨迹 {subject.name}", sheets)


def _proof_cells(turn: Turn, names: Mapping[str, str], calendar: Calendar) -> list[Sequence[Any]]:
    return [
        (
            turn.period.name,
            state.node.ring.chinese,
            state.node.name,
            proof.sentence,
            full_name(calendar, proof.period),
            _moment(proof),
            names.get(proof.by, proof.by),
            proof.about,
            "本层面全体" if proof.level_wide else "本对象",
        )
        for state in turn.nodes
        for proof in state.proofs
    ]


def _loop_cells(turn: Turn) -> list[Sequence[Any]]:
    return [
        (
            turn.period.name,
            loop.number,
            loop.sentence,
            f"{timezone.localtime(loop.opened_at):%Y-%m-%d %H:%M}",
            f"{timezone.localtime(loop.closed_at):%Y-%m-%d %H:%M}" if loop.closed_at else "未闭合",
            loop.about,
        )
        for loop in turn.loops
    ]


def _moment(proof: ProofSeen) -> str:
    return f"{timezone.localtime(proof.at):%Y-%m-%d %H:%M}"
