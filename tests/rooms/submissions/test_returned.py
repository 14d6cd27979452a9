"""What comes back from outside: benchmarks beside our own values, and quality reports by table."""

from datetime import UTC, datetime

import pytest

from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.framework.queries import section
from zhengai.framework.rules.sheets import SheetRow, sheet_rows
from zhengai.indicators.models import Definition
from zhengai.indicators.rules import digest
from zhengai.submissions.models import Benchmark, ReturnedProblem
from zhengai.submissions.returned import (
    BENCHMARK_HEADERS,
    PROBLEM_HEADERS,
    benchmarks_for,
    take_benchmarks,
    take_report,
)

AT = datetime(2026, 11, 20, tzinfo=UTC)
NATIONAL = ["双师比例", "", "2025-2026", "全国", "58.3%", "全国高职质量年报"]


@pytest.fixture(autouse=True)
def adopted(college: College) -> None:
    for code in ("dual_qualified_share", "fulltime_teachers"):
        item = next(each for each in section(college, "indicators") if each["code"] == code)
        Definition.objects.create(
            college=college, code=code, version=1, name=item["name"], body=item, digest=digest(item),
            adopted_at=AT, adopted_by="lin",
        )  # fmt: skip


def sheet(*rows: list[str]) -> list[SheetRow]:
    return sheet_rows([list(BENCHMARK_HEADERS), *rows], BENCHMARK_HEADERS)


def report(*rows: list[str]) -> list[SheetRow]:
    return sheet_rows([list(PROBLEM_HEADERS), *rows], PROBLEM_HEADERS)


def test_a_benchmark_is_taken_once_and_renewed(college: College) -> None:
    rows = sheet(NATIONAL, ["fulltime_teachers", "学校", "2025-2026", "同类院校", "16.2", "省教育厅通报"])
    tried = take_benchmarks(college=college, rows=rows, dry_run=True, by="he")
    assert (len(tried.new), Benchmark.objects.count()) == (2, 0)
    take_benchmarks(college=college, rows=rows, dry_run=False, by="he")
    assert Benchmark.objects.get(scope="全国").value == pytest.approx(0.583)
    again = take_benchmarks(college=college, rows=rows, dry_run=False, by="he")
    assert (again.changes, again.same) == (0, 2)
    newer = sheet([*NATIONAL[:4], "60%", NATIONAL[5]])
    assert len(take_benchmarks(college=college, rows=newer, dry_run=False, by="lin").changed) == 1
    assert Benchmark.objects.get(scope="全国").value == pytest.approx(0.6)
    assert AuditEvent.objects.filter(action="submissions.take_benchmarks").count() == 2


@pytest.mark.parametrize(
    ("place", "written", "reason"),
    [
        (0, "没有的指标", "没有这个名称或代码的指标"),
        (1, "没有的层面", "没有这个层面；空着是学校"),
        (2, "去年", "不是平台认得的周期，例如 2025-2026、2025-2026-1、2025"),
        (3, "", "这一格要填"),
        (4, "五成", "要是数字，比率写成 5.2%"),
        (4, "58.3", "这个指标是比率，请写成百分数，例如 5.2%"),
        (5, "", "这一格要填"),
    ],
)
def test_a_wrong_cell_stops_the_sheet_and_is_named(
    college: College, place: int, written: str, reason: str
) -> None:
    wrong = [*NATIONAL[:place], written, *NATIONAL[place + 1 :]]
    other = ["双师比例", "", "2024-2025", "全国", "55%", "年报"]
    trial = take_benchmarks(college=college, rows=sheet(other, wrong), dry_run=False, by="he")
    assert [(each.row, each.reason) for each in trial.bad] == [(3, reason)]
    assert Benchmark.objects.count() == 0


def test_the_period_of_the_value_comes_first_then_the_newest(college: College) -> None:
    rows = sheet(
        ["双师比例", "", "2023-2024", "全国", "50%", "a"],
        ["双师比例", "", "2024-2025", "全国", "55%", "a"],
        ["双师比例", "", "2024-2025", "全省", "57%", "b"],
    )
    take_benchmarks(college=college, rows=rows, dry_run=False, by="he")
    exact = benchmarks_for(college, ["college"], {"dual_qualified_share": "2023-2024"})
    assert {each.scope: each.value for each in exact["dual_qualified_share"]} == {"全国": 0.5, "全省": 0.57}
    newest = benchmarks_for(college, ["college"], {"dual_qualified_share": "2025-2026"})
    assert {each.scope: each.value for each in newest["dual_qualified_share"]} == {"全国": 0.55, "全省": 0.57}
    assert benchmarks_for(college, ["programme"], {"dual_qualified_share": "2023-2024"}) == {}
    assert benchmarks_for(college, ["programme", "college"], {"dual_qualified_share": "2023-2024"}) == exact


def test_a_quality_report_is_kept_by_table_field_and_row(college: College) -> None:
    rows = report(
        ["2026-11 检查", "ODS_ZZKCXXSJ", "课程名称", "41430123450000000000000000000001", "与代码不一致"],
        ["2026-11 检查", "校内专任教师", "", "", "少报 3 人"],
    )
    assert len(take_report(college=college, rows=rows, dry_run=False, by="he").new) == 2
    one = ReturnedProblem.objects.get(table="ZYZJX0101")
    assert (one.field, one.text) == ("KCMC", "与代码不一致")
    assert take_report(college=college, rows=rows, dry_run=False, by="he").same == 2
    bad = take_report(college=college, rows=report(["r", "没有", "", "", "x"]), dry_run=False, by="he")
    assert bad.bad[0].sentence == "第 2 行 B 列（数据表）“没有”：没有这个代码或名称的国家数据表"
