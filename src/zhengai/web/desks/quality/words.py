"""Words that the pages of data quality share."""

from dataclasses import dataclass

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
SOURCES = {"upload": "命令行", "sample": "示例数据"}
_ASPECTS = (("timely", "及时"), ("true", "真实"), ("accurate", "准确"), ("complete", "完整"))
_LOW = 0.9


@dataclass(frozen=True)
class Part:
    """One of the four qualities; null where nothing was judged."""

    name: str
    value: float | None

    @property
    def percent(self) -> int | None:
        """Rounded down: 100 says that nothing is wrong."""
        return None if self.value is None else int(self.value * 100)

    @property
    def look(self) -> str:
        return "low" if self.value is not None and self.value < _LOW else ""


def parts(aspects: dict[str, float | None]) -> list[Part]:
    return [Part(name, aspects.get(code)) for code, name in _ASPECTS]


def dataset_name(request: Request, code: str) -> str:
    found = datacentre.catalogue(request.college).datasets.get(code)
    return found.name if found else code


def rule_name(request: Request, code: str) -> str:
    found = rules(request.college).get(code)
    return found.name if found else code


def source_name(source: str) -> str:
    return "网页导入" if source.startswith("web:") else SOURCES.get(source, source) or "—"


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
