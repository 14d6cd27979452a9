"""Where a subject stands on its spiral: read off the proofs, never set by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from zhengai.cycles.rules.proof import ProofSeen
from zhengai.cycles.rules.stages import Ring, Stage
from zhengai.cycles.rules.template import Node, Template
from zhengai_engine.model.period import Period


@dataclass(frozen=True)
class NodeState:
    """`here` is where the subject stands now. `asked` is false while nothing asks for the node: the loop after the
    warning, as long as there was none."""

    node: Node
    proofs: tuple[ProofSeen, ...] = ()
    here: bool = False
    asked: bool = True

    @property
    def reached(self) -> bool:
        return bool(self.proofs)


@dataclass(frozen=True)
class Loop:
    """One turn of the dynamic ring: a warning, what was done, and the data that closed it."""

    number: int
    about: str
    proofs: tuple[ProofSeen, ...]

    @property
    def sentence(self) -> str:
        return self.proofs[0].sentence

    @property
    def opened_at(self) -> datetime:
        return self.proofs[0].at

    @property
    def closed_at(self) -> datetime | None:
        return next((proof.at for proof in self.proofs if proof.closes), None)

    @property
    def open(self) -> bool:
        return self.closed_at is None


@dataclass(frozen=True)
class Turn:
    """One subject's cycle in one period."""

    template: Template
    period: Period
    nodes: tuple[NodeState, ...]
    loops: tuple[Loop, ...]

    @property
    def reached(self) -> tuple[NodeState, ...]:
        return tuple(state for state in self.nodes if state.reached)

    @property
    def here(self) -> NodeState | None:
        """Null when the cycle is whole."""
        return next((state for state in self.nodes if state.here), None)

    @property
    def open_loops(self) -> tuple[Loop, ...]:
        return tuple(loop for loop in self.loops if loop.open)

    @property
    def closed(self) -> bool:
        """Whether the last step of the static ring is proven."""
        return any(state.reached for state in self.nodes if state.node == self.template.last)

    @property
    def started(self) -> bool:
        """What counts for the whole level does not start a subject's own cycle."""
        return any(not proof.level_wide for state in self.nodes for proof in state.proofs)

    @property
    def skipped(self) -> tuple[NodeState, ...]:
        """Nodes of the static ring without proof, although a later one has some."""
        static = [state for state in self.nodes if state.node.ring is Ring.STATIC]
        last = max((index for index, state in enumerate(static) if state.reached), default=0)
        return tuple(state for state in static[:last] if not state.reached)

    @property
    def sentence(self) -> str:
        parts = [_standing(self), _gaps(self), _loops(self)]
        return "；".join(part for part in parts if part) + "。"


def derive(template: Template, period: Period, proofs: Iterable[ProofSeen]) -> Turn:
    told = sorted(proofs, key=_moment)
    loops = loops_of(told)
    held = {node.code: proofs_of_node(node, told) for node in template.nodes}
    standing = _here(template, held, loops)
    nodes = tuple(
        NodeState(node, held[node.code], node == standing, bool(loops) or not _after_warning(node))
        for node in template.nodes
    )
    return Turn(template, period, nodes, loops)


_ORDER = {stage: place for place, stage in enumerate(Stage)}


def _moment(proof: ProofSeen) -> tuple[datetime, int, bool, str]:
    """One judging may raise and close at the same moment: a warning comes before what was done about it."""
    return proof.at, _ORDER[proof.stage], proof.closes, proof.key


def proofs_of_node(node: Node, proofs: Sequence[ProofSeen]) -> tuple[ProofSeen, ...]:
    """Those of the node's stage. The shared stretch is passed again when a warning is answered, which names what is
    designed anew and who does it, and carried out again when data has closed it."""
    if node.ring is Ring.DYNAMIC and node.shared:
        done = node.stage is Stage.CARRY_OUT
        return tuple(p for p in proofs if p.stage is Stage.ADJUST and p.closes is done)
    return tuple(p for p in proofs if p.stage is node.stage)


def loops_of(proofs: Sequence[ProofSeen]) -> tuple[Loop, ...]:
    """One a warning, by what it is about; what was raised again after closing is the same thing's next loop."""
    members: list[list[ProofSeen]] = []
    current: dict[str, list[ProofSeen]] = {}
    for proof in proofs:
        running = current.get(proof.about)
        if proof.stage is Stage.WARN and (running is None or running[-1].closes):
            current[proof.about] = [proof]
            members.append(current[proof.about])
        elif proof.stage in (Stage.WARN, Stage.ADJUST) and running is not None:
            running.append(proof)
    return tuple(Loop(number, found[0].about, tuple(found)) for number, found in enumerate(members, start=1))


def _after_warning(node: Node) -> bool:
    return node.ring is Ring.DYNAMIC and (node.shared or node.stage in (Stage.WARN, Stage.ADJUST))


def _here(template: Template, held: dict[str, tuple[ProofSeen, ...]], loops: tuple[Loop, ...]) -> Node | None:
    running = [loop for loop in loops if loop.open]
    if running:
        # the newest of several: the one that was raised last is answered last
        ring = template.dynamic
        return _next(ring, [bool(proofs_of_node(node, running[-1].proofs)) for node in ring]) or ring[-1]
    return _next(template.static, [bool(held[node.code]) for node in template.static])


def _next(nodes: tuple[Node, ...], reached: list[bool]) -> Node | None:
    """The first after the last that is reached; null at the end."""
    last = max((index for index, each in enumerate(reached) if each), default=-1)
    return nodes[last + 1] if last + 1 < len(nodes) else None


def _standing(turn: Turn) -> str:
    static = [state for state in turn.nodes if state.node.ring is Ring.STATIC]
    reached = [state.node.name for state in static if state.reached]
    if not reached and turn.here and not turn.loops:
        return f"还没有留下证据，从“{turn.here.node.name}”开始"
    if turn.closed and not turn.open_loops:
        return "已经走完一圈，下一个周期从新的目标开始"
    passed = f"走过 {len(reached)} 个环节，" if reached else ""
    return passed + (f"现在到“{turn.here.node.name}”" if turn.here else "")


def _gaps(turn: Turn) -> str:
    names = "、".join(state.node.name for state in turn.skipped)
    return f"其间{names}还没有证据" if names else ""


def _loops(turn: Turn) -> str:
    if not turn.loops:
        return ""
    left = len(turn.open_loops)
    state = f"{left} 圈还没有闭合" if left else "都已闭合"
    return f"动态螺旋转了 {len(turn.loops)} 圈，{state}"
