"""Accounts for everybody of a member table, as work in the background."""

import pytest

from zhengai.accounts.actions import create_user
from zhengai.accounts.handouts import open_accounts, take_handout, waiting_users
from zhengai.accounts.models import Grant, Handout, User
from zhengai.accounts.rules import Refused
from zhengai.college import tasks
from zhengai.college.actions import SubjectRow, create_college, sync_subjects
from zhengai.college.models import College
from zhengai.college.people import newcomers, opening
from zhengai.core.models import Job, JobState


@pytest.fixture
def college(db: None) -> College:
    made = create_college(code="C1", name="青禾", category="综合", by="sys")
    rows = [SubjectRow(f"S{n}", f"学生{n}") for n in range(6)]
    sync_subjects(college=made, level="student", rows=rows, by="he")
    create_user(username="li", display_name="李", password="qinghe-2026", person_number="S0", by="sys")
    create_user(username="S1", display_name="别人", password="qinghe-2026", person_number="G7", by="sys")
    return made


def test_a_dry_run_tells_who_gets_an_account(college: College) -> None:
    found = opening(college, "student")
    assert (found.people, found.known, found.fresh, found.others, found.taken) == (6, 1, 4, 1, ("S1",))
    assert [each.code for each in newcomers(college, "student")] == ["S2", "S3", "S4", "S5"]
    assert opening(college, "teacher").people == 0


def test_the_work_makes_what_the_dry_run_told(college: College, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_AT_ONCE", 3)
    job = tasks.start_opening(college=college, level="student", by="sys")
    job.refresh_from_db()
    assert (job.state, job.message, job.done) == (
        JobState.DONE, "已建立 4 个账户，一次性密码表可以领取一次", 4,
    )  # fmt: skip
    handout = Handout.objects.get()
    assert job.result["links"] == [["领取一次性密码表", f"handout:{handout.pk}"]]
    assert len(take_handout(handout=handout, by="sys")) == 4
    assert Grant.objects.filter(role="student").count() == 4
    with pytest.raises(Refused, match="都已经有账户"):
        tasks.start_opening(college=college, level="student", by="sys")


def test_a_second_click_finds_the_work_under_way(college: College, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "open_many", lambda number: None)
    first = tasks.start_opening(college=college, level="student", by="sys")
    assert tasks.start_opening(college=college, level="student", by="other") == first
    assert Job.objects.count() == 1


def test_only_people_get_accounts(college: College) -> None:
    with pytest.raises(Refused, match="只能为教师或学生"):
        tasks.start_opening(college=college, level="course", by="sys")


def test_what_was_done_before_a_failure_is_handed_out_and_the_rest_made_later(
    college: College, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = open_accounts
    parts: list[int] = []

    def breaks(**told: object) -> int:
        parts.append(1)
        if len(parts) == 2:
            raise OSError("disk full")
        return made(**told)  # type: ignore[arg-type]

    monkeypatch.setattr(tasks, "_AT_ONCE", 3)
    monkeypatch.setattr(tasks, "open_accounts", breaks)
    job = tasks.start_opening(college=college, level="student", by="sys")
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert Handout.objects.get().waits
    assert waiting_users(Handout.objects.get()).count() == 3
    monkeypatch.undo()
    tasks.start_opening(college=college, level="student", by="sys")
    assert User.objects.filter(must_change_password=True).count() == 4


def test_a_lost_list_is_renewed(college: College) -> None:
    tasks.start_opening(college=college, level="student", by="sys")
    first = Handout.objects.get()
    old = {each.username: each.password for each in take_handout(handout=first, by="sys")}
    tasks.start_renewal(college=college, handout=first, by="sys")
    second = Handout.objects.exclude(pk=first.pk).get()
    new = {each.username: each.password for each in take_handout(handout=second, by="sys")}
    assert new.keys() == old.keys()
    assert not set(new.values()) & set(old.values())
    with pytest.raises(Refused, match="不用重新发放"):
        tasks.start_renewal(college=college, handout=first, by="sys")
