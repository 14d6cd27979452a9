"""Verifies a Word report: is what it shows what was frozen, is what was frozen untouched, and does it compute again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isclose
from pathlib import Path
from typing import Any

from zhengai.college.models import College
from zhengai.datacentre.queries import data_versions
from zhengai.indicators.models import Definition
from zhengai.indicators.recomputing import CannotRecompute, Wanted, recompute
from zhengai.indicators.writing import Measure, joined, plain, why_missing, written
from zhengai.reports.models import Report
from zhengai.reports.queries import report as stored_report
from zhengai.reports.reading import BadFile as BadFile
from zhengai.reports.reading import ReadReport, read_report
from zhengai.reports.rules.figures import FigurePart, digest_of
from zhengai.reports.rules.telling import changed_definition
from zhengai.reports.word.embedding import embedded_of
from zhengai_engine.model.value import Value

_TOLERANCE = 1e-9
Whose = tuple[str, str]  # level and code of a subject


@dataclass(frozen=True)
class Difference:
    """One figure that differs; `figure` is empty where it is the document as a whole."""

    figure: str
    name: str
    subject: str
    period: str
    printed: str
    recomputed: str
    reason: str


@dataclass
class Verification:
    code: str
    title: str
    made_at: str
    figures: int
    differences: list[Difference] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # worth knowing, but no difference

    @property
    def equal(self) -> bool:
        return not self.differences


def verify_file(path: Path, college: College, only: Whose | None = None) -> Verification:
    """Raises BadFile: not a Word document, not one of ours, or another college's. `only` is the subject the reader may
    see: nothing is computed of others, whatever a file asks for."""
    read = read_report(Path(path))
    embedded = read.embedded
    if embedded.college != college.code:
        name = embedded.content.get("college", {}).get("name", embedded.college)
        raise BadFile(f"这是{name}的报告，要在那所学校的系统里复算")
    try:
        return _Verifier(read, college, only).verify()
    except (KeyError, TypeError, AttributeError) as problem:
        raise BadFile(f"{Path(path).name} 里冻结的数字残缺不全，不能复算") from problem


def verify_report(report: Report) -> Verification:
    """A report as it is kept here, without a file."""
    read = ReadReport(embedded_of(report, {}), {}, {})
    return _Verifier(read, report.college, (report.subject.level, report.subject.code)).verify()


class _Verifier:
    def __init__(self, read: ReadReport, college: College, only: Whose | None) -> None:
        self._read, self._college = read, college
        self._embedded = read.embedded
        self._content = read.embedded.content
        self._figures = {each["id"]: each for each in read.embedded.figures}
        self._reasons: dict[str, list[str]] = {number: [] for number in self._figures}
        self._recomputed: dict[str, str] = {}
        whose = only or (self._content["subject"]["level"], self._content["subject"]["code"])
        self._own = {n: f for n, f in self._figures.items() if (f["level"], f["subject"]) == whose}

    def verify(self) -> Verification:
        whole = self._of_the_whole()
        self._compare_text()
        self._compare_charts()
        self._compute_again()
        self._compare_definitions()
        found = [self._difference(number, reasons) for number, reasons in self._reasons.items() if reasons]
        return Verification(
            code=self._embedded.code,
            title=f"{self._content['subject']['name']}{self._content['title']}（{self._content['period']['name']}）",
            made_at=self._embedded.made_at,
            figures=len(self._figures),
            differences=[*whole, *found],
            notes=self._newer_data(),
        )

    def _difference(self, number: str, reasons: list[str]) -> Difference:
        figure = self._figures[number]
        shown = self._read.controls.get(number, [])
        odd = next((text for text in shown if text != figure["text"]), figure["text"])
        return Difference(
            figure=number,
            name=figure["name"],
            subject=f"{figure['level']}:{figure['subject']}",
            period=figure["period"],
            printed=odd,
            recomputed=self._recomputed.get(number, ""),
            reason="；".join(reasons),
        )

    def _of_the_whole(self) -> list[Difference]:
        """The frozen content against its own fingerprint and against the report as it is kept here."""
        reasons = []
        own = digest_of(self._content, self._embedded.figures)
        if own != self._embedded.digest:
            reasons.append("文档里的冻结内容与它的指纹不符，被改动过")
        kept = stored_report(self._college, self._embedded.code)
        if kept is None:
            reasons.append("这套系统里没有这份报告的存档")
        elif kept.digest != own:
            reasons.append("文档里的冻结内容与存档的报告不符")
            self._compare_kept({each["id"]: each for each in kept.figures})
        unknown = sorted(set(self._read.controls) - set(self._figures))
        if unknown:
            reasons.append(f"文档里多出没有依据的数字 {'、'.join(unknown)}")
        subject = f"{self._content['subject']['level']}:{self._content['subject']['code']}"
        period = self._content["period"]["code"]
        return [Difference("", "整份报告", subject, period, "", "", each) for each in reasons]

    def _compare_kept(self, kept: Mapping[str, Mapping[str, Any]]) -> None:
        for number, figure in self._figures.items():
            if kept.get(number) != figure:
                self._reasons[number].append("冻结的数字与存档不同")

    def _compare_text(self) -> None:
        for number, figure in self._figures.items():
            shown = self._read.controls.get(number, [])
            expected = self._embedded.printed.get(number, 0)
            if any(text != figure["text"] for text in shown):
                self._reasons[number].append(f"文档里的数字被改过，冻结的是 {figure['text']}")
            if len(shown) < expected:
                self._reasons[number].append(f"文档里应有 {expected} 处，只剩 {len(shown)} 处")
            elif len(shown) > expected:
                self._reasons[number].append(f"文档里应有 {expected} 处，却有 {len(shown)} 处")

    def _compare_charts(self) -> None:
        for chart in self._content["charts"]:
            drawn = self._read.charts.get(chart["id"])
            if drawn is None:
                continue
            points = [*drawn, *[None] * (len(chart["points"]) - len(drawn))]
            for number, point in zip(chart["points"], points, strict=False):
                frozen = self._figures[number]["value"]
                if not _same(point, None if frozen is None else frozen * chart["factor"]):
                    self._reasons[number].append(f"图“{chart['title']}”里的数被改过")

    def _compute_again(self) -> None:
        known = recompute(self._college, [_wanted(each) for each in self._own.values()])
        measures = _measures(self._college, self._own.values())
        for number in set(self._figures) - set(self._own):
            self._reasons[number].append("不是这份报告的对象的数字")
        for number, figure in self._own.items():
            value = known[_wanted(figure).key]
            if isinstance(value, CannotRecompute):
                self._reasons[number].append(f"不能复算：{value}")
                continue
            again = None if value is None else _part(value, figure["part"])
            text = _text(value, figure, measures[figure["indicator"], figure["definition"]["version"]])
            self._recomputed[number] = text
            if not _same(figure["value"], again):
                self._reasons[number].append("复算的结果不同")
            elif text != figure["text"]:
                self._reasons[number].append("写法与复算的结果不符")

    def _compare_definitions(self) -> None:
        codes = {code for each in self._figures.values() for code in (each["indicator"], *each["others"])}
        rows = Definition.objects.filter(college=self._college, code__in=codes)
        versions = {(each.code, each.version): each for each in rows}
        current = {each.code: each for each in rows if each.current}
        for number, figure in self._figures.items():
            frozen = {figure["indicator"]: figure["definition"]["version"], **figure["others"]}
            for code, version in frozen.items():
                was, now = versions.get((code, version)), current.get(code)
                if was is None:
                    continue
                if code == figure["indicator"] and was.digest != figure["definition"]["digest"]:
                    self._reasons[number].append(f"{was.name}第 {version} 版定义的指纹不符")
                if now is None:
                    self._reasons[number].append(f"{was.name}的定义已经停用(原第 {version} 版)")
                elif now.version != version:
                    told = changed_definition(was.body, now.body)
                    self._reasons[number].append(
                        f"{was.name}的定义已从第 {version} 版改为第 {now.version} 版：{told}"
                    )

    def _newer_data(self) -> list[str]:
        frozen: dict[str, int] = {}
        for figure in self._figures.values():
            for code, version in figure["data"].items():
                frozen[code] = min(version, frozen.get(code, version))
        newest = data_versions(self._college)
        newer = sorted(code for code, version in frozen.items() if newest.get(code, version) > version)
        if not newer:
            return []
        return [f"{'、'.join(newer)} 在报告生成之后有更新的数据；报告中的数字仍按当时的版本复算"]


def _wanted(figure: Mapping[str, Any]) -> Wanted:
    return Wanted(
        figure["indicator"],
        figure["level"],
        figure["subject"],
        figure["period"],
        {figure["indicator"]: figure["definition"]["version"], **figure["others"]},
        figure["data"],
    )


def _measures(college: College, figures: Any) -> dict[tuple[str, int], Measure]:
    codes = {each["indicator"] for each in figures}
    rows = Definition.objects.filter(college=college, code__in=codes)
    found = {(each.code, each.version): Measure.of(each.body) for each in rows}
    return {
        (each["indicator"], each["definition"]["version"]): found.get(
            (each["indicator"], each["definition"]["version"]), Measure.of({})
        )
        for each in figures
    }


def _part(value: Value, part: str) -> float | None:
    halves = {FigurePart.NUMERATOR: value.numerator, FigurePart.DENOMINATOR: value.denominator}
    return halves.get(FigurePart(part), value.value)


def _text(value: Value | None, figure: Mapping[str, Any], measure: Measure) -> str:
    number = None if value is None else _part(value, figure["part"])
    if figure["part"] != FigurePart.VALUE:
        return plain(number)
    if number is None:
        return why_missing(value.reason or "" if value else "")
    return joined(*written(number, measure))


def _same(a: float | None, b: float | None) -> bool:
    """Counts exactly; sums of fractions may be added up in another order."""
    if a is None or b is None:
        return a is b
    return a == b or isclose(a, b, rel_tol=_TOLERANCE)
