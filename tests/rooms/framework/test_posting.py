"""定岗定责: nobody says how far a department is; it follows from its tables, and ends in what they say then."""

from datetime import date

import pytest

from tests.rooms.framework.test_work import DAY
from zhengai.college.actions import SubjectRow, create_college, sync_subjects
from zhengai.college.models import College, Subject
from zhengai.framework.actions.posting import close_post_campaign, open_post_campaign
from zhengai.framework.actions.work import hold_post, remove_work, save_duty, save_work
from zhengai.framework.models import PostCampaign, Work
from zhengai.framework.queries.posting import standings
from zhengai.framework.rules.posting import PostingRefused, PostingState
from zhengai.framework.rules.work import GapKind
from zhengai.notices.models import Notice

DUE = date(2026, 12, 31)
S = PostingState


@pytest.fixture
def college(db: None) -> College:
    college = create_college(code="S1", name="示例学院", category="综合", by="sys", as_of=DAY)
    rows = [SubjectRow("D11", "教务处", None, (("G1", "罗毅"),)), SubjectRow("D12", "人事处")]
    sync_subjects(college=college, level="department", rows=rows, by="he")
    return college


def department(college: College, code: str) -> Subject:
    return Subject.objects.select_related("college").get(college=college, level="department", code=code)


def begun(college: College, *codes: str) -> PostCampaign:
    return open_post_campaign(
        college=college, title="2026 年定岗定责", lead=department(college, "D12"),
        departments=[department(college, code) for code in codes or ("D11", "D12")], due=DUE, by="lin",
    )  # fmt: skip


def filled(of: Subject, standard: str = "差错不超过 1 次", holder: str = "顾晴") -> Work:
    duty = save_duty(department=of, text="管理教学运行", inside=True, smart={}, by="lin")
    work = save_work(
        duty=duty, text="编排课表", section="教务科", post="排课岗", standard=standard, smart={}, standard_smart={},
        by="lin",
    )  # fmt: skip
    if holder and work.post:
        hold_post(post=work.post, person_number="", person_name=holder, by="lin")
    return work


def test_the_state_follows_from_the_tables(college: College) -> None:
    campaign = begun(college)
    of = department(college, "D11")
    assert [each.state for each in standings(campaign)] == [S.NOTHING, S.NOTHING]
    work = filled(of, standard="", holder="")
    first = standings(campaign)[0]
    assert (first.state, first.missing) == (S.UNDERWAY, [(GapKind.STANDARD, 1), (GapKind.PERSON, 1)])
    save_work(
        duty=work.duty, text=work.text, section="教务科", post="排课岗", standard="按时", smart={}, standard_smart={},
        work=work, by="lin",
    )  # fmt: skip
    assert work.post is not None
    hold_post(post=work.post, person_number="", person_name="顾晴", by="lin")
    assert standings(campaign)[0].state is S.COMPLETE
    remove_work(work=work, by="lin")
    assert standings(campaign)[0].state is S.UNDERWAY  # and back again


def test_heads_are_told_and_there_is_one_at_a_time(college: College) -> None:
    begun(college)
    told = Notice.objects.get()
    assert (told.person_number, told.title, told.due) == ("G1", "请完成本部门的2026 年定岗定责", DUE)
    with pytest.raises(PostingRefused, match="还没有结束"):
        begun(college)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": " "}, "起个名称"),
        ({"lead": None}, "牵头部门"),
        ({"departments": []}, "至少选一个"),
        ({"due": DAY}, "今天以后"),
    ],
)
def test_what_cannot_be_begun(college: College, changed: dict[str, object], sentence: str) -> None:
    of = department(college, "D11")
    told: dict[str, object] = {"title": "定岗定责", "lead": of, "departments": [of], "due": DUE} | changed
    with pytest.raises(PostingRefused, match=sentence):
        open_post_campaign(college=college, by="lin", **told)  # type: ignore[arg-type]
    assert not PostCampaign.objects.exists()


def test_it_ends_in_what_the_tables_say_then(college: College) -> None:
    campaign = begun(college, "D11")
    work = filled(department(college, "D11"))
    own, general = ("教务处", "排课岗"), ("", "排课岗")
    tied = {
        own: {"regulations": ["排课办法"], "workflows": ["调课"]},
        general: {"workflows": ["请假", "调课"]},
    }
    closed = close_post_campaign(campaign=campaign, tied=tied, by="lin")
    remove_work(work=work, by="lin")
    closed.refresh_from_db()
    (told,) = closed.published
    assert told["posts"] == [
        {
            "section": "教务科", "name": "排课岗", "people": ["顾晴"],
            "works": [{"duty": "管理教学运行", "text": "编排课表", "standard": "差错不超过 1 次"}],
            "regulations": ["排课办法"], "workflows": ["调课", "请假"],
        }
    ]  # fmt: skip
    with pytest.raises(PostingRefused, match="已经结束"):
        close_post_campaign(campaign=campaign, by="lin")


def test_gaps_ask_for_a_reason(college: College) -> None:
    campaign = begun(college)
    filled(department(college, "D11"))
    with pytest.raises(PostingRefused, match="人事处还有缺项"):
        close_post_campaign(campaign=campaign, by="lin")
    closed = close_post_campaign(campaign=campaign, reason="人事处下月合并", by="lin")
    assert closed.reason == "人事处下月合并"
    assert [each["name"] for each in closed.published] == ["教务处", "人事处"]
