"""Reading definitions, runs and values; explaining a value down to its rows."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.core.content import ContentCache
from zhengai.datacentre import queries as datacentre
from zhengai.framework import queries as framework
from zhengai.indicators.models import CurrentValue, Definition, Run
from zhengai.indicators.rules import Reach, RunState
from zhengai_engine.compile.trace import Part
from zhengai_engine.formulas import Vocabulary, read_indicators, to_text
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.period import Period
from zhengai_engine.model.value import NullReason
from zhengai_engine.model.walk import datasets_of, dependencies
from zhengai_engine.run.explain import ExplainedRows as ExplainedRows
from zhengai_engine.run.explain import explain_rows
from zhengai_engine.run.history import read_rows
from zhengai_engine.run.sources import LakeSource
from zhengai_engine.tables.catalogue import Catalogue

_SCHEMES: ContentCache[tuple[Vocabulary, dict[str, Indicator]]] = ContentCache()
_INDICATORS: ContentCache[dict[str, Indicator]] = ContentCache()


class UnknownIndicator(LookupError):
    """No current definition has this code or name; the message is a Chinese sentence."""


def definitions(college: College) -> QuerySet[Definition]:
    return Definition.objects.filter(college=college, current=True).order_by("code")


def versions_of(college: College, code: str) -> QuerySet[Definition]:
    """Every version there was, newest first."""
    return Definition.objects.filter(college=college, code=code).order_by("-version")


def definition(college: College, code: str) -> Definition:
    """By code or by Chinese name."""
    found = definitions(college).filter(code=code).first() or definitions(college).filter(name=code).first()
    if found is None:
        near = _nearest(code, [(d.code, d.name) for d in definitions(college)])
        raise UnknownIndicator(f"没有“{code}”这个指标" + (f"。是不是 {near}？" if near else ""))
    return found


def vocabulary(college: College) -> Vocabulary:
    """The words a formula of this college may use."""
    return scheme(college)[0]


def scheme(college: College) -> tuple[Vocabulary, dict[str, Indicator]]:
    """The words and the current definitions together: asking for both costs what asking for one does."""

    def build() -> tuple[Vocabulary, dict[str, Indicator]]:
        known = indicators(college)
        return Vocabulary.of(datacentre.catalogue(college), known), known

    return _SCHEMES.get(lambda: (framework.fingerprint(college), _fingerprint(college, None)), build)


def fingerprint(college: College) -> Hashable:
    """What a plan for the current definitions rests on: it changes with the packs, the definitions and the calendar."""
    calendar = tuple((each.code, each.start, each.end) for each in calendar_of(college).all())
    return (college.pk, framework.fingerprint(college), _fingerprint(college, None), calendar)


def indicators(college: College, versions: dict[str, int] | None = None) -> dict[str, Indicator]:
    """The definitions as the engine reads them: the current ones, or exactly the given versions."""
    built = _INDICATORS.get(
        lambda: (framework.fingerprint(college), _fingerprint(college, versions)),
        lambda: _read(college, versions),
    )
    return dict(built)


def _wanted(college: College, versions: dict[str, int] | None) -> QuerySet[Definition]:
    if versions is None:
        return definitions(college)
    return Definition.objects.filter(college=college, code__in=versions).order_by("code")


def _fingerprint(college: College, versions: dict[str, int] | None) -> tuple[tuple[str, int, str], ...]:
    rows = _wanted(college, versions).values_list("code", "version", "digest")
    return tuple(row for row in rows if versions is None or versions[row[0]] == row[1])


def _read(college: College, versions: dict[str, int] | None) -> dict[str, Indicator]:
    rows = [d for d in _wanted(college, versions) if versions is None or versions[d.code] == d.version]
    built = read_indicators([d.body for d in rows], datacentre.catalogue(college))
    return {d.code: replace(built[d.code], version=d.version) for d in rows}


def newest_run(college: College) -> Run | None:
    return Run.objects.filter(college=college, state=RunState.DONE).order_by("-id").first()


def newest_whole(college: College) -> Run | None:
    """The run to whose data all values there are have been brought."""
    wanted = [each for each in Reach if each.brings_up_to_date]
    return Run.objects.filter(college=college, state=RunState.DONE, reach__in=wanted).order_by("-id").first()


def periods_computed(college: College) -> list[Period]:
    """Those for which every indicator was computed at every level; oldest first."""
    runs = Run.objects.filter(
        college=college, state=RunState.DONE, reach__in=(Reach.WHOLE, Reach.PERIODS)
    ).order_by()
    codes = {code for found in runs.values_list("periods", flat=True) for code in found}
    calendar = calendar_of(college)
    known = (calendar.find(code) for code in codes)
    return sorted((each for each in known if each), key=lambda each: (each.end, each.start))


def values_file(run: Run) -> Path:
    """Where a run's values lie: one immutable Parquet file, readable by any engine."""
    return datacentre.lake(run.college).root / "values" / f"run={run.pk}" / "values.parquet"


def read_run(run: Run) -> Iterator[list[tuple[Any, ...]]]:
    """What a run computed, as `read_rows` gives it."""
    return read_rows(values_file(run))


def current_values(
    college: College, *, indicator: str | None = None, level: str | None = None, period: str | None = None
) -> QuerySet[CurrentValue]:
    wanted = {"indicator": indicator, "level": level, "period": period}
    return CurrentValue.objects.filter(
        college=college, **{name: value for name, value in wanted.items() if value is not None}
    )


def current_value(
    college: College, *, indicator: str, level: str, subject: str, period: str | None = None
) -> CurrentValue | None:
    """The newest value of a subject; without `period` that of the latest period computed."""
    found = current_values(college, indicator=indicator, level=level, period=period).filter(subject=subject)
    found = found.select_related("run")
    return found.order_by("-run_id", "-period").first() if period is None else found.first()


def series(college: College, indicator: str, level: str, subject: str, kind: str) -> list[CurrentValue]:
    """A subject's values over the periods of one kind, oldest first (codes of one kind sort by time)."""
    found = current_values(college, indicator=indicator, level=level).filter(
        subject=subject, period_kind=kind
    )
    return list(found.order_by("period"))


@dataclass(frozen=True)
class Explanation:
    """All a doubting reader needs to recompute one value by hand."""

    indicator: Indicator
    formula_zh: str
    formula_en: str
    value: float | None
    numerator: float | None
    denominator: float | None
    reason: NullReason | None
    run: Run
    data_versions: dict[str, int]  # of the datasets the formula reads, through other indicators too
    sources: tuple[ExplainedRows, ...]  # one for each dataset whose rows are behind the value
    follow: tuple[str, ...]  # indicators the value is made of, to be explained themselves


def explain(
    college: College,
    *,
    code: str,
    level: str,
    subject: str,
    period: str,
    part: str | None = None,
    limit: int = 50,
) -> Explanation | None:
    """Explains the newest value from the data and definition versions of its own run; null when there is none.

    `part`, "numerator" or "denominator", lists only the rows behind that half of a rate.
    """
    found = current_value(college, indicator=code, level=level, subject=subject, period=period)
    if found is None:
        return None
    known = indicators(college, found.run.definition_versions)
    words = Vocabulary.of(datacentre.catalogue(college), known)
    explained = explain_rows(
        code,
        known,
        words.catalogue,
        calendar_of(college),
        LakeSource(
            datacentre.lake(college),
            versions_for(code, level, known, words.catalogue, found.run.data_versions),
        ),
        college=college.code,
        level=level,
        subject=subject,
        period=calendar_of(college).period(period),
        part=Part(part) if part else None,
        limit=limit,
    )
    return Explanation(
        indicator=known[code],
        formula_zh=to_text(known[code].expression, words),
        formula_en=to_text(known[code].expression, words, language="en"),
        value=found.value,
        numerator=found.numerator,
        denominator=found.denominator,
        reason=NullReason(found.reason) if found.reason else None,
        run=found.run,
        data_versions={
            d: v for d, v in found.run.data_versions.items() if d in datasets_behind(known[code], known)
        },
        sources=explained.rows,
        follow=tuple(explained.follow),
    )


def datasets_behind(indicator: Indicator, known: dict[str, Indicator]) -> set[str]:
    """The datasets a value rests on, through every indicator its formula refers to."""
    found: set[str] = set()
    waiting, seen = [indicator.code], set[str]()
    while waiting:
        code = waiting.pop()
        if code not in seen:
            seen.add(code)
            found |= datasets_of(known[code].expression)
            waiting.extend(dependencies(known[code].expression))
    return found


def versions_for(
    code: str, level: str, known: dict[str, Indicator], catalogue: Catalogue, versions: dict[str, int]
) -> dict[str, int]:
    """Of `versions`, those of the datasets behind an indicator and of those their rows lead through: opening all
    takes longer than reading the rows."""
    member = catalogue.members(level)
    waiting = datasets_behind(known[code], known) | ({member.code} if member else set())
    found: set[str] = set()
    while waiting:
        dataset = waiting.pop()
        found.add(dataset)
        waiting |= {f.references for f in catalogue.dataset(dataset).fields if f.references} - found
    return {dataset: version for dataset, version in versions.items() if dataset in found}


def _nearest(wanted: str, names: Sequence[tuple[str, str]]) -> str:
    by_word = {word: pair for pair in names for word in pair}
    near = dict.fromkeys(by_word[word] for word in get_close_matches(wanted, by_word, n=3, cutoff=0.5))
    return "、".join(f"{name}({code})" for code, name in near)
