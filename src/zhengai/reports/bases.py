"""What the values of each run rest on, read once for a batch of reports."""

from collections.abc import Mapping

from zhengai.college.models import College
from zhengai.datacentre import queries as datacentre
from zhengai.indicators import queries as indicators
from zhengai.indicators.models import Definition, Run
from zhengai.indicators.writing import Measure
from zhengai.reports.rules.figures import Basis
from zhengai_engine.model.indicator import Indicator
from zhengai_engine.model.walk import dependencies


class Bases:
    """Asks for a run and its definitions when the first value of it is met."""

    def __init__(self, college: College) -> None:
        self._college, self._catalogue = college, datacentre.catalogue(college)
        self._runs: dict[int, Run] = {}
        self._known: dict[int, dict[str, Indicator]] = {}
        self._definitions: dict[tuple[str, int], Definition] = {}
        self._built: dict[tuple[int, str, str], Basis] = {}

    def of(self, run: int, indicator: str, level: str) -> Basis:
        key = (run, indicator, level)
        if key not in self._built:
            self._built[key] = self._build(*key)
        return self._built[key]

    def _build(self, run: int, indicator: str, level: str) -> Basis:
        held, known = self._run(run), self._known_of(run)
        version = held.definition_versions[indicator]
        definition = self._definition(indicator, version)
        behind = _behind(indicator, known)
        return Basis(
            name=definition.name,
            measure=Measure.of(definition.body),
            direction=str(definition.body.get("direction", "")),
            definition={"version": version, "digest": definition.digest},
            others={code: held.definition_versions[code] for code in sorted(behind)},
            run=run,
            data=indicators.versions_for(indicator, level, known, self._catalogue, held.data_versions),
        )

    def _run(self, number: int) -> Run:
        if number not in self._runs:
            self._runs[number] = Run.objects.get(pk=number)
        return self._runs[number]

    def _known_of(self, number: int) -> dict[str, Indicator]:
        if number not in self._known:
            run = self._run(number)
            self._known[number] = indicators.indicators(self._college, run.definition_versions)
        return self._known[number]

    def _definition(self, code: str, version: int) -> Definition:
        if not self._definitions:
            rows = Definition.objects.filter(college=self._college)
            self._definitions = {(each.code, each.version): each for each in rows}
        return self._definitions[code, version]


def _behind(code: str, known: Mapping[str, Indicator]) -> set[str]:
    """The indicators a formula refers to, through others too."""
    found: set[str] = set()
    waiting = set(dependencies(known[code].expression))
    while waiting:
        each = waiting.pop()
        found.add(each)
        waiting |= set(dependencies(known[each].expression)) - found
    return found - {code}
