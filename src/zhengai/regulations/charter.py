"""The charter as the root of the regulations: what hangs on which article, and what hangs nowhere (REG-12)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from zhengai.college.models import College
from zhengai.college.queries import now
from zhengai.core.actions import record
from zhengai.regulations.models import CharterLink, Regulation, RegulationChange
from zhengai.regulations.queries import standing_text
from zhengai.regulations.rules.articles import Article, articles
from zhengai.regulations.rules.machine import RegulationRefused, RegulationState


def charter_of(college: College) -> Regulation | None:
    return Regulation.objects.filter(college=college, active=True, is_charter=True).first()


@dataclass(frozen=True)
class Root:
    """`loose` are regulations in force that hang on no article of the charter in force; `lost` are links to articles
    that it does not have (any more)."""

    charter: Regulation | None
    version: RegulationChange | None
    branches: list[tuple[Article, list[Regulation]]]
    loose: list[Regulation]
    lost: list[CharterLink]

    @property
    def hung(self) -> int:
        return len({each.pk for _, held in self.branches for each in held})


def root_of(college: College, seen: Collection[Regulation]) -> Root:
    """Of the regulations that the person who asks may see."""
    charter = charter_of(college)
    version = standing_text(charter) if charter is not None else None
    found = articles(version.text) if version is not None else []
    known = {each.number for each in found}
    by_key = {each.pk: each for each in seen if charter is None or each.pk != charter.pk}
    hanging: dict[str, list[Regulation]] = defaultdict(list)
    lost = []
    for link in CharterLink.objects.filter(regulation__college=college, regulation__in=by_key):
        link.regulation = by_key[link.regulation_id]
        if link.article in known:
            hanging[link.article].append(link.regulation)
        else:
            lost.append(link)
    held = {each.pk for rows in hanging.values() for each in rows}
    in_force = [each for each in by_key.values() if each.state == RegulationState.IN_FORCE]
    return Root(
        charter,
        version,
        [(each, hanging[each.number]) for each in found],
        [each for each in in_force if each.pk not in held],
        lost,
    )


@transaction.atomic
def hang(*, regulation: Regulation, article: str, by: str) -> CharterLink:
    """On an article of the charter in force; hung there already nothing changes. Raises RegulationRefused."""
    charter = charter_of(regulation.college)
    version = standing_text(charter) if charter is not None else None
    if charter is None or version is None:
        raise RegulationRefused("学校还没有现行的章程：先登记章程、发布正文，再把制度挂上去")
    if regulation.pk == charter.pk:
        raise RegulationRefused("章程是根，不用挂到自己上")
    if article not in {each.number for each in articles(version.text)}:
        raise RegulationRefused(
            f"现行章程里没有“{article}”，请从列表里选一条" if article else "请选择章程的一条"
        )
    link, is_new = CharterLink.objects.get_or_create(
        regulation=regulation, article=article, defaults={"by": by, "at": now(regulation.college)}
    )
    if is_new:
        _recorded("regulations.hang", link, by)
    return link


@transaction.atomic
def unhang(*, regulation: Regulation, article: str, by: str) -> None:
    """Raises RegulationRefused."""
    link = CharterLink.objects.select_for_update().filter(regulation=regulation, article=article).first()
    if link is None:
        raise RegulationRefused(f"这项制度没有挂在{article or '这一条'}上，可能刚刚由别人取下了")
    _recorded("regulations.unhang", link, by)
    link.delete()


def _recorded(action: str, link: CharterLink, by: str) -> None:
    about = f"regulation:{link.regulation_id}"
    record(action=action, by=by, subject=about, details={"article": link.article})
