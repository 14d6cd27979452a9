"""The drop folder: taken when it no longer grows, once, and put away with a note."""

import hashlib
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rooms.sources.conftest import feed_of, stored
from zhengai.college.models import College
from zhengai.datacentre import queries as datacentre
from zhengai.datacentre.report import BatchReport
from zhengai.sources import queries
from zhengai.sources.actions import keep_feed
from zhengai.sources.collecting import collect, decide
from zhengai.sources.connectors.files import dropped
from zhengai.sources.models import Collection, Source

HEAD = "部门编号,部门名称,部门类别\n"
FIRST = HEAD + "D1,教务处,职能部门\nD2,学工处,职能部门\n"
FIELDS = ("department_id", "name")


@pytest.fixture
def drop(drop_source: Source) -> Path:
    folder = queries.drop_folder(feed_of(drop_source))
    folder.mkdir(parents=True)
    return folder


def again(source: Source) -> list[Collection]:
    return collect(source=Source.objects.select_related("college").get(pk=source.pk), by="he")


def names(folder: Path) -> list[str]:
    return sorted(path.name.split("-", 2)[-1] for path in folder.iterdir())


def test_a_file_comes_in_and_is_put_away(college: College, drop_source: Source, drop: Path) -> None:
    assert again(drop_source) == []  # nothing lies there
    (drop / "部门.csv").write_text(FIRST)
    (found,) = again(drop_source)
    assert (found.state, found.rows) == ("done", 2)
    assert stored(college, "departments", *FIELDS) == [("D1", "教务处"), ("D2", "学工处")]
    assert names(drop / "done") == ["部门.csv"]
    assert [path for path in drop.iterdir() if path.is_file()] == []
    assert again(drop_source) == []
    assert not list(queries.source_folder(found.feed.source).glob("[0-9]*"))


def test_a_file_that_grows_is_left(drop_source: Source, drop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dropped, "STILL", 0.6)
    path = drop / "部门.csv"
    path.write_text(HEAD)

    def writing() -> None:
        time.sleep(0.2)
        with path.open("a") as handle:
            handle.write("D1,教务处,职能部门\n")

    writer = threading.Thread(target=writing)
    writer.start()
    assert again(drop_source) == []
    writer.join()
    assert path.exists()
    (found,) = again(drop_source)
    assert found.rows == 1


@pytest.mark.parametrize("name", ["部门.csv.part", "部门.tmp", "~$部门.xlsx", ".部门.csv", "说明.docx"])
def test_what_is_no_finished_table_is_left(drop_source: Source, drop: Path, name: str) -> None:
    (drop / name).write_text(FIRST)
    assert again(drop_source) == []
    assert (drop / name).exists()


def test_half_a_file_is_refused_as_a_whole(college: College, drop_source: Source, drop: Path) -> None:
    """The line dropped in the middle of a row."""
    (drop / "部门.csv").write_text(FIRST + "D3,质管")
    (found,) = again(drop_source)
    assert (found.state, "最后一行不完整" in found.message) == ("refused", True)
    assert stored(college, "departments", *FIELDS) == []
    note = next((drop / "failed").glob("*.说明.txt")).read_text()
    assert note.startswith(found.message)


def test_half_a_file_is_told_by_its_sum(college: College, drop_source: Source, drop: Path) -> None:
    whole = FIRST + "D3,质管办,职能部门\n"
    (drop / "部门.csv.sha256").write_text(hashlib.sha256(whole.encode()).hexdigest() + "  部门.csv\n")
    (drop / "部门.csv").write_text(FIRST)
    (found,) = again(drop_source)
    assert (found.state, "校验值不一致" in found.message) == ("refused", True)
    (drop / "部门.csv.sha256").write_text(hashlib.sha256(whole.encode()).hexdigest() + "  部门.csv\n")
    (drop / "部门.csv").write_text(whole)
    assert again(drop_source)[0].state == "done"
    assert len(stored(college, "departments", *FIELDS)) == 3


def test_a_file_that_is_no_table_goes_to_failed(drop_source: Source, drop: Path) -> None:
    (drop / "部门.xlsx").write_bytes(b"PK\x03\x04 this was cut")
    (found,) = again(drop_source)
    assert found.state == "refused"
    assert names(drop / "failed") == ["部门.xlsx", "部门.xlsx.说明.txt"]
    drop_source.refresh_from_db()
    assert drop_source.retry_at is None  # the next file need not wait


def test_a_renamed_column_is_one_sentence(college: College, drop_source: Source, drop: Path) -> None:
    """Also one that a row can be without: it would be missed in silence."""
    text = FIRST.replace("部门类别\n", "部门类别,负责人\n").replace("职能部门\n", "职能部门,T1\n")
    (drop / "a.csv").write_text(text)
    assert again(drop_source)[0].state == "done"
    (drop / "b.csv").write_text(text.replace("负责人", "负责人姓名"))
    (found,) = again(drop_source)
    assert found.state == "refused"
    assert "没有“负责人”这一列了(新出现了“负责人姓名”，可能是改了名)" in found.message
    assert "没有导入任何数据" in found.message


def test_ten_times_the_rows_of_a_file_wait(college: College, drop_source: Source, drop: Path) -> None:
    for number in range(5):
        (drop / f"{number}.csv").write_text(FIRST.replace("教务处", f"教务处{number}"))
        assert again(drop_source)[0].state == "done"
    (drop / "big.csv").write_text(HEAD + "".join(f"X{n},处{n},职能部门\n" for n in range(40)))
    (found,) = again(drop_source)
    assert (found.state, "读到 40 行" in found.message) == ("waiting", True)
    (drop / "next.csv").write_text(FIRST)
    assert again(drop_source) == []
    assert (drop / "next.csv").exists()
    assert decide(collection=found, accept=False, by="he").state == "declined"
    assert "big.csv" in names(drop / "failed")
    assert again(drop_source)[0].state == "done"


def test_rows_from_the_future_are_rejected_with_the_reason(
    college: College, drop_source: Source, take: Callable[..., BatchReport]
) -> None:
    """The college stands on Friday of week 12: a row of week 13 cannot have happened yet."""
    take("departments", HEAD + "D1,信息学院,二级学院\n")
    take("rooms", "实训室编号,实训室名称,所属部门,工位数\nR1,网络实训室,D1,40\n")
    feed = keep_feed(source=drop_source, dataset="room_usage", by="he")
    folder = queries.drop_folder(feed)
    folder.mkdir(parents=True)
    lines = "".join(f"2026-2027-1,{week},R1,10,20\n" for week in (10, 11, 12, 13))
    (folder / "使用.csv").write_text("学期,周次,实训室,使用学时,可用学时\n" + lines)
    (found,) = again(drop_source)
    assert found.state == "done"
    batch = datacentre.batches(college, "room_usage").get(code=found.batch)
    assert (batch.rows_new, batch.rows_rejected) == (3, 1)
    assert [each.reason for each in datacentre.first_problems(batch)] == ["时间在今天(2026-11-20)之后"]
