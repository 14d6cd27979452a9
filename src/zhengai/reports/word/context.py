"""What a Word template can fill in, under Chinese names: docs/how-to/report-templates.md lists them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from zhengai.reports.models import Report
from zhengai.reports.rules.figures import Text
from zhengai.reports.word.controls import mark, without_marks

_NONE = "—"


def context_of(report: Report) -> dict[str, Any]:
    content = report.content
    subject, period = content["subject"], content["period"]
    made = timezone.localtime(report.made_at)
    return {
        "学校": content["college"]["name"],
        "标题": content["title"],
        "对象": subject["name"],
        "对象代码": subject["code"],
        "层面": subject["level_name"],
        "部门": subject["department"] or _NONE,
        "责任人": "、".join(subject["responsible"]) or _NONE,
        "周期": period["name"],
        "编号": report.code,
        "指纹": report.digest[:16],
        "生成日期": f"{made.year}年{made.month}月{made.day}日",
        "总体状态": _text(content["state"]),
        "诊断说明": content["diagnosis"]["sentence"],
        "总体意见": without_marks(content["diagnosis"]["summary"]),
        "螺旋": _spiral(content["spiral"]),
        "诊断表": [_item(each) for each in content["form"]],
        "指标表": [_table(each) for each in content["tables"]],
        "图表": [_chart(each) for each in content["charts"]],
        "预警": _chapter(content["alerts"], _alert),
        "目标": _chapter(content["goals"], _goal),
        "改进": _chapter(content["improvements"], _improvement),
        "下期目标": _chapter(content["next_goals"], _goal),
        # reports made before there were cases have none
        "案例": _chapter(content.get("cases") or {"sentence": "", "rows": []}, _case),
        "依据": _sources(content["sources"], report.figures),
        "计算": [_run(each) for each in content["runs"]],
    }


def _text(text: Text) -> str:
    return "".join(mark(each["f"]) if isinstance(each, Mapping) else without_marks(each) for each in text)


def _lines(texts: Iterable[Text]) -> str:
    return "\n".join(_text(each) for each in texts) or _NONE


def _figure(number: str | None) -> str:
    return mark(number) if number else _NONE


def _spiral(spiral: Mapping[str, Any] | None) -> dict[str, Any]:
    if spiral is None:
        return {"说明": "校历里没有这个周期的质量改进螺旋。", "环节": []}
    nodes = [each for each in spiral["nodes"] if each["asked"] or each["reached"]]
    return {
        "说明": spiral["sentence"],
        "环节": [
            {
                "名称": node["name"],
                "螺旋": node["ring"],
                "状态": _reached(node),
                "依据": without_marks(node["sentence"]) or _NONE,
            }
            for node in nodes
        ],
    }


def _reached(node: Mapping[str, Any]) -> str:
    if node["here"]:
        return "目前在此"
    return f"● {node['proofs']} 条依据" if node["reached"] else "○ 未到达"


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "名称": item["name"],
        "要素": [
            {"名称": each["name"], "意见": _lines(each["opinion"]), "措施": _lines(each["measures"])}
            for each in item["elements"]
        ],
    }


def _table(table: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "标题": f"{table['item']} · {table['element']}",
        "行": [
            {
                "指标": row["name"],
                "周期": f"（{row['period']}）" if row["period"] else "",
                "值": _figure(row["value"]),
                "目标": row["target"],
                "标准": row["standard"],
                "上期": _figure(row["before"]),
                "状态": row["state_name"],
            }
            for row in table["rows"]
        ],
    }


def _chart(chart: Mapping[str, Any]) -> dict[str, Any]:
    return {"标题": chart["title"], "说明": _text(chart["sentence"]), "图": mark(chart["id"])}


def _chapter(chapter: Mapping[str, Any], row: Any) -> dict[str, Any]:
    return {"说明": chapter["sentence"], "行": [row(each) for each in chapter["rows"]]}


def _case(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "名称": without_marks(row["name"]),
        "日期": row["day"],
        "部门": row["department"] or _NONE,
        "文化层面": row["layer"] or _NONE,
        "内容": without_marks(row["material"]) or _NONE,
        "佐证": f"{row['files']} 份" if row["files"] else _NONE,
    }


def _alert(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "指标": row["name"],
        "等级": row["grade"],
        "周期": row["period"],
        "值": _figure(row["value"]),
        "界限": row["limit"] or _NONE,
        "状态": row["state"],
        "处置": _text(row["ended"]) or _NONE,
    }


def _goal(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "指标": row["name"],
        "周期": row["period"],
        "目标值": row["limit"],
        "基线": _figure(row["baseline"]),
        "值": _figure(row["value"]),
        "完成": row["standing_name"],
        "状态": row["state"],
        "责任人": row["owner"] or _NONE,
    }


def _improvement(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "问题": without_marks(row["problem"]),
        "原因": without_marks(row["cause"]) or _NONE,
        "措施": without_marks(row["measure"]),
        "指标": row["name"],
        "基线": _figure(row["before"]),
        "基线周期": row["before_period"],
        "成效": _figure(row["after"]),
        "成效周期": row["after_period"],
        "目标值": row["limit"],
        "状态": row["state"],
        "责任人": row["owner"],
        "期限": row["due"],
    }


def _sources(rows: list[dict[str, Any]], figures: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = {each["id"]: each for each in figures}
    return [_source(row, known[row["figure"]]) for row in rows]


def _source(row: Mapping[str, Any], figure: Mapping[str, Any]) -> dict[str, Any]:
    halves = f"{mark(row['numerator'])} / {mark(row['denominator'])}" if "numerator" in row else _NONE
    return {
        "编号": figure["id"],
        "数字": mark(figure["id"]),
        "指标": figure["name"],
        "代码": figure["indicator"],
        "周期": figure["period"],
        "分子分母": halves,
        "定义": f"第{figure['definition']['version']}版",
        "计算": f"第{figure['run']}次",
    }


def _run(run: Mapping[str, Any]) -> dict[str, str]:
    """People count the versions of data from one, the lake counts them from zero."""
    data = "、".join(f"{each['name']}第{each['version'] + 1}版" for each in run["data"])
    return {"编号": f"第{run['run']}次", "数据版本": data or _NONE}
