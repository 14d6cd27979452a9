"""The steps of one import up to its commit: open, load, check, decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from zhengai.college.queries import calendar_of, today
from zhengai.datacentre import queries
from zhengai.datacentre.deciding import worth_asking
from zhengai.datacentre.faults import reached
from zhengai.datacentre.models import Batch
from zhengai.datacentre.reading.headers import Header, Wish, settle, unused
from zhengai.datacentre.reading.opening import load, open_table
from zhengai.datacentre.reading.table import FoundTable
from zhengai.datacentre.rejecting import write_problems, write_rejected, write_waiting
from zhengai.datacentre.rules import (
    BadFile,
    BatchState,
    Quality,
    days_late,
    fingerprint,
    refusal,
    share,
    touched,
)
from zhengai.datacentre.sealing import seal
from zhengai_engine.run.intake.intake import Checked, Intake, Problem, UnfitConstant, UnknownWord
from zhengai_engine.run.intake.reach import OutOfReach
from zhengai_engine.run.merging import Compared, Merged
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset

FIRST_PROBLEMS = 20
SHOWN_PROBLEMS = 50  # kept for the batch's page
_SHOWN_SKIPPED = 5
REJECTED_ROWS = "rejected_rows.parquet"


@dataclass(frozen=True)
class Outcome:
    """What the checks decided. `earlier` is set when this very import was done before and nothing is left to do;
    `already` counts rows that it brought in then."""

    problems: tuple[Problem, ...] = ()
    refusal: str = ""
    earlier: Batch | None = None
    already: int = 0
    remember: dict[str, str] = field(default_factory=dict)
    unknown: tuple[UnknownWord, ...] = ()


class Import:
    """Use as a context manager: it owns the engine's intake. Writes to the batch's attributes, never saves it."""

    def __init__(
        self,
        batch: Batch,
        dataset: Dataset,
        catalogue: Catalogue,
        *,
        path: Path,
        sheet: str | None,
        wish: Wish,
        within: Mapping[str, frozenset[str]] | None,
        until: date | None,
        occasion: str,
        dry_run: bool,
        however_many: bool,
        told: int,
        work: Path,
    ) -> None:
        self.batch, self.dataset, self.catalogue = batch, dataset, catalogue
        self.path, self.sheet, self.wish, self.dry_run, self.work = path, sheet, wish, dry_run, work
        self.within, self.until, self.occasion = within, until, occasion
        self.however_many, self.told = however_many, told
        self.lake = queries.lake(batch.college)
        self.intake = Intake(dataset, work)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.intake.__exit__(kind, error, trace)

    def check(self) -> Outcome:
        found, mapping = self._open()
        earlier = self._earlier()
        if earlier is not None and earlier.rows_rejected == 0:
            return Outcome(earlier=earlier)
        load(self.intake, found, self.path.name, self.work)
        reached("after-read")
        checked = self._checked(found, mapping)
        self._seal()
        reached("after-check")
        if checked.read == 0:
            raise BadFile(f"{self._where(found)}只有表头，没有数据行，请检查是否导出完整")
        return self._decide(found.header, checked, earlier)

    def preview(self) -> Compared:
        return self.intake.preview(self.lake)

    def merge(self) -> Merged:
        return self.intake.merge(self.lake, self.batch.code)

    def _seal(self) -> None:
        masked = self.intake.with_stars()
        if masked:
            names = "、".join(each.name for each in masked)
            raise BadFile(
                f"“{names}”里有遮盖过的内容(例如 138****1234)，导入会盖掉原来的值；请填原文，或者去掉这一列再导入"
            )
        self.intake.seal(seal)

    def _open(self) -> tuple[FoundTable, dict[str, int]]:
        found = open_table(
            self.path, self.dataset, self.wish, sheet=self.sheet, folder=self.work, limits=queries.limits()
        )
        mapping = settle(self.dataset, found.header, self.wish, self._where(found))
        batch = self.batch
        batch.sheet, batch.header_row = found.sheet, found.header.row
        batch.mapping = {code: found.header.cells[column] for code, column in mapping.items()}
        batch.fingerprint = fingerprint(
            batch.content_hash, batch.dataset, batch.sheet, batch.mapping, batch.constants, self.occasion
        )
        return found, mapping

    def _checked(self, found: FoundTable, mapping: dict[str, int]) -> Checked:
        try:
            return self.intake.check(
                mapping,
                dict(enumerate(found.header.cells)),
                catalogue=self.catalogue,
                lake=self.lake,
                calendar=calendar_of(self.batch.college),
                constants=self.wish.constants,
                within=self.within,
                until=self.until,
            )
        except OutOfReach as problem:
            raise BadFile(str(problem)) from problem
        except UnfitConstant as problem:
            raise BadFile(f"--set {problem}；没有导入任何数据，请改正后重新导入") from problem

    def _where(self, found: FoundTable) -> str:
        return f"文件 {self.path.name} " + (f"的工作表“{found.sheet}”" if found.sheet else "")

    def _earlier(self) -> Batch | None:
        return (
            queries.batches(self.batch.college, self.dataset.code)
            .filter(fingerprint=self.batch.fingerprint, state=BatchState.COMMITTED)
            .first()
        )

    def _decide(self, header: Header, checked: Checked, earlier: Batch | None) -> Outcome:
        batch = self.batch
        batch.rows_read, batch.rows_accepted = checked.read, checked.accepted
        batch.rows_rejected, batch.rows_dropped = checked.rejected, checked.dropped
        batch.latest_period = checked.latest.code if checked.latest else ""
        batch.periods = touched(calendar_of(batch.college), checked.periods)
        batch.notes = [*self._filled(), *_notes(header, checked)]
        batch.quality = self._quality(checked).as_dict()
        already = 0
        if earlier is not None:
            left = self.intake.keep_only(queries.batch_folder(earlier) / REJECTED_ROWS)
            if not left:
                return Outcome(earlier=earlier)
            already = checked.accepted - left
        unknown = worth_asking(self.dataset, self.intake.unknown_words()) if checked.rejected else []
        if checked.rejected:
            folder = queries.batch_folder(batch)
            write_rejected(self.intake, header.cells, folder / "rejected.xlsx")
            write_problems(self.intake.problems(SHOWN_PROBLEMS), folder / "problems.json")
            self.intake.save_rejected(folder / REJECTED_ROWS)
            if unknown:
                write_waiting(self.intake, header.cells, folder / queries.WAITING)
        return Outcome(
            problems=tuple(self.intake.problems(self.told)),
            refusal=""
            if self.however_many
            else refusal(read=checked.read, rejected=checked.rejected, strict=batch.strict),
            already=already,
            unknown=tuple(unknown),
            remember={**self.wish.remembered, **self._chosen()},
        )

    def _chosen(self) -> dict[str, str]:
        """Columns that a person named: next time they are known. A column without a header cannot be."""
        codes = self.wish.said if self.wish.columns is None else self.wish.columns
        return {code: self.batch.mapping[code] for code in codes if self.batch.mapping[code]}

    def _filled(self) -> list[str]:
        """What stands in rows although no cell says it."""
        fields = self.dataset.fields
        found = [
            f"“{each.name}”全部按“{self.wish.constants[each.code]}”导入"
            for each in fields
            if each.code in self.wish.constants
        ]
        for each in fields:
            if each.default is None or each.code in self.batch.mapping or each.code in self.wish.constants:
                continue
            default = (
                {True: "是", False: "否"}[each.default] if isinstance(each.default, bool) else each.default
            )
            found.append(
                f"文件没有“{each.name}”一列，全部按“{default}”处理"
                if each.code in self.dataset.key
                else f"文件没有“{each.name}”一列，新增的行填“{default}”，已有的行保持原样"
            )
        return found

    def _quality(self, checked: Checked) -> Quality:
        late = days_late(checked.latest, today(self.batch.college)) if self.dataset.frequency else None
        return Quality(
            timely=None if late is None else max(1 - late / 10, 0.0),
            true=share(checked.references.found, checked.references.values),
            accurate=1 - checked.rejected / checked.read,
            complete=share(checked.optional_cells - checked.empty_cells, checked.optional_cells),
        )


def _notes(header: Header, checked: Checked) -> list[str]:
    found = list(checked.warnings)
    free = unused(header)
    if free:
        found.append(f"没有用到的列：{'、'.join(free)}")
    for row, first in checked.skipped[:_SHOWN_SKIPPED]:
        found.append(f"第 {row} 行“{first[:20]}”不是数据，已跳过")
    if len(checked.skipped) > _SHOWN_SKIPPED:
        found.append(f"共跳过 {len(checked.skipped)} 行说明或合计")
    if checked.untold:
        found.append(
            f"退回的行很多，只列出前 {checked.rejected - checked.untold:,} 行的原因，其余 {checked.untold:,} 行只计数"
        )
    if checked.dropped:
        found.append(f"{checked.dropped} 行与前面的行完全相同，只保留一行")
    return found
