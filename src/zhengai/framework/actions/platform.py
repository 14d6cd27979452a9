"""Writing how the platform is arranged at a college."""

from typing import Any

from django.db import transaction
from pydantic import ValidationError

from zhengai.college.models import College
from zhengai.framework.actions import set_own_item
from zhengai.framework.queries.platform import modules
from zhengai.framework.rules.platform import Module


class ModuleRefused(ValueError):
    """The message is a Chinese sentence."""


@transaction.atomic
def assign_module(
    *, college: College, code: str, owner: str, keeper: str, keeps: str, templates: str, by: str
) -> Module:
    """Who owns a module from now on, and what they keep; nothing else of it is changed. It goes into the college's own
    part of the scheme, so that an upgraded pack leaves it alone."""
    found = next((each for each in modules(college) if each.code == code), None)
    if found is None:
        raise ModuleRefused("方案里没有这个模块")
    if not owner.strip():
        raise ModuleRefused(f"请写明“{found.name}”的责任部门")
    typed = {"owner": owner, "keeper": keeper, "keeps": keeps, "templates": templates}
    item: dict[str, Any] = found.model_dump(mode="json") | {
        name: text.strip() for name, text in typed.items()
    }
    try:
        changed = Module.model_validate(item)
    except ValidationError:
        raise ModuleRefused("部门和人不超过 60 字，数据和模板不超过 300 字，请缩短") from None
    if changed != found:
        set_own_item(college=college, section="modules", item=item, by=by)
    return changed
