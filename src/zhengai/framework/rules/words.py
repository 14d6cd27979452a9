"""Words of the pages that a college may replace by its own (`words` in pack.yaml), and what they are without that."""

from collections.abc import Mapping

from zhengai.accounts.rules import ROLES
from zhengai.framework.rules.problem import nearest

# entries of the menu, by the page they open; the platform stands at the foot of every page
_PAGES = {
    "matrix": "五纵五横",
    "bodies": "组织机构",
    "alerts": "监测预警",
    "diagnosis": "诊断",
    "improvements": "改进",
    "goals": "目标",
    "library": "标准库",
    "standards": "质控点",
    "policies": "方针与文件",
    "indicators": "指标",
    "data": "数据中心",
    "reports": "报告",
    "platform": "职业院校内部质量保证体系诊断与改进平台",
}
WORDS: Mapping[str, str] = _PAGES | {role.code: role.name for role in ROLES.values()}


def problems_of_words(words: Mapping[str, str]) -> list[str]:
    """A word that no page shows is a slip: it would change nothing, silently."""
    return [
        f"words：没有“{key}”这个用语{nearest(key, sorted(WORDS)) or '，可用的见 docs/reference/packs.md'}"
        for key in words
        if key not in WORDS
    ]
