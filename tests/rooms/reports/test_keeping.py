"""What is kept of the data and why: nothing that a run, a frozen report or a diagnosis rests on is ever let go."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.rooms.indicators.conftest import LESSONS, lesson
from tests.rooms.reports.conftest import compute
from zhengai.college.models import College
from zhengai.core.models import AuditEvent
from zhengai.datacentre.queries import lake
from zhengai.indicators.models import Run
from zhengai.reports.keeping import clean_versions, kept_versions
from zhengai.reports.models import Publication, PublicationPlan, Report
from zhengai.reports.verifying import verify_report
from zhengai_engine.run.cleaning import clean

Take = Callable[..., object]
SRC = Path(__file__).parents[3] / "src"


def again(take: Take, status: str) -> None:
    """The first lesson is corrected: a new version, whose old file no newer one is made of."""
    take("attendance", LESSONS + lesson(1, "O1", "2026001", status), name=f"{status}.csv")


def age(college: College, days: int = 60) -> None:
    """The files are made old; the log says when a version was written, and that stays."""
    then = time.time() - days * 86_400
    for path in lake(college).folder("attendance").rglob("*.parquet"):
        os.utime(path, (then, then))


def reasons(college: College, days: int = 0) -> dict[int, str]:
    found = kept_versions(college, days=days)
    return {each.version: "；".join(each.reasons) for each in found if each.dataset == "attendance"}


def readable(college: College, version: int) -> bool:
    return all(Path(each).exists() for each in lake(college).files("attendance", version))


def test_a_report_still_computes_after_everything_else_was_let_go(
    computed: College, made: Report, take: Take
) -> None:
    again(take, "迟到")
    again(take, "早退")
    age(computed)
    told = reasons(computed)
    assert told[0].startswith("1 次计算(")
    assert f"1 份冻结的报告({made.code})" in told[0]
    assert told[1] == ""
    assert told[2] == "最新的版本"
    gone = clean_versions(college=computed, by="lin", days=0)
    assert gone["attendance"].files >= 1
    assert [readable(computed, version) for version in (0, 1, 2)] == [True, False, True]
    assert verify_report(made).equal
    assert AuditEvent.objects.get(action="reports.clean_versions").details["datasets"] >= 1


def test_a_report_alone_keeps_its_versions(computed: College, made: Report, take: Take) -> None:
    again(take, "迟到")
    age(computed)
    # as if the run had never been noted: the report's own figures name the versions
    Run.objects.update(data_versions={})
    assert reasons(computed)[0] == f"1 份冻结的报告({made.code})"
    clean_versions(college=computed, by="lin", days=0)
    assert readable(computed, 0)


def test_published_statistics_alone_keep_their_versions(computed: College, take: Take) -> None:
    run = Run.objects.get()
    plan = PublicationPlan.objects.create(
        college=computed, title="出勤", indicators=["absence_rate"], level="course", period_kind="semester",
        roles=["leader"], made_by="lin", made_on=run.started_at.date(),
    )  # fmt: skip
    Publication.objects.create(
        plan=plan, title="出勤", level="course", period="2026-2027-1", roles=["leader"], figures=[],
        runs={str(run.pk): run.data_versions}, at=run.started_at,
    )  # fmt: skip
    again(take, "迟到")
    age(computed)
    Run.objects.update(data_versions={})
    assert reasons(computed)[0] == "1 份发布的统计(出勤 2026-2027-1)"
    clean_versions(college=computed, by="lin", days=0)
    assert readable(computed, 0)


def test_a_version_a_run_rests_on_is_kept_and_one_nothing_rests_on_goes(
    computed: College, take: Take
) -> None:
    again(take, "迟到")
    compute(computed)
    again(take, "早退")
    again(take, "缺勤")
    age(computed)
    clean_versions(college=computed, by="lin", days=0)
    assert [readable(computed, version) for version in range(4)] == [True, True, False, True]


def test_what_was_written_lately_stays(computed: College, take: Take) -> None:
    again(take, "迟到")
    again(take, "早退")
    assert reasons(computed, days=30)[1] == "30 天之内的版本"
    assert clean_versions(college=computed, by="lin") == {}
    assert readable(computed, 1)


def test_a_trial_takes_nothing_away(computed: College, take: Take) -> None:
    again(take, "迟到")
    again(take, "早退")
    age(computed)
    tried = clean_versions(college=computed, by="lin", days=0, dry_run=True)
    assert tried["attendance"].bytes > 0
    assert readable(computed, 1)
    assert not AuditEvent.objects.filter(action="reports.clean_versions").exists()


def test_files_of_a_killed_writer_go_and_the_newest_version_never(computed: College) -> None:
    stray = lake(computed).folder("attendance") / "part-stray.parquet"
    stray.write_bytes(b"PAR1")
    young = lake(computed).folder("attendance") / "part-young.parquet"
    young.write_bytes(b"PAR1")
    age(computed)
    os.utime(young, None)
    before = datetime.now(UTC) - timedelta(days=1)
    assert clean(lake(computed), "attendance", keep=(), before=before).files == 1
    assert (stray.exists(), young.exists(), readable(computed, 0)) == (False, True, True)


def test_an_unknown_version_stops_it_before_anything_is_gone(computed: College, take: Take) -> None:
    again(take, "迟到")
    age(computed)
    with pytest.raises(Exception, match="99"):
        clean(lake(computed), "attendance", keep=(99,), before=datetime.now(UTC))
    assert readable(computed, 0)


def test_nobody_else_takes_files_out_of_the_lake() -> None:
    """Delta's own vacuum knows nothing of reports."""
    texts = {path: path.read_text(encoding="utf-8") for path in SRC.rglob("*.py")}
    assert [str(path) for path, text in texts.items() if ".vacuum(" in text] == []
    callers = {path.name for path, text in texts.items() if "clean_dataset(" in text}
    assert callers == {"tidying.py", "keeping.py"}
