"""The demo's accounts: one for each role, standing for people and subjects of the sample."""

from zhengai.accounts.rules import ROLES
from zhengai.sample import cast
from zhengai.sample.accounts import PASSWORD, accounts
from zhengai.sample.codes import rising_course
from zhengai.sample.generator import SampleFiles


def test_every_role_has_one_account_and_one_person_has_none(sample: SampleFiles) -> None:
    found = accounts(sample.world)

    assert sorted(a.role for a in found if a.role) == sorted(ROLES)
    assert [a.display_name for a in found if a.role is None] == ["许安"]
    assert len({a.username for a in found}) == len(found)
    assert {a.password for a in found} == {PASSWORD}


def test_accounts_stand_for_subjects_of_the_sample(sample: SampleFiles) -> None:
    world = sample.world
    held = {a.username: a for a in accounts(world)}
    names = {t.code: t.name for t in world.teachers} | {s.code: s.name for _, s in world.students()}

    for username in ("zhou", "wu", "zheng", "wang", "zhao", "li"):
        assert names[held[username].person_number] == held[username].display_name
    assert held["zhou"].subject == "D02"
    assert held["wu"].subject == cast.FALLING_PROGRAMME
    assert held["zheng"].subject == rising_course(world.size)
    assert held["zhao"].subject == world.class_of(*cast.ABSENT_CLASS).code


def test_the_cast_answers_for_its_subjects(sample: SampleFiles) -> None:
    world = sample.world
    held = {a.username: a.person_number for a in accounts(world)}

    assert next(d.head for d in world.departments if d.code == "D02") == held["zhou"]
    assert world.programme(cast.FALLING_PROGRAMME).leader == held["wu"]
    assert next(c.leader for c in world.courses if c.code == rising_course(world.size)) == held["zheng"]
    assert world.class_of(*cast.ABSENT_CLASS).adviser == held["zhao"]


def test_nobody_else_is_called_like_the_cast(sample: SampleFiles) -> None:
    world = sample.world
    everybody = [t.name for t in world.teachers] + [s.name for _, s in world.students()]
    assert sorted(name for name in everybody if name in cast.NAMES) == sorted({*cast.TEACHERS, cast.STUDENT})
