"""Whom an alert is for."""

from dataclasses import dataclass

from zhengai.accounts.models import User
from zhengai.college.models import College, Responsibility, Subject
from zhengai.standards.rules.specification import Responsible, ResponsibleKind


@dataclass(frozen=True)
class Addressee:
    """The persons, and the department when it has a name."""

    persons: tuple[tuple[str, str], ...] = ()  # (person number, name)
    unit: str = ""


def _account_names(numbers: set[str]) -> dict[str, str]:
    """What people call themselves, for numbers of which the member tables give no name."""
    rows = User.objects.filter(person_number__in=numbers - {""}) if numbers else User.objects.none()
    return dict(rows.values_list("person_number", "display_name"))


@dataclass(frozen=True)
class Member:
    name: str
    department: str  # code; empty when it belongs to none


class Directory:
    """Subjects of a college and who answers for them, read once per level."""

    def __init__(self, college: College) -> None:
        self._college = college
        self._members: dict[str, dict[str, Member]] = {}
        self._persons: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {}

    def members(self, level: str) -> dict[str, Member]:
        """Code → subject, those in use."""
        if level not in self._members:
            rows = Subject.objects.filter(college=self._college, level=level, active=True)
            self._members[level] = {
                code: Member(name, department or "")
                for code, name, department in rows.values_list("code", "name", "department__code")
            }
        return self._members[level]

    def name(self, level: str, code: str) -> str:
        """As people call it; its code, which tells namesakes apart, is kept and shown beside it."""
        member = self.members(level).get(code)
        return member.name if member else code

    def addressee(self, responsible: Responsible, level: str, code: str, owner: str) -> Addressee:
        """The rule's choice; a subject nobody answers for goes to the people of its department."""
        if responsible.kind is ResponsibleKind.DEPARTMENT:
            return self._department(responsible.department)
        if responsible.kind is ResponsibleKind.DATA_OWNER:
            return self._department(owner)
        member = self.members(level).get(code)
        department = self._department(member.department) if member and member.department else Addressee()
        persons = self._responsible(level).get(code, ()) or department.persons
        return Addressee(persons, department.unit)

    def _department(self, written: str) -> Addressee:
        """By code or name; a department that is not in the data is still named."""
        for code, member in self.members("department").items():
            if written in (code, member.name):
                return Addressee(self._responsible("department").get(code, ()), member.name)
        return Addressee((), written)

    def _responsible(self, level: str) -> dict[str, tuple[tuple[str, str], ...]]:
        if level not in self._persons:
            found: dict[str, list[tuple[str, str]]] = {}
            rows = Responsibility.objects.filter(subject__college=self._college, subject__level=level)
            listed = list(
                rows.order_by("id").values_list(
                    "subject__code", "subject__name", "person_number", "person_name"
                )
            )
            accounts = _account_names({number for _, _, number, name in listed if not name})
            for code, subject, number, name in listed:
                known = name or accounts.get(number) or f"{subject}负责人({number})"
                found.setdefault(code, []).append((number, known))
            self._persons[level] = {code: tuple(persons) for code, persons in found.items()}
        return self._persons[level]
