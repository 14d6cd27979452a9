"""Puts a pack into use: framework, definitions, control points and lists together, or not at all."""

from django.db import transaction

from zhengai.college.models import College
from zhengai.framework.actions import install
from zhengai.framework.models import InstalledPack
from zhengai.indicators.actions import adopt as adopt_indicators
from zhengai.standards.actions import adopt as adopt_standards
from zhengai.standards.library import adopt_library


@transaction.atomic
def put_into_use(*, college: College, pack: str, by: str) -> list[InstalledPack]:
    """Installs or upgrades a pack and what it requires; returns what changed, nothing for equal content.

    The caller has checked the pack (`checking.problems_of_pack`). Raises UnknownPack, InvalidPack, RequiresCircle,
    SchemeError or InvalidControlPoints; then nothing is changed.
    """
    changed = install(college=college, pack=pack, by=by)
    adopt_indicators(college=college, by=by)
    adopt_standards(college=college, by=by)
    adopt_library(college=college, by=by)
    return changed
