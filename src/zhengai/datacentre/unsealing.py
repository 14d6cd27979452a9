"""Seeing a sealed field as it was written, on a demand with a reason that stays in the trail; sealing what is stored
anew (INF-02)."""

from collections.abc import Sequence

from zhengai.college.models import College
from zhengai.core.actions import record
from zhengai.datacentre import queries, registers, sealing
from zhengai_engine.tables.dataset import Dataset

_SHORTEST = 4


class RevealRefused(ValueError):
    """The message is a Chinese sentence."""


def reveal_row(
    *, college: College, dataset: Dataset, key: Sequence[str], reason: str, by: str
) -> dict[str, str]:
    """Field → what its sealed text says. `key` as it is stored. The trail says who, which row and why before anybody
    sees it. Raises RevealRefused."""
    if len(reason.strip()) < _SHORTEST:
        raise RevealRefused("请写明查看原文的理由，至少四个字；它留在审计记录里")
    found = registers.row(college, dataset, key)
    if found is None:
        raise RevealRefused("台账里没有这一行，可能已经撤销")
    fields = [each for each in dataset.fields if each.sealed and found[each.code]]
    try:
        opened = {each.code: sealing.unseal(str(found[each.code])) for each in fields}
    except sealing.NoKey as problem:
        raise RevealRefused(str(problem)) from problem
    record(
        action="datacentre.reveal",
        by=by,
        subject=f"row:{dataset.code}:{registers.key_text(key)}"[:200],
        details={
            "dataset": dataset.code,
            "fields": "、".join(each.name for each in fields),
            "reason": reason.strip()[:300],
        },
    )
    return opened


def seal_stored(*, college: College, by: str) -> dict[str, int]:
    """Dataset → the version that holds its sealed fields sealed with the newest key, for every table that held them
    otherwise: from before they were sealed, or under an older key. Can be begun again after it was stopped anywhere."""
    found = {}
    lake = queries.lake(college)
    for dataset in queries.catalogue(college).datasets.values():
        if not any(each.sealed for each in dataset.fields):
            continue
        version = lake.reseal(dataset, sealing.seal)
        if version is None:
            continue
        found[dataset.code] = version
        record(
            action="datacentre.seal",
            by=by,
            subject=f"dataset:{dataset.code}",
            details={"dataset": dataset.code, "version": version},
        )
    return found
