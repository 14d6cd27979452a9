"""Spiral templates (螺旋模板): the nodes of a figure-eight, in the order in which one travels it."""

from dataclasses import dataclass

from zhengai.cycles.rules.stages import Ring, Stage
from zhengai_engine.model.period import PeriodKind


@dataclass(frozen=True)
class Node:
    """A step of the spiral. A shared one lies on the stretch that both rings pass; shared and of the dynamic ring,
    it is passed for the second time, after the loop."""

    code: str
    name: str
    stage: Stage
    ring: Ring = Ring.STATIC
    shared: bool = False


@dataclass(frozen=True)
class Template:
    """The eight in one line: beginning of the static ring, shared stretch, dynamic loop, the shared stretch once more
    where a template names it, end of the static ring."""

    code: str
    name: str
    source: str
    nodes: tuple[Node, ...]

    @property
    def static(self) -> tuple[Node, ...]:
        """The order that decides where a subject stands."""
        return tuple(node for node in self.nodes if node.ring is Ring.STATIC)

    @property
    def last(self) -> Node:
        """Proven, it closes the cycle."""
        return self.static[-1]

    @property
    def dynamic(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if node.ring is Ring.DYNAMIC)


@dataclass(frozen=True)
class Rhythm:
    """How long a cycle of a level lasts, and the template it follows."""

    kind: PeriodKind
    template: str


def misplaced(nodes: tuple[Node, ...]) -> str:
    """What keeps the nodes from being an eight, as a Chinese sentence; empty when they are one."""
    found = [(node.ring, node.shared) for node in nodes]
    loop = [index for index, each in enumerate(found) if each == (Ring.DYNAMIC, False)]
    if not loop:
        return "动态螺旋至少要有一个不共用的节点，例如“监测”"
    if found[loop[0] : loop[-1] + 1] != [(Ring.DYNAMIC, False)] * len(loop):
        return "动态螺旋的节点要写在一起，中间不能夹别的节点"
    before, after = found[: loop[0]], found[loop[-1] + 1 :]
    head = [each for each in before if each == (Ring.STATIC, False)]
    shared = [each for each in before if each == (Ring.STATIC, True)]
    again = [each for each in after if each == (Ring.DYNAMIC, True)]
    tail = [each for each in after if each == (Ring.STATIC, False)]
    if not head or not shared or not tail:
        return "静态螺旋要有共用段之前的节点、共用的节点和动态螺旋之后的节点"
    if before != head + shared or after != again + tail:
        return "节点按走过的顺序写：静态螺旋、共用段、动态螺旋、再次经过的共用段（可以没有）、静态螺旋"
    return ""


def plain_template() -> Template:
    """The stages themselves, for a college whose packs ship no template."""
    stretch = (Stage.DESIGN, Stage.ORGANISE, Stage.CARRY_OUT)
    loop = (Stage.MONITOR, Stage.WARN, Stage.ADJUST)
    nodes = (
        Node(
            stage.value,
            stage.chinese,
            stage,
            Ring.DYNAMIC if stage in loop else Ring.STATIC,
            stage in stretch,
        )
        for stage in Stage
    )
    return Template("stages", "环节", "", tuple(nodes))
