"""The sample college lives by every pack that can be chosen for it: what its people do without figures works under
the words, lists and levels of each, and the pages that show it open. The figures have their own tests."""

from functools import cache

import pytest
from django.test import Client

from zhengai.accounts.models import User
from zhengai.college.actions import (
    SubjectRow,
    create_college,
    set_calendar,
    stand_on,
    sync_memberships,
    sync_subjects,
)
from zhengai.college.models import College
from zhengai.framework import queries
from zhengai.goals.queries import check
from zhengai.sample import cast, names
from zhengai.sample.accounts import accounts, office_heads
from zhengai.sample.actions import _accounts
from zhengai.sample.building import build
from zhengai.sample.history import acts
from zhengai.sample.history.people import TELLER, People
from zhengai.sample.history.planning import PLANTED
from zhengai.sample.history.stage import Stage
from zhengai.sample.identity import AS_OF, CALENDAR, COLLEGE_CODE, COLLEGE_NAME, SIZES
from zhengai.sample.world import World
from zhengai.scheme.actions import put_into_use

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# chosen by themselves, packs of additions tell no scheme
PACKS = [code for code in queries.available_packs() if code not in ("records", "registers", "surveys")]
# acts that stand on computed values, and what is the same under every pack
_LEFT_OUT = {"diagnosing", "improving", "goals"}
_SAME = ("_compute", "look_at_", "join_goals")
_OPENED = [
    "/", "/cockpit/", "/matrix/", "/organisation/", "/organisation/placements/", "/organisation/charge/", "/schedule/",
    "/work/", "/plans/", "/chain/", "/tasks/", "/library/", "/regulations/", "/controls/", "/library/policies/", "/measures/",
    "/diagnosis/", "/indicators/", "/data/", "/registers/", "/scheme/", "/levels/programme/P0202/",
    "/levels/programme/P0202/spiral/", "/levels/college/SAMPLE0001/", "/organisation/forms/schedule/", "/tasks/tables/table-4/",
]  # fmt: skip


@cache
def world() -> World:
    return build(SIZES["small"])


def begin(pack: str) -> College:
    college = create_college(
        code=COLLEGE_CODE, name=COLLEGE_NAME, category="综合", by=TELLER, as_of=acts.FIRST_DAY, is_sample=True
    )
    set_calendar(college=college, semesters=CALENDAR, by=TELLER)
    put_into_use(college=college, pack=pack, by=TELLER)
    _accounts(college, (*accounts(world()), *office_heads()))
    _subjects(college)
    return college


def _subjects(college: College) -> None:
    """As the member tables would bring them; of the students one class."""
    found, called = world(), {each.code: each.name for each in world().teachers}
    home = found.class_of(*cast.ABSENT_CLASS)

    def one(number: str) -> tuple[tuple[str, str], ...]:
        return ((number, called.get(number, "")),)

    rows = {
        "department": [SubjectRow(d.code, d.name, None, one(d.head)) for d in found.departments]
        + [SubjectRow(o.code, o.name, None, one(o.number)) for o in names.OFFICES],
        "programme": [SubjectRow(p.code, p.name, p.department.code, one(p.leader)) for p in found.programmes],
        "course": [SubjectRow(c.code, c.name, c.department.code, one(c.leader)) for c in found.courses],
        "class": [
            SubjectRow(c.code, c.name, c.programme.department.code, one(c.adviser)) for c in found.classes
        ],
        "teacher": [SubjectRow(t.code, t.name, t.department.code, one(t.code)) for t in found.teachers],
        "student": [SubjectRow(s.code, s.name, home.programme.department.code) for s in home.students],
    }
    for level, listed in rows.items():
        sync_subjects(college=college, level=level, rows=listed, by=TELLER)
    pairs = [(student.code, home.code) for student in home.students]
    sync_memberships(college=college, part_level="student", whole_level="class", pairs=pairs, by=TELLER)


def relive(college: College) -> None:
    people = People(college, TELLER)
    for act in acts.ACTS:
        room = act.play.__module__.rpartition(".")[2]
        if room in _LEFT_OUT or act.play.__name__.startswith(_SAME):
            continue
        college = stand_on(college=college, day=act.day, by=TELLER)
        act.play(Stage(college, world(), people))
    stand_on(college=college, day=AS_OF, by=TELLER)


@pytest.mark.parametrize("pack", PACKS)
def test_the_sample_lives_by_it_and_its_pages_open(pack: str, client: Client) -> None:
    college = begin(pack)
    relive(college)

    assert [(each.gap, each.title, each.level) for each in check(college, 2026)] == list(PLANTED)
    client.force_login(User.objects.get(username="lin"))
    pages = {address: client.get(address) for address in _OPENED}
    assert {address: page.status_code for address, page in pages.items()} == dict.fromkeys(_OPENED, 200)
    levels = {item["code"]: item["name"] for item in queries.section(college, "levels")}
    for code in ("college", "programme", "course", "teacher", "student"):
        assert levels[code] in pages["/cockpit/"].content.decode()
