"""Who the sample college is. Every name is invented and says 示例; the story stands on one fixed day."""

from dataclasses import dataclass
from datetime import date

COLLEGE_CODE = "SAMPLE0001"
COLLEGE_NAME = "青禾职业技术学院(示例)"
COLLEGE_CATEGORY = "综合"
AS_OF = date(2026, 11, 20)  # Friday of week 12 of the running semester
CURRENT_WEEK = 12

LAST_AUTUMN = "2025-2026-1"
LAST_SPRING = "2025-2026-2"
NOW = "2026-2027-1"

# code, Monday of week 1, teaching weeks
CALENDAR: tuple[tuple[str, date, int], ...] = (
    (LAST_AUTUMN, date(2025, 9, 1), 18),
    (LAST_SPRING, date(2026, 3, 2), 18),
    (NOW, date(2026, 8, 31), 18),
)


@dataclass(frozen=True)
class Size:
    """How large a college is written. `lessons` is recorded class meetings a week of each offering."""

    name: str
    programmes: tuple[int, ...]  # in each teaching department
    groups: int  # course groups in a department: its programmes share a group's courses
    classes: int  # of one year
    class_size: int
    public_courses: int  # courses of one class in one semester, opened by 公共教学部
    own_courses: int  # … and by its own department
    lessons: int
    failing: float  # share of grades below 60, kept low enough that nobody fails two courses a semester
    full_time: int
    outside: int
    inside: int

    @property
    def students(self) -> int:
        return 3 * self.classes * self.class_size

    @property
    def max_credits(self) -> int:
        return 4 if self.public_courses + self.own_courses <= 6 else 2


SIZES = {
    size.name: size
    for size in (
        Size("small", (2, 3, 2, 2, 1), 1, 10, 20, 2, 3, 1, 0.08, 32, 8, 5),
        Size("medium", (4, 4, 4, 4, 4), 2, 40, 25, 2, 4, 2, 0.08, 164, 41, 8),
        Size("full", (12, 12, 12, 12, 12), 4, 125, 40, 6, 14, 2, 0.04, 830, 207, 40),
    )
}


def week_monday(semester: str, week: int) -> date:
    first = next(monday for code, monday, _ in CALENDAR if code == semester)
    return date.fromordinal(first.toordinal() + 7 * (week - 1))


def weeks_with_data(semester: str) -> int:
    """Teaching weeks that lie behind the sample's day."""
    return CURRENT_WEEK if semester == NOW else next(w for code, _, w in CALENDAR if code == semester)
