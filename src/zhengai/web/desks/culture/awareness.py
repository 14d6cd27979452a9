"""质量意识调查: what teachers and students answered to the same questions, year beside year (CUL-04)."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.datacentre import queries, registers
from zhengai.datacentre.registers import Wanted
from zhengai.indicators.queries import definitions
from zhengai.web.components.charts import LineChart
from zhengai.web.components.registers import own_departments, writes
from zhengai.web.components.series import series_chart
from zhengai.web.components.workbooks import workbook
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request
from zhengai_engine.disclosure import is_small
from zhengai_engine.model.period import PeriodKind

DATASET = "awareness_surveys"
INDICATORS = ("awareness_teachers", "awareness_students", "concept_teachers", "concept_students")
_MOST_ROWS = 50_000


@dataclass
class Answers:
    """Of one question, group and year, over all departments. Very small groups are not shown to anybody."""

    asked: int = 0
    answered: int = 0
    agreed: int = 0

    def add(self, row: registers.Row) -> None:
        self.asked += int(row["asked"] or 0)
        self.answered += int(row["answered"] or 0)
        self.agreed += int(row["agreed"] or 0)

    @property
    def share(self) -> float | None:
        return None if not self.answered or is_small(self.answered) else self.agreed / self.answered

    @property
    def percent(self) -> float | None:
        return None if self.share is None else 100 * self.share


@dataclass
class Line:
    group: str
    topic: str
    question: str
    years: dict[str, Answers] = field(default_factory=lambda: defaultdict(Answers))

    def cells(self, years: list[str]) -> list[tuple[str, Answers]]:
        return [(year, self.years.get(year, Answers())) for year in years]

    def change(self, years: list[str]) -> float | None:
        """Of the newest year against the one before it, in percentage points."""
        shares = [self.years[year].percent for year in years[-2:] if year in self.years]
        if len(shares) < 2 or shares[0] is None or shares[1] is None:
            return None
        return shares[1] - shares[0]


@needs(Permission.ORGANISATION_VIEW)
def awareness(request: Request) -> HttpResponse:
    dataset = queries.catalogue(request.college).datasets.get(DATASET)
    found = registers.rows(request.college, dataset, Wanted(limit=_MOST_ROWS)).rows if dataset else []
    lines, years = _lines(found)
    if request.GET.get("format") == "xlsx":
        return _export(lines, years)
    whole = Answers()
    for each in found:
        if each["academic_year"] == years[-1]:
            whole.add(each)
    context = {
        "dataset": dataset,
        "years": years,
        "groups": [
            (name, [(each, each.cells(years), each.change(years)) for each in lines if each.group == name])
            for name in dict.fromkeys(each.group for each in lines)
        ],
        "charts": _charts(request) if lines else [],
        "whole": whole,
        "response": 100 * whole.answered / whole.asked if whole.asked else None,
        "opens_register": dataset is not None and _opens_register(request),
        "may_write": dataset is not None and writes(request, dataset, own_departments(request)),
    }
    return render(request, "desks/culture/awareness.html", context)


def _opens_register(request: Request) -> bool:
    """What the register's page asks for."""
    person = request.person
    return person.may(Permission.DATA_VIEW) and person.sees_everything(Permission.ROWS_VIEW)


def _lines(rows: list[registers.Row]) -> tuple[list[Line], list[str]]:
    """Teachers before students, the questions by topic; and the years that were asked, oldest first."""
    found: dict[tuple[str, str, str], Line] = {}
    for each in rows:
        key = (str(each["group"]), str(each["topic"]), str(each["question"]))
        found.setdefault(key, Line(*key)).years[str(each["academic_year"])].add(each)
    order = sorted(found, key=lambda key: (key[0] != "教师", key))
    return [found[key] for key in order], sorted({str(each["academic_year"]) for each in rows})


def _charts(request: Request) -> list[LineChart]:
    """Of the whole college; the indicators that its scheme has."""
    subject = Subject.objects.filter(college=request.college, level="college").first()
    known = {each.code: each for each in definitions(request.college).filter(code__in=INDICATORS)}
    drawn = []
    for code in INDICATORS:
        if code not in known or subject is None:
            continue
        chart = series_chart(
            request.college, request.person, known[code], subject, PeriodKind.ACADEMIC_YEAR.value, limits=()
        )
        if chart is not None:
            drawn.append(LineChart(**{**vars(chart), "name": code}))
    return drawn


def _export(lines: list[Line], years: list[str]) -> HttpResponse:
    headers = [
        "人群",
        "主题",
        "题目",
        *(name for year in years for name in (f"{year}认同度", f"{year}回收人数")),
    ]
    cells = [
        [
            each.group, each.topic, each.question,
            *(cell for _, one in each.cells(years) for cell in (one.share, one.answered)),
        ]
        for each in lines
    ]  # fmt: skip
    return workbook("质量意识调查", headers, cells)
