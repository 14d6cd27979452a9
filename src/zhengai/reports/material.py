"""What all reports of a level and period share: the form, definitions, limits and words. Read once."""

from dataclasses import dataclass, field
from functools import cached_property

from zhengai.college.models import College
from zhengai.college.queries import calendar_of
from zhengai.datacentre.queries import catalogue
from zhengai.diagnosis.limits import Applied
from zhengai.diagnosis.queries import schemes
from zhengai.diagnosis.rules.form import FormElement, FormItem, FormPoint, FormScheme
from zhengai.diagnosis.rules.periods import fits
from zhengai.diagnosis.rules.wording import write_limit
from zhengai.indicators import queries as indicators
from zhengai.indicators.models import Definition
from zhengai.indicators.writing import Measure
from zhengai.reports.bases import Bases
from zhengai.reports.kinds import ReportKind, kind
from zhengai.standards import queries as standards
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.model.period import Calendar, Period, PeriodKind
from zhengai_engine.scoring import ControlValues, Limit

CHARTS = 4
DEPARTMENT = "department"
_PERIODS_OF_A_CHART = 8


@dataclass(frozen=True)
class ChartWish:
    """An indicator over the periods of one kind, oldest first, if the subject has values there."""

    indicator: str
    kind: PeriodKind
    periods: tuple[Period, ...]


@dataclass
class Material:
    college: College
    kind_code: str
    level: str
    period: Period
    bases: Bases = field(init=False)
    _fitting: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bases = Bases(self.college)

    @cached_property
    def calendar(self) -> Calendar:
        return calendar_of(self.college)

    @cached_property
    def kind(self) -> ReportKind:
        return kind(self.college, self.kind_code)

    @cached_property
    def level_name(self) -> str:
        return catalogue(self.college).levels[self.level].name

    @cached_property
    def dataset_names(self) -> dict[str, str]:
        return {code: dataset.name for code, dataset in catalogue(self.college).datasets.items()}

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        return {each.code: each for each in indicators.definitions(self.college)}

    @cached_property
    def scheme(self) -> FormScheme:
        """The level's diagnosis form; without one, all indicators of the level in one element."""
        found = schemes(self.college).get(self.level)
        if found is not None:
            return found
        codes = tuple(c for c, d in self.definitions.items() if self.level in d.body.get("levels", ()))
        point = FormPoint("1", "指标", "", codes)
        return FormScheme(
            "", "指标", self.level, (FormItem("1", "指标", (FormElement("1", "指标", (point,)),)),)
        )

    @cached_property
    def indicators(self) -> list[str]:
        return [code for code in self.scheme.indicators() if code in self.definitions]

    @cached_property
    def applied(self) -> dict[str, list[Applied]]:
        """Indicator → its control points with the general limits."""
        found: dict[str, list[Applied]] = {}
        for rule in standards.rules_for(self.college, level=self.level):
            says = standards.specification(rule)
            values = says.values_for(self.college.category) or ControlValues()
            found.setdefault(rule.indicator, []).append(Applied(rule, says, values))
        return found

    @cached_property
    def tells_cases(self) -> bool:
        """Cases are kept by department for the whole college."""
        return self.level in (COLLEGE, DEPARTMENT)

    def fits(self, code: str) -> bool:
        """Whether what happened in that period belongs to the report."""
        if code not in self._fitting:
            period = self.calendar.find(code)
            self._fitting[code] = period is not None and fits(self.period, period)
        return self._fitting[code]

    def name_of(self, code: str) -> str:
        period = self.calendar.find(code)
        return period.name if period else code

    def short_name(self, code: str) -> str:
        """Within the report's own period a week needs no year."""
        if code.startswith(f"{self.period.code}-W"):
            return f"第{int(code[-2:])}周"
        return self.name_of(code)

    @cached_property
    def wishes(self) -> list[ChartWish]:
        """Charts worth drawing: indicators with limits first, over the weeks of the period where they are judged
        weekly, else over the periods of the report's kind."""
        judged = [code for code in self.indicators if code in self.applied]
        others = [code for code in self.applied if code not in judged and code in self.definitions]
        rest = [code for code in self.indicators if code not in judged]
        return [wish for code in (*judged, *others, *rest) for wish in self._wishes(code)]

    def _wishes(self, code: str) -> list[ChartWish]:
        kinds = {each.says.period for each in self.applied.get(code, ())}
        found = [
            ChartWish(code, self.period.kind, tuple(self.calendar.window(self.period, _PERIODS_OF_A_CHART)))
        ]
        for kind_ in (PeriodKind.SEMESTER, PeriodKind.WEEK):
            if kind_ in kinds and kind_ is not self.period.kind:
                found.insert(0, ChartWish(code, kind_, tuple(self.calendar.parts(self.period, kind_))))
        return found

    def limit_text(self, indicator: str, limit: Limit | None) -> str:
        """≥ 90%; empty where there is none."""
        if limit is None:
            return ""
        definition = self.definitions.get(indicator)
        return write_limit(limit, Measure.of(definition.body if definition else {}))
