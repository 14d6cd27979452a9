"""Columns under other names: said once, remembered per source."""

from collections.abc import Callable

import pytest

from tests.rooms.datacentre.conftest import DEPARTMENTS
from zhengai.college.models import College
from zhengai.datacentre import queries
from zhengai.datacentre.models import ColumnMapping
from zhengai.datacentre.reading.headers import Wish, find_header, header_key, suggest
from zhengai.datacentre.report import BatchReport
from zhengai.datacentre.rules import BadFile
from zhengai_engine.tables.dataset import Dataset, Field, FieldType

Take = Callable[..., BatchReport]
OTHER = "类,编码,全称\n二级学院,D1,信息工程学院\n职能部门,D2,教务处\n"
SAID = {"department_id": "编码", "部门名称": "全称", "部门类别": "类"}


def test_a_strangers_columns_in_another_order(take: Take) -> None:
    report = take("departments", OTHER, mapping=SAID)
    assert report.new == 2
    assert report.mapping == {"department_id": "编码", "name": "全称", "kind": "类"}


def test_what_was_said_is_remembered_for_the_source_only(take: Take, college: College) -> None:
    take("departments", OTHER, mapping=SAID, source="人事系统")
    assert take("departments", OTHER.replace("教务处", "质管办"), source="人事系统").changed == 1
    assert queries.remembered(college, "departments", "人事系统") == {
        "department_id": "编码",
        "name": "全称",
        "kind": "类",
    }
    with pytest.raises(BadFile, match="找不到“部门”的表头"):
        take("departments", OTHER.replace("教务处", "总务处"), source="upload")


def test_what_is_remembered_gives_way_to_what_is_said_and_to_a_file_without_it(take: Take) -> None:
    take("departments", OTHER, mapping=SAID)
    assert take("departments", DEPARTMENTS).unchanged == 2
    report = take(
        "departments", OTHER.replace("全称", "名").replace("教务处", "质管办"), mapping={"name": "名"}
    )
    assert report.changed == 1


def test_a_dry_run_remembers_nothing(take: Take) -> None:
    take("departments", OTHER, mapping=SAID, dry_run=True)
    assert not ColumnMapping.objects.exists()


def test_columns_nobody_needs_are_named(take: Take) -> None:
    report = take(
        "departments",
        DEPARTMENTS.replace("部门类别\n", "部门类别,电话,电话\n").replace("学院\n", "学院,1,2\n"),
    )
    assert report.notes == ("没有用到的列：电话、电话",)


def test_said_frees_the_column_that_has_the_name(take: Take, college: College) -> None:
    content = "部门编号,部门代码,部门名称,部门类别\nD1,9,信息学院,二级学院\n"
    report = take("departments", content, mapping={"department_id": "部门代码"})
    assert report.mapping["department_id"] == "部门代码"
    assert report.notes == ("没有用到的列：部门编号",)


DATASET = Dataset(
    "d",
    "数据",
    (
        Field("code", "编号", FieldType.TEXT, required=True, aliases=("代码",)),
        Field("score", "总评成绩", FieldType.NUMBER),
    ),
    ("code",),
)


@pytest.mark.parametrize("header", ["编号", " 编 号 ", "编号*", "编号:", "CODE", "编号(必填)", "代\n码"])
def test_headers_that_mean_the_same(header: str) -> None:
    found = find_header([["说明"], [header, "其他"]], DATASET, Wish())
    assert found is not None
    assert (found.row, dict(found.matches)) == (2, {"code": (0,)})


def test_of_equal_rows_the_first_is_the_header() -> None:
    found = find_header([["编号", "甲"], ["代码", "乙"]], DATASET, Wish())
    assert found is not None
    assert found.row == 1


def test_suggestions_by_likeness() -> None:
    assert suggest(DATASET.fields[1], ["电话", "总评分", "备注"]) == "总评分"
    assert suggest(DATASET.fields[1], ["电话"]) is None
    assert suggest(DATASET.fields[1], []) is None
    assert header_key("成绩(分)") == "成绩(分)"
