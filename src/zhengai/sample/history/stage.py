"""What every act needs: the college on its day, its people, and which subjects the story follows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from zhengai.college.models import College, Subject
from zhengai.college.queries import calendar_of, subjects
from zhengai.sample import cast
from zhengai.sample.codes import rising_course
from zhengai.sample.history.people import People
from zhengai.sample.identity import LAST_AUTUMN, LAST_SPRING
from zhengai.sample.world import World
from zhengai_engine.model.period import Calendar

MOST_RECORDS = 60  # of a round are filled in, however large the sample is
_OF_A_FACULTY = 3


@dataclass(frozen=True)
class Stage:
    college: College
    world: World
    people: People

    @property
    def calendar(self) -> Calendar:
        return calendar_of(self.college)

    def subject(self, level: str, code: str) -> Subject:
        return self._all(level).get(code=code)

    def subjects(self, level: str, codes: Iterable[str]) -> list[Subject]:
        """In the order of the codes."""
        wanted = list(codes)
        found = {each.code: each for each in self._all(level).filter(code__in=wanted)}
        return [found[code] for code in wanted if code in found]

    @property
    def programmes(self) -> list[str]:
        return [each.code for each in self.world.programmes][:MOST_RECORDS]

    @property
    def followed_courses(self) -> list[str]:
        """Taught by a faculty both in autumn and spring, so that the spring shows what the autumn's measures did."""
        both = self._taught(LAST_AUTUMN) & self._taught(LAST_SPRING)
        count: Counter[str] = Counter()
        chosen = []
        for course in self.world.courses:
            if course.code in both and course.code.startswith("KC"):
                count[course.department.code] += 1
                if count[course.department.code] <= _OF_A_FACULTY:
                    chosen.append(course.code)
        return chosen

    @property
    def diagnosed_courses(self) -> list[str]:
        first = [*self.followed_courses, rising_course(self.world.size)]
        return list(dict.fromkeys([*first, *sorted(self._taught(LAST_AUTUMN))]))[:MOST_RECORDS]

    @property
    def followed_teachers(self) -> list[str]:
        """One of each faculty, and the one whose course changed."""
        first = {each.department.code: each.code for each in reversed(self.world.teachers)}
        changed = next(t.code for t in self.world.teachers if t.name == cast.CHANGED_TEACHER)
        return list(dict.fromkeys([changed, *sorted(first.values())]))

    @property
    def diagnosed_teachers(self) -> list[str]:
        changed = self.followed_teachers[0]
        codes = [each.code for each in self.world.teachers]
        some = codes[: min(MOST_RECORDS, len(codes) * 4 // 5)]  # the others have only begun
        return list(dict.fromkeys([changed, *some]))

    def _taught(self, semester: str) -> set[str]:
        return {each.course.code for each in self.world.offerings if each.semester == semester}

    def _all(self, level: str) -> QuerySet[Subject]:
        return subjects(self.college, level).select_related("college", "department")
