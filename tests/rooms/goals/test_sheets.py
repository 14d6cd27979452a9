"""The tables as spreadsheets: headers of every look, each bad cell with its place and reason, twice is once."""

from datetime import date

import pytest

from tests.rooms.goals.chained import Chained
from zhengai.goals.actions.sheets import Outcome, RowRefused, import_rows, words_for
from zhengai.goals.models import Plan, SystemTask, Task, TaskMonth
from zhengai.goals.rules.sheets import (
    ANNEX_2,
    TABLE_4,
    TABLE_5,
    TABLE_6,
    TABLES,
    SheetRefused,
    Table,
    Words,
    read_day,
    read_sheet,
)

MONTHS = [f"{number}月" for number in range(1, 13)]
UPPER = ["任务来源", "工作属性", "工作任务", "完成时限", "月度任务完成情况", *[""] * 11, "责任部门", "责任人"]
LOWER = ["", "", "", "", *MONTHS, "", ""]
WORDS = Words({"医学院": "D01"}, {"attribute": ("重点工作", "常规工作", "临时工作")})


def row(title: str = "错峰排课", **cells: str) -> list[str]:
    told = {
        "来源": "党政工作要点",
        "属性": "重点工作",
        "时限": "2026-12-20",
        "部门": "医学院",
        "人": "郑怡",
    } | cells
    months = [told.get(name, "") for name in MONTHS]
    return [told["来源"], told["属性"], title, told["时限"], *months, told["部门"], told["人"]]


def test_the_columns_are_verbatim() -> None:
    assert [name for name, _ in TABLE_4.columns] == ["规划类别", "规划名称", "责任部门"]
    assert TABLE_5.leaves == ["重点项目(任务)", "工作标准", "牵头部门", "责任部门", "措施及目标", "工作成效"]
    assert [name for name, _ in TABLE_6.columns] == [
        "任务来源", "工作属性", "工作任务", "完成时限", "月度任务完成情况", "责任部门", "责任人",
    ]  # fmt: skip
    assert TABLE_6.leaves[4:16] == MONTHS
    assert [name for name, _ in ANNEX_2.columns] == [
        "部门", "年月日", "工作任务", "职责分工(牵头或参与)", "具体任务名称", "现状(是否健全)",
        "如有缺项，计划完成时间", "关键数据名称",
    ]  # fmt: skip
    assert all(len(each.leaves) == len(each.fields) for each in TABLES.values())


@pytest.mark.parametrize(
    "rows",
    [
        [UPPER, LOWER, row(**{"3月": "已排"})],
        [["表6 部门工作任务完成情况一览表"], [], UPPER, LOWER, row(**{"3月": "已排"}), [], [""]],
        [["任务来源", "工作属性", "工作任务", "完成时限", *MONTHS, "责任部门", "责任人"], row(**{"3月": "已排"})],
        [[" 任务 来源", "工作属性", "工作任务", "完成时限", *(f"{n} 月" for n in range(1, 13)), "责任部门", "责任人"],
         row(**{"3月": "已排"})],
    ],
)  # fmt: skip
def test_headers_as_people_make_them(rows: list[list[str]]) -> None:
    reading = read_sheet(rows, TABLE_6, WORDS, 2026)
    assert not reading.refused
    (found,) = reading.rows
    assert (found.values["title"], found.values["due"], found.values["month_3"], found.values["department"]) == (
        "错峰排课", date(2026, 12, 20), "已排", "D01",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ([[*UPPER[:5], *[""] * 12, "责任部门", "责任人"], ["", "", "", "", *MONTHS, "13月", "", ""]], "一年只有 1月 到 12月"),
        ([["任务来源", "工作属性", "工作任务", "完成时限", *MONTHS, "13月", "责任部门", "责任人"]], "Q 列写着“13月”"),
        ([["任务来源", "工作任务", "完成时限", *MONTHS, "责任部门", "责任人"]], "缺少列：工作属性"),
        ([[*UPPER, "备注"], LOWER], "列“备注”不是"),
        ([["工作任务", "工作任务", "任务来源", "工作属性", "完成时限", *MONTHS, "责任部门", "责任人"]], "出现了两次"),
        ([["姓名", "学号"]], "没有找到“表6"),
        ([], "没有找到“表6"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_this_table(rows: list[list[str]], word: str) -> None:
    with pytest.raises(SheetRefused, match=word):
        read_sheet(rows, TABLE_6, WORDS, 2026)


@pytest.mark.parametrize(
    ("cells", "cell", "reason"),
    [
        ({"部门": "外语学院"}, "Q3", "没有“外语学院”这个部门"),
        ({"部门": ""}, "Q3", "没有填写"),
        ({"属性": "急事"}, "B3", "应写 重点工作、常规工作、临时工作 之一"),
        ({"时限": "2026-02-30"}, "D3", "不是日期"),
        ({"时限": "尽快"}, "D3", "不是日期"),
        ({"3月": "长" * 301}, "G3", "最多写 300 个字"),
    ],
)
def test_each_bad_cell_has_its_place_and_reason(cells: dict[str, str], cell: str, reason: str) -> None:
    reading = read_sheet([UPPER, LOWER, row(**cells), row("办讲座")], TABLE_6, WORDS, 2026)
    (bad,) = reading.refused
    assert (bad.cell, reason in bad.reason) == (cell, True)
    assert [each.values["title"] for each in reading.rows] == ["办讲座"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-20", date(2026, 12, 20)), ("2026.12.20", date(2026, 12, 20)), ("2026/3/5", date(2026, 3, 5)),
        ("2026年12月20日", date(2026, 12, 20)), ("12月20日", date(2026, 12, 20)), ("2026年12月", date(2026, 12, 31)),
        ("2026.2", date(2026, 2, 28)), ("２月底", date(2026, 2, 28)), ("2026年底", date(2026, 12, 31)),
        ("2026-13-01", None), ("2026年13月", None), ("32", None), ("年底前", None),
    ],
)  # fmt: skip
def test_days_as_people_write_them(text: str, expected: date | None) -> None:
    assert read_day(text, 2026) == expected


def bring(chain: Chained, table: Table, rows: list[list[str]], *, dry_run: bool = False) -> Outcome:
    departments = {"医学院": chain.department}
    reading = read_sheet(rows, table, words_for(chain.college, table, departments), 2026)
    assert not reading.refused
    return import_rows(
        college=chain.college, table=table, rows=reading.rows, year=2026, dry_run=dry_run, by="lin"
    )


def test_a_dry_run_changes_nothing_and_twice_is_once(chain: Chained) -> None:
    rows = [UPPER, LOWER, row(**{"3月": "已排"}), row("办讲座")]
    assert bring(chain, TABLE_6, rows, dry_run=True) == Outcome(added=2)
    assert not Task.objects.exists()
    assert bring(chain, TABLE_6, rows) == Outcome(added=2)
    assert bring(chain, TABLE_6, rows) == Outcome(same=2)
    changed = [UPPER, LOWER, row(**{"3月": "已排", "4月": "已上课"}), row("办讲座")]
    assert bring(chain, TABLE_6, changed) == Outcome(changed=1, same=1)
    assert TaskMonth.objects.count() == 2


def test_one_row_that_cannot_be_written_stops_all(chain: Chained) -> None:
    rows = [UPPER, LOWER, row("办讲座"), row(时限="2031-12-20")]
    with pytest.raises(RowRefused, match=r"第 4 行.*不在 2026 年度"):
        bring(chain, TABLE_6, rows)
    assert not Task.objects.exists()


def test_tables_5_and_6_speak_of_the_same_tasks(chain: Chained) -> None:
    bring(chain, TABLE_6, [UPPER, LOWER, row()])
    rows = [
        ["重点项目（任务）", "工作标准", "牵头部门", "责任部门", "措施及目标", "工作成效"],
        ["错峰排课", "缺课率≤3%", "医学院", "医学院", "错开早课", "缺课率降到2%"],
    ]
    assert bring(chain, TABLE_5, rows) == Outcome(changed=1)
    assert bring(chain, TABLE_5, rows) == Outcome(same=1)
    task = Task.objects.get()
    assert (task.standard, task.lead, task.owner_name, task.result) == (
        "缺课率≤3%", chain.department, "郑怡", "缺课率降到2%",
    )  # fmt: skip


def test_table_4_opens_plans(chain: Chained) -> None:
    rows = [
        ["规划类别", "规划名称", "责任部门"],
        ["总规划", "学校“十五五”发展规划", "医学院"],
        ["课程", "课程建设规划", ""],
    ]
    assert bring(chain, TABLE_4, rows) == Outcome(added=2)
    assert bring(chain, TABLE_4, rows) == Outcome(same=2)
    assert Plan.objects.get(category="总规划").department == chain.department


def test_annex_2_keeps_gaps_with_their_day(chain: Chained) -> None:
    head = ["部门", "年月日", "工作任务", "", "职责分工(牵头或参与)", "具体任务名称", "现状(是否健全)", "如有缺项,计划完成时间",
            "关键数据名称"]  # fmt: skip
    rows = [head, ["", "", "类别", "参考提示", "", "", "", "", ""],
            ["医学院", "2026-11-20", "工作标准", "质量标准 等", "牵头", "岗位标准", "否", "2026年底", "岗位数"],
            ["医学院", "2026-11-20", "监督控制", "", "参与", "质量报告", "是", "", ""]]  # fmt: skip
    assert bring(chain, ANNEX_2, rows) == Outcome(added=2)
    assert bring(chain, ANNEX_2, rows) == Outcome(same=2)
    gap = SystemTask.objects.get(sound=False)
    assert (gap.title, gap.promised, gap.key_data) == ("岗位标准", date(2026, 12, 31), "岗位数")
    rows[2][7] = ""
    with pytest.raises(RowRefused, match="计划完成时间"):
        bring(chain, ANNEX_2, rows)


def test_the_word_of_a_source_is_the_source(chain: Chained) -> None:
    bring(chain, TABLE_6, [UPPER, LOWER, row(来源="上级部门年度任务"), row("办讲座", 来源="党政工作要点")])
    found = {task.title: (task.source, task.origin) for task in Task.objects.all()}
    assert found == {"错峰排课": ("superior", ""), "办讲座": ("school", "党政工作要点")}
