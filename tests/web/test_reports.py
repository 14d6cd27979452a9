"""The reports desk: what is frozen is shown, found, fetched, made once, and verified within one's reach."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from tests.web.school import SEMESTER, School
from zhengai.college.models import Subject
from zhengai.college.queries import calendar_of
from zhengai.core.models import Job
from zhengai.indicators.models import CurrentValue
from zhengai.reports.actions import make_report
from zhengai.reports.models import Report
from zhengai.reports.word import render

Browse = Callable[[str], Client]


def make(school: School, level: str, code: str) -> Report:
    subject = Subject.objects.get(college=school.college, level=level, code=code)
    period = calendar_of(school.college).period(SEMESTER)
    return make_report(
        college=school.college, kind="self-diagnosis", subject=subject, period=period, by="lin"
    )


@pytest.fixture
def made(school: School) -> Report:
    return make(school, "course", "C001")


@pytest.fixture
def several(school: School, made: Report) -> list[Report]:
    return [
        made,
        make(school, "course", "C003"),
        make(school, "student", "S0001"),
        make(school, "programme", "P001"),
    ]


def seen(client: Client, query: str = "") -> set[str]:
    return {each.subject.code for each in client.get(f"/reports/?{query}").context["listing"]}


@pytest.mark.parametrize(
    ("username", "codes"),
    [
        ("lin", {"C001", "C003", "S0001", "P001"}),
        ("zhou", {"C001", "S0001", "P001"}),
        ("zheng", {"C001"}),
        ("wu", {"P001", "C001", "S0001"}),  # the courses and students of the programme
        ("li", {"S0001"}),
        ("wang", set()),
        # nobody from outside sees single persons
        ("feng", {"C001", "C003", "P001"}),
    ],
)
def test_everyone_sees_the_reports_in_reach(
    signed_in: Browse, several: list[Report], username: str, codes: set[str]
) -> None:
    client = signed_in(username)
    assert seen(client) == codes
    for each in several:
        opened = client.get(f"/reports/{each.code}/").status_code == 200
        assert opened is (each.subject.code in codes)
        fetched = client.get(f"/reports/{each.code}/word/").status_code == 200
        assert fetched is (each.subject.code in codes)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("level=course", {"C001", "C003"}),
        ("q=护理学", {"C001"}),
        ("q=S0001", {"S0001"}),
        ("subject=course:C003", {"C003"}),
        ("period=2025-2026-2", set()),
    ],
)
def test_filters(signed_in: Browse, several: list[Report], query: str, codes: set[str]) -> None:
    assert seen(signed_in("lin"), query) == codes


def test_the_list_as_a_file(signed_in: Browse, several: list[Report]) -> None:
    response = signed_in("lin").get("/reports/?level=course&format=xlsx")
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert len(rows) == 3
    assert {row[0] for row in rows[1:]} == {each.code for each in several[:2]}


def test_every_figure_on_the_page_opens_what_it_rests_on(signed_in: Browse, made: Report) -> None:
    page = signed_in("zheng").get(f"/reports/{made.code}/").content.decode()
    figure = next(each for each in made.figures if each["indicator"] == "absence_rate")
    assert f'data-ref="{figure["id"]}"' in page
    assert "/indicators/absence_rate/value/?subject=course%3AC001&amp;period=2026-2027-1" in page
    assert f"{figure['id']} 缺课率，2026 秋，定义第 1 版，第 {figure['run']} 次计算" in page


def test_the_page_shows_what_was_frozen_and_not_what_is_now(signed_in: Browse, made: Report) -> None:
    found = CurrentValue.objects.filter(indicator="absence_rate", subject="C001", value__isnull=False)
    found.update(value=0.99)
    page = signed_in("zheng").get(f"/reports/{made.code}/").content.decode()
    assert "99.0%" not in page
    assert "1.0%" in page


def test_small_groups_stay_hidden_from_outside(school: School, signed_in: Browse) -> None:
    CurrentValue.objects.filter(indicator="absence_rate", subject="C001", period=SEMESTER).update(
        numerator=1, denominator=3, value=1 / 3
    )
    made = make(school, "course", "C001")
    assert "33.3%" in signed_in("lin").get(f"/reports/{made.code}/").content.decode()
    outside = signed_in("qian")
    page = outside.get(f"/reports/{made.code}/").content.decode()
    assert "33.3%" not in page
    assert "人数过少不显示" in page
    assert "下载 Word" not in page
    assert outside.get(f"/reports/{made.code}/word/").status_code == 302


def test_a_second_click_makes_no_second_report(signed_in: Browse, school: School) -> None:
    client = signed_in("zheng")
    sent = {"subject": "course:C001", "period": SEMESTER, "kind": "self-diagnosis"}
    first, second = (client.post("/reports/new/make/", sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Report.objects.count() == 1
    assert Report.objects.get().made_by == "zheng"


@pytest.mark.parametrize(
    "sent",
    [
        {"subject": "course:C003", "period": SEMESTER},  # not theirs
        {"subject": "course:C001", "period": "2026-9"},
        {"subject": "course:C001", "period": SEMESTER, "kind": "nonesuch"},
    ],
)
def test_what_cannot_be_made_is_refused_and_the_choice_is_kept(
    signed_in: Browse, school: School, sent: dict[str, str]
) -> None:
    response = signed_in("zheng").post("/reports/new/make/", {"kind": "self-diagnosis", **sent})
    assert response.status_code == 302
    assert "subject=course" in response["Location"]
    assert not Report.objects.exists()


def test_the_form_is_filled_from_the_address(signed_in: Browse, school: School) -> None:
    page = signed_in("lin").get("/reports/new/?subject=course:C003&period=2025-2026-2")
    assert page.context["subject"].code == "C003"
    assert page.context["period"] == "2025-2026-2"
    found = signed_in("lin").get("/reports/new/?level=course&q=专业课1")
    assert {each.name for each in found.context["subjects"]} == {f"专业课{n}" for n in range(10, 20)}
    # one subject in reach needs no choice
    assert signed_in("li").get("/reports/new/").context["subject"].code == "S0001"


def test_all_of_a_level_come_in_one_file(signed_in: Browse, school: School) -> None:
    client = signed_in("zhou")
    sent = {"level": "course", "period": SEMESTER, "kind": "self-diagnosis"}
    response = client.post("/reports/batch/", sent)
    job = Job.objects.get()
    assert response["Location"] == f"/jobs/{job.pk}/"
    assert (job.state, job.message) == ("done", "已生成 2 份报告，可以下载。")
    fetched = client.get(f"/reports/batch/{job.pk}/")
    with zipfile.ZipFile(BytesIO(b"".join(fetched.streaming_content))) as archive:  # type: ignore[attr-defined]
        assert sorted(archive.namelist()) == [
            f"C001 护理学基础 {SEMESTER}.docx",
            f"C002 人体解剖学 {SEMESTER}.docx",
        ]
    assert signed_in("lin").get(f"/reports/batch/{job.pk}/").status_code == 404


def upload(client: Client, content: bytes, name: str = "报告.docx") -> Any:
    return client.post("/reports/verify/upload/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def test_an_uploaded_report_is_verified(signed_in: Browse, made: Report) -> None:
    page = upload(signed_in("zheng"), render(made))
    assert page.context["found"].code == made.code
    # values of these tests are written by hand, so no data stand behind them
    assert {each.figure for each in page.context["found"].differences} == {f["id"] for f in made.figures}
    assert "数据湖里没有" in page.content.decode()


def test_only_reports_in_reach_are_verified(signed_in: Browse, several: list[Report]) -> None:
    text = upload(signed_in("zheng"), render(several[1])).content.decode()
    assert "不在您的查看范围内" in text


@pytest.mark.parametrize(("content", "told"), [(b"PK", "不是 Word 文档"), (b"", "不是 Word 文档")])
def test_any_other_file_is_refused_with_a_sentence(
    signed_in: Browse, school: School, content: bytes, told: str
) -> None:
    page = upload(signed_in("zheng"), content or b" ", "a.docx")
    assert told in page.content.decode()


def test_a_broken_template_loses_no_report(
    signed_in: Browse, made: Report, settings: Any, tmp_path: Path
) -> None:
    shipped = Path(settings.PACK_DIRS[0])
    folder = tmp_path / "packs" / "foundation"
    (folder / "reports" / "templates").mkdir(parents=True)
    (folder / "pack.yaml").write_text((shipped / "foundation" / "pack.yaml").read_text())
    (folder / "reports" / "templates" / "self-diagnosis.docx").write_bytes(b"no")
    settings.PACK_DIRS = [shipped, tmp_path / "packs"]
    page = signed_in("zheng").get(f"/reports/{made.code}/word/", follow=True)
    assert (
        "不是 Word 文档(.docx)" in page.content.decode() or "不是 Word 文档（.docx）" in page.content.decode()
    )
    assert "报告本身已经存档" in page.content.decode()
