"""Dataset declarations: what is read, and the sentence for each mistake a pack author makes."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from zhengai_engine.model.period import PeriodKind
from zhengai_engine.tables.dataset import FieldType, InvalidDataset, Privacy
from zhengai_engine.tables.reading import read_catalogue, read_dataset

PACK = Path(__file__).parents[3] / "src/zhengai/packs/foundation/datasets"
LEVELS = [
    {"code": code, "name": name}
    for code, name in (
        ("college", "学校"),
        ("department", "部门"),
        ("programme", "专业"),
        ("course", "课程"),
        ("class", "班级"),
        ("teacher", "教师"),
        ("student", "学生"),
    )
]
STUDENTS: dict[str, Any] = {
    "code": "students",
    "name": "学生",
    "key": ["student_id"],
    "level": "student",
    "label": "name",
    "responsible": "adviser",
    "frequency": "semester",
    "fields": [
        {"code": "student_id", "name": "学号", "type": "text", "required": True, "aliases": ["学籍号"]},
        {"code": "name", "name": "姓名", "type": "text", "privacy": "personal"},
        {"code": "adviser", "name": "班主任", "type": "text"},
        {"code": "age", "name": "年龄", "type": "integer", "minimum": 10, "maximum": 99},
        {
            "code": "status",
            "name": "状态",
            "type": "text",
            "choices": ["在校", {"value": "休学", "aliases": ["保留学籍"]}],
        },
    ],
}


def changed(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(STUDENTS), **changes}


def with_field(**changes: Any) -> dict[str, Any]:
    item = deepcopy(STUDENTS)
    item["fields"].append({"code": "extra", "name": "另一项", "type": "text", **changes})
    return item


def test_a_declaration_becomes_a_dataset() -> None:
    dataset = read_dataset(STUDENTS)

    assert (dataset.code, dataset.level, dataset.label, dataset.responsible) == (
        "students",
        "student",
        "name",
        "adviser",
    )
    assert dataset.frequency is PeriodKind.SEMESTER
    assert dataset.field("student_id").names == ("学号", "student_id", "学籍号")
    assert dataset.field("name").privacy is Privacy.PERSONAL
    assert dataset.field("name").required is False
    assert dataset.field("age").type is FieldType.INTEGER
    assert (dataset.field("age").minimum, dataset.field("age").maximum) == (10.0, 99.0)
    assert [(c.value, c.aliases) for c in dataset.field("status").choices] == [
        ("在校", ()),
        ("休学", ("保留学籍",)),
    ]


def test_time_and_paths_are_read() -> None:
    item = changed(
        level=None,
        time={"kind": "week", "fields": ["name", "age"]},
        paths={"student": ["adviser"], "class": []},
    )

    dataset = read_dataset(item)

    assert dataset.time is not None
    assert (dataset.time.kind, dataset.time.fields) == (PeriodKind.WEEK, ("name", "age"))
    assert dict(dataset.paths) == {"student": ("adviser",), "class": ()}


@pytest.mark.parametrize(
    ("item", "parts"),
    [
        (changed(feilds=[]), ["数据集 students", "不认识的键 feilds", "是不是 fields"]),
        (changed(zzz=1), ["不认识的键 zzz", "可用：code"]),
        (changed(fields=[]), ["数据集 students 没有字段"]),
        (changed(fields={"code": "x"}), ["fields 应是列表"]),
        (changed(fields=["学号"]), ["字段应写成"]),
        (changed(name=None), ["数据集 students 缺少 name"]),
        (changed(name=12), ["name 中 12 不是文字", "请加引号"]),
        (changed(key=[]), ["没有主键"]),
        (changed(key=["number"]), ["没有的字段 number"]),
        (changed(responsible="boss"), ["没有的字段 boss"]),
        (changed(frequency="hour"), ["frequency 不能是 hour", "week"]),
        (changed(time={"fields": ["name"]}), ["没有写粒度 kind"]),
        (changed(time={"kind": "week", "fields": ["name"]}), ["数据集 students", "需要 2 个字段"]),
        (changed(time={"kind": "day", "field": ["name"]}), ["time 有不认识的键 field"]),
        (changed(time="week"), ["time应写成"]),
        (changed(paths={"college": []}), ["不必写到 college"]),
        (changed(paths=["class"]), ["paths应写成"]),
        (with_field(type="string"), ["字段 extra", "type 不能是 string", "text、integer"]),
        (with_field(type=None), ["字段 extra 没有写类型"]),
        (with_field(requierd=True), ["字段 extra", "是不是 required"]),
        (with_field(required="yes"), ["required 只能写 true 或 false"]),
        (with_field(minimum=1), ["字段 extra 不是数值"]),
        (with_field(type="number", minimum="低"), ["minimum 应是数值"]),
        (with_field(type="number", minimum=True), ["minimum 应是数值"]),
        (with_field(type="number", minimum=9, maximum=1), ["最小值 9 大于最大值 1"]),
        (with_field(type="number", choices=["一"]), ["有选项 choices", "应为 text"]),
        (with_field(choices=["对", {"value": "真", "aliases": ["对"]}]), ["“对”和“真”都有“对”"]),
        (with_field(choices=[1]), ["choices 中 1 不是文字"]),
        (with_field(choices=[{"valeu": "对"}]), ["选项", "是不是 value"]),
        (with_field(aliases=["学籍号"]), ["字段 student_id 和 extra 都叫“学籍号”"]),
        (with_field(privacy="secret"), ["privacy 不能是 secret"]),
        (with_field(name="", code=""), ["(没有代码)", "缺少 code"]),
    ],
)
def test_each_mistake_has_a_sentence_with_its_place(item: dict[str, Any], parts: list[str]) -> None:
    with pytest.raises(InvalidDataset) as caught:
        read_dataset(item)

    for part in parts:
        assert part in str(caught.value)


def test_a_level_needs_code_and_name() -> None:
    with pytest.raises(InvalidDataset, match="层面 class 缺少 name"):
        read_catalogue([{"code": "class"}], [])


def test_what_is_no_mapping_is_refused() -> None:
    with pytest.raises(InvalidDataset, match="数据集声明应写成"):
        read_catalogue([], ["students"])  # type: ignore[list-item]


@pytest.fixture(scope="module")
def shipped() -> list[dict[str, Any]]:
    files = sorted(PACK.glob("*.yaml"))
    return [item for file in files for item in yaml.safe_load(file.read_text(encoding="utf-8"))]


def test_the_shipped_datasets_reach_the_levels_they_say(shipped: list[dict[str, Any]]) -> None:
    catalogue = read_catalogue(LEVELS, shipped)

    assert len(catalogue.datasets) == 22
    assert catalogue.path("attendance", "department") == ("student", "programme", "department")
    assert catalogue.path("attendance", "teacher") == ("offering", "teacher")
    assert catalogue.path("evaluations", "department") == ("offering", "course", "department")
    assert catalogue.path("evaluations", "student") is None
    assert catalogue.path("graduates", "department") == ("programme", "department")
    # who answers for somebody is no relation: a student's adviser is not the student's teacher
    assert catalogue.path("students", "teacher") is None
    for level in ("department", "programme", "course", "class", "teacher", "student"):
        member = catalogue.members(level)
        assert member is not None
        assert member.label is not None
        assert member.responsible is not None


def test_every_shipped_dataset_names_owner_frequency_and_national_table(
    shipped: list[dict[str, Any]],
) -> None:
    for dataset in read_catalogue(LEVELS, shipped).datasets.values():
        assert dataset.owner, dataset.code
        assert dataset.frequency, dataset.code
        assert dataset.national_table, dataset.code


def test_ambiguous_ways_must_be_declared(shipped: list[dict[str, Any]]) -> None:
    items = deepcopy(shipped)
    next(item for item in items if item["code"] == "offerings").pop("paths")

    with pytest.raises(InvalidDataset, match="offerings 有两条同样短的路到层面 department"):
        read_catalogue(LEVELS, items)


def _with_default(kind: str, default: object, **more: object) -> dict[str, Any]:
    item = deepcopy(STUDENTS)
    item["fields"].append({"code": "x", "name": "新", "type": kind, "default": default, **more})
    return item


@pytest.mark.parametrize(
    ("kind", "default", "more"),
    [
        ("text", "正常", {"choices": [{"value": "正常", "aliases": ["正考"]}, "补考"]}),
        ("integer", 1, {"minimum": 1}),
        ("number", 0.5, {"maximum": 1}),
        ("boolean", False, {}),
        ("text", None, {}),
    ],
)
def test_a_default_that_fits(kind: str, default: object, more: dict[str, object]) -> None:
    assert read_dataset(_with_default(kind, default, **more)).field("x").default == default


@pytest.mark.parametrize(
    ("kind", "default", "more", "sentence"),
    [
        ("text", 1, {}, "默认值 default 应是文字，读到的是 1"),
        (
            "text",
            "正考",
            {"choices": [{"value": "正常", "aliases": ["正考"]}]},
            "默认值 正考 不在选项中(可选：正常)",
        ),
        ("integer", 1.5, {}, "默认值 default 应是整数，读到的是 1.5"),
        ("integer", True, {}, "默认值 default 应是整数，读到的是 True"),
        ("integer", 0, {"minimum": 1}, "默认值 0 超出了最小值和最大值"),
        ("number", "一", {}, "默认值 default 应是数值"),
        ("boolean", "是", {}, "默认值 default 应是true 或 false"),
        ("date", "2026-09-01", {}, "是日期，不能有默认值"),
        ("text", "甲", {"references": "classes"}, "字段 x 是引用、时间或唯一的主键，不能有默认值"),
    ],
)
def test_a_default_that_does_not_fit(
    kind: str, default: object, more: dict[str, object], sentence: str
) -> None:
    with pytest.raises(InvalidDataset) as caught:
        read_dataset(_with_default(kind, default, **more))
    assert sentence in str(caught.value)


def test_neither_the_time_nor_the_only_key_has_a_default() -> None:
    for field in ({"code": "y", "name": "学年", "type": "text", "default": "2026-2027"}, {}):
        item = deepcopy(STUDENTS)
        if field:
            item |= {"time": {"kind": "academic_year", "fields": ["y"]}}
            item["fields"].append(field)
        else:
            item["fields"][0]["default"] = "无"
        with pytest.raises(InvalidDataset, match="不能有默认值"):
            read_dataset(item)
