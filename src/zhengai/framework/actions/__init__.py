"""The only writers of the framework room."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from zhengai.college.models import College
from zhengai.core import clock
from zhengai.core.actions import record
from zhengai.framework.models import InstalledPack
from zhengai.framework.queries import forget_marks, with_required
from zhengai.framework.rules.manifest import Manifest
from zhengai.framework.rules.merging import merge
from zhengai.framework.rules.pack import Pack, digest_of

# what a college changes on its pages stands in a pack of its own, over all others
OWN = "own"


@transaction.atomic
def install(*, college: College, pack: str, by: str) -> list[InstalledPack]:
    """Installs or upgrades a pack after those it requires; returns what changed, nothing for equal content.

    Raises UnknownPack, InvalidPack or RequiresCircle; then nothing is installed.
    """
    chain = with_required(pack)
    # two installations at once take turns on the college's row
    College.objects.select_for_update(no_key=True).get(pk=college.pk)
    before = {row.code: row for row in InstalledPack.objects.filter(college=college)}
    return [
        _store(college, each, before.get(each.code), by)
        for each in chain
        if each.code not in before or before[each.code].digest != each.digest
    ]


def _store(college: College, pack: Pack, before: InstalledPack | None, by: str) -> InstalledPack:
    row = before or InstalledPack(college=college, code=pack.code)
    earlier = row.version
    row.version, row.digest, row.content = pack.manifest.version, pack.digest, pack.content
    row.installed_at, row.installed_by = clock.now(), by
    row.save()
    forget_marks(college)
    record(
        action="framework.install",
        by=by,
        subject=f"{college.code}/{pack.code}",
        details={"version": row.version, "earlier": earlier, "digest": row.digest},
    )
    return row


@transaction.atomic
def set_own_item(*, college: College, section: str, item: dict[str, Any], by: str) -> InstalledPack:
    """Puts one item of a section into the college's own pack, where it replaces one of the same code. The caller
    checks the scheme as a whole and adopts it, in the same transaction."""
    row = _own(college)
    sections = dict(row.content["sections"])
    sections[section] = merge([sections.get(section, []), [item]])
    _store_own(row, sections, by)
    record(
        action="framework.set_own_item",
        by=by,
        subject=f"{college.code}/{section}/{item['code']}",
        details={"version": row.version},
    )
    return row


@transaction.atomic
def drop_own_item(*, college: College, section: str, code: str, by: str) -> InstalledPack:
    """Takes an item out of the college's own pack: the packs' item counts again, or none. As `set_own_item`, the
    caller checks and adopts."""
    row = _own(college)
    sections = dict(row.content["sections"])
    sections[section] = [each for each in sections.get(section, []) if each["code"] != code]
    _store_own(row, {name: items for name, items in sections.items() if items}, by)
    record(
        action="framework.drop_own_item",
        by=by,
        subject=f"{college.code}/{section}/{code}",
        details={"version": row.version},
    )
    return row


@transaction.atomic
def set_own_sections(*, college: College, sections: Mapping[str, list[dict[str, Any]]], by: str) -> None:
    """The college's own pack as it should be over upgraded packs; nothing is written where it is that already."""
    row = _own(college)
    if row.content["sections"] == sections:
        return
    counts = {name: len(items) for name, items in sections.items()}
    _store_own(row, dict(sections), by)
    record(
        action="framework.set_own_sections",
        by=by,
        subject=college.code,
        details={"version": row.version, "sections": counts},
    )


def _own(college: College) -> InstalledPack:
    """The college's own pack, made where there is none; two changes at once take turns on the college's row."""
    College.objects.select_for_update(no_key=True).get(pk=college.pk)
    row = InstalledPack.objects.filter(college=college, code=OWN).first()
    return row or InstalledPack(college=college, code=OWN, version="0.0.0", content={"sections": {}})


def _store_own(row: InstalledPack, sections: dict[str, Any], by: str) -> None:
    major, minor, patch = row.version.split(".")
    row.version = f"{major}.{minor}.{int(patch) + 1}"
    others = InstalledPack.objects.filter(college=row.college).exclude(code=OWN)
    manifest = Manifest(
        code=OWN,
        name="本校调整",
        version=row.version,
        description="在页面上调整过的项目，覆盖其他方案包里同代码的项目。",
        requires=tuple(others.order_by("id").values_list("code", flat=True)),
    )
    row.content = {"manifest": manifest.model_dump(mode="json"), "sections": sections}
    row.digest = digest_of(row.content)
    row.installed_at, row.installed_by = clock.now(), by
    row.save()
    forget_marks(row.college)
