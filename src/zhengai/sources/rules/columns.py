"""What a source's columns must be: the same names and types as when it was taken into use, and fit for the dataset."""

from collections.abc import Collection, Mapping
from difflib import get_close_matches

# kind of a column → the types of field its values may go into; "" is a column of text that may hold anything
_FITS: Mapping[str, frozenset[str]] = {
    "文字": frozenset({"text", "integer", "number", "date", "boolean"}),
    "数值": frozenset({"text", "integer", "number", "boolean"}),
    "日期": frozenset({"text", "date"}),
    "是否": frozenset({"text", "boolean"}),
}
_FIELD_WORDS = {"text": "文字", "integer": "整数", "number": "数值", "date": "日期", "boolean": "是否"}
NOTHING = "没有导入任何数据"


def changed(expected: Mapping[str, str], found: Mapping[str, str], used: Collection[str]) -> str:
    """Why these columns are not those that were taken into use; "" when they are. `used` are the columns that hold
    fields: the others may come and go. A kind that is not known ("") on either side is not compared."""
    for name in sorted(used):
        if name not in found:
            return _missing(name, [each for each in found if each not in expected])
        before, now = expected.get(name, ""), found[name]
        if before and now and before != now:
            return (
                f"“{name}”列原来是{before}，现在变成了{now}，{NOTHING}；请在源系统里改回来，"
                "确认是有意的改动后，在数据源页面上点“重新认列”再采集"
            )
    return ""


def _missing(name: str, newcomers: list[str]) -> str:
    near = get_close_matches(name, newcomers, n=1, cutoff=0.3) or newcomers[:1]
    hint = f"(新出现了“{near[0]}”，可能是改了名)" if near else ""
    remedy = f"或在数据源页面上把列对应改成“{near[0]}”" if near else "或在数据源页面上改列对应"
    return f"源系统里没有“{name}”这一列了{hint}，{NOTHING}；请在源系统里改回来，{remedy}"


def unfit(kinds: Mapping[str, str], fields: Mapping[str, tuple[str, str]]) -> str:
    """Why a column's values can never go into its field; "" when all may. `fields`: column → name and type of the
    field it holds."""
    for column, (name, wanted) in sorted(fields.items()):
        kind = kinds.get(column, "")
        if kind and wanted not in _FITS[kind]:
            return (
                f"“{column}”列是{kind}，而字段“{name}”要的是{_FIELD_WORDS[wanted]}，{NOTHING}；"
                "请在查询里换一列或转换类型，或在数据源页面上改列对应"
            )
    return ""
