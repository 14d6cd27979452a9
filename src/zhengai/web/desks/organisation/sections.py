"""科室与教研室 of a department: read where they are kept, in their registers (ORG-15)."""

from collections import defaultdict
from dataclasses import dataclass

from zhengai.college.models import Subject
from zhengai.college.queries import subjects
from zhengai.datacentre import queries, registers
from zhengai.datacentre.registers import Wanted

_MOST = 5_000


@dataclass(frozen=True)
class Section:
    name: str
    kind: str
    head: str
    teachers: list[str]


def sections_of(department: Subject) -> list[Section]:
    """Empty where the college's scheme has no such register."""
    known = queries.catalogue(department.college).datasets
    if "sections" not in known:
        return []
    college = department.college
    found = registers.rows(
        college,
        known["sections"],
        Wanted(equal={"department": department.code}, sort="section_id", limit=_MOST),
    ).rows
    if not found:
        return []
    members: dict[str, list[str]] = defaultdict(list)
    for row in registers.rows(college, known["section_members"], Wanted(sort="teacher", limit=_MOST)).rows:
        members[str(row["section"])].append(str(row["teacher"]))
    wanted = {code for row in found for code in members[str(row["section_id"])]}
    names = dict(subjects(college, "teacher").filter(code__in=wanted).values_list("code", "name"))
    return [
        Section(
            str(row["name"]), str(row["kind"]), str(row["head"] or ""),
            [names.get(code, code) for code in members[str(row["section_id"])]],
        )
        for row in found
    ]  # fmt: skip
