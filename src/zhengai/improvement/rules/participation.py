"""全员参与 (CUL-03): which acts of the audit trail count as taking part in quality assurance, and as which kind."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Kind:
    """`actions` are beginnings of the trail's names. Looking and signing in take no part."""

    code: str
    name: str
    actions: tuple[str, ...]


KINDS = (
    Kind("diagnosis", "做诊断", ("diagnosis.save", "diagnosis.submit", "diagnosis.confirm", "diagnosis.return")),
    Kind("chain", "定目标、办任务", ("goals.propose", "goals.decide", "goals.change", "goals.plan_", "goals.task_")),
    Kind(
        "loop",
        "回应预警、改进",
        ("alerts.acknowledge", "alerts.answer", "alerts.ask_", "improvement.open", "improvement.start",
         "improvement.carry_out", "improvement.note", "improvement.learn"),
    ),
    Kind(
        "data",
        "填数据",
        ("datacentre.import", "indicators.save_entry", "indicators.submit_entry", "indicators.accept_entry",
         "indicators.return_entry"),
    ),
    Kind("rules", "修制度和标准", ("regulations.", "standards.propose", "standards.decide")),
    Kind("suggestion", "提建议", ("framework.suggest",)),
)  # fmt: skip
# a plan or a goal of one's own is no act of a day: it is counted from the plans and goals themselves
GOAL = "goal"


def kind_of(action: str) -> str:
    """Empty for what does not count."""
    return next((kind.code for kind in KINDS if action.startswith(kind.actions)), "")


@dataclass
class Share:
    """People of one department and level, and how many of them took part, by kind and at all."""

    people: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    any: int = 0

    @property
    def share(self) -> float | None:
        return self.any / self.people if self.people else None

    def add(self, kinds: set[str]) -> None:
        self.people += 1
        self.any += bool(kinds)
        for each in kinds:
            self.by_kind[each] = self.by_kind.get(each, 0) + 1
