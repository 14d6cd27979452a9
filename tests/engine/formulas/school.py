"""A small school for the formula tests: members, facts with and without time, references over two steps."""

from zhengai_engine.formulas import IndicatorOutline, Vocabulary
from zhengai_engine.model.indicator import IndicatorKind
from zhengai_engine.model.level import Level
from zhengai_engine.model.period import PeriodKind
from zhengai_engine.tables.catalogue import Catalogue
from zhengai_engine.tables.dataset import Choice, Dataset, Field, FieldType, TimeRule

LEVELS = (
    Level("college", "学校"),
    Level("programme", "专业"),
    Level("student", "学生"),
    Level("room", "实训室"),
    Level("team", "团队"),
)


def text(
    code: str, name: str, *choices: Choice, references: str | None = None, aliases: tuple[str, ...] = ()
) -> Field:
    return Field(code, name, FieldType.TEXT, choices=choices, references=references, aliases=aliases)


PROGRAMMES = Dataset(
    "programmes",
    "专业",
    (text("programme_id", "专业代码"), text("name", "专业名称"), Field("years", "学制", FieldType.INTEGER)),
    ("programme_id",),
    level="programme",
)
STUDENTS = Dataset(
    "students",
    "学生",
    (
        text("student_id", "学号"),
        text("gender", "性别", Choice("男"), Choice("女")),
        text("programme", "专业", references="programmes"),
        Field("poor", "是否贫困", FieldType.BOOLEAN),
        Field("entered", "入学日期", FieldType.DATE),
    ),
    ("student_id",),
    level="student",
)
ATTENDANCE = Dataset(
    "attendance",
    "考勤",
    (
        text("record", "编号"),
        text("student", "学号", references="students"),
        text(
            "status",
            "状态",
            Choice("出勤", ("present",)),
            Choice("缺勤", ("旷课", "absent")),
            Choice("免修"),
            aliases=("考勤状态",),
        ),
        Field("day", "上课日期", FieldType.DATE),
        Field("late", "迟到分钟", FieldType.INTEGER),
    ),
    ("record",),
    time=TimeRule(PeriodKind.DAY, ("day",)),
    aliases=("考勤记录",),
)
GRADES = Dataset(
    "grades",
    "成绩",
    (
        text("record", "编号"),
        text("student", "学号", references="students"),
        text("term", "学期"),
        Field("total", "总评", FieldType.NUMBER),
        Field("credits", "学分", FieldType.NUMBER),
        Field("resit", "补考", FieldType.BOOLEAN),
        Field("不合格数", "不合格数", FieldType.INTEGER),
    ),
    ("record",),
    time=TimeRule(PeriodKind.SEMESTER, ("term",)),
)
ROOMS = Dataset(
    "rooms",
    "实训室",
    (text("room_id", "编号"), Field("stations", "工位数", FieldType.INTEGER), text("remark", "备注(说明)")),
    ("room_id",),
    level="room",
)

CATALOGUE = Catalogue([PROGRAMMES, STUDENTS, ATTENDANCE, GRADES, ROOMS], LEVELS)
VOCABULARY = Vocabulary(
    CATALOGUE,
    {
        "absence_rate": IndicatorOutline("absence_rate", "缺课率", IndicatorKind.RATIO, "absence rate"),
        "mean_grade": IndicatorOutline("mean_grade", "课程平均分", IndicatorKind.NUMBER),
        "reached": IndicatorOutline("reached", "已达标", IndicatorKind.YES_NO),
        "bracketed": IndicatorOutline("bracketed", "人数[折合]", IndicatorKind.COUNT),
    },
)
