"""What differs between two versions of a definition, in words."""

from collections.abc import Mapping
from typing import Any

_WORDS = {
    "formula": "公式",
    "name": "名称",
    "unit": "单位",
    "kind": "类型",
    "decimals": "小数位",
    "meaning": "含义",
    "levels": "层面",
    "periods": "周期",
    "direction": "方向",
    "missing": "缺值处理",
    "over_time": "跨周期",
    "over_levels": "跨层面",
    "source": "依据",
    "owner": "责任部门",
}


def changed_definition(was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """公式由“a / b”改为“a / c”；other keys are only named unless they are short."""
    keys = [key for key in dict.fromkeys([*was, *now]) if was.get(key) != now.get(key)]
    keys.sort(key=lambda key: key != "formula")
    told = [f"{_WORDS.get(key, key)}由“{_shown(was.get(key))}”改为“{_shown(now.get(key))}”" for key in keys]
    return "，".join(told) or "写法有变化"


def _shown(value: Any) -> str:
    if value is None:
        return "无"
    return "、".join(str(each) for each in value) if isinstance(value, list) else str(value)
