"""Subjects follow the member tables: after an import of students, teachers …, the college's subjects are renewed."""

from zhengai.college.actions import SubjectRow, sync_subjects
from zhengai.college.models import College
from zhengai.datacentre import queries
from zhengai_engine.run.intake.members import Member, read_members
from zhengai_engine.tables.catalogue import Catalogue

DEPARTMENT = "department"


def renew_subjects(*, college: College, catalogue: Catalogue, dataset: str, by: str) -> None:
    """The level of `dataset` itself, and every level whose way to its department leads through `dataset`: classes
    may arrive after their students."""
    lake = queries.lake(college)
    for level in _touched(catalogue, dataset):
        members = catalogue.members(level)
        if members is not None and lake.latest(members.code) is not None:
            rows = [_row(each) for each in read_members(catalogue, lake, members)]
            sync_subjects(college=college, level=level, rows=rows, by=by)


def _touched(catalogue: Catalogue, dataset: str) -> list[str]:
    """Departments first: the others hang on them."""
    found = [level for level in catalogue.levels if dataset in _read_for(catalogue, level)]
    return sorted(found, key=lambda level: (level != DEPARTMENT, level))


def _read_for(catalogue: Catalogue, level: str) -> set[str]:
    """The datasets from which a level's subjects are read."""
    members = catalogue.members(level)
    if members is None:
        return set()
    found, current = {members.code}, members
    for step in catalogue.path(members.code, DEPARTMENT) or ():
        reference = current.field(step).references
        if reference is None:
            break
        current = catalogue.dataset(reference)
        found.add(current.code)
    if members.responsible:
        found |= {each.code for each in [catalogue.members("teacher")] if each}
    return found


def _row(member: Member) -> SubjectRow:
    responsible = ((member.responsible, member.responsible_name or ""),) if member.responsible else ()
    return SubjectRow(member.code, member.name or member.code, member.department, responsible)
