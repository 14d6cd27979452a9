"""Preparing what goes to the national side, reporting that it went as a file, giving it up; the settings."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from django.db import transaction

from zhengai.college.models import College
from zhengai.core import clock
from zhengai.core.actions import record
from zhengai.core.locks import Held, only_one
from zhengai.datacentre import queries as datacentre
from zhengai.sources.sealing import seal, unseal
from zhengai.submissions import queries
from zhengai.submissions.models import Interface, Parcel, Submission
from zhengai.submissions.preparing import Written, write_rows
from zhengai.submissions.queries import Table
from zhengai.submissions.rules import Move, SubmissionRefused, SubmissionState, next_state
from zhengai.submissions.rules.columns import check_school

_MOST_SIZE = 5_000


def check_preparable(*, college: College, table: str, period: str = "") -> Table:
    """The table; raises SubmissionRefused where it cannot be prepared."""
    wanted = queries.find_table(college, table)
    if why := queries.why_blind(college, wanted, datacentre.data_versions(college)):
        raise SubmissionRefused(f"{wanted.item.name}现在生成不了：{why}")
    if wanted.item.object and (problem := check_school(queries.interface(college).school_code)):
        raise SubmissionRefused(problem)
    known = queries.periods(college, wanted)
    if period and period not in known:
        raise SubmissionRefused(
            f"{wanted.item.name}没有 {period} 的数据，可选：{'、'.join(known) or '不分周期'}"
        )
    return wanted


def prepare(*, college: College, table: str, by: str, period: str = "") -> Submission:
    """Writes the rows down and checks them. What is equal to the newest one is that one. Raises SubmissionRefused."""
    wanted = check_preparable(college=college, table=table, period=period)
    if not period and not wanted.dataset:
        period = queries.periods(college, wanted)[0]
    school = queries.interface(college).school_code
    queries.folder(college).mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with only_one(queries.lock_of(college)):
            return _prepared(college, wanted, period, school, by)
    except Held as held:
        raise SubmissionRefused("另一张表正在生成或报送，请等它结束再试") from held


def _prepared(college: College, table: Table, period: str, school: str, by: str) -> Submission:
    path = queries.folder(college) / f"new.{os.getpid()}"
    try:
        with transaction.atomic():
            found = write_rows(college, table, period, school, path)
            path.chmod(0o600)
            earlier = _equal(college, table, period, found)
            return earlier or _kept(college, table, period, found, path, by)
    finally:
        path.unlink(missing_ok=True)


def _equal(college: College, table: Table, period: str, found: Written) -> Submission | None:
    last = (
        queries.submissions(college, table.code)
        .filter(period=period)
        .exclude(state=SubmissionState.DROPPED)
        .first()
    )
    if last is None or last.digest != found.digest or not queries.rows_file(last).exists():
        return None
    same = (last.faults, last.reminders, last.lacking) == (found.faults, found.reminders, _lacking(table))
    return last if same else None


def _kept(college: College, table: Table, period: str, found: Written, path: Path, by: str) -> Submission:
    faulty = bool(found.faults or table.lacking or not found.rows)
    made = Submission.objects.create(
        college=college,
        table=table.code,
        period=period,
        versions=found.versions,
        run=found.run,
        digest=found.digest,
        rows=found.rows,
        faults=found.faults,
        reminders=found.reminders,
        lacking=_lacking(table),
        state=SubmissionState.FAULTY if faulty else SubmissionState.READY,
        message="没有要报送的行" if not found.rows else "",
        by=by,
        made_at=clock.now(),
    )
    if table.item.object:
        _cut(made, queries.interface(college).size)
    kept = json.dumps([asdict(each) for each in found.kept], ensure_ascii=False)
    queries.problems_file(made).write_text(kept, encoding="utf-8")
    queries.problems_file(made).chmod(0o600)
    record(
        action="submissions.prepare",
        by=by,
        subject=f"submission:{made.pk}",
        details={"table": table.code, "rows": made.rows, "faults": made.faults},
    )
    path.replace(queries.rows_file(made))
    return made


def _cut(made: Submission, size: int) -> None:
    starts = range(0, made.rows, size)
    Parcel.objects.bulk_create(
        [
            Parcel(submission=made, number=number, first=start + 1, rows=min(size, made.rows - start))
            for number, start in enumerate(starts, start=1)
        ],
        batch_size=500,
    )


def _lacking(table: Table) -> list[str]:
    return [f"{each.item.name}({each.item.code})" for each in table.lacking]


def take_file(*, submission: Submission, by: str) -> None:
    """Somebody takes the rows out of the platform: they may hold names, so the trail says who."""
    record(
        action="submissions.take_file",
        by=by,
        subject=f"submission:{submission.pk}",
        details={"table": submission.table, "rows": submission.rows},
    )


def drop(*, submission: Submission, by: str) -> Submission:
    """Gives it up; the rows are forgotten, the record stays."""
    dropped = _moved(submission, Move.DROP, "作废", by, "submissions.drop")
    for path in (queries.rows_file(dropped), queries.problems_file(dropped)):
        path.unlink(missing_ok=True)
    return dropped


def report_filed(*, submission: Submission, note: str, by: str) -> Submission:
    """A person handed the file in where no interface reaches; the note says where and under which number."""
    if not note.strip():
        raise SubmissionRefused("请写明交到了哪里、凭什么(例如采集平台的提交编号)，上报记录要留着")
    return _moved(submission, Move.FILE, f"以文件上报：{note.strip()}", by, "submissions.file")


def _moved(submission: Submission, move: Move, said: str, by: str, action: str) -> Submission:
    with transaction.atomic():
        found = Submission.objects.select_for_update().get(pk=submission.pk)
        found.state = next_state(SubmissionState(found.state), move)
        found.message, found.retry_at = said, None
        if found.state == SubmissionState.SENT:
            found.sent_at = clock.now()
        found.log = [*found.log, [clock.now().isoformat(), f"{said}({by})"]]
        found.save()
        record(action=action, by=by, subject=f"submission:{found.pk}", details={"table": found.table})
    return found


def keep_interface(*, college: College, wanted: Mapping[str, str], by: str) -> Interface:
    """The settings; an empty password keeps the one there is. Raises SubmissionRefused."""
    found = queries.interface(college)
    school, size = wanted.get("school_code", "").strip(), wanted.get("size", "").strip() or str(found.size)
    if school and (problem := check_school(school)):
        raise SubmissionRefused(problem.partition("：")[0])
    address = wanted.get("address", "").strip().rstrip("/")
    if address and not address.startswith(("http://", "https://")):
        raise SubmissionRefused("接口地址要以 http:// 或 https:// 开头")
    if not size.isdigit() or not 1 <= int(size) <= _MOST_SIZE:
        raise SubmissionRefused(f"每次行数要是 1 到 {_MOST_SIZE} 的整数")
    found.school_code, found.address, found.size = school, address, int(size)
    for name in ("token_path", "upload_path", "query_path", "account", "app_key"):
        setattr(found, name, wanted.get(name, getattr(found, name)).strip())
    if password := wanted.get("password", ""):
        found.secret = seal({"password": password})
    with transaction.atomic():
        found.changed_at = clock.now()
        found.save()
        record(action="submissions.keep_interface", by=by, subject=f"college:{college.code}")
    return found


def reseal() -> int:
    """Seals the passwords anew when keys are changed (see zhengai.sources.actions.rotate_keys)."""
    found = list(Interface.objects.select_for_update().exclude(secret=""))
    for each in found:
        each.secret = seal(unseal(each.secret))
        each.save(update_fields=["secret"])
    return len(found)
