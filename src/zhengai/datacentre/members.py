"""Subjects follow the member tables: after an import of students, teachers …, the college's subjects are renewed, and
with them who belongs to whom."""

from dataclasses import dataclass

from zhengai.college.actions import SubjectRow, sync_memberships, sync_subjects
from zhengai.college.models import College
from zhengai.datacentre import queries
from zhengai.framework.queries import section
from zhengai_engine.model.level import COLLEGE
from zhengai_engine.run.intake.members import Member, read_members, read_ties
from zhengai_engine.tables.catalogue import Catalogue

DEPARTMENT = "department"


@dataclass(frozen=True)
class Tie:
    """The rows of `dataset` say which subjects of level `part` belong to which of level `whole`."""

    part: str
    whole: str
    dataset: str


def renew_subjects(*, college: College, catalogue: Catalogue, dataset: str, by: str) -> None:
    """The level of `dataset` itself, and every level whose way to its department leads through `dataset`: classes
    may arrive after their students."""
    lake = queries.lake(college)
    for level in _touched(catalogue, dataset):
        members = catalogue.members(level)
        if members is not None and lake.latest(members.code) is not None:
            rows = [_row(each) for each in read_members(catalogue, lake, members)]
            sync_subjects(college=college, level=level, rows=rows, by=by)
    renew_memberships(college=college, catalogue=catalogue, dataset=dataset, by=by)


def renew_memberships(*, college: College, catalogue: Catalogue, by: str, dataset: str | None = None) -> None:
    """Of the levels whose ties are read through `dataset`; without it of all."""
    lake = queries.lake(college)
    ties = ties_of(college, catalogue)
    kinds = {(t.part, t.whole) for t in ties if dataset is None or dataset in _read_for_tie(catalogue, t)}
    for part, whole in sorted(kinds):
        pairs = {
            pair
            for tie in ties
            if (tie.part, tie.whole) == (part, whole) and lake.latest(tie.dataset) is not None
            for pair in read_ties(catalogue, lake, catalogue.dataset(tie.dataset), part, whole)
        }
        sync_memberships(college=college, part_level=part, whole_level=whole, pairs=pairs, by=by)


def ties_of(college: College, catalogue: Catalogue) -> list[Tie]:
    """What member tables refer to (a student's class), and what a profile names (`parts: {course: offerings}`: the
    courses taught in a programme). Department and college are not wholes: every subject knows them already."""
    wholes = [level for level in catalogue.levels if level not in (COLLEGE, DEPARTMENT)]
    found = [
        Tie(part, whole, members.code)
        for part in wholes
        for whole in wholes
        for members in [catalogue.members(part)]
        if members is not None and part != whole and catalogue.path(members.code, whole)
    ]
    for item in section(college, "profiles"):
        parts = dict(item.get("parts", {})).items()
        found += [Tie(part, item["code"], code) for part, code in parts if code in catalogue.datasets]
    return found


def _read_for_tie(catalogue: Catalogue, tie: Tie) -> set[str]:
    """The datasets from which a tie is read, the tables of both levels among them."""
    members = [catalogue.members(tie.part), catalogue.members(tie.whole)]
    ways = [_way(catalogue, tie.dataset, level) for level in (tie.part, tie.whole)]
    return {tie.dataset, *(each.code for each in members if each), *set().union(*ways)}


def _touched(catalogue: Catalogue, dataset: str) -> list[str]:
    """Departments first: the others hang on them."""
    found = [level for level in catalogue.levels if dataset in _read_for(catalogue, level)]
    return sorted(found, key=lambda level: (level != DEPARTMENT, level))


def _read_for(catalogue: Catalogue, level: str) -> set[str]:
    """The datasets from which a level's subjects are read."""
    members = catalogue.members(level)
    if members is None:
        return set()
    found = {members.code} | _way(catalogue, members.code, DEPARTMENT)
    if members.responsible:
        found |= {each.code for each in [catalogue.members("teacher")] if each}
    return found


def _way(catalogue: Catalogue, dataset: str, level: str) -> set[str]:
    """The datasets that the way from a dataset's rows to a level leads through."""
    found, current = set(), catalogue.dataset(dataset)
    for step in catalogue.path(dataset, level) or ():
        reference = current.field(step).references
        if reference is None:
            break
        current = catalogue.dataset(reference)
        found.add(current.code)
    return found


def _row(member: Member) -> SubjectRow:
    responsible = ((member.responsible, member.responsible_name or ""),) if member.responsible else ()
    return SubjectRow(member.code, member.name or member.code, member.department, responsible)
