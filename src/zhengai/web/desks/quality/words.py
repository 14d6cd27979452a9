"""Words that the pages of data quality share."""

from zhengai.datacentre import queries as datacentre
from zhengai.quality.models import Result
from zhengai.quality.queries import rules
from zhengai.web.shell.request import Request

KINDS = {
    "required": "必填",
    "range": "范围",
    "code": "可选值",
    "reference": "引用",
    "age": "距今",
    "condition": "条件",
    "unique": "不重复",
    "balance": "平衡",
    "freshness": "更新",
    "volume": "数量",
    "drift": "分布",
}


def dataset_name(request: Request, code: str) -> str:
    found = datacentre.catalogue(request.college).datasets.get(code)
    return found.name if found else code


def rule_name(request: Request, code: str) -> str:
    found = rules(request.college).get(code)
    return found.name if found else code


def told(result: Result) -> str:
    """What was found, in a sentence."""
    if not result.judged:
        return "没有可判定的数据"
    if result.kind == "freshness":
        return f"迟了 {result.measured or 0:.0f} 天" if result.failing else "按时"
    if result.kind == "volume":
        return f"{result.period} 的行数是此前平均的 {result.measured or 0:.2f} 倍"
    if result.kind == "drift":
        return f"{result.period} 的稳定性指数 {result.measured or 0:.3f}"
    what = "格" if result.kind == "balance" else "行"
    if not result.failing:
        return f"{result.judged:,} {what}都合"
    return f"{result.judged:,} {what}中有 {result.failing:,} {what}不合"
