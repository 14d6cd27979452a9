"""The accounts of a demo, one for each role, mapped to people and subjects of the sample. A demo only: they share
one known password."""

from dataclasses import dataclass

from zhengai.sample import cast, names
from zhengai.sample.codes import rising_course
from zhengai.sample.world import World

PASSWORD = "zhengai-demo"  # noqa: S105 - shown on the sign-in page of a demo


@dataclass(frozen=True)
class Account:
    """`role` null: a person who may sign in and see nothing. `level` and `subject` empty: the whole college."""

    username: str
    display_name: str
    role: str | None
    person_number: str = ""
    level: str = ""
    subject: str = ""
    password: str = PASSWORD


def accounts(world: World) -> tuple[Account, ...]:
    """The numbers of teachers and students depend on the sample's size."""
    number = {t.name: t.code for t in world.teachers if t.name in cast.TEACHERS}
    department, head = cast.HEAD
    programme, leader = cast.PROGRAMME_LEADER
    home = world.class_of(*cast.ABSENT_CLASS)
    student = home.students[cast.STUDENT_SEAT].code
    office = {each.name: each.number for each in names.OFFICES}
    course = rising_course(world.size)
    wang, zhao = cast.CHANGED_TEACHER, cast.ADVISER
    return (
        Account("chen", "陈立", "leader", "G0001"),
        Account("lin", "林敏", "quality_office", office["质管办"]),
        Account("han", "韩青", "department", office["教务处"]),
        Account("zhou", head, "faculty", number[head], "department", department),
        Account("wu", leader, "programme_leader", number[leader], "programme", programme),
        Account("zheng", cast.COURSE_LEADER, "course_leader", number[cast.COURSE_LEADER], "course", course),
        Account("wang", wang, "teacher", number[wang], "teacher", number[wang]),
        Account("zhao", zhao, "class_adviser", number[zhao], "class", home.code),
        Account("li", cast.STUDENT, "student", student, "student", student),
        Account("sun", "孙越", "supervisor", "G0002"),
        Account("he", "何川", "data_steward", "G0003"),
        Account("qian", "钱方", "reviewer"),
        Account("feng", "冯远", "province"),
        Account("sys", "系统管理员", "system_admin", "G0004"),
        Account("sec", "安全管理员", "security_admin", "G0005"),
        Account("aud", "审计管理员", "audit_admin", "G0006"),
        Account("xu", "许安", None, "G0007"),
    )


def office_heads() -> tuple[Account, ...]:
    """Of the offices whose head has no part of the story: data have only their numbers, the account has the name."""
    cast_in_story = ("韩青", "林敏")
    return tuple(
        Account(each.number, each.head, "department", each.number)
        for each in names.OFFICES
        if each.head not in cast_in_story
    )
