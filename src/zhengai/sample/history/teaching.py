"""Training schemes of a few programmes and the teaching files of a few courses: some complete, most not."""

from django.db import transaction

from zhengai.college.queries import subjects
from zhengai.framework.rules.sheets import SheetRow, letter
from zhengai.sample.history.people import OFFICE
from zhengai.sample.history.stage import Stage
from zhengai.standards.models import TeachingFile, TrainingScheme
from zhengai.standards.rules.teaching import CourseKind, CourseNature
from zhengai.standards.schemes import (
    COURSE_HEADERS,
    Written,
    decide_scheme,
    open_scheme,
    submit_scheme,
    take_courses,
    write_scheme,
)
from zhengai.standards.teaching import file_items, note_file

_COHORT, _TERM = 2026, "2026-2027-1"
_PROGRAMMES, _COURSES = 3, 8
_P, _C = CourseKind.PUBLIC, CourseKind.CORE
_REQUIRED, _ELECTIVE = CourseNature.REQUIRED, CourseNature.ELECTIVE
# semester, name, kind, nature, credits, hours, of which practice
_COMMON: tuple[tuple[int, str, CourseKind, CourseNature, int, int, int], ...] = (
    (1, "思想道德与法治", _P, _REQUIRED, 3, 48, 8), (1, "大学英语", _P, _REQUIRED, 8, 128, 32),
    (1, "体育与健康", _P, _REQUIRED, 7, 108, 96), (1, "信息技术", _P, _REQUIRED, 3, 48, 32),
    (1, "军事技能", _P, _REQUIRED, 2, 112, 112), (2, "毛泽东思想和中国特色社会主义理论体系概论", _P, _REQUIRED, 2, 32, 4),
    (2, "大学生心理健康教育", _P, _REQUIRED, 2, 32, 8), (2, "创新创业基础", _P, _REQUIRED, 2, 32, 16),
    (3, "劳动教育", _P, _REQUIRED, 1, 16, 8), (3, "美育选修", _P, _ELECTIVE, 2, 32, 8),
    (3, "公共选修", _P, _ELECTIVE, 6, 96, 16), (5, "岗位实习", CourseKind.PRACTICE, _REQUIRED, 24, 576, 576),
    (6, "毕业设计", CourseKind.PRACTICE, _REQUIRED, 8, 192, 192),
    (4, "专业拓展选修", CourseKind.EXTENDED, _ELECTIVE, 10, 160, 80),
)  # fmt: skip
_OWN_HOURS, _OWN_PRACTICE = 96, 52


@transaction.atomic
def write_schemes(stage: Stage) -> None:
    """One in force, one waiting to be decided, one being written."""
    if TrainingScheme.objects.filter(programme__college=stage.college).exists():
        return
    rows = subjects(stage.college, "programme").select_related("college", "department").order_by("code")
    for number, programme in enumerate(rows[:_PROGRAMMES]):
        by = stage.people.of(programme).username
        scheme = open_scheme(programme=programme, cohort=_COHORT, by=by)
        _courses(scheme, by)
        write_scheme(
            scheme=scheme, by=by,
            written=Written("3", f"培养{programme.name}领域的高素质技术技能人才。", f"{programme.name}专业人才需求调研报告(2026)",
                            f"{programme.name}专业人才培养方案(2026 级)", ""),
        )  # fmt: skip
        if number < 2:
            submit_scheme(scheme=scheme, by=by)
        if number == 0:
            above = stage.people.above(programme, stage.people.of(programme))
            decide_scheme(scheme=scheme, approve=True, body="专业建设委员会", decision="同意", by=above)


def _courses(scheme: TrainingScheme, by: str) -> None:
    everything = subjects(scheme.programme.college, "course")
    taught = everything.filter(memberships__whole=scheme.programme)
    common = {name for _, name, *_ in _COMMON}
    own = [each for each in taught.order_by("code") if each.name not in common]
    lines = [
        (str(term), "", name, kind.chinese, nature.chinese, str(credits), str(hours), str(practice), "考查")
        for term, name, kind, nature, credits, hours, practice in _COMMON
    ] + [
        (str(1 + number % 4), each.code, each.name, (_C if each.code.startswith("KC") else _P).chinese,
         _REQUIRED.chinese, "6", str(_OWN_HOURS), str(_OWN_PRACTICE), "考试")
        for number, each in enumerate(own)
    ]  # fmt: skip
    columns = {header: letter(at) for at, header in enumerate(COURSE_HEADERS)}
    rows = [
        SheetRow(n, dict(zip(COURSE_HEADERS, line, strict=True)), columns) for n, line in enumerate(lines, 2)
    ]
    trial = take_courses(scheme=scheme, rows=rows, dry_run=False, by=by)
    assert not trial.bad, [each.sentence for each in trial.bad]


@transaction.atomic
def note_files(stage: Stage) -> None:
    if TeachingFile.objects.filter(subject__college=stage.college).exists():
        return
    items = [each for each in file_items(stage.college, "course") if not each.proven_by]
    for number, course in enumerate(stage.subjects("course", stage.diagnosed_courses[:_COURSES])):
        for item in items[: len(items) - number % 3]:
            note_file(
                subject=course,
                kind=item.code,
                semester=_TERM,
                document=f"{course.name}{item.name}",
                by=OFFICE,
            )
