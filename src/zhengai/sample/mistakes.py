"""Rows that must be rejected, each for one known reason."""

from zhengai.sample.identity import LAST_AUTUMN
from zhengai.sample.world import World
from zhengai.sample.writing import BadRow


def teachers(world: World) -> tuple[BadRow, ...]:
    department = world.departments[0].code
    start = (None, "示例错行", "男", department, None, "专任", "否", "否", "讲师", "硕士")
    unknown = (
        "T9901",
        "示例错行",
        "女",
        "D99",
        None,
        "专任",
        "否",
        "否",
        "讲师",
        "硕士",
        "1990年1月1日",
        "2015-07-01",
    )
    return (
        BadRow((*start, "1988年3月5日", "2012-07-01"), "教工号", "主键为空"),
        BadRow(unknown, "所属部门", "没有编号为 D99 的部门"),
        BadRow(("T9902", *start[1:], "1985年13月40日", "2012-07-01"), "出生年月", "没有这一天"),
    )


def students(world: World) -> tuple[BadRow, ...]:
    home = world.classes[0]
    end = (home.programme.code, home.cohort)
    tail = ("示例省", home.adviser)
    return (
        BadRow(
            (f"{home.code}91", "示例错行", "男", None, *end, "在校", "普通高职", "2006-05-01", *tail),
            "班级编号",
            "没有班级",
        ),
        BadRow(
            (f"{home.code}92", "示例错行", "女", home.code, *end, "在校", "普通高职", "2006年2月30日", *tail),
            "出生日期",
            "没有这一天",
        ),
        BadRow(
            (f"{home.code}93", "示例错行", "女", home.code, *end, "神游", "普通高职", "2006-05-01", *tail),
            "学籍状态",
            "不是允许的状态",
        ),
    )


def grades(world: World) -> tuple[BadRow, ...]:
    offering = next(o for o in world.offerings if o.semester == LAST_AUTUMN)
    start = (LAST_AUTUMN, offering.students[0].code)
    return (
        BadRow((*start, "251-没有这个班", 80, 80, 80, "正常"), "教学班号", "没有这个教学班"),
        BadRow((LAST_AUTUMN, "20990101", offering.code, 80, 80, 80, "正常"), "学号", "没有这个学生"),
        BadRow(
            (LAST_AUTUMN, offering.class_.students[-1].code, offering.code, 80, 80, 180, "补考"),
            "总评",
            "超过 100",
        ),
    )
