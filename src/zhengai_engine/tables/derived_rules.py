"""Quality rules that a dataset's own declaration already says: nobody writes them a second time."""

from collections.abc import Iterator

from zhengai_engine.model.period import PeriodKind
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, Field
from zhengai_engine.tables.quality import (
    KINDS,
    Aspect,
    Check,
    Fresh,
    InCodes,
    InRange,
    QualityRule,
    Refers,
    Required,
    Unique,
)

# New rows are due one period after the last one, and one more day.
_DAYS = {
    PeriodKind.DAY: 2,
    PeriodKind.WEEK: 8,
    PeriodKind.MONTH: 32,
    PeriodKind.SEMESTER: 184,
    PeriodKind.ACADEMIC_YEAR: 367,
    PeriodKind.CALENDAR_YEAR: 367,
}


def derived_rules(catalogue: Catalogue) -> list[QualityRule]:
    """By dataset: key, time, then field after field. Codes are stable: dataset, kind, field."""
    return [rule for dataset in catalogue.datasets.values() for rule in _of(dataset, catalogue)]


def _of(dataset: Dataset, catalogue: Catalogue) -> Iterator[QualityRule]:
    names = "、".join(dataset.field(code).name for code in dataset.key)
    yield _rule(dataset, Unique(dataset.key), Aspect.ACCURATE, f"{names}不重复", blocking=True)
    if dataset.frequency is not None:
        yield _rule(dataset, Fresh(_DAYS[dataset.frequency]), Aspect.TIMELY, "按时更新")
    for field in dataset.fields:
        yield from _of_field(dataset, field, catalogue)


def _of_field(dataset: Dataset, field: Field, catalogue: Catalogue) -> Iterator[QualityRule]:
    code, name = field.code, field.name
    if field.required or code in dataset.key:
        yield _rule(dataset, Required(code), Aspect.COMPLETE, f"{name}不为空", code, blocking=True)
    if field.minimum is not None or field.maximum is not None:
        check = InRange(code, field.minimum, field.maximum)
        yield _rule(dataset, check, Aspect.ACCURATE, f"{name}{_range(field)}", code)
    if field.choices:
        yield _rule(dataset, InCodes(code), Aspect.ACCURATE, f"{name}在可选值之内", code)
    if field.references and len(catalogue.dataset(field.references).key) == 1:
        target = catalogue.dataset(field.references).name
        yield _rule(dataset, Refers(code), Aspect.TRUE, f"{name}在“{target}”里找得到", code)


def _range(field: Field) -> str:
    if field.minimum is None:
        return f"不大于 {field.maximum:.15g}"
    if field.maximum is None:
        return f"不小于 {field.minimum:.15g}"
    return f"在 {field.minimum:.15g} 到 {field.maximum:.15g} 之间"


def _rule(
    dataset: Dataset, check: Check, aspect: Aspect, name: str, field: str = "", blocking: bool = False
) -> QualityRule:
    code = ".".join(part for part in (dataset.code, KINDS[type(check)], field) if part)
    return QualityRule(code, name, dataset.code, check, aspect, blocking=blocking, derived=True)
