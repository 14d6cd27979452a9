"""Batches whose process is gone: the lake says what became of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rooms.datacentre.conftest import DEPARTMENTS
from tests.rooms.datacentre.test_importing import counts
from zhengai.college.models import College, Subject
from zhengai.core.models import AuditEvent
from zhengai.datacentre import actions, queries
from zhengai.datacentre.actions import ImportFailed, import_file, recover
from zhengai.datacentre.alive import alive, is_alive
from zhengai.datacentre.faults import reached
from zhengai.datacentre.models import Batch
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules import BatchState
from zhengai_engine.tables.catalogue import Catalogue

Take = Callable[..., BatchReport]


def abandon(report: BatchReport) -> Batch:
    """As if the process had died before its last words."""
    Batch.objects.filter(code=report.batch).update(
        state=BatchState.RUNNING, version=None, rows_new=0, rows_changed=0, rows_unchanged=0
    )
    return Batch.objects.get(code=report.batch)


def test_a_batch_that_reached_the_lake_is_committed(take: Take, college: College) -> None:
    take("departments", DEPARTMENTS)
    batch = abandon(take("departments", DEPARTMENTS.replace("教务处", "质管办") + "D3,学工处,职能部门\n"))
    take("departments", DEPARTMENTS + "D4,团委,职能部门\n", dry_run=True)
    batch.refresh_from_db()
    assert batch.state == BatchState.COMMITTED
    assert (batch.version, batch.rows_new, batch.rows_changed, batch.rows_unchanged) == (1, 1, 1, 1)
    assert batch.message.startswith("已入库(中断后恢复)：读取 3 行，新增 1、更新 1、未变 1")
    assert Subject.objects.filter(level="department", active=True).count() == 3
    assert AuditEvent.objects.filter(action="datacentre.recover", subject=f"batch:{batch.code}").exists()


def test_the_first_batch_of_a_dataset_is_recovered_too(take: Take, college: College) -> None:
    batch = abandon(take("departments", DEPARTMENTS))
    assert recover(college=college, by="he") == 1
    batch.refresh_from_db()
    assert (batch.state, batch.rows_new, batch.version) == (BatchState.COMMITTED, 2, 0)
    assert recover(college=college, by="he") == 0


def test_a_batch_that_did_not_reach_the_lake_failed(take: Take, college: College) -> None:
    report = take("departments", DEPARTMENTS, dry_run=True)
    batch = abandon(report)
    folder = queries.batch_folder(batch) / "work"
    folder.mkdir(parents=True)
    (folder / "rows.csv").write_text("left over")
    assert recover(college=college, by="he") == 1
    batch.refresh_from_db()
    assert (batch.state, batch.message) == (
        BatchState.FAILED,
        "导入的进程中断了，没有写入任何数据，请重新导入",
    )
    assert not queries.batch_folder(batch).exists()
    assert counts(take("departments", DEPARTMENTS)) == (2, 2, 0, 0, 0, 0)


def test_a_batch_that_is_still_running_is_left_alone(take: Take, college: College) -> None:
    batch = abandon(take("departments", DEPARTMENTS, dry_run=True))
    with alive(queries.batch_folder(batch)):
        assert is_alive(queries.batch_folder(batch))
        assert recover(college=college, by="he") == 0
    assert recover(college=college, by="he") == 1


def test_another_colleges_batches_are_not_touched(take: Take, college: College) -> None:
    batch = abandon(take("departments", DEPARTMENTS, dry_run=True))
    other = College.objects.create(code="S2", name="另一所(示例)", category="综合")
    assert recover(college=other, by="he") == 0
    batch.refresh_from_db()
    assert batch.state == BatchState.RUNNING


def test_an_accident_before_the_commit_leaves_the_data_as_they_were(
    take: Take, college: College, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("zhengai.datacentre.importing.Import.merge", full)
    with pytest.raises(
        ImportFailed, match=r"文件 a\.csv 没有导入，数据保持原样：磁盘已满或不许再写，请清理出空间。"
    ):
        take("departments", DEPARTMENTS)
    batch = Batch.objects.get()
    assert batch.state == BatchState.FAILED
    assert queries.data_versions(college) == {}
    monkeypatch.undo()
    assert take("departments", DEPARTMENTS).new == 2


def test_an_accident_after_the_commit_is_completed(
    college: College, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The data are in: saying that they are not would be a lie."""

    def fails(**_: object) -> None:
        monkeypatch.undo()
        raise RuntimeError("the database went away")

    monkeypatch.setattr(actions, "renew_subjects", fails)
    path = write("a.csv", DEPARTMENTS)
    report = import_file(college=college, dataset="departments", path=path, by="he")
    assert (report.state, report.new, report.version) == (BatchState.COMMITTED, 2, 0)
    assert Subject.objects.filter(level="department").count() == 2


def test_a_fault_is_reached_only_where_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[int] = []
    monkeypatch.setattr("os.kill", lambda _pid, number: killed.append(number))
    monkeypatch.setenv("ZHENGAI_FAULT", "after-read")
    reached("after-check")
    assert killed == []
    reached("after-read")
    assert killed == [9]


def test_a_batch_of_a_dataset_that_is_gone_is_settled_too(
    take: Take, college: College, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = abandon(take("finance", "年份,总收入\n2026,100\n"))
    whole = queries.catalogue(college)
    less = Catalogue(
        [each for each in whole.datasets.values() if each.code != "finance"], whole.levels.values()
    )
    monkeypatch.setattr(queries, "catalogue", lambda _: less)
    assert recover(college=college, by="he") == 1
    batch.refresh_from_db()
    assert (batch.state, batch.version) == (BatchState.COMMITTED, 0)
