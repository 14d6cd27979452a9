"""The only writers of the indicators room: adopting definitions and running evaluations."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of, now, today
from zhengai.core import stopwatch
from zhengai.core.actions import record
from zhengai.datacentre import queries as datacentre
from zhengai.evidence.queries import of_record
from zhengai.framework import queries as framework
from zhengai.framework.actions import set_own_item
from zhengai.indicators import queries
from zhengai.indicators.measures import answered_per, named
from zhengai.indicators.models import Definition, Entry, Run
from zhengai.indicators.publishing import publish, publish_changes
from zhengai.indicators.rules import Reach, RunState, digest
from zhengai.indicators.rules.entry import (
    EntryMove,
    EntryRefused,
    EntryState,
    check_answer,
    check_reviewer,
    next_state,
)
from zhengai.indicators.rules.sections import MeasureItem
from zhengai_engine.formulas import read_indicators
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.period import Period, PeriodKind
from zhengai_engine.run.engines import Engine, check, compute
from zhengai_engine.run.evaluate import Request
from zhengai_engine.run.history import read_rows
from zhengai_engine.run.sources import LakeSource


class NothingToCompute(ValueError):
    """No definition, period or level is left to compute; the message is a Chinese sentence."""


@transaction.atomic
def adopt(*, college: College, by: str) -> tuple[int, int]:
    """Takes the definitions of the installed packs: a changed item becomes a new version, one that is gone
    ends. Checked as a whole first (SchemeError), so a scheme is never half adopted. Returns (new, ended)."""
    items = framework.section(college, "indicators")
    read_indicators(items, datacentre.catalogue(college))
    current = {d.code: d for d in Definition.objects.filter(college=college, current=True)}
    changed = [item for item in items if _differs(current.get(item["code"]), digest(item))]
    gone = set(current) - {item["code"] for item in items}
    replaced = [item["code"] for item in changed] + sorted(gone)
    Definition.objects.filter(college=college, current=True, code__in=replaced).update(current=False)
    for item in changed:
        Definition.objects.create(
            college=college,
            code=item["code"],
            version=_next_version(college, item["code"]),
            name=item["name"],
            body=item,
            digest=digest(item),
            adopted_at=now(college),
            adopted_by=by,
        )
    if changed or gone:
        record(
            action="indicators.adopt",
            by=by,
            subject=college.code,
            details={"new": [item["code"] for item in changed], "ended": sorted(gone)},
        )
    return len(changed), len(gone)


class RevisionRefused(ValueError):
    """The definition cannot be changed this way; the message is a Chinese sentence."""


@transaction.atomic
def revise(*, college: College, item: Mapping[str, Any], version: int, reason: str, by: str) -> Definition:
    """A changed definition becomes the next version, kept in the college's own pack. `version` is the one that was
    edited, 0 for a new indicator. Raises RevisionRefused, or SchemeError when the scheme would no longer be whole."""
    if not reason.strip():
        raise RevisionRefused("请写明为什么修改：口径的每次变化都要能说明理由")
    College.objects.select_for_update(no_key=True).get(pk=college.pk)
    current = Definition.objects.filter(college=college, code=item["code"], current=True).first()
    if (current.version if current else 0) != version:
        held = f"第 {current.version} 版" if current else "已停用"
        raise RevisionRefused(f"这个指标已被他人修改，现在是{held}；请核对之后再保存，您写的内容还在")
    if current and not _differs(current, digest(dict(item))):
        raise RevisionRefused("没有改动，仍是原来的版本")
    set_own_item(college=college, section="indicators", item=dict(item), by=by)
    adopt(college=college, by=by)
    revised = Definition.objects.get(college=college, code=item["code"], current=True)
    record(
        action="indicators.revise",
        by=by,
        subject=item["code"],
        details={"version": revised.version, "reason": reason.strip()},
    )
    return revised


def _differs(existing: Definition | None, wanted: str) -> bool:
    return existing is None or existing.digest != wanted


def _next_version(college: College, code: str) -> int:
    last = Definition.objects.filter(college=college, code=code).order_by("-version").first()
    return last.version + 1 if last else 1


def default_periods(college: College) -> list[Period]:
    """What is of interest today: the running week, semester, academic year and calendar year, and those that ended
    last, because late rows, grades, evaluations and yearly figures are complete only then."""
    calendar, day = calendar_of(college), today(college)
    found: list[Period | None] = []
    for kind in (PeriodKind.WEEK, PeriodKind.SEMESTER, PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR):
        current = calendar.containing(day, kind)
        found += [calendar.previous(current) if current else None, current]
    return [period for period in found if period]


def evaluate(
    *,
    college: College,
    by: str,
    periods: Sequence[Period] | None = None,
    levels: Sequence[str] | None = None,
    codes: Sequence[str] | None = None,
    engine: Engine = Engine.DUCKDB,
) -> Run:
    """Computes and publishes one run. Its values are written to a file first and published in one transaction:
    a process that dies leaves the last run's values on the pages and a run marked as failed. Raises NothingToCompute,
    UnknownIndicator or EngineMissing before anything is begun."""
    check(engine, settings.SPARK_MASTER)
    known = queries.indicators(college)
    chosen = _choose(college, known, codes)
    wanted = sorted(periods or default_periods(college), key=lambda p: (p.end, p.start))
    requests = requests_for(chosen, wanted, levels)
    if not requests:
        raise NothingToCompute("没有可计算的内容：所选指标在所选层面和周期上都没有定义")
    needed = {code: indicator.version for code, indicator in known.items()}
    run = Run.objects.create(
        college=college,
        reach=_reach(college, wanted, everything=codes is None and levels is None),
        by=by,
        started_at=now(college),
        periods=[p.code for p in wanted],
        data_versions=datacentre.data_versions(college),
        definition_versions=needed,
        counts={},
    )
    try:
        return _carry_out(run, known, [i.code for i in chosen], requests, engine)
    except BaseException as failure:
        run.state, run.finished_at, run.message = RunState.FAILED, now(college), str(failure)[:2000]
        run.save(update_fields=["state", "finished_at", "message"])
        raise


def _reach(college: College, periods: Sequence[Period], *, everything: bool) -> Reach:
    if not everything:
        return Reach.PART
    return Reach.WHOLE if set(default_periods(college)) <= set(periods) else Reach.PERIODS


def _choose(college: College, known: dict[str, Indicator], codes: Sequence[str] | None) -> list[Indicator]:
    if codes is None:
        return list(known.values())
    return [known[queries.definition(college, code).code] for code in codes]


def requests_for(
    chosen: Sequence[Indicator], periods: Sequence[Period], levels: Sequence[str] | None = None
) -> list[Request]:
    """One request for each level and kind of period that any of the indicators offers."""
    offered = {(level, kind) for i in chosen for level in i.levels for kind in i.periods}
    return [
        Request(level, tuple(p for p in periods if p.kind is kind))
        for level, kind in sorted(offered)
        if (levels is None or level in levels) and any(p.kind is kind for p in periods)
    ]


def _carry_out(
    run: Run, known: dict[str, Indicator], codes: list[str], requests: list[Request], engine: Engine
) -> Run:
    college = run.college
    path = queries.values_file(run)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name("unfinished.parquet")
    with (
        stopwatch.step("compute"),
        compute(
            engine,
            known,
            datacentre.catalogue(college),
            calendar_of(college),
            LakeSource(datacentre.lake(college), run.data_versions),
            college=college.code,
            requests=requests,
            codes=codes,
            master=settings.SPARK_MASTER,
        ) as evaluation,
    ):
        evaluation.write(unfinished)
        run.counts = evaluation.by_level()
    os.replace(unfinished, path)
    with stopwatch.step("publish"), transaction.atomic():
        College.objects.select_for_update(no_key=True).get(pk=college.pk)
        _publish(run, path, codes)
        # what followed newer data meanwhile has been overwritten, and is to be followed again
        Run.objects.filter(college=college, pk__gt=run.pk, reach=Reach.CHANGES).update(reach=Reach.PART)
        run.state, run.finished_at = RunState.DONE, now(college)
        run.save(update_fields=["state", "finished_at", "counts"])
        record(
            action="indicators.evaluate",
            by=run.by,
            subject=f"run:{run.pk}",
            details={"periods": run.periods, "counts": run.counts, "engine": engine.value},
        )
    return run


def _publish(run: Run, path: Path, codes: Sequence[str]) -> int:
    return publish(run, codes, read_rows(path), _kinds(run))


def _kinds(run: Run) -> dict[str, str]:
    calendar = calendar_of(run.college)
    return {code: calendar.period(code).kind.value for code in run.periods}


@transaction.atomic
def republish(*, college: College, by: str) -> int:
    """Rebuilds the newest values from the files of all finished runs, oldest first."""
    total = 0
    for run in Run.objects.filter(college=college, state=RunState.DONE).order_by("id"):
        path = queries.values_file(run)
        if run.reach == Reach.CHANGES:
            total += len(publish_changes(run, read_rows(path), _kinds(run)))
            continue
        codes = sorted({row[0] for rows in read_rows(path) for row in rows})
        total += _publish(run, path, codes)
    record(action="indicators.republish", by=by, subject=college.code, details={"rows": total})
    return total


@transaction.atomic
def fill_entry(
    *,
    measure: MeasureItem,
    subject: Subject,
    year: Period,
    move: EntryMove,
    answer: str,
    evidence: str,
    by: str,
) -> Entry:
    """Saves or submits what a person collected of a measure; what was accepted before is seen again. Raises
    EntryRefused, then nothing is changed."""
    if measure.form is None or subject.level != answered_per(measure):
        raise EntryRefused("这一项不由人为这个对象收集")
    answer, evidence = answer.strip(), evidence.strip()
    # two who fill in at once take turns
    Subject.objects.select_for_update().get(pk=subject.pk)
    entry = Entry.objects.filter(subject=subject, measure=measure.code, period=year.code).first()
    files = entry is not None and of_record(subject.college.code, "entry", str(entry.pk)).exists()
    check_answer(
        form=measure.form, grades=measure.grades, answer=answer, evidence=evidence, move=move, files=files
    )
    entry = entry or Entry(college=subject.college, subject=subject, measure=measure.code, period=year.code)
    entry.state = next_state(EntryState(entry.state) if entry.pk else None, move)
    entry.name, entry.answer, entry.evidence = named(measure, year), answer, evidence
    entry.collected_by, entry.collected_at = by, now(subject.college)
    entry.reviewed_by, entry.reviewed_at = "", None
    entry.save()
    record(action=f"indicators.{move.value}_entry", by=by, **_told(entry))
    return entry


@transaction.atomic
def review_entry(*, entry: Entry, move: EntryMove, note: str, by: str) -> Entry:
    """Accepts or returns what another person submitted. Raises EntryRefused."""
    held = Entry.objects.select_for_update().get(pk=entry.pk)
    state = next_state(EntryState(held.state), move)
    check_reviewer(move=move, collected_by=held.collected_by, by=by, note=note)
    held.state, held.note = state, note.strip()
    held.reviewed_by, held.reviewed_at = by, now(held.college)
    held.save()
    record(action=f"indicators.{move.value}_entry", by=by, **_told(held))
    return held


def _told(entry: Entry) -> dict[str, Any]:
    """Of an entry in the trail: not what was answered."""
    about = f"{entry.subject.level}:{entry.subject.code}"
    return {"subject": about, "details": {"measure": entry.measure, "period": entry.period}}
