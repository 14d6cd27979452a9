"""The only writers of the intake room: keep what was read, correct it row by row, install it as a pack."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from zhengai.college.models import College
from zhengai.core import clock
from zhengai.core.actions import record
from zhengai.framework.queries import available_packs, read_pack
from zhengai.framework.rules.problem import InvalidPack
from zhengai.intake import queries
from zhengai.intake.folders import in_place
from zhengai.intake.models import Draft, DraftRow
from zhengai.intake.rules.editing import IntakeRefused, cleaned, judged, part_of
from zhengai.intake.rules.found import Findings, Leftover, Row
from zhengai.intake.rules.parts import PARTS
from zhengai.intake.rules.reading.opening import read_document
from zhengai.intake.rules.recognising.whole import recognise
from zhengai.intake.rules.writing import pack_files
from zhengai.scheme.actions import put_into_use
from zhengai.scheme.checking import problems_of_pack

PUBLISHER = "方案导入"  # marks packs that this room wrote, and may write again
BY_HAND = "人工填写"
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_LONGEST_NAME = 200


def keep_draft(*, college: College, name: str, data: bytes, by: str) -> Draft:
    """Reads a file and keeps what was recognised. Raises Unreadable; then nothing is kept."""
    findings = recognise(read_document(name, data))
    with transaction.atomic():
        draft = Draft.objects.create(
            college=college,
            name=name[-_LONGEST_NAME:],
            digest=hashlib.sha256(data).hexdigest(),
            title=findings.title[:_LONGEST_NAME],
            notes=list(findings.notes),
            by=by,
            created_at=clock.now(),
        )
        DraftRow.objects.bulk_create(_rows(draft, findings))
        record(
            action="intake.keep_draft",
            by=by,
            subject=f"{college.code}/{draft.pk}",
            details={"file": draft.name, "digest": draft.digest, "rows": len(findings.rows)},
        )
    return draft


def _rows(draft: Draft, findings: Findings) -> list[DraftRow]:
    told: Sequence[Row | Leftover] = [*findings.rows, *findings.leftovers]
    return [_row(draft, number, each) for number, each in enumerate(told, start=1)]


def _row(draft: Draft, number: int, told: Row | Leftover) -> DraftRow:
    place, table = str(told.place)[:80], told.place.table
    if isinstance(told, Leftover):
        return DraftRow(
            draft=draft, number=number, place=place, table=table, source=told.text, reason=told.reason[:200]
        )
    return DraftRow(
        draft=draft,
        number=number,
        part=told.part,
        values=dict(told.values),
        place=place,
        table=table,
        source=told.source,
        repairs=list(told.repairs),
        doubts=list(told.doubts),
        confidence=told.confidence.value,
        written=_written(told.values),
    )


def _written(values: Mapping[str, str]) -> str:
    return " ".join(text for text in values.values() if text)[:1000]


@transaction.atomic
def correct_row(*, row: DraftRow, values: Mapping[str, str], by: str, part: str = "") -> DraftRow:
    """Other values, and another part where `part` is given. Raises IntakeRefused; then nothing is changed."""
    chosen = part_of(part or row.part)
    before = row.values if chosen.code == row.part else {}
    row.values = cleaned(chosen, values, before)
    row.part, row.dropped = chosen.code, False
    _judge(row)
    row.save()
    _told(row, by, "intake.correct_row")
    return row


@transaction.atomic
def move_row(*, row: DraftRow, part: str, by: str) -> DraftRow:
    """Into another part: fields of the same name keep their content, and the source text fills the first required one
    that would be empty. Raises IntakeRefused."""
    chosen = part_of(part)
    values = {column.code: row.values.get(column.code, "") for column in chosen.columns}
    empty = next((code for code in chosen.required if not values[code]), None)
    if empty is not None and not any(values.values()):
        values[empty] = row.source
    return correct_row(row=row, values=values, by=by, part=part)


@transaction.atomic
def add_row(*, draft: Draft, part: str, values: Mapping[str, str], by: str) -> DraftRow:
    """A row that the file does not have. Raises IntakeRefused."""
    last = queries.rows(draft).order_by("-number").values_list("number", flat=True).first()
    row = DraftRow(draft=draft, number=(last or 0) + 1, place=BY_HAND, part=part_of(part).code)
    return correct_row(row=row, values=values, by=by)


@transaction.atomic
def set_aside(*, row: DraftRow, aside: bool, by: str) -> DraftRow:
    """Leaves a row out of the installation, or takes it in again."""
    row.dropped = aside
    row.save(update_fields=["dropped"])
    _told(row, by, "intake.set_aside" if aside else "intake.take_in")
    return row


@transaction.atomic
def discard(*, draft: Draft, by: str) -> None:
    """Removes a draft with its rows. What was installed from it stays installed."""
    subject, details = f"{draft.college.code}/{draft.pk}", {"file": draft.name}
    draft.delete()
    record(action="intake.discard", by=by, subject=subject, details=details)


def install_draft(*, draft: Draft, code: str, name: str, by: str) -> dict[str, int]:
    """Writes the draft as a pack of the college's own and puts it into use: all or nothing. Returns section → number of
    items. Raises IntakeRefused, or InvalidPack with every problem."""
    name = name.strip()
    version = _next_version(code, name)
    sections, _ = queries.joined(draft.college, queries.sections(draft, name))
    if not sections:
        raise IntakeRefused("草案里没有可以安装的内容")
    files = pack_files(_manifest(code, name, version, draft), sections)
    with in_place(queries.own_packs(), code, files), transaction.atomic():
        problems = problems_of_pack(code)
        if problems:
            raise InvalidPack(code, problems)
        put_into_use(college=draft.college, pack=code, by=by)
        draft.pack, draft.pack_name, draft.installed_at = code, name, clock.now()
        draft.save()
        counts = {section: len(items) for section, items in sections.items()}
        record(
            action="intake.install_draft",
            by=by,
            subject=f"{draft.college.code}/{code}",
            details={"draft": draft.pk, "version": version, "items": counts},
        )
    return counts


def _next_version(code: str, name: str) -> str:
    """1.0.0, or one minor version above the pack this room wrote before. Raises IntakeRefused."""
    if not _CODE.fullmatch(code):
        raise IntakeRefused("代码用小写字母开头，只用小写字母、数字、- 和 _，最多 40 个，例如 qinghe-scheme")
    if not name or len(name) > _LONGEST_NAME:
        raise IntakeRefused(f"请填写方案包的名称，最多 {_LONGEST_NAME} 个字")
    if code not in available_packs():
        return "1.0.0"
    try:
        earlier = read_pack(code).manifest
    except InvalidPack as broken:
        raise IntakeRefused(f"已有名为 {code} 的方案包，而且读不出来，请换一个代码") from broken
    if earlier.publisher != PUBLISHER:
        raise IntakeRefused(f"{code} 是已有的方案包“{earlier.name}”，不能用导入的方案替换，请换一个代码")
    major, minor, _ = earlier.version.split(".")
    return f"{major}.{int(minor) + 1}.0"


def _manifest(code: str, name: str, version: str, draft: Draft) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "version": version,
        "description": f"由文件“{draft.name}”导入的方案。",
        "publisher": PUBLISHER,
        "requires": list(queries.REQUIRED),
    }


def _judge(row: DraftRow) -> None:
    doubts, confidence = judged(PARTS[row.part], row.values)
    row.doubts, row.confidence, row.reason = doubts, confidence.value, ""
    row.written = _written(row.values)


def _told(row: DraftRow, by: str, action: str) -> None:
    subject = f"{row.draft.college.code}/{row.draft_id}/{row.number}"
    record(action=action, by=by, subject=subject, details={"part": row.part, "values": row.values})
