"""特色案例: what the college or a department shows others, taken from where it was entered (CUL-06)."""

from typing import Any

from zhengai.reports.gathering import Gathered
from zhengai.reports.material import Material


def cases(material: Material, gathered: Gathered) -> dict[str, Any] | None:
    """Null for subjects of which no cases are kept: their reports have no such chapter."""
    if not material.tells_cases:
        return None
    found = gathered.cases
    sentence = (
        f"本周期登记特色案例 {len(found)} 个。"
        if found
        else "本周期没有登记特色案例，可在“学习与宣传”里登记类别为“案例”的记录，再重新生成本报告。"
    )
    return {
        "sentence": sentence,
        "rows": [
            {
                "name": each.activity.topic,
                "day": each.activity.day.isoformat(),
                "department": each.activity.department,
                "layer": each.activity.get_layer_display() if each.activity.layer else "",
                "material": each.activity.material.strip(),
                "files": each.files,
                "about": f"activity:{each.activity.pk}",
            }
            for each in found
        ],
    }
