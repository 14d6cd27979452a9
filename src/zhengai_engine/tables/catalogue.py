"""All datasets and levels of one scheme together: names resolve here, and rows find their way to a level."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from zhengai_engine.model.level import COLLEGE, Level
from zhengai_engine.tables.dataset import Dataset, InvalidDataset


class Catalogue:
    """Checked as a whole on construction: references exist, names are unambiguous, one member table a level."""

    def __init__(self, datasets: Iterable[Dataset], levels: Iterable[Level]) -> None:
        # read-only: one catalogue is shared by everything a process does for a college
        self.datasets: Mapping[str, Dataset] = MappingProxyType({d.code: d for d in datasets})
        self.levels: Mapping[str, Level] = MappingProxyType({level.code: level for level in levels})
        self._members = {d.level: d for d in self.datasets.values() if d.level}
        self._led_through = {f.references for d in self.datasets.values() for f in d.fields if f.references}
        self._check()

    def dataset(self, code: str) -> Dataset:
        return self.datasets[code]

    def find(self, name: str) -> Dataset | None:
        """The dataset a formula calls `name` (Chinese name, code or alias)."""
        return next((d for d in self.datasets.values() if name in (d.name, d.code, *d.aliases)), None)

    def find_level(self, name: str) -> Level | None:
        return next((lv for lv in self.levels.values() if name in (lv.code, lv.name)), None)

    def members(self, level: str) -> Dataset | None:
        """The dataset whose rows are the level's subjects; null for the college level, which has one."""
        return self._members.get(level)

    def is_led_through(self, dataset: str) -> bool:
        """Whether rows of other datasets find their subjects by way of its rows."""
        return dataset in self._led_through

    def path(self, dataset: str, level: str) -> tuple[str, ...] | None:
        """Field codes that lead from a row to the subject's key at `level`: ("student", "programme").

        () for the college: every row belongs to it. For the member table itself, its key field. Null when the
        rows do not reach the level. A declared path wins; otherwise the shortest chain of references; two
        shortest chains are an error at construction for any level, unless declared.
        """
        if level == COLLEGE:
            return ()
        source = self.datasets[dataset]
        declared = dict(source.paths).get(level)
        if declared is not None:
            return declared or None
        if source.level == level:
            return source.key
        target = self._members.get(level)
        found = self._shortest(source, target) if target else []
        return found[0] if found else None

    def reaches(self, dataset: str, level: str) -> bool:
        return self.path(dataset, level) is not None

    def _shortest(self, source: Dataset, target: Dataset) -> list[tuple[str, ...]]:
        """All shortest chains of reference fields from `source` rows to `target`'s key."""
        frontier: list[tuple[Dataset, tuple[str, ...]]] = [(source, ())]
        seen = {source.code}
        while frontier:
            found = [
                (*chain, each.code)
                for dataset, chain in frontier
                for each in dataset.fields
                if each.references == target.code
            ]
            if found:
                return found
            frontier = [
                (self.datasets[each.references], (*chain, each.code))
                for dataset, chain in frontier
                for each in dataset.fields
                if each.references and each.references not in seen
            ]
            seen |= {dataset.code for dataset, _ in frontier}
        return []

    def _check(self) -> None:
        self._check_names()
        for dataset in self.datasets.values():
            if dataset.level and dataset.level not in self.levels:
                raise InvalidDataset(f"数据集 {dataset.code} 的层面 {dataset.level} 不存在")
            for each in dataset.fields:
                if each.references and each.references not in self.datasets:
                    raise InvalidDataset(
                        f"数据集 {dataset.code} 的字段 {each.code} 引用了没有的数据集 {each.references}"
                    )
                if (
                    each.references
                    and self.datasets[each.references].field(self.datasets[each.references].key[0]).sealed
                ):
                    raise InvalidDataset(
                        f"数据集 {dataset.code} 的字段 {each.code} 引用的 {each.references} 主键加密存放，不能引用"
                    )
            for level, path in dataset.paths:
                self._check_path(dataset, level, path)
            self._check_ambiguity(dataset)

    def _check_names(self) -> None:
        owner: dict[str, str] = {}
        for dataset in self.datasets.values():
            for name in dict.fromkeys((dataset.name, dataset.code, *dataset.aliases)):
                if name in owner:
                    raise InvalidDataset(f"数据集 {dataset.code} 和 {owner[name]} 都叫“{name}”")
                owner[name] = dataset.code
        seen: dict[str, str] = {}
        for dataset in self.datasets.values():
            if dataset.level and seen.setdefault(dataset.level, dataset.code) != dataset.code:
                raise InvalidDataset(
                    f"层面 {dataset.level} 有两个成员表：{seen[dataset.level]} 和 {dataset.code}"
                )

    def _check_path(self, dataset: Dataset, level: str, path: tuple[str, ...]) -> None:
        where = f"数据集 {dataset.code} 到层面 {level} 的路径 {'.'.join(path)}"
        current: Dataset | None = dataset
        for step in path:
            if current is None or not current.has(step):
                raise InvalidDataset(f"{where} 走不通：没有字段 {step}")
            reference = current.field(step).references
            current = self.datasets.get(reference) if reference else None
        if path and (current is None or current.level != level):
            raise InvalidDataset(f"{where} 没有到达该层面的成员表")

    def _check_ambiguity(self, dataset: Dataset) -> None:
        declared = dict(dataset.paths)
        for level, target in self._members.items():
            if level in declared or dataset.level == level:
                continue
            chains = self._shortest(dataset, target)
            if len(chains) > 1:
                ways = "、".join(".".join(chain) for chain in chains)
                raise InvalidDataset(
                    f"数据集 {dataset.code} 有两条同样短的路到层面 {level}：{ways}。请在 paths 中写明用哪一条"
                )
