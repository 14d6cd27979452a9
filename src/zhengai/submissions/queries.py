"""Questions about national tables: what feeds each, how far it is, and what its columns hold."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db.models import Max, QuerySet

from zhengai.college.models import College
from zhengai.core.content import ContentCache
from zhengai.datacentre import queries as datacentre
from zhengai.datacentre.coding import code_tables
from zhengai.datacentre.selecting import origin, periods_of
from zhengai.framework import queries as framework
from zhengai.indicators import queries as indicators
from zhengai.quality.rules.sections import NationalTableItem
from zhengai.submissions.models import Interface, Submission
from zhengai.submissions.rules import SubmissionRefused, SubmissionState
from zhengai.submissions.rules.columns import Codes, Column, columns_of, lacking
from zhengai.submissions.rules.sections import MappingItem


@dataclass(frozen=True)
class Table:
    """A national table with what feeds it."""

    item: NationalTableItem
    mapping: MappingItem | None
    columns: tuple[Column, ...]
    dataset_name: str = ""

    @property
    def code(self) -> str:
        return self.item.code

    @property
    def number(self) -> str:
        """As the standard numbers it."""
        return self.item.numbers[0] if self.item.numbers else self.item.code

    @property
    def dataset(self) -> str:
        return self.mapping.dataset if self.mapping else ""

    @property
    def indicators(self) -> tuple[str, ...]:
        cells = [each.cell for each in self.columns if each.is_fed]
        return tuple(dict.fromkeys(each.indicator for each in cells if each and each.indicator))

    @property
    def fed(self) -> int:
        return sum(each.is_fed for each in self.columns)

    @property
    def lacking(self) -> list[Column]:
        return lacking(self.columns)

    @property
    def why_unmapped(self) -> str:
        """ "" when rows could be prepared if there were data."""
        if not self.columns:
            return self.item.gap or "方案里没有这张表的字段"
        if self.mapping is None or not self.fed:
            return (self.mapping.gap if self.mapping else "") or "方案里还没有写它的报送对应"
        return ""


_TABLES: ContentCache[dict[str, Table]] = ContentCache()


def tables(college: College) -> dict[str, Table]:
    """Code → table, in the order of the standards."""
    return _TABLES.get(
        lambda: (framework.fingerprint(college), indicators.fingerprint(college)), lambda: _read(college)
    )


def find_table(college: College, written: str) -> Table:
    """By code, name or the name that the interface has for it. Raises SubmissionRefused."""
    known = tables(college)
    if written in known:
        return known[written]
    found = next((each for each in known.values() if written in (each.item.object, each.item.name)), None)
    if found is None:
        raise SubmissionRefused(f"没有代码为“{written}”的国家数据表：全部的表用 zhengai submit 列出")
    return found


def why_blind(college: College, table: Table, received: Mapping[str, int]) -> str:
    """ "" when there are rows to prepare. `received`: see datacentre.data_versions."""
    if table.why_unmapped:
        return table.why_unmapped
    if table.dataset:
        return "" if table.dataset in received else f"{table.dataset_name}还没有导入过"
    return "" if periods(college, table) else "所用的指标还没有计算过"


def periods(college: College, table: Table) -> list[str]:
    """For which the table can be prepared, the newest first; empty where its data have no time."""
    if table.dataset:
        return periods_of(college, table.dataset)
    values = indicators.current_values(college, level="college").filter(
        indicator__in=table.indicators, subject=college.code, period_kind="academic_year"
    )
    return sorted(set(values.values_list("period", flat=True)), reverse=True)


def interface(college: College) -> Interface:
    """The settings; unsaved ones where nobody has written any. A college's own code is proposed."""
    found = Interface.objects.filter(college=college).first()
    code = college.code if college.code.isdigit() and len(college.code) == 10 else ""
    return found or Interface(college=college, school_code=code)


def submissions(college: College, table: str | None = None) -> QuerySet[Submission]:
    """The newest first."""
    found = Submission.objects.filter(college=college)
    return found.filter(table=table) if table else found


def newest(college: College) -> dict[str, Submission]:
    """Table → its newest submission that was not dropped."""
    kept = submissions(college).exclude(state=SubmissionState.DROPPED)
    last = kept.order_by().values("table").annotate(last=Max("pk")).values("last")
    return {each.table: each for each in Submission.objects.filter(pk__in=last)}


def is_outdated(submission: Submission, received: Mapping[str, int]) -> bool:
    """Newer data have come since."""
    return any(received.get(code, version) > version for code, version in submission.versions.items())


def rows_file(submission: Submission) -> Path:
    return folder(submission.college) / f"{submission.pk}.jsonl.gz"


def problems_file(submission: Submission) -> Path:
    return folder(submission.college) / f"{submission.pk}.problems.json"


def folder(college: College) -> Path:
    return Path(settings.ZHENGAI_HOME) / "submissions" / college.code


def lock_of(college: College) -> Path:
    """Whoever prepares or sends holds it."""
    return folder(college) / "lock"


def _read(college: College) -> dict[str, Table]:
    codes = {
        each.code: Codes({one.code: one.name for one in each.entries}, not each.gap)
        for each in code_tables(college)
    }
    mappings = {
        each.code: each
        for each in map(MappingItem.model_validate, framework.section(college, "national_mappings"))
    }
    items = map(NationalTableItem.model_validate, framework.section(college, "national_tables"))
    return {each.code: _table(college, each, mappings.get(each.code), codes) for each in items}


def _table(
    college: College, item: NationalTableItem, mapping: MappingItem | None, codes: Mapping[str, Codes]
) -> Table:
    columns = tuple(_placed(college, mapping, each) for each in columns_of(item, mapping, codes))
    declared = datacentre.catalogue(college).datasets.get(mapping.dataset) if mapping else None
    name = declared.name if declared else (mapping.dataset if mapping else "")
    return Table(item, mapping, columns, name)


def _placed(college: College, mapping: MappingItem | None, column: Column) -> Column:
    """With the name of what the cell comes from, and why it cannot."""
    cell = column.cell
    if cell is None or mapping is None or cell.value:
        return column
    if cell.indicator:
        known = indicators.indicators(college).get(cell.indicator)
        return (
            replace(column, origin=f"指标“{known.name}”")
            if known
            else replace(column, broken=f"指标 {cell.indicator} 还没有采用")
        )
    found = origin(college, mapping.dataset, cell.path)
    return replace(
        column,
        origin=f"“{found.name}”({mapping.dataset}.{cell.path})" if found.name else "",
        sensitive=found.sensitive,
        broken=found.problem,
    )
