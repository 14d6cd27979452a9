"""Declarations: names, references, and the ways rows reach a level."""

import pytest

from tests.spec.school import CATALOGUE
from zhengai_engine.model.expression import Type
from zhengai_engine.model.level import Level
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Dataset, Field, FieldType, InvalidDataset, TimeRule

LEVELS = [Level("college", "学校"), Level("department", "部门"), Level("teacher", "教师")]
Paths = tuple[tuple[str, tuple[str, ...]], ...]


def text(code: str, references: str | None = None, **more: object) -> Field:
    return Field(code, more.pop("name", code), FieldType.TEXT, references=references, **more)  # type: ignore[arg-type]


DEPARTMENTS = Dataset(
    "departments", "部门", (text("department", name="部门编号"),), ("department",), level="department"
)
TEACHERS = Dataset(
    "teachers", "教师", (text("teacher"), text("department", "departments")), ("teacher",), level="teacher"
)


def papers(paths: Paths = ()) -> Dataset:
    """A paper has an author and a reviewer: two ways to a department."""
    fields = (text("paper"), text("author", "teachers"), text("reviewer", "teachers"))
    return Dataset("papers", "论文", fields, ("paper",), paths=paths)


@pytest.mark.parametrize(
    ("dataset", "level", "path"),
    [
        ("attendance", "college", ()),
        ("attendance", "student", ("student",)),
        ("attendance", "programme", ("student", "programme")),
        ("attendance", "course", ("offering", "course")),
        ("attendance", "teacher", ("offering", "teacher")),
        ("attendance", "department", ("student", "programme", "department")),
        ("offerings", "department", ("course", "department")),
        ("students", "student", ("student",)),
        ("students", "college", ()),
        ("students", "course", None),
        ("premises", "department", None),
        ("premises", "college", ()),
        ("students", "class", None),
    ],
)
def test_rows_reach_a_level_by_the_shortest_chain_or_the_declared_one(
    dataset: str, level: str, path: tuple[str, ...] | None
) -> None:
    assert CATALOGUE.path(dataset, level) == path
    assert CATALOGUE.reaches(dataset, level) is (path is not None)


def test_two_equally_short_ways_must_be_decided() -> None:
    with pytest.raises(
        InvalidDataset,
        match=r"papers 有两条同样短的路到层面 department：author\.department、reviewer\.department。请在 paths 中写明",
    ):
        Catalogue([DEPARTMENTS, TEACHERS, papers()], LEVELS)


def test_a_declared_path_wins_and_an_empty_one_means_not_at_all() -> None:
    declared = papers((("teacher", ("author",)), ("department", ())))
    catalogue = Catalogue([DEPARTMENTS, TEACHERS, declared], LEVELS)
    assert catalogue.path("papers", "teacher") == ("author",)
    assert catalogue.path("papers", "department") is None


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (("writer",), "papers 到层面 teacher 的路径 writer 走不通：没有字段 writer"),
        (("author", "age"), "author.age 走不通：没有字段 age"),
        (("paper", "department"), "走不通：没有字段 department"),
        (("paper",), "没有到达该层面的成员表"),
        (("author", "department"), "没有到达该层面的成员表"),
    ],
)
def test_a_declared_path_must_arrive(path: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(InvalidDataset, match=sentence):
        Catalogue([DEPARTMENTS, TEACHERS, papers((("teacher", path), ("department", ())))], LEVELS)


def test_references_and_levels_must_exist() -> None:
    with pytest.raises(InvalidDataset, match="字段 department 引用了没有的数据集 departments"):
        Catalogue([TEACHERS], LEVELS)
    with pytest.raises(InvalidDataset, match="层面 teacher 不存在"):
        Catalogue([DEPARTMENTS, TEACHERS], LEVELS[:2])


def test_a_level_has_one_member_table() -> None:
    twins = Dataset("staff", "教工", (text("staff"),), ("staff",), level="teacher")
    with pytest.raises(InvalidDataset, match="层面 teacher 有两个成员表：teachers 和 staff"):
        Catalogue([DEPARTMENTS, TEACHERS, twins], LEVELS)


def test_no_two_datasets_share_a_name() -> None:
    other = Dataset("units", "单位", (text("unit"),), ("unit",), aliases=("部门",))
    with pytest.raises(InvalidDataset, match="units 和 departments 都叫“部门”"):
        Catalogue([DEPARTMENTS, other], LEVELS)


def test_names_resolve_by_chinese_name_code_and_alias() -> None:
    aliased = Dataset(
        "units", "单位", (text("unit", name="单位编号", aliases=("编号",)),), ("unit",), aliases=("机构",)
    )
    catalogue = Catalogue([aliased], LEVELS)
    assert [catalogue.find(name) for name in ("units", "单位", "机构", "部门")] == [
        aliased,
        aliased,
        aliased,
        None,
    ]
    assert [aliased.find(name) is not None for name in ("unit", "单位编号", "编号", "名称")] == [
        True,
        True,
        True,
        False,
    ]
    found = catalogue.find_level("教师"), catalogue.find_level("teacher"), catalogue.find_level("班级")
    assert [level.code if level else None for level in found] == ["teacher", "teacher", None]
    assert catalogue.dataset("units") is aliased
    assert catalogue.members("teacher") is None


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"fields": (text("a"), text("a"))}, "有两个字段都叫 a"),
        ({"key": ("b",)}, "用到了没有的字段 b"),
        ({"label": "b"}, "用到了没有的字段 b"),
        ({"time": TimeRule(PeriodKind.SEMESTER, ("b",))}, "用到了没有的字段 b"),
        ({"key": ()}, "没有主键"),
        ({"fields": (text("a"), text("b")), "key": ("a", "b"), "level": "teacher"}, "主键只能有一个字段"),
    ],
)
def test_a_dataset_that_cannot_be(changes: dict[str, object], sentence: str) -> None:
    settings: dict[str, object] = {"fields": (text("a"),), "key": ("a",), **changes}
    with pytest.raises(InvalidDataset, match=rf"数据集 x\(测试\).*{sentence}"):
        Dataset("x", "测试", **settings)  # type: ignore[arg-type]


def test_a_week_is_told_by_semester_and_number() -> None:
    with pytest.raises(InvalidDataset, match="以周为粒度的时间规则需要 2 个字段，给出了 1 个"):
        TimeRule(PeriodKind.WEEK, ("week",))
    with pytest.raises(InvalidDataset, match="以学期为粒度的时间规则需要 1 个字段，给出了 2 个"):
        TimeRule(PeriodKind.SEMESTER, ("semester", "week"))


def test_a_formula_sees_whole_numbers_and_decimals_alike() -> None:
    assert [kind.type for kind in FieldType] == [Type.TEXT, Type.NUMBER, Type.NUMBER, Type.DATE, Type.BOOLEAN]
