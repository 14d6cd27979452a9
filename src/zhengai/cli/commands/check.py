"""`zhengai check`: is this installation sound? Completes what an interrupted process left behind."""

import argparse
from collections.abc import Callable
from dataclasses import astuple
from functools import partial
from typing import Any

from zhengai.accounts.beginning import administrators
from zhengai.accounts.rules import ADMINISTRATORS, ROLES
from zhengai.cli.backup.restoring import unfinished
from zhengai.cli.database import pending_migrations
from zhengai.cli.output import add_format, emit
from zhengai.college.models import College
from zhengai.college.queries import today
from zhengai.core.actions import SYSTEM
from zhengai.core.queries import broken_link
from zhengai.datacentre.actions import recover
from zhengai.datacentre.queries import data_versions
from zhengai.evidence.actions import sweep
from zhengai.evidence.models import Attachment, EvidenceFile
from zhengai.evidence.queries import missing
from zhengai.framework.queries import section
from zhengai.improvement.actions import rebuild_proofs
from zhengai.improvement.queries import proof_differences
from zhengai.indicators.checking import check_items

HEADERS = {"check": "检查", "ok": "通过", "message": "说明"}


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("check", help="检查这套安装是否完好")
    add_format(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    rows = [_row("数据库结构", _pending_migrations)]
    if rows[0]["ok"]:
        rows += [_row("审计链", _audit), _row("佐证文件", _evidence), _row("恢复", _restored)]
        for college in College.objects.all():
            rows += [
                _row(f"{college.name}：三员", partial(_administrators, college)),
                _row(f"{college.name}：方案", partial(_scheme, college)),
                _row(f"{college.name}：未完成的导入", partial(_batches, college)),
                _row(f"{college.name}：数据湖", partial(_lake, college)),
                _row(f"{college.name}：诊改证据", partial(_proofs, college)),
            ]
    emit(rows, HEADERS, arguments.format)
    return 0 if all(row["ok"] for row in rows) else 1


def _row(name: str, look: Callable[[], tuple[bool, str]]) -> dict[str, Any]:
    try:
        ok, message = look()
    except Exception as problem:  # a check reports what it met, it does not fall over
        ok, message = False, str(problem)
    return {"check": name, "ok": ok, "message": message}


def _pending_migrations() -> tuple[bool, str]:
    pending = pending_migrations()
    return (
        (False, f"有 {pending} 个数据库升级未执行，运行 zhengai run 会自动执行")
        if pending
        else (True, "最新")
    )


def _restored() -> tuple[bool, str]:
    """Between the first and the last renaming of a restore nothing but a power failure fits."""
    before = unfinished()
    if before is None:
        return True, "没有做到一半的恢复"
    return False, f"上次恢复没有做完：请重新运行 zhengai restore，原有数据在文件夹 {before} 里"


def _audit() -> tuple[bool, str]:
    broken = broken_link()
    return (True, "完整") if broken is None else (False, f"第 {broken.pk} 条审计记录被改动过或前面缺了记录")


def _evidence() -> tuple[bool, str]:
    """Clears what nothing needs any more; bytes that are missing come back from a backup only."""
    lost = missing()
    if lost:
        named = "、".join(f"“{name}”" for name in _names(lost))
        return False, f"有 {len(lost)} 份文件的内容不在 evidence 文件夹里，请从备份恢复：{named}"
    swept = sweep()
    cleared = f"，清除了 {swept.files} 份不再需要的和 {swept.leftovers} 个残留" if any(astuple(swept)) else ""
    return True, f"{EvidenceFile.objects.filter(removed_at=None).count()} 份，内容都在{cleared}"


def _names(files: list[EvidenceFile]) -> list[str]:
    """Of the first few, as people call them."""
    found = Attachment.objects.filter(file__in=files[:3]).order_by("file", "-pk")
    return list(dict(found.values_list("file", "name")).values())


def _administrators(college: College) -> tuple[bool, str]:
    """A college may be worked from the command line alone, so that nobody can sign in is told and no failure."""
    held = {each.role for each in administrators(college.code, today(college))}
    if held == ADMINISTRATORS:
        return True, "都有人担任"
    missing = "、".join(ROLES[role].name for role in sorted(ADMINISTRATORS - held))
    return True, f"没有{missing}，运行 zhengai administrators --open 建立"


def _scheme(college: College) -> tuple[bool, str]:
    parts = [section(college, name) for name in ("levels", "datasets", "indicators")]
    problems = check_items(*parts)
    return (False, "；".join(problems[:3])) if problems else (True, f"{len(parts[2])} 个指标")


def _batches(college: College) -> tuple[bool, str]:
    resolved = recover(college=college, by=SYSTEM)
    return True, f"已处理 {resolved} 个中断的批次" if resolved else "没有"


def _lake(college: College) -> tuple[bool, str]:
    return True, f"{len(data_versions(college))} 个数据集有数据"


def _proofs(college: College) -> tuple[bool, str]:
    """Told anew where an older version or a stopped process left some out."""
    told, missing, stale = proof_differences(college)
    if not missing and not stale:
        return True, f"{len(told)} 条，与各环节的记录一致"
    report = rebuild_proofs(college=college, by=SYSTEM)
    return True, f"已补上 {report.added} 条、撤去 {report.dropped} 条"
