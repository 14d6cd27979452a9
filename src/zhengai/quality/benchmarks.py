"""What `zhengai bench quality` measures: two hundred rules over all tables of a college."""

import resource
import time
from dataclasses import dataclass

from zhengai.college.models import College
from zhengai.college.queries import calendar_of, today
from zhengai.datacentre import queries as datacentre
from zhengai.quality import queries
from zhengai_engine.run.quality import Judging
from zhengai_engine.run.sources import LakeSource
from zhengai_engine.tables.quality import QualityRule

RULES = 200


class NoRules(LookupError):
    """There are too few rules or no rows; the message is a Chinese sentence."""


@dataclass(frozen=True)
class JudgedFigure:
    """`rows` are the rows of all datasets that were judged."""

    name: str
    seconds: float
    rows: int
    peak_mib: float
    rules: int
    failing: int


def measure_quality(college: College) -> JudgedFigure:
    """The rules written by hand, the costliest, and derived ones until there are two hundred; of every dataset."""
    versions = datacentre.data_versions(college)
    known = [each for each in queries.rules(college).values() if each.dataset in versions]
    chosen = _chosen(known)
    if len(chosen) < RULES:
        raise NoRules(f"只有 {len(chosen)} 条质量规则能判定，测速要 {RULES} 条：请先导入示例数据")
    started = time.perf_counter()
    with Judging(
        chosen,
        datacentre.catalogue(college),
        calendar_of(college),
        LakeSource(datacentre.lake(college), versions),
        college=college.code,
        today=today(college),
        received=queries.received_on(college),
    ) as judging:
        verdicts = judging.verdicts()
    seconds = time.perf_counter() - started
    judged = {each.dataset for each in chosen}
    rows = sum(number for code, (_, number) in datacentre.stored(college).items() if code in judged)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return JudgedFigure(
        "quality", seconds, rows, round(peak, 1), len(verdicts), sum(each.failing > 0 for each in verdicts)
    )


def _chosen(known: list[QualityRule]) -> list[QualityRule]:
    """Datasets in turn, so that none is left out."""
    written = [each for each in known if not each.derived]
    derived: dict[str, list[QualityRule]] = {}
    for each in known:
        if each.derived:
            derived.setdefault(each.dataset, []).append(each)
    longest = max((len(each) for each in derived.values()), default=0)
    in_turn = [rules[n] for n in range(longest) for rules in derived.values() if n < len(rules)]
    return [*written, *in_turn][:RULES]
