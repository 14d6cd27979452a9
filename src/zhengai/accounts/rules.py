"""Roles (角色): a class with a sentence each. A role is held in a scope and for a time (see models.Grant)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FAILURES_ALLOWED = 5
LOCKED_FOR = timedelta(minutes=10)
ENDS_SOON = timedelta(days=30)  # a role that ends within these is shown as 即将到期


class Refused(ValueError):
    """An account or a role that cannot be changed so; the message is a Chinese sentence."""


def locked_until(failures: Sequence[datetime]) -> datetime | None:
    """When signing in opens again after these failed tries, oldest first; null when it is not locked.

    The fifth failure within ten minutes locks for ten minutes. Tries made while it is locked do not count.
    """
    for first, last in zip(failures, failures[FAILURES_ALLOWED - 1 :], strict=False):
        if last - first <= LOCKED_FOR:
            return last + LOCKED_FOR
    return None


class Permission(StrEnum):
    """NOUN_VERB. What a page or an action asks for."""

    ALERT_VIEW = "alert_view"
    ALERT_ANSWER = "alert_answer"
    INDICATOR_VIEW = "indicator_view"
    INDICATOR_EDIT = "indicator_edit"
    MEASURE_FILL = "measure_fill"  # what is collected by hand, with evidence
    MEASURE_REVIEW = "measure_review"  # of what another person filled in
    ROWS_VIEW = "rows_view"  # the source rows under a value
    DATA_VIEW = "data_view"
    DATA_IMPORT = "data_import"
    LESSON_ASK = "lesson_ask"  # an instant evaluation in a lesson of one's own
    LESSON_ANSWER = "lesson_answer"
    DATA_SUBMIT = (
        "data_submit"  # national tables: rows of the whole college, and the account they are sent with
    )
    SOURCE_EDIT = "source_edit"  # where data come from, how, and with which password
    COCKPIT_VIEW = "cockpit_view"
    STANDARD_VIEW = "standard_view"
    STANDARD_EDIT = "standard_edit"  # own limits for a subject in reach
    STANDARD_PROPOSE = "standard_propose"  # a version of a standard of the library, the list itself
    STANDARD_DECIDE = "standard_decide"  # on a version that another person proposed
    REGULATION_VIEW = "regulation_view"
    REGULATION_EDIT = "regulation_edit"  # drafts, proofs, execution, control items
    REGULATION_DECIDE = "regulation_decide"  # puts in force, repeals
    GOAL_VIEW = "goal_view"
    GOAL_PROPOSE = "goal_propose"
    GOAL_DECIDE = "goal_decide"
    PLAN_WRITE = "plan_write"  # the plan of a subject in reach, one's own development plan too
    TASK_ASSIGN = "task_assign"  # give a department and a person something to do, and look after it
    EXEMPTION_DECIDE = "exemption_decide"
    DIAGNOSIS_VIEW = "diagnosis_view"
    DIAGNOSIS_FILL = "diagnosis_fill"
    DIAGNOSIS_CONFIRM = "diagnosis_confirm"
    ROUND_OPEN = "round_open"
    IMPROVEMENT_VIEW = "improvement_view"
    IMPROVEMENT_EDIT = "improvement_edit"
    REPORT_VIEW = "report_view"
    REPORT_MAKE = "report_make"
    SCHEME_EDIT = "scheme_edit"
    ORGANISATION_VIEW = "organisation_view"  # bodies, duties, posts, the schedule of construction
    ORGANISATION_EDIT = "organisation_edit"
    WORK_FILL = "work_fill"  # the work tables of a department one answers for
    ACCOUNT_VIEW = "account_view"
    ACCOUNT_EDIT = "account_edit"  # create, rename, disable, reset a password: never roles
    GRANT_EDIT = "grant_edit"  # give and end roles: never accounts
    AUDIT_VIEW = "audit_view"


class Scope(StrEnum):
    """How far a role reaches by nature: the whole college, one department, one subject, or the person."""

    COLLEGE = "college"
    DEPARTMENT = "department"
    SUBJECT = "subject"
    SELF = "self"


@dataclass(frozen=True)
class Role:
    code: str
    name: str
    description: str
    scope: Scope
    permissions: frozenset[Permission]
    level: str = ""  # where a role is given for an object: the level it must be of


# what an object of a role is called in a sentence
OBJECT_NAMES = {"department": "部门", "programme": "专业", "course": "课程", "class": "班级"}

_P = Permission
# what a subject's own page shows
_SEE = frozenset(
    {
        _P.ALERT_VIEW,
        _P.INDICATOR_VIEW,
        _P.GOAL_VIEW,
        _P.DIAGNOSIS_VIEW,
        _P.IMPROVEMENT_VIEW,
        _P.REPORT_VIEW,
        _P.REGULATION_VIEW,
    }
)
# looking, as against doing and reading rows of persons
LOOKING = _SEE
# looking at the whole college
_OVERSEE = _SEE | {_P.COCKPIT_VIEW, _P.STANDARD_VIEW, _P.ORGANISATION_VIEW}
# answering for a subject
_WORK = _SEE | {
    _P.ALERT_ANSWER,
    _P.ROWS_VIEW,
    _P.ORGANISATION_VIEW,
    _P.STANDARD_VIEW,
    _P.STANDARD_EDIT,
    _P.GOAL_PROPOSE,
    _P.PLAN_WRITE,
    _P.DIAGNOSIS_FILL,
    _P.IMPROVEMENT_EDIT,
    _P.REPORT_MAKE,
    _P.MEASURE_FILL,
}
# answering for those below: a department, an office
_LEAD = _WORK | {
    _P.COCKPIT_VIEW,
    _P.DIAGNOSIS_CONFIRM,
    _P.GOAL_DECIDE,
    _P.TASK_ASSIGN,
    _P.STANDARD_PROPOSE,
    _P.STANDARD_DECIDE,
    _P.REGULATION_EDIT,
    _P.WORK_FILL,
    _P.MEASURE_REVIEW,
}

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "leader",
            "校领导",
            "看全校的质量状态，督促预警和改进，审定目标，批准例外。",
            Scope.COLLEGE,
            _OVERSEE
            | {
                _P.ROWS_VIEW,
                _P.EXEMPTION_DECIDE,
                _P.GOAL_DECIDE,
                _P.STANDARD_DECIDE,
                _P.REGULATION_DECIDE,
            },
        ),
        Role(
            "quality_office",
            "质管办",
            "组织全校诊改：维护指标、标准与方案，开启诊断，跟踪预警与改进。",
            Scope.COLLEGE,
            _LEAD
            | {
                _P.INDICATOR_EDIT,
                _P.SCHEME_EDIT,
                _P.ORGANISATION_EDIT,
                _P.DATA_VIEW,
                _P.DATA_SUBMIT,
                _P.EXEMPTION_DECIDE,
                _P.ROUND_OPEN,
                _P.REGULATION_DECIDE,
            },
        ),
        Role(
            "department",
            "职能部门",
            "对本部门负责的数据、标准和预警负责。",
            Scope.COLLEGE,
            _LEAD | {_P.DATA_VIEW, _P.DATA_IMPORT},
        ),
        Role(
            "faculty",
            "二级学院",
            "看本学院的专业、课程、教师和学生，回复预警，确认诊断。",
            Scope.DEPARTMENT,
            _LEAD,
            level="department",
        ),
        Role(
            "programme_leader",
            "专业负责人",
            "负责一个专业的诊改。",
            Scope.SUBJECT,
            _WORK | {_P.STANDARD_PROPOSE},
            "programme",
        ),
        Role(
            "course_leader",
            "课程负责人",
            "负责一门课程的诊改。",
            Scope.SUBJECT,
            _WORK | {_P.STANDARD_PROPOSE},
            "course",
        ),
        Role(
            "teacher",
            "教师",
            "导入自己课堂的数据，看自己和自己所授课程的状态，回复自己的预警。",
            Scope.SELF,
            _WORK | {_P.DATA_IMPORT, _P.LESSON_ASK},
        ),
        Role("class_adviser", "班主任", "看所带班级的学生，跟进学生预警。", Scope.SUBJECT, _WORK, "class"),
        Role(
            "student",
            "学生",
            "只看自己的数据，做自己的诊断。",
            Scope.SELF,
            _SEE | {_P.PLAN_WRITE, _P.DIAGNOSIS_FILL, _P.REPORT_MAKE, _P.LESSON_ANSWER},
        ),
        Role(
            "supervisor",
            "督导",
            "看全校教学数据与预警，不改动。",
            Scope.COLLEGE,
            _OVERSEE | {_P.ROWS_VIEW},
        ),
        Role(
            "data_steward",
            "数据管理员",
            "登记数据来源，导入数据，处理数据质量问题。",
            Scope.COLLEGE,
            _SEE
            | {
                _P.DATA_VIEW,
                _P.DATA_IMPORT,
                _P.DATA_SUBMIT,
                _P.SOURCE_EDIT,
                _P.ROWS_VIEW,
                _P.STANDARD_VIEW,
                _P.ORGANISATION_VIEW,
            },
        ),
        Role(
            "reviewer",
            "复核专家",
            "校外专家，在约定日期内只读查看。",
            Scope.COLLEGE,
            _OVERSEE | {_P.ROWS_VIEW},
        ),
        Role("province", "省级", "省级教育行政部门，只读查看汇总。", Scope.COLLEGE, _OVERSEE),
        Role(
            "system_admin",
            "系统管理员",
            "管理账户与安装，不能授权，看不到业务数据（三员分立）。",
            Scope.COLLEGE,
            frozenset({_P.ACCOUNT_VIEW, _P.ACCOUNT_EDIT}),
        ),
        Role(
            "security_admin",
            "安全管理员",
            "给出和结束角色，不能建立账户，看不到业务数据（三员分立）。",
            Scope.COLLEGE,
            frozenset({_P.ACCOUNT_VIEW, _P.GRANT_EDIT}),
        ),
        Role(
            "audit_admin",
            "审计管理员",
            "只看审计记录（三员分立）。",
            Scope.COLLEGE,
            frozenset({Permission.AUDIT_VIEW}),
        ),
    )
}

# 三员: mutually exclusive, and none of them beside a role that sees business data
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "audit_admin"})


def may_stand_together(one: str, other: str) -> bool:
    """Whether one person may hold both roles at the same time."""
    return one == other or not ({one, other} & ADMINISTRATORS)
