"""The graph of one college: what its register of sources, its scheme and its people's goals make of each other."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Count

from zhengai.alerts.models import Alert
from zhengai.alerts.rules.machine import LIVE as LIVE_ALERTS
from zhengai.college.models import College
from zhengai.college.queries import calendar_of, today
from zhengai.datacentre import queries as datacentre
from zhengai.datacentre.rules import BatchState
from zhengai.diagnosis.queries import schemes
from zhengai.goals.models import Goal, PlanGoal
from zhengai.goals.rules.machine import LIVE as LIVE_GOALS
from zhengai.indicators.measures import chain
from zhengai.indicators.queries import indicators
from zhengai.quality.coverage import fed_tables
from zhengai.quality.fields import readers_of_fields
from zhengai.reports.kinds import kinds
from zhengai.reports.rules.impact import Impact, impact
from zhengai.reports.rules.lineage import Graph, Key, Node, NodeKind
from zhengai.sources.models import Source
from zhengai.sources.queries import sources
from zhengai.sources.rules import Access
from zhengai.standards.models import ControlRule, StandardVersion
from zhengai.standards.queries import rules_for, specification
from zhengai.standards.rules.elements import read_elements
from zhengai.standards.rules.library import VersionState
from zhengai.standards.rules.specification import ResponsibleKind
from zhengai_engine.model.expression import Children
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.walk import codes_of, datasets_of, walk

if TYPE_CHECKING:
    from zhengai_engine.tables.catalogue import Catalogue
    from zhengai_engine.tables.dataset import Dataset

BY_HAND = "by-hand"  # a file somebody chose, who did not say where from
_BY_HAND, _REGISTERED = ("web:", "upload", "sample"), "source:"
_K = NodeKind


def lineage(college: College) -> Graph:
    return _Reader(college).read()


def open_warnings(college: College) -> dict[str, int]:
    """Control point → how many of its warnings are open."""
    rows = Alert.objects.filter(college=college, state__in=LIVE_ALERTS).order_by()
    return dict(rows.values_list("rule__code").annotate(number=Count("pk")))


def impact_of(graph: Graph, college: College, key: Key) -> Impact:
    """What breaks without it now."""
    return impact(graph, key, open_warnings(college))


@dataclass
class _Reader:
    college: College
    graph: Graph = field(default_factory=Graph)

    @cached_property
    def catalogue(self) -> "Catalogue":
        return datacentre.catalogue(self.college)

    @cached_property
    def known(self) -> dict[str, Indicator]:
        return indicators(self.college)

    def read(self) -> Graph:
        self._datasets()
        self._sources()
        self._indicators()
        rules = rules_for(self.college)
        self._controls(rules)
        self._goals()
        self._elements()
        self._points()
        self._measures()
        self._tables()
        self._reports(rules)
        return self.graph

    def level(self, code: str) -> str:
        found = self.catalogue.levels.get(code)
        return found.name if found else code

    def _datasets(self) -> None:
        for each in self.catalogue.datasets.values():
            self.graph.add(Node(_K.DATASET, each.code, each.name, _some(each.owner)))
            for one in each.fields:
                node = Node(_K.FIELD, f"{each.code}.{one.code}", one.name, note=each.name)
                self.graph.add(node)
                self.graph.stand(node.key, (_K.DATASET, each.code))

    def _sources(self) -> None:
        """One that is switched off brings nothing, unless nobody else does."""
        fed: dict[str, list[Source]] = {}
        for each in sources(self.college):
            note = "" if _brings(each) else "没有启用"
            self.graph.add(Node(_K.SOURCE, each.code, each.name, _some(each.owner), note=note))
            for feed in each.feeds.all():
                fed.setdefault(feed.dataset, []).append(each)
        for dataset, feeding in fed.items():
            for each in [one for one in feeding if _brings(one)] or feeding:
                self.graph.stand((_K.DATASET, dataset), (_K.SOURCE, each.code), enough=True)
        sent = datacentre.batches(self.college).filter(state=BatchState.COMMITTED).order_by()
        for dataset, origin in sorted(sent.values_list("dataset", "source").distinct()):
            if dataset not in fed:
                self.graph.stand((_K.DATASET, dataset), self._origin(origin), enough=True)

    def _origin(self, written: str) -> Key:
        """Where a batch says it came from: a source of the register, by whatever name, or one that is not there."""
        if written.startswith(_BY_HAND):
            key = (_K.SOURCE, BY_HAND)
            self.graph.add(Node(*key, "人工导入", note="没有登记数据源", registered=False))
            return key
        word = written.removeprefix(_REGISTERED)
        key = (_K.SOURCE, self.called.get(word, word))
        if key not in self.graph.nodes:
            self.graph.add(Node(*key, word, note="没有登记", registered=False))
        return key

    @cached_property
    def called(self) -> dict[str, str]:
        """Every name of a source → its code."""
        held = {each.name: each.code for each in sources(self.college)}
        return held | {
            word: each.code for each in chain(self.college).sources for word in (each.name, *each.aliases)
        }

    def _indicators(self) -> None:
        for each in self.known.values():
            levels = frozenset(each.levels)
            self.graph.add(Node(_K.INDICATOR, each.code, each.name, _some(each.owner), levels))
        for (dataset, one), codes in readers_of_fields(self.known, self.catalogue).items():
            for code in codes:
                self.graph.stand((_K.INDICATOR, code), (_K.FIELD, f"{dataset}.{one}"))
        for each in self.known.values():
            self._rows_of(each)
            for node in walk(each.expression):
                at = each.levels if isinstance(node, Children) else ()
                for code in codes_of(node):
                    self.graph.stand((_K.INDICATOR, each.code), (_K.INDICATOR, code), at=at)

    def _rows_of(self, each: Indicator) -> None:
        """The rows themselves, their time, and the way from them to each level."""
        key = (_K.INDICATOR, each.code)
        for code in datasets_of(each.expression):
            dataset = self.catalogue.dataset(code)
            self.graph.stand(key, (_K.DATASET, code))
            for name in dataset.time.fields if dataset.time else ():
                self.graph.stand(key, (_K.FIELD, f"{code}.{name}"))
            for level in each.levels:
                for step in self._way(dataset, level):
                    self.graph.stand(key, (_K.FIELD, step), at={level})
                members = self.catalogue.members(level)
                if members and members.code != code:
                    self.graph.stand(key, (_K.DATASET, members.code), at={level})

    def _way(self, dataset: "Dataset", level: str) -> Iterable[str]:
        at = dataset
        for step in self.catalogue.path(dataset.code, level) or ():
            yield f"{at.code}.{step}"
            references = at.field(step).references
            at = self.catalogue.dataset(references) if references else at

    def _controls(self, rules: Iterable[ControlRule]) -> None:
        for rule in rules:
            owners = _some(self._answers(rule))
            levels = frozenset({rule.level})
            self.graph.add(
                Node(_K.CONTROL, rule.code, rule.name, owners, levels, note=self.level(rule.level))
            )
            self.graph.stand((_K.CONTROL, rule.code), (_K.INDICATOR, rule.indicator))

    def _answers(self, rule: ControlRule) -> str:
        responsible = specification(rule).responsible
        if responsible.kind is ResponsibleKind.DEPARTMENT:
            return responsible.department
        indicator = self.known.get(rule.indicator)
        return indicator.owner if indicator else ""

    def _goals(self) -> None:
        """Those that are not over, counted: how many people have one on an indicator, not who."""
        calendar, day = calendar_of(self.college), today(self.college)
        found: Counter[tuple[str, str]] = Counter()
        live = Goal.objects.filter(college=self.college, state__in=LIVE_GOALS).order_by()
        for code, level, period, number in (
            live.values_list("indicator", "subject__level", "period").annotate(number=Count("pk"))
        ):  # fmt: skip
            known = calendar.find(period)
            if known is None or known.end >= day:
                found[code, level] += number
        planned = PlanGoal.objects.filter(plan__college=self.college).exclude(indicator="").order_by()
        years = planned.values_list("indicator", "plan__subject__level", "plan__first_year", "plan__years")
        plans = Counter((code, level) for code, level, first, years_ in years if first + years_ > day.year)
        self._goals_of(found, "", "目标")
        self._goals_of(plans, "plan.", "规划目标")

    def _goals_of(self, found: Mapping[tuple[str, str], int], prefix: str, word: str) -> None:
        for (code, level), number in found.items():
            if code in self.known:
                name = f"{self.known[code].name}的{self.level(level)}{word}"
                node = Node(_K.GOAL, f"{prefix}{code}@{level}", name, (), frozenset({level}), number)
                self.graph.add(node)
                self.graph.stand(node.key, (_K.INDICATOR, code))

    def _elements(self) -> None:
        rows = StandardVersion.objects.filter(
            standard__college=self.college,
            standard__active=True,
            state=VersionState.APPROVED,
            measurable__gt=0,
        )
        for version in rows.select_related("standard"):
            standard = version.standard
            for number, each in enumerate(read_elements(version.elements, version.grades), start=1):
                if each.measurable:
                    levels = frozenset({standard.per or standard.level})
                    node = Node(
                        _K.ELEMENT, f"{standard.code}.{number}", each.name, _some(standard.department), levels,
                        note=standard.name,
                    )  # fmt: skip
                    self.graph.add(node)
                    self.graph.stand(node.key, (_K.INDICATOR, each.indicator))

    def _points(self) -> None:
        for level, scheme in schemes(self.college).items():
            for point in scheme.points():
                if point.indicators:
                    node = Node(
                        _K.POINT, f"{level}.{point.code}", point.name, point.answering, frozenset({level}),
                        note=self.level(level),
                    )  # fmt: skip
                    self.graph.add(node)
                    for code in point.indicators:
                        self.graph.stand(node.key, (_K.INDICATOR, code))

    def _measures(self) -> None:
        """A measure that is computed stands on its indicators, and every one on what the scheme says it is taken
        from: any one of those sources may give it."""
        held = chain(self.college)
        for each in held.measures:
            node = Node(_K.MEASURE, each.code, each.name, _some(each.department), note=self.level(each.level))
            self.graph.add(node)
            for code in (each.indicator, *each.parts):
                if code:
                    self.graph.stand(node.key, (_K.INDICATOR, code))
            for name in each.sources:
                self.graph.stand(node.key, (_K.SOURCE, self.called.get(name, name)), enough=True)

    def _tables(self) -> None:
        for table, datasets in fed_tables(self.college):
            owners = tuple(dict.fromkeys(self.catalogue.dataset(each).owner for each in datasets))
            number = table.numbers[0] if table.numbers else table.code
            node = Node(_K.TABLE, table.code, table.name, tuple(filter(None, owners)), note=number)
            self.graph.add(node)
            for each in datasets:
                self.graph.stand(node.key, (_K.DATASET, each))

    def _reports(self, rules: Iterable[ControlRule]) -> None:
        """A report of a level prints its form's points and what is judged there."""
        forms = schemes(self.college)
        judged: dict[str, list[str]] = {}
        for rule in rules:
            judged.setdefault(rule.level, []).append(rule.code)
        for kind in kinds(self.college).values():
            for level in self.catalogue.levels:
                if level not in forms and level not in judged:
                    continue
                node = Node(
                    _K.REPORT, f"{kind.code}.{level}", kind.title(level), (), frozenset({level}),
                    note=self.level(level),
                )  # fmt: skip
                self.graph.add(node)
                points = [each for each in forms[level].points() if each.indicators] if level in forms else []
                for point in points:
                    self.graph.stand(node.key, (_K.POINT, f"{level}.{point.code}"))
                for code in judged.get(level, ()):
                    self.graph.stand(node.key, (_K.CONTROL, code))


def _brings(source: Source) -> bool:
    """What people bring in by hand needs no switching on."""
    return source.enabled or source.access == Access.FORM


def _some(department: str) -> tuple[str, ...]:
    return (department,) if department else ()
