"""`zhengai formula`: checks a formula, says what it means and shows the statement the engine runs."""

import argparse
from typing import Any

from zhengai.cli import subject as named
from zhengai.cli.output import Refused, add_format, emit_object
from zhengai.indicators.checking import FormulaError, InvalidDefinition, check_formula, formula_sql

DIALECTS = ["duckdb", "spark", "postgres", "clickhouse", "trino", "doris", "starrocks"]
HEADERS = {
    "ok": "可以计算",
    "type": "结果类型",
    "formula": "中文写法",
    "formula_en": "English",
    "datasets": "用到的数据集",
    "indicators": "用到的指标",
    "levels": "可算的层面",
}


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser("formula", help="检查、解释公式，或看它的 SQL")
    parser.add_argument("action", choices=["check", "explain", "sql"])
    parser.add_argument("text", metavar="TEXT", help="公式，例如 '计数(考勤, 状态 = \"缺勤\") / 计数(考勤)'")
    parser.add_argument("--level", metavar="L", default="college", help="SQL 按哪个层面分组，默认 college")
    parser.add_argument("--period", metavar="P", help="SQL 取哪个周期，默认当前")
    parser.add_argument("--dialect", choices=DIALECTS, default="duckdb", help="SQL 方言，默认 duckdb")
    add_format(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    college = named.college()
    try:
        if arguments.action == "sql":
            level = named.level(college, arguments.level)
            period = named.period(college, arguments.period) if arguments.period else None
            print(formula_sql(college, arguments.text, level=level, dialect=arguments.dialect, period=period))
            return 0
        checked = check_formula(college, arguments.text)
    except FormulaError as problem:
        raise Refused(f"{problem}\n{problem.pointer()}") from problem
    except InvalidDefinition as problem:
        raise Refused(str(problem)) from problem
    result: dict[str, Any] = {
        "ok": True,
        "type": checked.type,
        "formula": checked.chinese,
        "formula_en": checked.english,
    }
    if arguments.action == "explain":
        result |= {
            "datasets": list(checked.datasets),
            "indicators": list(checked.indicators),
            "levels": list(checked.levels),
        }
    emit_object(result, {key: HEADERS[key] for key in result}, arguments.format)
    return 0
