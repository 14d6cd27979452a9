"""The only writers of the framework room."""

from django.db import transaction

from zhengai.college.models import College
from zhengai.core import clock
from zhengai.core.actions import record
from zhengai.framework.models import InstalledPack
from zhengai.framework.queries import with_required
from zhengai.framework.rules.pack import Pack


@transaction.atomic
def install(*, college: College, pack: str, by: str) -> list[InstalledPack]:
    """Installs or upgrades a pack after those it requires; returns what changed, nothing for equal content.

    Raises UnknownPack, InvalidPack or RequiresCircle; then nothing is installed.
    """
    chain = with_required(pack)
    # two installations at once take turns on the college's row
    College.objects.select_for_update().get(pk=college.pk)
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
    record(
        action="framework.install",
        by=by,
        subject=f"{college.code}/{pack.code}",
        details={"version": row.version, "earlier": earlier, "digest": row.digest},
    )
    return row
