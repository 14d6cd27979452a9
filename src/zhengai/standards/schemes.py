"""The writers of 人才培养方案: a version for an intake, its courses by semester, submitted by one person and decided by
another in the name of a body (STD-14, STD-16)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import transaction

from zhengai.accounts.queries import holders, number_of
from zhengai.accounts.rules import Permission
from zhengai.college.models import Subject
from zhengai.college.queries import now, subjects, today
from zhengai.core.actions import record
from zhengai.framework.rules.sheets import Bad, SheetRow, Trial
from zhengai.notices.actions import notify
from zhengai.notices.models import NoticeKind
from zhengai.standards.models import SchemeCourse, TrainingScheme
from zhengai.standards.rules.library import StandardRefused, check_decider
from zhengai.standards.rules.teaching import (
    CourseKind,
    CourseLine,
    CourseNature,
    SchemeMove,
    SchemeState,
    TeachingRefused,
    Totals,
    lacking,
    next_scheme_state,
    totals_of,
)

COURSE_HEADERS = (
    "学期", "课程代码", "课程名称", "课程类别", "课程性质", "学分", "总学时", "实践学时", "考核方式",
)  # fmt: skip
_YEARS_AROUND = 10  # an intake lies within so many years of today
_SEMESTERS = 12
_KINDS = {each.chinese: each for each in CourseKind}
_NATURES = {each.chinese: each for each in CourseNature}


@dataclass(frozen=True)
class Written:
    """What is typed on the page of a scheme; `years` as typed."""

    years: str
    aim: str
    research: str
    document: str
    reason: str


@transaction.atomic
def open_scheme(*, programme: Subject, cohort: int, by: str) -> TrainingScheme:
    """A version in draft, with all that the newest one says, of the same intake or else of an earlier one. One that is
    being written already is returned. Raises TeachingRefused."""
    programme = Subject.objects.select_for_update(of=("self",)).select_related("college").get(pk=programme.pk)
    year = today(programme.college).year
    if abs(cohort - year) > _YEARS_AROUND:
        raise TeachingRefused(f"年级写四位年份，例如 {year}")
    mine = TrainingScheme.objects.filter(programme=programme)
    in_work = mine.filter(cohort=cohort, state__in=(SchemeState.DRAFT, SchemeState.PROPOSED)).first()
    if in_work is not None:
        return in_work
    before = mine.filter(cohort__lte=cohort).order_by("-cohort", "-number").first()
    last = mine.filter(cohort=cohort).order_by("-number").first()
    made = TrainingScheme(
        programme=programme, cohort=cohort, number=last.number + 1 if last else 1,
        opened_at=now(programme.college), opened_by=by,
    )  # fmt: skip
    if before is not None:
        made.years, made.aim = before.years, before.aim
    made.save()
    lines = list(before.courses.all()) if before else []
    for line in lines:
        line.pk, line.scheme = None, made
    SchemeCourse.objects.bulk_create(lines)
    record(
        action="standards.scheme_open",
        by=by,
        subject=f"training_scheme:{made.pk}",
        details={"programme": programme.name, "cohort": cohort, "version": made.number},
    )
    return made


@transaction.atomic
def write_scheme(*, scheme: TrainingScheme, written: Written, by: str) -> TrainingScheme:
    """Raises TeachingRefused."""
    found = _locked(scheme)
    next_scheme_state(SchemeState(found.state), SchemeMove.WRITE)
    found.years = _years(written.years)
    found.aim, found.reason = written.aim.strip(), written.reason.strip()
    found.research, found.document = written.research.strip()[:300], written.document.strip()[:300]
    found.save()
    _record(found, "scheme_write", by)
    return found


def _years(text: str) -> Decimal | None:
    if not text.strip():
        return None
    value = _decimal(text)
    if value is None or not 1 <= value <= 8:
        raise TeachingRefused("学制写 1 到 8 之间的年数，例如 3 或 2.5")
    return value


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


@transaction.atomic
def submit_scheme(*, scheme: TrainingScheme, by: str) -> TrainingScheme:
    """Raises TeachingRefused with what is missing."""
    found = _locked(scheme)
    found.state = next_scheme_state(SchemeState(found.state), SchemeMove.SUBMIT)
    missing = lacking(
        years=found.years, research=found.research, document=found.document, totals=totals(found)
    )
    if missing:
        raise TeachingRefused(f"提交之前还要补上：{'、'.join(missing)}")
    if found.number > 1 and not found.reason.strip():
        raise TeachingRefused("这是修订的一版，请写明修订说明")
    found.submitted_by, found.decision = by, ""
    found.save()
    _record(found, "scheme_submit", by)
    _tell(found, sorted(_deciders(found) - {number_of(by)}), f"请审定：{found}", "submit")
    return found


def _deciders(found: TrainingScheme) -> set[str]:
    """Of the college, and of the programme's department."""
    college, department = found.programme.college, found.programme.department
    told = set(holders(Permission.STANDARD_DECIDE, college.code, today(college)))
    if department is not None:
        told |= set(holders(Permission.STANDARD_DECIDE, college.code, today(college), department.code))
    return told


@transaction.atomic
def decide_scheme(
    *, scheme: TrainingScheme, approve: bool, body: str, decision: str, by: str
) -> TrainingScheme:
    """By another person, in the name of a body; the version before is replaced. Raises TeachingRefused."""
    found = _locked(scheme)
    move = SchemeMove.APPROVE if approve else SchemeMove.RETURN
    after = next_scheme_state(SchemeState(found.state), move)
    try:
        check_decider(approve=approve, decision=decision, body=body, proposed_by=found.submitted_by, by=by)
    except StandardRefused as refusal:
        raise TeachingRefused(str(refusal)) from None
    if approve:
        _replace(found)
        found.body, found.decided_by, found.decided_at = body.strip(), by, now(found.programme.college)
    found.state, found.decision = after, decision.strip()
    found.save()
    _record(found, "scheme_decide", by)
    word = "已审定" if approve else "退回修改"
    _tell(found, [number_of(found.submitted_by)], f"{found}{word}", f"decide:{found.state}")
    return found


def _replace(found: TrainingScheme) -> None:
    in_force = TrainingScheme.objects.filter(
        programme=found.programme, cohort=found.cohort, state=SchemeState.APPROVED
    )
    for each in in_force:
        each.state = next_scheme_state(SchemeState(each.state), SchemeMove.REPLACE)
        each.save(update_fields=["state"])


def _tell(found: TrainingScheme, persons: list[str], title: str, what: str) -> None:
    college = found.programme.college
    moment = now(college)
    notify(
        college=college.code,
        persons=[each for each in persons if each],
        kind=NoticeKind.STANDARD,
        key=f"training_scheme:{found.pk}:{what}:{moment:%Y%m%d%H%M%S}",
        about=f"training_scheme:{found.pk}",
        title=title,
        text=found.decision,
        at=moment,
    )


def _locked(scheme: TrainingScheme) -> TrainingScheme:
    rows = TrainingScheme.objects.select_for_update(of=("self",)).select_related("programme__college")
    return rows.get(pk=scheme.pk)


def _record(found: TrainingScheme, what: str, by: str) -> None:
    record(
        action=f"standards.{what}",
        by=by,
        subject=f"training_scheme:{found.pk}",
        details={"state": SchemeState(found.state).chinese},
    )


def totals(scheme: TrainingScheme) -> Totals:
    return totals_of(line_of(each) for each in scheme.courses.all())


def line_of(course: SchemeCourse) -> CourseLine:
    return CourseLine(
        name=course.name, kind=CourseKind(course.kind), nature=CourseNature(course.nature),
        semester=course.semester, credits=course.credits, hours=course.hours,
        practice_hours=course.practice_hours,
    )  # fmt: skip


@transaction.atomic
def take_courses(*, scheme: TrainingScheme, rows: Sequence[SheetRow], dry_run: bool, by: str) -> Trial:
    """The courses are then exactly those of the sheet. Raises TeachingRefused where the scheme is not being written."""
    found = _locked(scheme)
    next_scheme_state(SchemeState(found.state), SchemeMove.WRITE)
    college = found.programme.college
    known = {each.code: each for each in subjects(college, "course")}
    by_name: dict[str, list[Subject]] = {}
    for each in known.values():
        by_name.setdefault(each.name, []).append(each)
    held = {(each.semester, each.name): each for each in found.courses.all()}
    trial, lines = Trial(), dict[tuple[int, str], SchemeCourse]()
    for row in rows:
        try:
            line = _line(found, row, known, by_name)
            if (line.semester, line.name) in lines:
                raise Bad("课程名称", "这个学期已经有这门课")
            lines[line.semester, line.name] = line
        except Bad as problem:
            trial.bad.append(row.bad(problem))
    _compare(trial, held, lines)
    if dry_run or trial.bad or not trial.changes:
        return trial
    found.courses.all().delete()
    SchemeCourse.objects.bulk_create(lines.values())
    record(
        action="standards.scheme_courses",
        by=by,
        subject=f"training_scheme:{found.pk}",
        details={"courses": len(lines)},
    )
    return trial


def _line(
    scheme: TrainingScheme, row: SheetRow, known: dict[str, Subject], by_name: dict[str, list[Subject]]
) -> SchemeCourse:
    code, name = row.cells["课程代码"], row.cells["课程名称"]
    if code and code not in known:
        raise Bad("课程代码", "没有这个代码的课程；新课还没有代码时可以空着")
    same = by_name.get(name, [])
    course = known[code] if code else (same[0] if len(same) == 1 else None)
    hours, practice = _count(row, "总学时", 1000), _count(row, "实践学时", 1000)
    if practice > hours:
        raise Bad("实践学时", f"不能多于总学时 {hours}")
    credits = _decimal(row.needed("学分"))
    if credits is None or not 0 <= credits <= 100:
        raise Bad("学分", "写 0 到 100 之间的数")
    return SchemeCourse(
        scheme=scheme, course=course, name=(name or (course.name if course else "") or row.needed("课程名称"))[:120],
        kind=_choice(row, "课程类别", _KINDS), nature=_choice(row, "课程性质", _NATURES),
        semester=_semester(row), credits=credits, hours=hours, practice_hours=practice,
        examined=row.cells["考核方式"][:20],
    )  # fmt: skip


def _semester(row: SheetRow) -> int:
    number = _count(row, "学期", _SEMESTERS)
    if number < 1:
        raise Bad("学期", "从第 1 学期数起")
    return number


def _count(row: SheetRow, header: str, most: int) -> int:
    value = _decimal(row.needed(header))
    if value is None or value != int(value) or not 0 <= value <= most:
        raise Bad(header, f"写 0 到 {most} 之间的整数")
    return int(value)


def _choice(row: SheetRow, header: str, words: Mapping[str, str]) -> str:
    text = row.needed(header)
    if text not in words:
        raise Bad(header, f"请写 {'、'.join(words)} 之一")
    return words[text]


def _compare(
    trial: Trial,
    held: dict[tuple[int, str], SchemeCourse],
    lines: dict[tuple[int, str], SchemeCourse],
) -> None:
    for key, line in lines.items():
        name = f"第 {key[0]} 学期 {key[1]}"
        before = held.get(key)
        if before is None:
            trial.new.append(name)
        elif _says(before) == _says(line):
            trial.same += 1
        else:
            trial.changed.append(name)
    trial.changed += [f"第 {term} 学期 {name}（移出）" for term, name in held if (term, name) not in lines]


def _says(line: SchemeCourse) -> tuple[object, ...]:
    return (
        line.course_id, line.kind, line.nature, Decimal(line.credits), line.hours, line.practice_hours, line.examined,
    )  # fmt: skip
