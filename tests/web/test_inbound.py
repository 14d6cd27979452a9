"""Machines send: signed rows and learning records. Everything that is wrong with a request has an answer of its own."""

import base64
import json
import time
import uuid
from typing import Any

import pytest
from django.test import Client

from tests.web.school import School
from zhengai.datacentre import queries as lake
from zhengai.datacentre.models import Batch
from zhengai.sources.actions import keep_feed, keep_source, switch_source
from zhengai.sources.models import Collection, Nonce, Statement
from zhengai.sources.rules.signing import signature

KEY = "schluessel-der-quelle"
ROW = {
    "semester": "2026-2027-1",
    "week": 12,
    "session": 1,
    "offering": "O1",
    "student": "S0001",
    "status": "缺勤",
}


@pytest.fixture
def filled(school: School, standing_filled: None) -> School:
    return school


@pytest.fixture
def door(filled: School) -> str:
    source = keep_source(
        college=filled.college, code="kq", name="考勤机", access="push", secret={"key": KEY}, by="he"
    )
    keep_feed(source=source, dataset="attendance", by="he")
    switch_source(source=source, enabled=True, by="he")
    return f"/in/{filled.college.code}/kq/push/"


def send(
    door: str,
    rows: Any,
    *,
    at: float | None = None,
    nonce: str = "",
    key: str = KEY,
    again: str = "",
    body: bytes = b"",
) -> Any:
    body = body or json.dumps({"dataset": "attendance", "rows": rows}).encode()
    stamp, nonce = str(int(time.time() if at is None else at)), nonce or uuid.uuid4().hex
    headers = {
        "X-Zhengai-Timestamp": stamp, "X-Zhengai-Nonce": nonce, "X-Zhengai-Signature": signature(key, stamp, nonce, body),
    }  # fmt: skip
    if again:
        headers["Idempotency-Key"] = again
    return Client(enforce_csrf_checks=True).post(door, body, content_type="application/json", headers=headers)


def stored(school: School) -> int:
    held = lake.lake(school.college)
    version = held.latest("attendance")
    return 0 if version is None else held.rows("attendance", version)


def test_signed_rows_come_in(filled: School, door: str) -> None:
    answer = send(door, [ROW, {**ROW, "student": "S0002", "status": "出勤"}])
    assert (answer.status_code, answer.json()["code"], answer.json()["rows"]) == (200, "done", 2), (
        answer.json()
    )
    assert stored(filled) == 2
    assert Batch.objects.get(dataset="attendance").source == "source:kq"


def test_a_wrong_signature_is_refused(filled: School, door: str) -> None:
    answer = send(door, [ROW], key="another")
    assert (answer.status_code, answer.json()["code"]) == (401, "signature")
    assert (stored(filled), Nonce.objects.count()) == (0, 0)


@pytest.mark.parametrize(("seconds", "word"), [(-301, "慢了 30"), (301, "快了 30")])
def test_a_clock_that_is_off_is_told_by_how_much(filled: School, door: str, seconds: int, word: str) -> None:
    answer = send(door, [ROW], at=time.time() + seconds)
    assert (answer.status_code, answer.json()["code"]) == (401, "clock")
    assert word in answer.json()["message"]
    assert abs(answer.json()["server_time"] - time.time()) < 5
    assert stored(filled) == 0
    assert send(door, [ROW], at=time.time() + seconds * 0.9).status_code == 200


def test_a_replayed_request_is_refused(filled: School, door: str) -> None:
    assert send(door, [ROW], nonce="only-once-1").status_code == 200
    answer = send(door, [ROW], nonce="only-once-1")
    assert (answer.status_code, answer.json()["code"]) == (409, "replay")
    assert Collection.objects.count() == 1


def test_the_same_message_is_taken_once(filled: School, door: str) -> None:
    first, second = send(door, [ROW], again="m-1").json(), send(door, [ROW], again="m-1").json()
    assert (second["repeated"], second["collection"]) == (True, first["collection"])
    other = send(door, [{**ROW, "status": "出勤"}], again="m-1")
    assert (other.status_code, "另一份内容" in other.json()["message"]) == (400, True)
    assert Collection.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"dataset": "attendance", "rows": [{"week": 1', "只到了一半"),
        (b"[]", "正文要写成"),
        (b'{"rows": []}', "至少一条"),
        (b'{"rows": [1]}', "每条记录是一个对象"),
        (b'{"dataset": "grades", "rows": [{"a": 1}]}', "请用 dataset 写明"),
        (json.dumps({"rows": [{"a": 1}] * 10_001}).encode(), "一次最多 10,000 条"),
    ],
)
def test_what_is_no_message_is_told(filled: School, door: str, body: bytes, said: str) -> None:
    answer = send(door, [], body=body)
    assert (answer.status_code, said in answer.json()["message"]) == (400, True), answer.json()
    assert Collection.objects.count() == 0


def test_rows_that_do_not_fit_are_kept_with_reasons(filled: School, door: str) -> None:
    answer = send(door, [ROW, {**ROW, "student": "S0002"}, {**ROW, "week": 14}]).json()
    assert (answer["code"], answer["rejected"]) == ("done", 1), answer
    assert "之后" in answer["problems"][0]


def test_a_message_without_a_column_it_had_is_told(filled: School, door: str) -> None:
    send(door, [ROW])
    rest = {name: value for name, value in ROW.items() if name != "status"}
    answer = send(door, [rest])
    assert (answer.status_code, "没有“status”这一列了" in answer.json()["message"]) == (422, True)


def test_a_source_that_is_off_is_nowhere(filled: School, door: str) -> None:
    source = filled.college.sources.get(code="kq")
    switch_source(source=source, enabled=False, by="he")
    assert send(door, [ROW]).status_code == 404


@pytest.fixture
def xapi(filled: School) -> str:
    source = keep_source(
        college=filled.college, code="lms", name="超星课程平台", access="xapi", by="he",
        secret={"user": "lms", "password": "p-word"},
    )  # fmt: skip
    mapping = {
        "semester": "context.extensions.semester", "week": "context.extensions.week",
        "session": "context.extensions.session", "offering": "object.id", "student": "actor.account.name",
        "status": "result.response",
    }  # fmt: skip
    keep_feed(source=source, dataset="attendance", mapping=mapping, settings={"verbs": "attended"}, by="he")
    switch_source(source=source, enabled=True, by="he")
    return f"/in/{filled.college.code}/lms/xapi/statements"


def statement(
    student: str = "S0001", verb: str = "attended", response: str = "出勤", **more: Any
) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "actor": {"account": {"homePage": "https://lms.example.edu.cn", "name": student}},
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}"},
        "object": {"id": "O1"},
        "result": {"response": response},
        "context": {"extensions": {"semester": "2026-2027-1", "week": 12, "session": 1}},
        **more,
    }


def tell(
    xapi: str, sent: Any, *, method: str = "post", password: str = "p-word", version: str = "1.0.3"
) -> Any:
    told = base64.b64encode(f"lms:{password}".encode()).decode()
    headers = {"Authorization": f"Basic {told}", "X-Experience-API-Version": version}
    call = getattr(Client(enforce_csrf_checks=True), method)
    return call(xapi, json.dumps(sent), content_type="application/json", headers=headers)


def test_statements_become_rows_once(filled: School, xapi: str) -> None:
    sent = [statement(), statement("S0002", response="缺勤"), statement(verb="viewed")]
    answer = tell(xapi, sent)
    assert (answer.status_code, answer.json()) == (200, [each["id"] for each in sent])
    assert answer.headers["X-Experience-API-Version"] == "1.0.3"
    assert (stored(filled), Statement.objects.count(), Collection.objects.count()) == (2, 3, 1)
    assert tell(xapi, sent).json() == [each["id"] for each in sent]
    assert (Statement.objects.count(), Collection.objects.count()) == (3, 1)
    assert tell(xapi, {**sent[0], "result": {"response": "缺勤"}}).status_code == 409


def test_one_statement_is_put(filled: School, xapi: str) -> None:
    one = statement()
    assert tell(f"{xapi}?statementId={one['id']}", one, method="put").status_code == 204
    assert tell(f"{xapi}?statementId={uuid.uuid4()}", one, method="put").status_code == 400
    assert tell(f"{xapi}?statementId=x", one, method="put").status_code == 400
    assert stored(filled) == 1


@pytest.mark.parametrize(
    ("more", "status"), [({"password": "wrong"}, 401), ({"version": ""}, 400), ({"version": "2.0"}, 400)]
)
def test_who_sends_and_in_which_version(filled: School, xapi: str, more: dict[str, str], status: int) -> None:
    assert tell(xapi, statement(), **more).status_code == status
    assert stored(filled) == 0


@pytest.mark.parametrize("broken", [{"actor": None}, {"object": "O1"}, {"id": "7"}])
def test_half_a_statement_is_refused_with_all_others(
    filled: School, xapi: str, broken: dict[str, Any]
) -> None:
    answer = tell(xapi, [statement(), statement(**broken)])
    assert answer.status_code == 400
    assert (stored(filled), Statement.objects.count()) == (0, 0)
