"""The guided path: what is done is read off the data, the day moves on a sample only, demo accounts sign in by POST."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from tests.web.school import PASSWORD, School
from zhengai.accounts.actions import set_password
from zhengai.alerts.actions import acknowledge, answer
from zhengai.college.actions import StandRefused, stand_on
from zhengai.college.models import College
from zhengai.sample import journey as journeys
from zhengai.sample.coming import DAY_AFTER_WEEKS

Browse = Callable[[str], Client]


@pytest.fixture
def story(school: School, monkeypatch: pytest.MonkeyPatch) -> School:
    """The school's first alert plays the rising course's."""
    monkeypatch.setattr(journeys, "rising_course", lambda size: "C001")
    monkeypatch.setattr(journeys, "RULE", "course_absence_week")
    return school


def steps(client: Client) -> tuple[str, list[bool]]:
    response = client.get("/tour/")
    assert response.status_code == 200
    return response.content.decode(), [step.done for step in response.context["steps"]]


def test_the_steps_follow_the_data(story: School, signed_in: Browse) -> None:
    client = signed_in("lin")
    page, done = steps(client)
    assert done == [True] + [False] * 9
    assert "<b>1</b> / 10" in page
    assert "下一步：预警找到课程负责人" in page

    acknowledge(alert=story.alert, by="zheng")
    assert steps(client)[1][:4] == [True, True, False, False]

    answer(alert=story.alert, text="甲流传播。", by="zheng")
    page, done = steps(client)
    assert done[:5] == [True, True, True, True, False]
    assert "下一步：立一项改进，把措施做完" in page


def test_a_step_leads_to_its_page_as_its_person(story: School, client: Client, signed_in: Browse) -> None:
    page, _ = steps(signed_in("lin"))
    assert "以郑怡登录并打开这条预警" in page
    mine, _ = steps(signed_in("zheng"))
    assert "以郑怡登录" not in mine
    assert "您现在就是郑怡。" in mine

    address = f"/alerts/{story.alert.pk}/"
    response = client.post("/sign-in/demo/", {"username": "zheng", "next": address})
    assert response.headers["Location"] == address
    assert client.session["_auth_user_id"] == str(story.users["zheng"].pk)


def test_demo_accounts_sign_in_on_a_sample_only(school: School, client: Client) -> None:
    assert client.post("/sign-in/demo/", {"username": "nobody"}).status_code == 404
    assert client.get("/sign-in/demo/", {"username": "zheng"}).headers["Location"] == "/sign-in/"
    College.objects.update(is_sample=False)
    assert client.post("/sign-in/demo/", {"username": "zheng"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_changed_demo_password_is_respected(school: School, client: Client) -> None:
    set_password(user=school.users["zheng"], password=PASSWORD + "-new", by="sys")
    response = client.post("/sign-in/demo/", {"username": "zheng"})
    assert response.headers["Location"] == "/sign-in/"
    assert "演示密码已经改过" in client.get("/sign-in/").content.decode()
    assert "_auth_user_id" not in client.session


def test_a_foreign_address_is_not_followed(school: School, client: Client) -> None:
    response = client.post("/sign-in/demo/", {"username": "lin", "next": "https://example.com/"})
    assert response.headers["Location"] == "/"


def test_the_day_moves_once_and_only_forward(school: School, signed_in: Browse) -> None:
    client = signed_in("zheng")
    assert 'action="/tour/day/"' in client.get("/tour/").content.decode()
    for _ in range(2):
        assert client.post("/tour/day/").headers["Location"] == "/tour/#step-6"
        assert College.objects.get().as_of == DAY_AFTER_WEEKS
    assert 'action="/tour/day/"' not in client.get("/tour/").content.decode()
    with pytest.raises(StandRefused, match="只能往后"):
        stand_on(college=school.college, day=date(2026, 11, 20), by="zheng")


def test_a_real_college_stands_on_the_real_day(school: School, signed_in: Browse) -> None:
    College.objects.update(is_sample=False)
    client = signed_in("lin")
    assert client.get("/tour/").status_code == 404
    assert client.post("/tour/day/").status_code == 404
    assert client.get("/tour/files/0/").status_code == 404
    with pytest.raises(StandRefused, match="不是示例学校"):
        stand_on(college=school.college, day=DAY_AFTER_WEEKS, by="lin")
    assert "跟着走一遍" not in client.get("/").content.decode()


def test_a_coming_file_is_written_when_it_is_asked_for(school: School, signed_in: Browse, home: Path) -> None:
    client = signed_in("he")
    response = client.get("/tour/files/1/")
    sent = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    (written,) = (home / "sample" / "coming").glob("*实训室使用*.csv")
    assert sent == written.read_bytes()
    assert not [each for each in written.parent.iterdir() if each.is_dir()]
    assert client.get("/tour/files/9/").status_code == 404
