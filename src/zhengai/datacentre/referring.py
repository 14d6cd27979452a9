"""A row that other rows speak of is not taken out: a teacher who still teaches, a class that has students."""

from collections.abc import Collection, Sequence

from zhengai.college.models import College
from zhengai.datacentre import queries
from zhengai_engine.run.referring import Referring, referring
from zhengai_engine.tables.dataset import Dataset

_TOLD = 3  # places named in one sentence


class StillUsed(ValueError):
    """A row cannot be taken out; the message is a Chinese sentence."""


def still_used(college: College, dataset: Dataset, keys: Collection[Sequence[str]]) -> dict[str, str]:
    """Key → why the row with it stays. `keys` as the datasets's declaration orders them; a key of several fields is
    referred to by nothing."""
    wanted = {key[0] for key in keys if len(key) == 1}
    found: dict[str, list[Referring]] = {}
    for each in referring(queries.catalogue(college), queries.lake(college), dataset, wanted):
        found.setdefault(each.key, []).append(each)
    return {key: _sentence(dataset, places) for key, places in found.items()}


def refuse_used(college: College, dataset: Dataset, keys: Collection[Sequence[str]]) -> None:
    """Raises StillUsed."""
    for sentence in still_used(college, dataset, keys).values():
        raise StillUsed(sentence)


def _sentence(dataset: Dataset, places: Sequence[Referring]) -> str:
    named = "、".join(
        f"“{each.dataset.name}”的{each.field.name}({each.rows:,} 行)" for each in places[:_TOLD]
    )
    more = f"等 {len(places)} 处" if len(places) > _TOLD else ""
    leaves = "已经离开的，请用“更正”改写它的状态，以前的数据还要靠它归到部门和专业；" if dataset.level else ""
    return f"还有数据用着这一行，不能撤销：{named}{more}。{leaves}确实登记错了，请先把那里改好"
