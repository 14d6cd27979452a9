"""All rows of a draft as the sections of one pack."""

from collections.abc import Sequence
from typing import Any

from zhengai.intake.rules.found import Row
from zhengai.intake.rules.items import chains, structure, texts
from zhengai.intake.rules.items.base import Base, Codes, Item

FORM_PARTS = ("duties", "work", "posts", "tasks", "completion", "worklist")


def sections_of(rows: Sequence[Row], base: Base, title: str = "") -> dict[str, list[Item]]:
    """Section → items, without empty sections. `systems` belongs into the manifest."""

    def of(*parts: str) -> list[Row]:
        return [row for row in rows if row.part in parts]

    codes = Codes()
    found: dict[str, list[Item]] = {
        **structure.matrix(of("matrix"), base, codes),
        **chains.measures(of("measures"), base, codes),
        "diagnosis": chains.diagnosis(of("hints"), base, title),
        "plans": structure.plans(of("plans"), base, codes),
        "standards": chains.standards(of("standards"), of("elements"), base, codes),
        "schedule": structure.schedule(of("schedule"), base, codes),
        "bodies": structure.bodies(of("bodies"), base, codes),
        "stages": structure.stages(of("stages"), base, codes),
        "spirals": texts.spirals(of("spirals"), base, codes),
        "report_list": texts.reports(of("reports"), base, codes),
        "regulations": texts.regulations(of("regulations"), of("schedule"), base, codes),
        "policies": texts.policies(of("policies"), base, codes),
        "forms": texts.forms(of("forms"), of(*FORM_PARTS), base, codes),
    }
    found["systems"] = structure.systems_lacking(found["matrix"], base)
    return {name: [_bare(item) for item in items] for name, items in found.items() if items}


def _bare(content: Any) -> Any:
    """Without the keys that only served the building."""
    if isinstance(content, dict):
        return {key: _bare(value) for key, value in content.items() if not key.startswith("_")}
    return [_bare(each) for each in content] if isinstance(content, list) else content
