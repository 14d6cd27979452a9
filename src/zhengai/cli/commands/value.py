"""`zhengai value`: one value, its numerator and denominator, and on request all that it rests on."""

import argparse
from typing import Any

from zhengai.cli import subject as named
from zhengai.cli.output import Refused, add_format, emit, emit_object, say
from zhengai.college.models import College, Subject
from zhengai.indicators.models import CurrentValue, Definition
from zhengai.indicators.queries import ExplainedRows, UnknownIndicator, current_value, definition, explain
from zhengai_engine.model.value import NullReason

HEADERS = {
    "indicator": "指标代码",
    "name": "指标",
    "level": "层面",
    "subject": "对象",
    "subject_name": "对象名称",
    "period": "周期",
    "value": "值",
    "unit": "单位",
    "shown": "写作",
    "numerator": "分子",
    "denominator": "分母",
    "reason": "无值原因",
    "reason_text": "说明",
    "run": "计算编号",
    "definition_version": "定义版本",
}
EXPLAINED = {
    "meaning": "含义",
    "formula": "公式",
    "formula_en": "Formula",
    "source": "依据",
    "data_versions": "数据版本",
}


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("value", help="查看一个指标值，可追到明细行")
    parser.add_argument("code", metavar="CODE", help="指标代码或名称")
    parser.add_argument("--subject", metavar="LEVEL:CODE", help="对象，例如 course:K001；默认为学校")
    parser.add_argument("--period", metavar="P", help="周期代码；默认为最近算过的周期")
    parser.add_argument("--explain", action="store_true", help="给出公式、版本和明细行")
    parser.add_argument("--part", choices=["numerator", "denominator"], help="只列分子或分母的明细；默认全部")
    parser.add_argument("--rows", type=_count, default=20, metavar="N", help="最多列出多少行明细，默认 20")
    add_format(parser)
    parser.set_defaults(run=run)


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"“{text}”应是 0 到 999999999 的整数")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    college = named.college()
    try:
        chosen = definition(college, arguments.code)
    except UnknownIndicator as problem:
        raise Refused(str(problem)) from problem
    subject = named.subject(college, arguments.subject)
    period = named.period(college, arguments.period).code if arguments.period else None
    found = current_value(
        college, indicator=chosen.code, level=subject.level, subject=subject.code, period=period
    )
    if found is None:
        where = f"{subject.name}在{period}" if period else subject.name
        hint = f" --period {period}" if period else ""
        say(
            f"{chosen.name}：{where}还没有算过；先运行 zhengai evaluate{hint}，或看该指标是否用于这个层面和周期"
        )
        return 1
    result = _described(chosen, subject, found)
    if not arguments.explain:
        emit_object(result, HEADERS, arguments.format)
        return 0
    return _explained(college, arguments, result)


def _described(chosen: Definition, subject: Subject, found: CurrentValue) -> dict[str, Any]:
    return {
        "indicator": chosen.code,
        "name": chosen.name,
        "level": subject.level,
        "subject": subject.code,
        "subject_name": subject.name,
        "period": found.period,
        "value": found.value,
        "unit": chosen.body.get("unit", ""),
        "shown": _shown(found.value, chosen),
        "numerator": found.numerator,
        "denominator": found.denominator,
        "reason": found.reason or None,
        "reason_text": NullReason(found.reason).chinese if found.reason else None,
        "run": found.run_id,
        "definition_version": found.run.definition_versions.get(chosen.code),
    }


def _shown(value: float | None, chosen: Definition) -> str | None:
    """As people write it: rates in percent, the definition's decimals, the unit behind."""
    if value is None:
        return None
    unit, decimals = chosen.body.get("unit", ""), chosen.body.get("decimals", 1)
    return f"{value * 100:,.{decimals}f}%" if unit == "%" else f"{value:,.{decimals}f}{unit}"


def _explained(college: College, arguments: argparse.Namespace, result: dict[str, Any]) -> int:
    explained = explain(
        college,
        code=result["indicator"],
        level=result["level"],
        subject=result["subject"],
        period=result["period"],
        part=arguments.part,
        limit=arguments.rows,
    )
    if explained is None:
        return 1
    result |= {
        "meaning": explained.indicator.meaning,
        "formula": explained.formula_zh,
        "formula_en": explained.formula_en,
        "source": explained.indicator.source,
        "data_versions": explained.data_versions,
        "follow": list(explained.follow),
    }
    sources = [_rows_of(each) for each in explained.sources]
    if arguments.format == "json":
        result |= {"part": arguments.part, "sources": sources}
    emit_object(result, {**HEADERS, **EXPLAINED}, arguments.format)
    if arguments.format == "table":
        for each in sources:
            print(f"\n明细行：{each['name']}，共 {each['total']} 行，列出 {len(each['rows'])} 行")
            emit(each["rows"], each["headers"], "table")
    return 0


def _rows_of(source: ExplainedRows) -> dict[str, Any]:
    codes = [code for code, _ in source.columns]
    return {
        "dataset": source.dataset,
        "name": source.name,
        "total": source.total,
        "headers": dict(source.columns),
        "rows": [dict(zip(codes, row, strict=True)) for row in source.rows],
    }
