"""A button pressed twice: nothing is there twice, nothing breaks, and the second answer is a page with a sentence."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.rooms.evidence.bytes import PNG
from tests.web.school import NOW, PASSWORD, SEMESTER, School
from tests.web.test_access import filled
from tests.web.test_diagnosis import address as address_of
from tests.web.test_diagnosis import opened, submitted
from tests.web.test_teaching import book, rows_of
from zhengai.cycles.actions import record_proofs
from zhengai.cycles.models import Exemption
from zhengai.cycles.rules.proof import NewProof
from zhengai.cycles.rules.stages import Stage
from zhengai.notices.models import Notice
from zhengai.reports import tasks
from zhengai.standards.library import decide_version, propose_version
from zhengai.standards.models import SchemeCourse, Standard, TeachingFile, TrainingScheme
from zhengai.standards.schemes import COURSE_HEADERS

Browse = Callable[[str], Client]

# route, who presses, what is sent. What each is about is made by its area of the truth table
PRESSED: list[tuple[str, str, dict[str, Any]]] = [
    ("alert-respond", "zheng", {"move": "answer", "text": "甲流传播", "measure": "错峰授课"}),
    ("alert-respond", "zheng", {"move": "acknowledge"}),
    ("alert-exception", "zheng", {"reason": "校庆周停课"}),
    ("exemption-decide", "chen", {"move": "approve", "decision": "同意"}),
    ("exemption-withdraw", "zheng", {}),
    ("goal-decide", "chen", {"move": "approve", "decision": "同意"}),
    ("goal-change", "zheng", {"move": "change", "limit": "≤ 2.5%", "reason": "再严一点"}),
    ("goal-change", "zheng", {"move": "ask", "limit": "≤ 9%", "reason": "实习班级另行核对"}),
    ("goal-new", "lin", {
        "subject": "C003", "indicator": "absence_rate", "period": SEMESTER, "limit": "≤ 2%", "reason": "偏高",
        "owner_number": "T0003", "owner_name": "郑怡",
    }),
    ("standard-limits", "zheng", {
        "move": "set", "subject": "C001", "severe": "> 20%", "reason": "实训课考勤另有办法",
    }),
    ("notice-open", "zheng", {}),
    ("notices-read", "zheng", {}),
    ("round-open", "lin", {"kind": "self", "level": "course", "period": SEMESTER, "due": "2026-12-31"}),
    ("round-close", "lin", {}),
    ("record-renew", "wu", {}),
    ("improvement-open", "zheng", {
        "problem": "缺课偏高", "cause": "甲流", "measure": "错峰授课", "limit": "≤ 5%", "owner": "T0003",
        "due": "2026-12-31",
    }),
    ("improvement-move", "zheng", {"move": "start"}),
    ("improvement-move", "zheng", {"move": "note", "text": "已联系两个班"}),
    ("improvement-revise", "zheng", {
        "measure": "错峰授课，逐一联系", "due": "2026-12-20", "owner": "T0003", "reason": "多一周",
        "revision": "0",
    }),
    ("improvement-cancel", "zhou", {"reason": "课程停开", "requested_by": "zheng"}),
    ("dependence-send", "zheng", {
        "target": "programme:P001", "system": "", "problem": "实训室不够", "need": "调整课时安排", "due": "2026-12-04",
    }),
    ("dependence-move", "zhou", {"move": "answer", "text": "已增加一间"}),
    ("teaching-note", "zheng", {"kind": "teaching_plan", "document": "授课计划 2026 秋"}),
    ("training-open", "wu", {"programme": "P001", "cohort": "2027"}),
    ("training-write", "wu", {"years": "3", "aim": "培养护理人才", "research": "调研报告", "document": "护院教〔2026〕3号"}),
    ("report-make", "zheng", {"subject": "course:C001", "period": SEMESTER, "kind": "self-diagnosis"}),
    ("suggestion-new", "wang", {"title": "错峰用餐二", "text": "错开二十分钟"}),
    ("suggestion-move", "lin", {"move": "honour"}),
    ("post-campaign-close", "lin", {"reason": "先公布"}),
    ("proposal-move", "lin", {"move": "accept"}),
    ("evidence-detach", "zheng", {"reason": "传错了"}),
    ("account-new", "sys", {"username": "T0100", "display_name": "新教师", "person_number": "T0100"}),
    ("account-rename", "sys", {"display_name": "新名", "person_number": "T0101"}),
    ("account-switch", "sys", {"move": "disable"}),
    ("account-grant", "sec", {"role": "supervisor"}),
    ("grant-end", "sec", {"until": "2026-12-31"}),
    ("password-change", "zheng", {"current": PASSWORD, "password": "wie-9-vogel", "again": "wie-9-vogel"}),
    ("source-new", "he", {"code": "hr", "name": "人事管理系统", "access": "files", "frequency": "day"}),
    ("source-edit", "he", {"name": "教务系统", "access": "files", "frequency": "week"}),
    ("source-feed", "he", {"dataset": "grades"}),
    ("source-move", "he", {"move": "disable"}),
    ("source-move", "he", {"move": "relearn", "dataset": "attendance"}),
    ("source-decide", "he", {"word": "decline"}),
    ("tour-day", "lin", {}),
    ("suspect-ask", "han", {"reason": "休学一年后复学"}),
    ("theme", "lin", {"theme": "dark", "back": "/"}),
]  # fmt: skip
# what may be written once more: who did it, not what is there
_TRAIL = {"AuditEvent", "Session", "SignInFailure"}


def held() -> dict[str, int]:
    return {
        model.__name__: model._default_manager.count()
        for model in apps.get_models()
        if model.__name__ not in _TRAIL and model._meta.managed
    }


@pytest.mark.parametrize(
    ("route", "username", "sent"),
    PRESSED,
    ids=[f"{route}-{sent.get('move', '')}" for route, _, sent in PRESSED],
)
def test_nothing_is_there_twice(
    school: School, signed_in: Browse, route: str, username: str, sent: dict[str, Any]
) -> None:
    address = filled(route, school)
    client = signed_in(username)
    first = client.post(address, sent, follow=True)
    assert first.status_code == 200
    told = re.findall(r'class="(?:error|z-error[^"]*)"[^>]*>([^<]+)', first.content.decode())
    assert not told, "it was not done even once"
    once = held()
    second = client.post(address, sent, follow=True)
    assert second.status_code in (200, 404, 409)
    assert "</html>" in second.content.decode()
    assert held() == once


def test_work_that_runs_is_not_begun_again(
    school: School, signed_in: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All reports of a level, still waiting for the worker."""
    monkeypatch.setattr(tasks, "make_all", lambda number: None)
    client = signed_in("zhou")
    sent = {"level": "course", "period": SEMESTER, "kind": "self-diagnosis"}
    first, second = (client.post("/reports/batch/", sent)["Location"] for _ in range(2))
    assert first == second
    assert client.post("/reports/batch/", sent | {"level": "programme"})["Location"] != first
    assert signed_in("lin").post("/reports/batch/", sent)["Location"] != first


def test_a_file_is_kept_once(school: School, signed_in: Browse) -> None:
    address, client = filled("evidence-attach", school), signed_in("zheng")
    client.post(address, {"file": SimpleUploadedFile("照片.png", PNG)})
    once = held()
    page = client.post(address, {"file": SimpleUploadedFile("照片.png", PNG)}, follow=True)
    assert "完全一样" in page.content.decode()
    assert held() == once


def test_a_diagnosis_is_confirmed_once(school: School, signed_in: Browse) -> None:
    record = submitted(school, opened(school, "course", "C001"))
    client = signed_in("zhou")
    client.post(address_of(record, "decide/"), {"act": "confirm"})
    once = held()
    page = client.post(address_of(record, "decide/"), {"act": "confirm"}, follow=True)
    assert "已经确认" in page.content.decode()
    assert held() == once


def _twice(client: Client, address: str, sent: dict[str, Any]) -> str:
    """Pressed twice; the second answer. Nothing may be there twice."""
    first = client.post(address, sent, follow=True)
    assert first.status_code == 200
    once = held()
    second = client.post(address, sent, follow=True)
    assert second.status_code == 200
    assert held() == once
    return second.content.decode()


def _tried(client: Client, address: str, *rows: tuple[Any, ...]) -> dict[str, Any]:
    """What the button below a table that was tried sends."""
    page = client.post(address, {"file": book(*rows)}, follow=True)
    return {"sheet": page.context["sheet"].upload.token}


COURSES = (
    COURSE_HEADERS,
    (1, "C001", "护理学基础", "专业核心课", "必修", 4, 64, 40, "考试"),
    (2, "", "毕业实习", "实践环节", "必修", 20, 480, 480, "考查"),
)


def test_teaching_files_are_taken_once(school: School, signed_in: Browse) -> None:
    client = signed_in("zheng")
    rows = rows_of(client.get("/teaching/?format=xlsx").content)
    written = (*rows[1][:5], "课程标准 2026", *rows[1][6:])
    sent = _tried(client, "/teaching/import/", rows[0], written)
    page = _twice(client, "/teaching/import/take/", sent)
    assert TeachingFile.objects.get().document == "课程标准 2026"
    assert "新增 0 行，改动 0 行" in page


def test_the_courses_of_a_scheme_are_taken_once(school: School, signed_in: Browse) -> None:
    client, address = signed_in("wu"), filled("training-courses", school)
    page = _twice(client, f"{address}take/", _tried(client, address, *COURSES))
    assert SchemeCourse.objects.count() == 2
    assert "新增 0 行，改动 0 行" in page


def test_a_scheme_is_submitted_and_decided_once(school: School, signed_in: Browse) -> None:
    wu, courses = signed_in("wu"), filled("training-courses", school)
    wu.post(f"{courses}take/", _tried(wu, courses, *COURSES))
    address = filled("training-move", school)
    written = {"years": "3", "aim": "护士", "research": "调研", "document": "1号"}
    _twice(wu, address, {"move": "submit", **written})
    assert TrainingScheme.objects.get().state == "proposed"
    told = Notice.objects.count()
    _twice(signed_in("zhou"), address, {"move": "approve", "body": "专业建设委员会"})
    assert TrainingScheme.objects.get().state == "approved"
    assert Notice.objects.count() > told


def test_an_exemption_for_a_standard_is_asked_once(school: School, signed_in: Browse) -> None:
    address = filled("library-ask", school)
    standard = Standard.objects.get()
    first = propose_version(standard=standard, elements=[{"name": "出勤"}], reason="第一版", by="lin")
    decide_version(version=first, approve=True, body="专委会", by="chen")
    running = NewProof(
        level="course", subject="", period=SEMESTER, stage=Stage.CARRY_OUT, key="x:course", about="x:course",
        sentence="正在实施。", at=NOW, by="lin",
    )  # fmt: skip
    record_proofs(college=school.college, proofs=[running], by="lin")
    propose_version(standard=standard, elements=[{"name": "教学目标"}], reason="换一版", by="lin")
    page = _twice(signed_in("lin"), address, {"why": "上级新标准下月施行"})
    assert Exemption.objects.count() == 1
    assert "已经" in page
