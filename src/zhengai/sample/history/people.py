"""Who acts in the story: the cast, and the teachers who answer for a subject, each with an account of their own."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import transaction

from zhengai.accounts.actions import create_user, grant_role
from zhengai.accounts.models import User
from zhengai.college.models import College, Responsibility, Subject
from zhengai.sample.accounts import PASSWORD
from zhengai.sample.identity import CALENDAR

TELLER = "sample"  # for what no person does: accounts, the day
LEADER, OFFICE, TEACHING_OFFICE, DEAN = "chen", "lin", "han", "zhou"
DEANS_DEPARTMENT = "D02"


@dataclass(frozen=True)
class Person:
    number: str
    name: str
    username: str


class People:
    """Accounts are made when they are first needed; hashing the one password is done once."""

    def __init__(self, college: College, by: str) -> None:
        self._college, self._by = college, by
        self._by_number = {each.person_number: each for each in User.objects.exclude(person_number="")}
        self._encoded = ""

    def cast(self, username: str) -> Person:
        user = User.objects.get(username=username)
        return Person(user.person_number, user.display_name, username)

    def of(self, subject: Subject) -> Person:
        """Who answers for the subject; a teacher or student answers for themselves, the office where nobody does."""
        if subject.level in ("teacher", "student"):
            return self._person(subject.code, subject.name)
        held = Responsibility.objects.filter(subject=subject).order_by("person_number").first()
        if held is None:
            return self.cast(OFFICE)
        return self._person(held.person_number, held.person_name)

    def above(self, subject: Subject, person: Person) -> str:
        """Who decides and confirms: the dean in her own faculty, else the quality office; never the person."""
        is_deans = subject.department is not None and subject.department.code == DEANS_DEPARTMENT
        return DEAN if is_deans and person.username != DEAN else OFFICE

    def _person(self, number: str, name: str) -> Person:
        if number not in self._by_number:
            self._by_number[number] = self._create(number, name)
        return Person(number, name, self._by_number[number].username)

    @transaction.atomic
    def _create(self, number: str, name: str) -> User:
        self._encoded = self._encoded or make_password(PASSWORD)
        user = create_user(
            username=number,
            display_name=name,
            password=PASSWORD,
            person_number=number,
            encoded=self._encoded,
            by=self._by,
        )
        grant_role(
            user=user,
            role="teacher",
            college=self._college.code,
            level="teacher",
            subject=number,
            valid_from=CALENDAR[0][1],
            by=self._by,
        )
        return user
