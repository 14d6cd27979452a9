"""Puts a pack into use: framework, the college's own changes, definitions, control points and lists together, or not
at all."""

from django.db import transaction

from zhengai.college.models import College
from zhengai.framework.actions import install, set_own_sections
from zhengai.framework.models import InstalledPack
from zhengai.framework.rules.problem import InvalidPack
from zhengai.indicators.actions import adopt as adopt_indicators
from zhengai.regulations.actions import adopt_regulations
from zhengai.scheme.upgrading import upgrade_of
from zhengai.sources.actions import adopt_sources
from zhengai.standards.actions import adopt as adopt_standards
from zhengai.standards.library import adopt_library


@transaction.atomic
def put_into_use(*, college: College, pack: str, by: str) -> list[InstalledPack]:
    """Installs or upgrades a pack and what it requires; returns what changed, nothing for equal content.

    The college's own changes are carried over the new version, and what it leaves out but people have answered stays
    (`upgrading.upgrade_of` tells both beforehand). Raises UnknownPack, InvalidPack (also where the scheme would not
    be sound as a whole) or RequiresCircle; then nothing is changed.
    """
    College.objects.select_for_update(no_key=True).get(pk=college.pk)
    upgrade = upgrade_of(college, pack)
    if upgrade.problems:
        raise InvalidPack(pack, upgrade.problems)
    changed = install(college=college, pack=pack, by=by)
    if changed:
        set_own_sections(college=college, sections=upgrade.own, by=by)
    adopt(college=college, by=by)
    return changed


def adopt(*, college: College, by: str) -> None:
    """Every room takes what concerns it from the installed packs, as they now are."""
    adopt_sources(college=college, by=by)
    adopt_indicators(college=college, by=by)
    adopt_regulations(college=college, by=by)
    adopt_standards(college=college, by=by)
    adopt_library(college=college, by=by)
