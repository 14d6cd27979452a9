"""Plain text with damaged tables, in short excerpts of the kinds of damage that the seeds show."""

import pytest

from zhengai.intake.rules.document import Grid
from zhengai.intake.rules.found import Findings, Row
from zhengai.intake.rules.reading.opening import read_document
from zhengai.intake.rules.recognising.whole import LOOKS_LIKE_TABLE, PROSE, recognise


def read(text: str) -> Findings:
    return recognise(read_document("方案.txt", text.encode()))


def of(findings: Findings, part: str) -> list[Row]:
    return [row for row in findings.rows if row.part == part]


def lined(*cells: str) -> str:
    """Cells one below the other, blank lines between; `|` stands for the wider gap between rows."""
    return "\n\n".join("\n" if cell == "|" else f"  {cell}" for cell in cells)


def test_a_page_break_inside_a_table() -> None:
    findings = read(
        "标准类型\t标准名称\t责任部门\n学校\t学校建设标准\t院办\n\n\t部门工作质量手册\t人事处\n课程诊断标准\t\t\n"
    )
    assert [tuple(row.values[f] for f in ("type", "name", "department")) for row in findings.rows] == [
        ("学校", "学校建设标准", "院办"), ("学校", "部门工作质量手册", "人事处"), ("学校", "课程诊断标准", ""),
    ]  # fmt: skip
    assert [row.confidence.value for row in findings.rows] == ["high", "high", "medium"]
    assert [str(row.place) for row in findings.rows] == [
        "第 2 行(表格 1 第 2 行)", "第 4 行(表格 1 第 3 行)", "第 5 行(表格 1 第 4 行)",
    ]  # fmt: skip


def test_a_cell_that_goes_on_in_the_next_row() -> None:
    findings = read(
        "诊断项目\t诊断要素\t诊断点\t诊断点参考提示\t相关信息（数据）及责任部门\t数据管理平台相应编号\n"
        "1 总体\t1.1 理念\t目标\t1. 是否明确； 2. 是否可行\t1. 规划（院办） 2. 报告\t1.3/7\n\n"
        "\t\t\t\t3. 纪要\t\n"
        "诊改\t1. 是否开展\t1. 制度\t8. 1/ 8.7\t\t\n"
    )
    first, second = of(findings, "hints")
    assert first.values["evidence"] == "规划（院办）\n报告\n纪要"
    assert first.values["hints"] == "是否明确\n是否可行"
    assert (second.values["element"], second.values["point"], second.values["platform"]) == (
        "1.1 理念",
        "诊改",
        "8.1/8.7",
    )
    assert first.repairs == ("一个格被分在两行，已接在一起",)


def test_a_label_on_the_wrong_row_is_put_right_by_its_number() -> None:
    head = "诊断项目\t诊断要素\t诊断点\t诊断点参考提示\n"
    findings = read(head + "1 总体\t1.1 理念\t甲\t甲吗\n2 专业\t1.3 制度\t乙\t乙吗\n\t2.1 规划\t丙\t丙吗\n")
    assert [row.values["item"] for row in of(findings, "hints")] == ["1 总体", "1 总体", "2 专业"]


def test_a_table_flattened_to_one_cell_a_line() -> None:
    findings = read(
        lined(
            "层面", "诊断项目", "诊断要素", "诊断点", "诊断指标", "数据采集源",
            "学校", "社会服务", "技术服务、培训服务", "服务数量", "技术服务项数、培训人日数(人)到款额", "科研管理系统", "|",
            "人才培养", "专业建设、", "课程建设", "专业结构", "专业总数、课程门数", "教务管理系统", "|",
            "教师", "绩效考核", "工作数量", "工作量", "基本工资、各类津贴", "人事管理系统", "表5 指标链",
        )
    )  # fmt: skip
    rows = of(findings, "measures")
    assert [(r.values["level"], r.values["item"], r.values["name"]) for r in rows] == [
        ("学校", "社会服务", "技术服务项数"), ("学校", "社会服务", "培训人日数(人)"), ("学校", "社会服务", "到款额"),
        ("学校", "人才培养", "专业总数"), ("学校", "人才培养", "课程门数"),
        ("教师", "绩效考核", "基本工资"), ("教师", "绩效考核", "各类津贴"),
    ]  # fmt: skip
    assert rows[3].values["element"] == "专业建设、课程建设"
    assert {row.confidence.value for row in rows} == {"medium"}
    assert "两个名称连在一起，已拆开" in rows[0].repairs


def test_a_matrix_flattened_to_one_item_a_line() -> None:
    findings = read(
        lined(
            "五纵/五横", "学校", "专业", "课程", "教师", "学生", "|",
            "决策指挥", "发展规划", "1.章程", "2.规划", "1.专业规划", "课程规划", "1教师规划", "2自我规划", "1.学生规划", "目标",
            "质量标准", "1条件标准", "1.专业标准", "课程标准", "教师标准", "学生标准", "标准", "|",
            "平台", "质量管理平台", "|", "|", "表1 框架",
        )
    )  # fmt: skip
    cells = {(r.values["system"], r.values["group"], r.values["level"]): r for r in of(findings, "matrix")}
    assert len(cells) == 11
    assert cells[("决策指挥", "发展规划", "教师")].values["elements"] == "教师规划\n自我规划"
    assert cells[("决策指挥", "质量标准", "学生")].values["chain"] == "标准"
    assert cells[("平台", "", "学校")].values["elements"] == "质量管理平台"


def test_bars_between_columns_are_a_table_too() -> None:
    findings = read("| 规划类别 | 规划名称 | 责任部门 |\n|---|---|---|\n| 总规划 | 发展规划 | 院办 |\n")
    assert [row.values["department"] for row in of(findings, "plans")] == ["院办"]


def test_heads_in_the_first_column() -> None:
    (form, row) = read("在系统内的职责\t教学管理\n在系统外的职责\t校园接待\n").rows[::-1]
    assert (form.part, form.values["columns"]) == ("forms", "在系统内的职责\n在系统外的职责")
    assert (row.values["inside"], row.values["outside"]) == ("教学管理", "校园接待")


def test_what_looks_like_a_table_is_listed() -> None:
    findings = read(
        "一、说明\n" + "\n\n".join(["岗位", "人数", "职责", "教务员", "3", "排课", "实训员", "2", "管设备"])
    )
    (left,) = findings.leftovers
    assert (left.reason, str(left.place)) == (LOOKS_LIKE_TABLE, "第 2 行")


def test_a_table_of_contents_is_no_table() -> None:
    findings = read("目 录\n一、背景.....\t1\n二、目标.....\t3\n（一）任务.....\t5\n")
    assert not findings.leftovers


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(encoding: str) -> None:
    read_back = read_document("方案.txt", "规划类别\t规划名称\n总规划\t发展规划\n".encode(encoding))
    (grid,) = [block for block in read_back.blocks if isinstance(block, Grid)]
    assert grid.cells[3].text == "发展规划"


def test_running_text() -> None:
    findings = read(
        "根据《国务院关于加快发展现代职业教育的决定》（国发〔2014〕19号），按照“目标-标准-计划-组织-实施-诊断-改进”开展诊改。\n"
        "（二）教师层面质量保证工作组\n牵头部门：人事处\n责任部门：各二级学院、相关部门\n工作职责：负责教师发展的自主诊改。\n"
        "质量保证领导小组——组长由书记、校长担任，负责政策；考核绩效。\n"
        "1. 启动阶段\n时间：2016年6月—2017年12月\n主要任务：\n（1）制定方案。\n（2）宣传。\n"
        "2. 其他\n年末形成教师个人诊改报告。\n"
    )
    assert [(r.values["title"], r.values["number"]) for r in of(findings, "policies")] == [
        ("国务院关于加快发展现代职业教育的决定", "国发〔2014〕19号")
    ]
    assert of(findings, "spirals")[0].values["nodes"].split("\n") == [
        "目标",
        "标准",
        "计划",
        "组织",
        "实施",
        "诊断",
        "改进",
    ]
    group, top = of(findings, "bodies")
    assert (group.values["lead"], group.values["participants"]) == ("人事处", "各二级学院\n相关部门")
    assert (top.values["heads"], top.values["duties"]) == ("书记\n校长", "负责政策\n考核绩效")
    (stage,) = of(findings, "stages")
    assert (stage.values["period"], stage.values["tasks"]) == ("2016年6月—2017年12月", "制定方案\n宣传")
    assert [(r.values["name"], r.values["level"]) for r in of(findings, "reports")] == [
        ("教师个人诊改报告", "教师")
    ]
    assert {row.confidence.value for row in findings.rows} == {"medium"}


def test_sentences_that_were_not_read_are_counted() -> None:
    findings = read(
        "一、组织\n《关于建立诊改制度的通知》（教职成厅〔2015〕2号）印发以后学校开展工作。\n"
        "各部门修订完善教学管理、学生管理等方面的制度。\n"
    )
    assert [row.part for row in findings.rows] == ["policies"]
    assert findings.notes == (PROSE.format(told=2, left=1),)


def test_a_text_that_lost_its_line_breaks_is_no_less_counted() -> None:
    said = "编制质量年度报告并向社会公布，" + "学校各部门按照要求做好工作，" * 60 + "定期检查。"
    findings = read(f"一、总则{said}(一)目标{said}(二)措施{said}")
    assert [row.part for row in findings.rows] == ["reports"]
    assert findings.notes == (PROSE.format(told=3, left=2),)
