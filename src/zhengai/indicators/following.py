"""Following new data: only what the new rows changed is computed, and everything where that cannot be told."""

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from django.db import transaction

from zhengai.college.models import College
from zhengai.college.queries import calendar_of, now
from zhengai.core import stopwatch
from zhengai.core.actions import record
from zhengai.datacentre import queries as datacentre
from zhengai.indicators import queries
from zhengai.indicators.actions import evaluate, requests_for
from zhengai.indicators.models import Run
from zhengai.indicators.publishing import Key, publish_changes
from zhengai.indicators.rules import Reach, RunState
from zhengai_engine.model.period import Period
from zhengai_engine.run.evaluate import Evaluation
from zhengai_engine.run.incremental import Change, FoundChanges, NotIncremental, find_changes

_TRIES = 3


@dataclass(frozen=True)
class Followed:
    """`run` is null when no value could have changed. `whole` says why everything was computed, and is empty when
    only the changes were: then `changed` lists every value that is not what it was."""

    run: Run | None
    changed: tuple[Key, ...] = ()
    whole: str = ""


class _Overtaken(Exception):
    """Another run brought the values up to date meanwhile."""


def follow(*, college: College, by: str, periods: Sequence[Period]) -> Followed:
    """Brings all values up to the newest data. `periods` are those to compute when everything has to be."""
    for _ in range(_TRIES):
        try:
            return _follow_changes(college, by)
        except NotIncremental as reason:
            return Followed(evaluate(college=college, by=by, periods=periods), whole=str(reason))
        except _Overtaken:
            continue
    whole = "别的计算一再抢先，全部重新计算"
    return Followed(evaluate(college=college, by=by, periods=periods), whole=whole)


def _follow_changes(college: College, by: str) -> Followed:
    """Raises NotIncremental, _Overtaken."""
    base = queries.newest_whole(college)
    if base is None:
        raise NotIncremental("还没有全部计算过，先全部计算")
    known = queries.indicators(college)
    definitions = {code: each.version for code, each in known.items()}
    if definitions != base.definition_versions:
        raise NotIncremental("上次计算以后指标的定义变了，全部重新计算")
    change = Change(datacentre.lake(college), base.data_versions, datacentre.data_versions(college))
    if not change.datasets:
        return Followed(None)
    started, computed = now(college), queries.periods_computed(college)
    with stopwatch.step("find"):
        found = find_changes(
            known,
            datacentre.catalogue(college),
            calendar_of(college),
            change,
            college=college.code,
            requests=requests_for(list(known.values()), computed),
            computed=computed,
            mark=queries.fingerprint(college),
        )
    with ExitStack() as stack:
        with stopwatch.step("compute"):
            evaluation = stack.enter_context(found.evaluate())
            run = Run.objects.create(
                college=college,
                reach=Reach.CHANGES,
                by=by,
                started_at=started,
                periods=[each.code for each in _periods(found)],
                data_versions=dict(change.until),
                definition_versions=definitions,
            )
            try:
                _write(run, evaluation)
            except BaseException as failure:
                _fail(run, str(failure))
                raise
        try:
            with stopwatch.step("publish"):
                return Followed(run, _publish(run, base, evaluation))
        except _Overtaken:
            _fail(run, "别的计算抢先完成，重新计算")
            raise


def _periods(changes: FoundChanges) -> list[Period]:
    found = {period for each in changes.effects for period in each.periods}
    return sorted(found, key=lambda each: (each.end, each.start))


def _write(run: Run, evaluation: Evaluation) -> None:
    path = queries.values_file(run)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name("unfinished.parquet")
    evaluation.write(unfinished)
    run.counts = evaluation.by_level()
    os.replace(unfinished, path)


@transaction.atomic
def _publish(run: Run, base: Run, evaluation: Evaluation) -> tuple[Key, ...]:
    """Raises _Overtaken: what was computed rests on values that are no longer the newest."""
    College.objects.select_for_update(no_key=True).get(pk=run.college_id)
    newest = queries.newest_whole(run.college)
    if newest is None or newest.pk != base.pk:
        raise _Overtaken
    calendar = calendar_of(run.college)
    kinds = {code: calendar.period(code).kind.value for code in run.periods}
    changed = publish_changes(run, evaluation.ordered(), kinds)
    run.state, run.finished_at = RunState.DONE, now(run.college)
    run.save(update_fields=["state", "finished_at", "counts"])
    record(
        action="indicators.follow",
        by=run.by,
        subject=f"run:{run.pk}",
        details={"periods": run.periods, "counts": run.counts, "changed": len(changed)},
    )
    return tuple(changed)


def _fail(run: Run, message: str) -> None:
    run.state, run.finished_at, run.message = RunState.FAILED, now(run.college), message[:2000]
    run.save(update_fields=["state", "finished_at", "message"])
