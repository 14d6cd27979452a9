"""`zhengai packs`: which schemes are at hand, are they sound, what is in them, how are they written, install one."""

import argparse
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import DatabaseError, transaction

from zhengai.cli.output import Refused, add_format, emit, emit_object, say
from zhengai.college.actions import create_college
from zhengai.college.models import College
from zhengai.college.queries import NoCollege, only_college
from zhengai.core.actions import SYSTEM
from zhengai.framework import queries
from zhengai.framework.rules.comparing import Difference
from zhengai.framework.rules.problem import InvalidPack, UnknownPack, nearest
from zhengai.framework.sections import schema_of_packs, sections
from zhengai.indicators.checking import SchemeError
from zhengai.scheme.actions import put_into_use
from zhengai.scheme.checking import problems_of_pack
from zhengai.scheme.exporting import ExportRefused, export
from zhengai.scheme.upgrading import upgrade_of
from zhengai.standards.rules.specification import InvalidControlPoints

CATEGORIES = ("综合", "师范", "民族", "工科", "农业", "林业", "医学", "语文", "财经", "政法", "体育", "艺术")


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("packs", help="方案包：列出、检查、查看、安装")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="动作")
    add_format(_verb(verbs, "list", "列出可用的方案包", _list))
    for name, words, run in (
        ("check", "检查方案包，有问题时退出码为 1", _check),
        ("show", "查看方案包的内容", _show),
        ("diff", "安装或升级前看差异：新版改了什么、本校改过什么、有没有冲突", _diff),
        ("install", "给学校安装或升级方案包", _install),
    ):
        verb = _verb(verbs, name, words, run)
        verb.add_argument("name", metavar="NAME", help="方案包名称，即文件夹名")
        add_format(verb)
    written = _verb(verbs, "export", "把正在使用的方案写成一个完整的方案包", _export)
    written.add_argument("target", metavar="TARGET", help="放方案包的文件夹，或 .zip 文件")
    add_format(written)
    written.add_argument("--code", default="", help="方案包的代码，默认由学校代码得出")
    written.add_argument("--name", default="", dest="title", help="方案包的名称，默认“学校名称＋诊改方案”")
    schema = _verb(verbs, "schema", "各段落的 JSON Schema，供编辑器和程序使用", _schema)
    schema.add_argument("section", nargs="?", metavar="SECTION", help="段落，例如 plans；不写就是全部")
    verbs.choices["show"].add_argument("--section", help="列出这个段落的各项，例如 indicators")
    college = verbs.choices["install"]
    college.add_argument("--college", metavar="CODE", help="学校代码；还没有学校时按它新建")
    college.add_argument("--college-name", metavar="NAME", help="新建学校的名称")
    college.add_argument("--category", choices=CATEGORIES, default="综合", help="新建学校的类别，默认综合")


def _verb(
    verbs: Any, name: str, words: str, run: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(name, help=words)
    verb.set_defaults(run=run)
    return verb


def _list(arguments: argparse.Namespace) -> int:
    installed = _installed_versions()
    rows = []
    for code in queries.available_packs():
        row: dict[str, Any] = {
            "code": code,
            "name": None,
            "version": None,
            "sound": False,
            "description": None,
        }
        try:
            told = queries.read_pack(code).manifest
            row |= {
                "name": told.name,
                "version": told.version,
                "sound": True,
                "description": told.description,
            }
        except InvalidPack:
            pass
        rows.append(row | {"installed": installed.get(code)})
    headers = {
        "code": "方案包",
        "name": "名称",
        "version": "版本",
        "sound": "无误",
        "installed": "已装版本",
        "description": "说明",
    }
    emit(rows, headers, arguments.format)
    return 0


def _installed_versions() -> dict[str, str]:
    """Empty before there is a database or a college: listing packs is what one does first."""
    try:
        return {row.code: row.version for row in queries.installed(only_college())}
    except (NoCollege, DatabaseError):
        return {}


def _check(arguments: argparse.Namespace) -> int:
    try:
        problems = problems_of_pack(arguments.name)
    except UnknownPack as unknown:
        raise Refused(str(unknown)) from unknown
    rows = [{"file": p.file, "line": p.line, "sentence": p.sentence} for p in problems]
    emit(rows, {"file": "文件", "line": "行", "sentence": "问题"}, arguments.format)
    say(f"方案包 {arguments.name} 有 {len(rows)} 处问题" if rows else f"方案包 {arguments.name} 没有发现问题")
    return 1 if rows else 0


def _show(arguments: argparse.Namespace) -> int:
    try:
        pack = queries.read_pack(arguments.name)
    except (UnknownPack, InvalidPack) as wrong:
        raise Refused(str(wrong)) from wrong
    if arguments.section:
        return _show_section(pack.sections, arguments)
    told = pack.manifest
    item: dict[str, Any] = told.model_dump(include={"code", "name", "version", "description", "requires"})
    counts = {name: len(items) for name, items in pack.sections.items()}
    if arguments.format == "json":
        item |= {"sections": counts, "digest": pack.digest}
    else:
        words = "、".join(f"{name} {count}" for name, count in counts.items())
        item |= {"requires": "、".join(told.requires), "sections": words, "digest": pack.digest}
    headers = {
        "code": "方案包",
        "name": "名称",
        "version": "版本",
        "description": "说明",
        "requires": "依赖",
        "sections": "段落与项数",
        "digest": "内容指纹",
    }
    emit_object(item, headers, arguments.format)
    return 0


def _schema(arguments: argparse.Namespace) -> int:
    known = sections()
    if arguments.section and arguments.section not in known:
        near = nearest(arguments.section, list(known)) or f"。现有：{'、'.join(known)}"
        raise Refused(f"没有“{arguments.section}”段落{near}")
    found = known[arguments.section].schema() if arguments.section else schema_of_packs()
    print(json.dumps(found, ensure_ascii=False, indent=2))
    return 0


def _show_section(sections: dict[str, list[dict[str, Any]]], arguments: argparse.Namespace) -> int:
    if arguments.section not in sections:
        raise Refused(
            f"方案包 {arguments.name} 没有“{arguments.section}”段落。现有：{'、'.join(sections) or '无'}"
        )
    headers = {"code": "代码", "name": "名称"}
    emit(sections[arguments.section], headers, arguments.format)
    return 0


def _diff(arguments: argparse.Namespace) -> int:
    """Exit 1 where the upgrade would be refused."""
    try:
        problems = queries.check_pack(arguments.name)
        if problems:
            raise Refused(str(InvalidPack(arguments.name, problems)))
        upgrade = upgrade_of(only_college(), arguments.name)
    except (UnknownPack, NoCollege) as wrong:
        raise Refused(str(wrong)) from wrong
    headers = {
        "section": "段落",
        "code": "代码",
        "name": "名称",
        "version": "新版",
        "college": "本校",
        "conflict": "冲突",
        "keys": "改动的键",
    }
    emit([_difference(each) for each in upgrade.comparison.differences], headers, arguments.format)
    for step in upgrade.steps:
        if step.changed:
            say(f"{step.code}：{step.before or '未安装'} → {step.after}")
    for sentence in (*(each.sentence for each in upgrade.kept), *upgrade.notes, *map(str, upgrade.problems)):
        say(sentence)
    if upgrade.problems:
        say(f"这样安装会有 {len(upgrade.problems)} 处问题，安装会被拒绝")
    elif not upgrade.changes_anything:
        say("内容相同，安装不会改变什么")
    return 1 if upgrade.problems else 0


def _difference(each: Difference) -> dict[str, Any]:
    return {
        "section": each.section,
        "code": each.code,
        "name": each.name,
        "version": each.version.chinese if each.version else None,
        "college": each.college.chinese if each.college else None,
        "conflict": each.conflict,
        "keys": [key.key for key in each.keys],
    }


def _export(arguments: argparse.Namespace) -> int:
    target = Path(arguments.target)
    code = arguments.code or ("" if target.suffix == ".zip" else _as_code(target.name))
    try:
        found = export(only_college(), code=code, name=arguments.title)
        if target.suffix == ".zip":
            target.write_bytes(found.to_zip())
        else:
            found.to_folder(target)
    except (ExportRefused, NoCollege) as wrong:
        raise Refused(str(wrong)) from wrong
    except OSError as wrong:
        raise Refused(f"写不进 {target}：{wrong.strerror}，请换一个位置") from wrong
    told = {
        "code": found.manifest.code,
        "version": found.manifest.version,
        "path": str(target),
        "sections": {name: len(items) for name, items in found.sections.items()},
    }
    headers = {"code": "方案包", "version": "版本", "path": "位置", "sections": "段落与项数"}
    emit_object(told, headers, arguments.format)
    return 0


def _as_code(name: str) -> str:
    """A folder's name is its pack's code; where it cannot be one the college's stands in."""
    return name if re.fullmatch(r"[a-z][a-z0-9_-]{0,39}", name) else ""


def _install(arguments: argparse.Namespace) -> int:
    try:
        problems = queries.check_pack(arguments.name)
        if problems:
            raise Refused(str(InvalidPack(arguments.name, problems)))
        chain = queries.with_required(arguments.name)
        call_command("migrate", interactive=False, verbosity=0)
        with transaction.atomic():
            college = _college(arguments)
            changed = {row.code for row in put_into_use(college=college, pack=arguments.name, by=SYSTEM)}
    except (UnknownPack, InvalidPack, SchemeError, InvalidControlPoints) as wrong:
        raise Refused(str(wrong)) from wrong
    rows = [{"code": p.code, "version": p.manifest.version, "changed": p.code in changed} for p in chain]
    emit(rows, {"code": "方案包", "version": "版本", "changed": "有变化"}, arguments.format)
    say(f"{college.name}：{'已安装 ' + '、'.join(sorted(changed)) if changed else '内容相同，没有变化'}")
    return 0


def _college(arguments: argparse.Namespace) -> College:
    """The installation's college; made when there is none and the command names one."""
    try:
        college = only_college()
    except NoCollege as missing:
        if not (arguments.college and arguments.college_name):
            raise Refused(
                "还没有建立学校：请用 --college 学校代码 --college-name 学校名称 --category 类别 一并给出"
            ) from missing
        return create_college(
            code=arguments.college, name=arguments.college_name, category=arguments.category, by=SYSTEM
        )
    if arguments.college and arguments.college != college.code:
        raise Refused(
            f"这里已有学校 {college.code}({college.name})，不是 {arguments.college}；请去掉 --college"
        )
    return college
