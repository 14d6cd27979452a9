"""Data quality on pages: the board, suspects and their two ways out, coverage, the dictionary."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.web.school import School
from zhengai.college.queries import now, today
from zhengai.core.models import Job
from zhengai.datacentre.actions import import_file
from zhengai.datacentre.models import Batch
from zhengai.quality.actions import judge
from zhengai.quality.models import Score, Suspect
from zhengai.quality.rules import SuspectState
from zhengai.sources.models import Source

Browse = Callable[[str], Client]
CHILD = "学号,姓名,班级,专业,入学年份,学籍状态,学习形式,出生日期\nS0002,同学,B001,P001,2025,在校,普通高职,2018-03-01\n"


@pytest.fixture
def judged(school: School, standing_filled: None, tmp_path: Path) -> School:
    path = tmp_path / "child.csv"
    path.write_text(CHILD, encoding="utf-8")
    import_file(college=school.college, dataset="students", path=path, by="he")
    judge(college=school.college, by="he")
    return school


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def suspect() -> Suspect:
    return Suspect.objects.get(rule="students.age")


def test_before_anything_was_judged_the_pages_say_the_next_step(school: School, signed_in: Browse) -> None:
    client = signed_in("he")
    assert "全部判定一遍" in page(client, "/quality/")
    assert "还没有判定过" in page(client, "/quality/suspects/")
    assert "没有导入过" in page(client, "/quality/coverage/")


def test_the_board_begins_with_the_worst_and_leads_to_rule_and_rows(
    judged: School, signed_in: Browse
) -> None:
    found = page(signed_in("he"), "/quality/")
    assert "学生的年龄在 14 到 60 岁之间" in found
    assert "/quality/suspects/?dataset=students" in found
    assert found.index("/data/students/") < found.index("/data/courses/")
    assert "学工处" in found


def test_rows_that_a_source_brought_are_told_by_its_name(judged: School, signed_in: Browse) -> None:
    Source.objects.create(
        college=judged.college, code="jw", name="教务管理系统", created_at=now(judged.college)
    )
    Batch.objects.filter(dataset="students").update(source="source:jw")
    Suspect.objects.update(source="source:jw")
    client = signed_in("he")
    for address in ("/quality/", f"/quality/suspects/{suspect().pk}/"):
        found = page(client, address)
        assert "教务管理系统" in found, address
        assert "source:jw" not in found, address


def test_the_board_is_filtered_and_exported(judged: School, signed_in: Browse) -> None:
    client = signed_in("lin")
    assert "没有符合条件的数据集" in page(client, "/quality/?q=没有这个")
    assert (
        "/data/courses/"
        not in page(client, "/quality/?owner=学工处").split('id="list"')[1].split("按部门")[0]
    )
    assert client.get("/quality/?format=xlsx").content[:2] == b"PK"


def test_judging_is_asked_for_once(
    school: School, signed_in: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhengai.quality.tasks.judge_data", lambda number: None)
    client = signed_in("he")
    first, second = (client.post("/quality/judge/").headers["Location"] for _ in range(2))
    assert first == second
    assert Job.objects.filter(kind="quality.judge_job").count() == 1


def test_a_rule_says_what_it_wants_and_what_it_found(judged: School, signed_in: Browse) -> None:
    found = page(signed_in("he"), "/quality/rules/students.age/")
    assert "中有 1 行不合" in found or "1 行中有 1 行不合" in found
    assert "S0002" in found
    assert signed_in("he").get("/quality/rules/没有/").status_code == 404


def test_a_suspect_shows_its_row_and_can_be_excepted_by_two_people(judged: School, signed_in: Browse) -> None:
    address = f"/quality/suspects/{suspect().pk}/"
    han, lin = signed_in("han"), signed_in("lin")
    found = page(han, address)
    assert "2018-03-01" in found
    assert "申请例外" in found
    han.post(f"{address}ask/", {"reason": ""})
    assert "请写明" in page(han, address)
    han.post(f"{address}ask/", {"reason": "少年班"})
    assert "同意例外" not in page(han, address)
    assert "少年班" in page(lin, address)
    lin.post(f"{address}decide/", {"move": "refuse", "note": ""})
    assert "写明理由" in page(lin, address)
    lin.post(f"{address}decide/", {"move": "accept", "note": "属实"})
    assert suspect().state == SuspectState.EXCEPTED
    assert "S0002" not in page(han, "/quality/suspects/?dataset=students")
    assert "S0002" in page(han, "/quality/suspects/?dataset=students&state=excepted")


def test_names_are_hidden_from_those_who_neither_correct_nor_see_rows(
    judged: School, signed_in: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/quality/suspects/{suspect().pk}/"
    assert "<dd>同学</dd>" in page(signed_in("he"), address)
    monkeypatch.setattr("zhengai.web.shell.person.Person.sees_everything", lambda person, permission: False)
    hidden = page(signed_in("lin"), address)
    assert "<dd>同学</dd>" not in hidden
    assert "●●●" in hidden
    assert "B001</dd>" in hidden  # by its name and code


def test_suspects_are_filtered_and_exported(judged: School, signed_in: Browse) -> None:
    client = signed_in("he")
    assert "S0002" in page(client, "/quality/suspects/?owner=学工处&q=S0002")
    assert "S0002" in page(client, "/quality/owners/学工处/")
    assert "没有符合条件" in page(client, "/quality/suspects/?q=S0099")
    assert client.get("/quality/suspects/?format=xlsx&state=all").content[:2] == b"PK"


def test_coverage_says_what_is_blind_and_who_can_help(judged: School, signed_in: Browse) -> None:
    client = signed_in("he")
    found = page(client, "/quality/coverage/?q=缺课率")
    assert "考勤还没有导入过" in found
    assert "教务处" in found
    tables = page(client, "/quality/coverage/?of=tables&feed=no_dataset")
    assert "方案里没有供这张表的数据集" in tables
    assert "有数" in page(client, "/quality/coverage/?of=tables&q=课程设置")
    assert client.get("/quality/coverage/?format=xlsx").content[:2] == b"PK"


def test_the_dictionary_names_fields_and_their_readers(judged: School, signed_in: Browse) -> None:
    client = signed_in("he")
    found = page(client, "/quality/dictionary/?q=考勤状态")
    assert "出勤、缺勤" in found
    assert "/indicators/absence_rate/" in found
    assert "敏感个人信息" in page(client, "/quality/dictionary/?privacy=敏感个人信息")
    assert client.get("/quality/dictionary/?format=xlsx").content[:2] == b"PK"


@pytest.mark.parametrize(
    "address",
    ["/quality/", "/quality/suspects/", "/quality/coverage/", "/quality/coverage/?of=tables", "/quality/dictionary/",
     "/quality/rules/students.age/"],
)  # fmt: skip
def test_a_page_asks_at_most_twenty_questions(
    judged: School, signed_in: Browse, django_assert_max_num_queries: Any, address: str
) -> None:
    client = signed_in("he")
    client.get(address)
    with django_assert_max_num_queries(20):
        client.get(address)


def test_withdrawing_and_deciding_twice_change_nothing_more(judged: School, signed_in: Browse) -> None:
    address = f"/quality/suspects/{suspect().pk}/"
    han, lin = signed_in("han"), signed_in("lin")
    han.post(f"{address}ask/", {"reason": "少年班"})
    for told in ("已撤回申请", "还没有人申请例外"):
        answer = han.post(f"{address}withdraw/", follow=True)
        assert told in answer.content.decode()
        assert suspect().state == SuspectState.OPEN
    han.post(f"{address}ask/", {"reason": "少年班"})
    for _ in range(2):
        answer = lin.post(f"{address}decide/", {"move": "accept"}, follow=True)
        assert answer.status_code == 200
        assert suspect().state == SuspectState.EXCEPTED


def test_the_four_qualities_over_time(judged: School, signed_in: Browse) -> None:
    """Each dataset counts once, from the day of its first judgement on; a source by its rows."""
    Score.objects.all().delete()
    day = today(judged.college)
    common = {
        "college": judged.college,
        "owner": "教务处",
        "version": 1,
        "rules": 1,
        "failing_rules": 0,
        "failing_rows": 0,
    }
    for dataset, back, accurate in (("courses", 20, 0.5), ("offerings", 10, 1.0), ("courses", 5, 0.9)):
        Score.objects.create(
            **common, dataset=dataset, day=day - timedelta(days=back), timely=None, true=1.0, accurate=accurate,
            complete=None,
        )  # fmt: skip
    client = signed_in("he")
    shown = client.get("/quality/trend/")
    points = list(shown.context["listing"])
    assert [round(each.aspects["accurate"], 3) for each in reversed(points)] == [0.5, 0.75, 0.95]
    assert [each.over for each in reversed(points)] == [1, 2, 2]
    assert "准确现在 95.0%，比这段时间开始时升了 45.0%" in shown.content.decode()
    one = client.get("/quality/trend/?by=dataset&of=courses").context["listing"]
    assert [each.aspects["accurate"] for each in one] == [0.9, 0.5]
    assert client.get("/quality/trend/?by=owner&of=教务处").context["which"] == "教务处"
    sent = client.get("/quality/trend/?by=source")
    rows = sum(Batch.objects.filter(source="upload", state="committed").values_list("rows_read", flat=True))
    assert [each.over for each in sent.context["listing"]] == [rows]
    book = client.get("/quality/trend/?by=dataset&of=courses&format=xlsx")
    assert book.headers["Content-Type"].endswith("sheet")
    assert "没有判定过" in page(client, "/quality/trend/?by=dataset&of=teachers")
