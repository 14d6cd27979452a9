"""Grades and questionnaires of the two finished semesters."""

from collections.abc import Iterator
from random import Random

from zhengai.sample import cast
from zhengai.sample.building import stream
from zhengai.sample.identity import LAST_SPRING
from zhengai.sample.world import Offering, World

GRADES = ("学期", "学号", "教学班号", "平时成绩", "期末成绩", "总评", "考试状态")
EVALUATIONS = ("学期", "教学班号", "评价人类别", "问卷编号", "评教得分")
POSTPONED_EVERY = 240  # one place in so many has no exam yet
MISSED_EVERY = 20  # one failure in so many is an exam not sat
PARTICIPATION = 0.95
CHANGED_SCORE = {True: 70.0, False: 90.0}  # of the teacher whose course changed: in the new course, before

Row = tuple[object, ...]


def grades(world: World, semester: str) -> Iterator[Row]:
    """Failures go round the class (nobody collects them by chance); every failure is followed by a second exam."""
    rng = stream(world.size, f"grades {semester}")
    second = semester == LAST_SPRING
    turn: dict[str, int] = {}
    due = 0.5
    for offering in _of(world, semester):
        places = len(offering.students)
        key = offering.class_.code
        due += world.size.failing * places
        failures = int(due)
        due -= failures
        # the spring begins in the turn where the autumn cannot have ended
        first = turn.get(key, places // 2 if second else 0)
        failed = {(first + i) % places for i in range(failures)}
        turn[key] = first + failures
        yield from _offering(rng, semester, offering, failed)


def _offering(rng: Random, semester: str, offering: Offering, failed: set[int]) -> Iterator[Row]:
    places = len(offering.students)
    ranks = list(range(places))
    rng.shuffle(ranks)
    for seat, student in enumerate(offering.students):
        start = (semester, student.code, offering.code)
        if seat in failed:
            if rng.randrange(MISSED_EVERY) == 0:
                yield (*start, None, None, None, "缺考")
            else:
                yield (*start, *_scores(rng, rng.randint(42, 57)), "正常")
            again = rng.randint(60, 68)
            yield (*start, None, again, again, "补考")
        elif rng.randrange(POSTPONED_EVERY) == 0:
            yield (*start, None, None, None, "缓考")
        else:
            share = (ranks[seat] + 0.5) / places
            yield (*start, *_scores(rng, round(62 + 36 * share**1.3)), "正常")


def _scores(rng: Random, aim: int) -> tuple[int, int, int]:
    """Usual, final and total = 40 % + 60 %, within one point of `aim`."""
    usual = min(100, aim + rng.randint(-3, 8))
    final = max(0, min(100, round((aim - 0.4 * usual) / 0.6)))
    return usual, final, round(0.4 * usual + 0.6 * final)


def evaluations(world: World, semester: str) -> Iterator[Row]:
    rng = stream(world.size, f"evaluations {semester}")
    liking = {t.code: max(85.5, min(91.0, rng.gauss(88, 1.5))) for t in world.teachers}
    for number, offering in enumerate(_of(world, semester)):
        base = liking[offering.teacher.code]
        if offering.teacher.name == cast.CHANGED_TEACHER:
            base = CHANGED_SCORE[offering.course.code == cast.CHANGED_COURSE]
        answers = -(-len(offering.students) * PARTICIPATION // 1)
        yield from _answers(rng, semester, offering, "学生", int(answers), base)
        yield from _answers(rng, semester, offering, "同行", 2, base + 1)
        if number % 3 == 0:
            yield from _answers(rng, semester, offering, "督导", 1, base - 0.5)


def _answers(
    rng: Random, semester: str, offering: Offering, kind: str, number: int, base: float
) -> Iterator[Row]:
    for i in range(number):
        score = base + 12 * ((i + 0.5) / number - 0.5)
        yield semester, offering.code, kind, f"Q{rng.getrandbits(44):011x}", round(min(100.0, score), 1)


def _of(world: World, semester: str) -> list[Offering]:
    return [each for each in world.offerings if each.semester == semester]
