"""The area of the quality culture shows what other pages keep, layer by layer."""

from collections.abc import Callable

from django.test import Client

from tests.web.access.cases import prepare
from tests.web.access.following import DAY
from tests.web.access.suggestions import made
from tests.web.access.suggestions import prepare as adopted
from tests.web.school import School
from zhengai.framework.actions.following import record_activity
from zhengai.framework.rules.following import ActivityKind, CultureLayer

Browse = Callable[[str], Client]


def test_an_empty_area_says_the_next_step(school: School, signed_in: Browse) -> None:
    text = signed_in("wang").get("/culture/").content.decode()
    assert "还没有登记活动" in text
    assert "登记活动时选这个文化层面" in text


def test_what_was_done_stands_on_its_layer(school: School, signed_in: Browse) -> None:
    prepare(school)
    adopted(school)
    made(school, "还没有答复的")
    record_activity(
        college=school.college, kind=ActivityKind.PUBLICITY, topic="诊改讲坛", day=DAY, layer=CultureLayer.SPIRIT,
        by="lin",
    )  # fmt: skip
    page = signed_in("wang").get("/culture/")
    assert {each.name: each.number for each in page.context["layers"]} == {
        "精神": 1,
        "制度": 0,
        "行为": 0,
        "物质": 0,
    }
    assert [each.topic for each in page.context["cases"]] == ["一课一改"]
    assert [each.topic for each in page.context["news"]] == ["诊改讲坛"]
    # one that is not adopted is nobody's to read here
    assert [each.title for each, _ in page.context["ideas"]] == ["错峰用餐"]
