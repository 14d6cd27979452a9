"""教学文件 of courses and programmes: what is owed, what is there, who owes it (STD-15)."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet

from zhengai.college.models import College, Responsibility, Subject
from zhengai.college.queries import now
from zhengai.core.actions import record
from zhengai.framework import queries as framework
from zhengai.framework.rules.sheets import Bad, SheetRow, Trial
from zhengai.indicators.models import CurrentValue
from zhengai.standards.models import TeachingFile, TrainingScheme
from zhengai.standards.rules.sections import TeachingFileItem, TrainingCheckItem
from zhengai.standards.rules.teaching import SchemeState, TeachingRefused, owed, period_of, taught_or_all

FILE_HEADERS = ("层面", "代码", "名称", "文件", "周期", "文件名称或存放处")
_LONGEST = 300


def file_items(college: College, level: str | None = None) -> list[TeachingFileItem]:
    items = [TeachingFileItem.model_validate(each) for each in framework.section(college, "teaching_files")]
    return [each for each in items if level is None or each.level == level]


def check_items(college: College) -> list[TrainingCheckItem]:
    return [TrainingCheckItem.model_validate(each) for each in framework.section(college, "training_checks")]


@dataclass(frozen=True)
class Owing:
    """One subject in a semester. `files` are what it should have, each with its document, empty where it is missing;
    `people` are the names of those who answer for it."""

    subject: Subject
    files: Sequence[tuple[TeachingFileItem, str]]
    people: Sequence[str] = field(default_factory=tuple)

    @property
    def missing(self) -> list[TeachingFileItem]:
        return [item for item, document in self.files if not document]

    @property
    def complete(self) -> bool:
        return not self.missing


def owings(college: College, level: str, semester: str, among: QuerySet[Subject]) -> list[Owing]:
    """Four questions, however many subjects. Courses are those that are taught in the semester, by the data."""
    items = file_items(college, level)
    found = list(among.filter(level=level).select_related("department").order_by("code"))
    if level == "course":
        codes = taught_or_all([each.code for each in found], _taught(college, semester))
        found = [each for each in found if each.code in codes]
    held = _held(found, items, semester)
    people = defaultdict[int, list[str]](list)
    answering = Responsibility.objects.filter(subject__in=[each.pk for each in found])
    for subject, name, number in answering.values_list("subject", "person_name", "person_number"):
        people[subject].append(name or number)
    return [
        Owing(each, owed(items, held.get(each.pk, {}), semester), tuple(people[each.pk])) for each in found
    ]


def _taught(college: College, semester: str) -> set[str]:
    values = CurrentValue.objects.filter(
        college=college, level="course", period=semester, value__isnull=False
    )
    return set(values.order_by().values_list("subject", flat=True).distinct())


def _held(
    found: Collection[Subject], items: Sequence[TeachingFileItem], semester: str
) -> dict[int, dict[tuple[str, str], str]]:
    held = defaultdict[int, dict[tuple[str, str], str]](dict)
    keys = [each.pk for each in found]
    periods = {period_of(item, semester) for item in items}
    files = TeachingFile.objects.filter(subject__in=keys, period__in=periods)
    for subject, kind, period, document in files.values_list("subject", "kind", "period", "document"):
        held[subject][kind, period] = document
    proven = [item for item in items if item.proven_by]
    if proven:
        _prove(held, keys, proven, semester)
    return held


def _prove(
    held: dict[int, dict[tuple[str, str], str]],
    keys: Sequence[int],
    items: Sequence[TeachingFileItem],
    semester: str,
) -> None:
    """By the approved scheme of the students who begin in the year."""
    schemes = TrainingScheme.objects.filter(
        programme__in=keys, cohort=int(semester[:4]), state=SchemeState.APPROVED
    )
    for scheme in schemes:
        told = {
            "scheme": scheme.document,
            "research": scheme.research,
            "courses": f"{scheme.cohort} 级第 {scheme.number} 版",
        }
        for item in items:
            held[scheme.programme_id][item.code, period_of(item, semester)] = told[item.proven_by]


@transaction.atomic
def note_file(*, subject: Subject, kind: str, semester: str, document: str, by: str) -> TeachingFile | None:
    """The subject has the file; an empty document takes it back. Raises TeachingRefused."""
    item = next((each for each in file_items(subject.college, subject.level) if each.code == kind), None)
    if item is None or item.proven_by:
        raise TeachingRefused("这个文件不用登记，请从列出的文件中选择")
    text, period = document.strip(), period_of(item, semester)
    if len(text) > _LONGEST:
        raise TeachingRefused(f"文件名称或存放处最长 {_LONGEST} 个字")
    made = _note(subject, kind, period, text, by)
    record(
        action="standards.note_file",
        by=by,
        subject=f"{subject.level}:{subject.code}",
        details={"file": item.name, "period": period or "一次", "there": bool(text)},
    )
    return made


def _note(subject: Subject, kind: str, period: str, document: str, by: str) -> TeachingFile | None:
    if not document:
        TeachingFile.objects.filter(subject=subject, kind=kind, period=period).delete()
        return None
    told = {"document": document, "noted_by": by, "noted_at": now(subject.college)}
    return TeachingFile.objects.update_or_create(subject=subject, kind=kind, period=period, defaults=told)[0]


@transaction.atomic
def take_files(
    *,
    college: College,
    semester: str,
    rows: Sequence[SheetRow],
    among: QuerySet[Subject],
    dry_run: bool,
    by: str,
) -> Trial:
    """Rows with an empty document say nothing; what is recorded stays."""
    items = {(each.level, each.name): each for each in file_items(college)}
    levels = {each["name"]: each["code"] for each in framework.section(college, "levels")}
    known = {(each.level, each.code): each for each in among.filter(level__in={level for level, _ in items})}
    kept = TeachingFile.objects.filter(subject__in=[each.pk for each in known.values()])
    held = {(each.subject_id, each.kind, each.period): each.document for each in kept}
    trial, writes = Trial(), dict[tuple[int, str, str], tuple[Subject, str]]()
    for row in rows:
        try:
            found = _row(row, levels, items, known, semester)
        except Bad as problem:
            trial.bad.append(row.bad(problem))
            continue
        if found is None:
            continue
        subject, item, period = found
        document, key = row.cells["文件名称或存放处"], (subject.pk, item.code, period)
        if held.get(key) == document:
            trial.same += 1
            continue
        (trial.changed if key in held else trial.new).append(f"{subject.name} {item.name}")
        writes[key] = (subject, document)
    if dry_run or trial.bad or not trial.changes:
        return trial
    for (_, kind, period), (subject, document) in writes.items():
        _note(subject, kind, period, document, by)
    record(
        action="standards.take_files",
        by=by,
        subject=college.code,
        details={"new": len(trial.new), "changed": len(trial.changed)},
    )
    return trial


def _row(
    row: SheetRow,
    levels: dict[str, str],
    items: dict[tuple[str, str], TeachingFileItem],
    known: dict[tuple[str, str], Subject],
    semester: str,
) -> tuple[Subject, TeachingFileItem, str] | None:
    if not row.cells["文件名称或存放处"]:
        return None
    level = levels.get(row.needed("层面"), "")
    subject = known.get((level, row.needed("代码")))
    if subject is None:
        raise Bad("代码", "没有这个代码，或者它不在您的工作范围内")
    item = items.get((level, row.needed("文件")))
    if item is None or item.proven_by:
        names = "、".join(each.name for each in items.values() if each.level == level and not each.proven_by)
        raise Bad("文件", f"可以登记的是：{names or '没有'}")
    if len(row.cells["文件名称或存放处"]) > _LONGEST:
        raise Bad("文件名称或存放处", f"最长 {_LONGEST} 个字")
    period = period_of(item, semester)
    if row.cells["周期"] not in ("", period):
        raise Bad("周期", f"本次导入的是 {semester}，这一格写 {period or '空'}")
    return subject, item, period
