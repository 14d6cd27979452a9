"""Sending over the signed interface: every rule of it, and what happens when it goes wrong half-way."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.rooms.submissions.conftest import HEAD, SCHOOL, Take
from tests.rooms.submissions.standin import National, standing
from zhengai.college.models import College
from zhengai.core import clock
from zhengai.core.locks import only_one
from zhengai.core.models import AuditEvent, Job
from zhengai.submissions import interface, queries
from zhengai.submissions.actions import keep_interface, prepare, reseal
from zhengai.submissions.interface import Client
from zhengai.submissions.models import Parcel, Submission
from zhengai.submissions.preparing import read_rows
from zhengai.submissions.rules import GIVES_UP, SubmissionRefused, SubmissionState, retry_at
from zhengai.submissions.rules.columns import heads
from zhengai.submissions.rules.signing import opened, sealed, signature, sm3
from zhengai.submissions.sending import send
from zhengai.submissions.tasks import go_on_sending, start_sending

COURSES, OBJECT = "ZYZJX0101", "ODS_ZZKCXXSJ"
ROWS = "".join(f"KC{number:02},课程{number},D1,公共课,A类\n" for number in range(1, 8))


@pytest.fixture
def national(whole: College, take: Take, monkeypatch: pytest.MonkeyPatch) -> Iterator[National]:
    """The interface with the college's account at it; parcels of three rows, seven courses."""
    take("courses", HEAD + ROWS, name="seven.csv")
    monkeypatch.setattr(interface, "pause", lambda seconds: None)
    with standing() as found:
        table = queries.find_table(whole, COURSES)
        found.fields[OBJECT] = heads(table.item, table.columns)
        keep_interface(
            college=whole,
            wanted={
                "school_code": SCHOOL, "address": found.address, "account": "school", "app_key": "key-1",
                "password": "geheim", "size": "3", "query_path": "/data/query",
            },
            by="he",
        )  # fmt: skip
        yield found


@pytest.fixture
def made(national: National, whole: College) -> Submission:
    return prepare(college=whole, table=COURSES, by="he")


def arrived(national: National, submission: Submission) -> None:
    """What the other side holds is exactly what was written down."""
    rows = {row["ZJSJWYXBS"]: row for row in read_rows(queries.rows_file(submission))}
    assert len(rows) == submission.rows == 9
    assert national.stored[OBJECT] == rows


def said(submission: Submission) -> str:
    return "\n".join(sentence for _, sentence in submission.log)


def test_the_published_vectors_of_sm3_and_sm4_hold() -> None:
    """GM/T 0004-2012 A.1; SM4-CBC opens what it sealed, and only with the same secret."""
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert opened(sealed("课程", "s"), "s") == "课程"
    assert sealed("课程", "s") != sealed("课程", "s")
    with pytest.raises(ValueError, match=r"."):
        assert opened(sealed("课程", "s"), "t") == "课程"


def test_all_rows_arrive_with_receipts(national: National, made: Submission) -> None:
    done = send(submission=made, by="he")
    assert (done.state, done.message) == (SubmissionState.SENT, "9 行全部送达")
    arrived(national, done)
    assert [each.receipt["data"]["batch"] for each in done.parcels.all()] == ["B1", "B2", "B3"]
    assert national.grants == ["password"]
    assert national.refused == []
    assert done.answer["storageNum"] == 9
    assert AuditEvent.objects.filter(action="submissions.finish").count() == 1
    with pytest.raises(SubmissionRefused, match="已经报送完"):
        send(submission=done, by="he")
    assert national.uploads == 3


def test_a_token_that_ends_half_way_is_renewed(national: National, made: Submission) -> None:
    national.faults = [None, "expire", None]
    done = send(submission=made, by="he")
    assert done.state == SubmissionState.SENT
    assert national.grants == ["password", "refresh_token"]
    arrived(national, done)
    assert "令牌过期，换新的接着送" in said(done)


def test_a_short_token_is_renewed_before_its_end(national: National, made: Submission) -> None:
    national.lasts = 31  # of which 30 seconds are left aside: good for a second
    original = interface.time.monotonic
    moments = iter(range(0, 1000, 2))
    interface_time = type("T", (), {"monotonic": staticmethod(lambda: original() + next(moments))})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(interface, "time", interface_time)
        done = send(submission=made, by="he")
    assert done.state == SubmissionState.SENT
    assert "refresh_token" in national.grants
    assert national.refused == []


def test_where_the_refresh_does_not_hold_either_it_signs_in_again(
    national: National, made: Submission
) -> None:
    national.faults = [None, "expire"]
    real = national.grant

    def grant(form: dict[str, str], app_key: str) -> tuple[int, dict[str, Any]]:
        national.refreshes.clear()
        return real(form, app_key)

    national.grant = grant  # type: ignore[method-assign]
    done = send(submission=made, by="he")
    assert national.grants == ["password", "password"]
    arrived(national, done)


def test_an_answer_of_500_is_tried_again(national: National, made: Submission) -> None:
    national.faults = [500, 503, None, 502, None]
    done = send(submission=made, by="he")
    assert done.state == SubmissionState.SENT
    arrived(national, done)
    assert "国家平台答 500，等 0.5 秒后第 2 次送" in said(done)
    assert national.uploads == 3


def test_after_all_tries_it_stops_and_goes_on_where_it_was(national: National, made: Submission) -> None:
    national.faults = [None, *[500] * interface.TRIES]
    stopped = send(submission=made, by="he")
    assert stopped.state == SubmissionState.PAUSED
    assert stopped.message.startswith("国家平台试了 4 次都没有完整的回答，已送达的保留")
    assert stopped.retry_at is not None
    assert stopped.parcels.exclude(sent_at=None).count() == 1
    assert len(national.stored[OBJECT]) == 3
    done = send(submission=stopped, by="he")
    assert done.state == SubmissionState.SENT
    arrived(national, done)
    assert national.uploads == 3  # the first parcel was not sent again


def test_a_lost_answer_doubles_nothing(national: National, made: Submission) -> None:
    """The rows were stored, the receipt never came: they go again and replace themselves."""
    national.faults = ["lost", "half", None]
    done = send(submission=made, by="he")
    assert done.state == SubmissionState.SENT
    assert national.uploads == 5
    arrived(national, done)


def test_a_killed_process_is_followed_by_the_next(
    national: National, made: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    def dies(self: Client, table: str, rows: Any) -> dict[str, Any]:
        calls.append(table)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(self, table, rows)

    real = Client.upload
    monkeypatch.setattr(Client, "upload", dies)
    with pytest.raises(KeyboardInterrupt):
        send(submission=made, by="he")
    made.refresh_from_db()
    assert made.state == SubmissionState.SENDING
    monkeypatch.setattr(Client, "upload", real)
    go_on_sending()
    made.refresh_from_db()
    assert made.state == SubmissionState.SENT
    arrived(national, made)


def test_a_clock_five_minutes_off_sends_nothing_and_says_so(national: National, made: Submission) -> None:
    national.offset = 300
    stopped = send(submission=made, by="he")
    assert stopped.state == SubmissionState.PAUSED
    assert "本机时钟比国家平台慢 300 秒" in stopped.message or "慢 299 秒" in stopped.message
    assert "校准服务器的时钟" in stopped.message
    assert stopped.retry_at is None  # a person has to set the clock
    assert national.uploads == 0
    national.offset = 0
    arrived(national, send(submission=stopped, by="he"))


def test_wrong_passwords_are_said_and_the_password_is_not(national: National, made: Submission) -> None:
    national.password = "other"
    stopped = send(submission=made, by="he")
    assert "国家平台不让登录(回答 401)：请核对报送设置里的账号、密码和 app_key" in stopped.message
    assert "geheim" not in json.dumps([stopped.message, stopped.log])
    assert national.uploads == 0


def test_a_wrong_signature_is_refused_and_said(
    national: National, made: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interface, "signature", lambda *parts: "0" * 64)
    stopped = send(submission=made, by="he")
    assert (stopped.state, stopped.message) == (SubmissionState.PAUSED, "国家平台没有接收：sign 不对")
    assert national.stored == {}


def test_what_it_refuses_is_not_tried_again(national: National, made: Submission) -> None:
    national.size = 2
    stopped = send(submission=made, by="he")
    assert stopped.message == "国家平台没有接收：一次 1 到 2 行，收到 3 行"
    assert stopped.retry_at is None
    assert Parcel.objects.get(number=1).tries == 1


def test_fewer_rows_at_the_other_side_are_no_success(national: National, made: Submission) -> None:
    national.loses = 2
    stopped = send(submission=made, by="he")
    assert stopped.state == SubmissionState.PAUSED
    assert stopped.message == "国家平台只存入 7 行，少 2 行(有行没有通过校验)，稍后再核对"
    national.loses = 0
    assert send(submission=stopped, by="he").state == SubmissionState.SENT
    assert national.uploads == 3


def test_it_goes_on_by_itself_when_its_time_has_come(
    national: National, made: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    national.faults = [500] * interface.TRIES
    stopped = send(submission=made, by="he")
    go_on_sending()
    stopped.refresh_from_db()
    assert stopped.state == SubmissionState.PAUSED  # not yet
    later = clock.now() + timedelta(minutes=3)
    Submission.objects.filter(pk=stopped.pk).update(retry_at=later - timedelta(minutes=4))
    go_on_sending()
    stopped.refresh_from_db()
    assert stopped.state == SubmissionState.SENT
    arrived(national, stopped)


def test_while_somebody_sends_the_clock_leaves_it_alone(
    national: National, made: Submission, whole: College
) -> None:
    Submission.objects.filter(pk=made.pk).update(state=SubmissionState.SENDING)
    with only_one(queries.lock_of(whole)):
        go_on_sending()
    assert Job.objects.count() == 0
    assert national.uploads == 0


def test_it_waits_longer_each_time_and_not_for_ever() -> None:
    now = clock.now()
    waits = [(at - now).total_seconds() / 60 for n in range(1, GIVES_UP) if (at := retry_at(now, n))]
    assert waits[:4] == [2, 4, 8, 16]
    assert max(waits) == 120
    assert retry_at(now, GIVES_UP) is None


def test_the_job_says_what_stopped_it(national: National, made: Submission) -> None:
    national.faults = [500] * interface.TRIES
    job = start_sending(submission=made, by="he")
    job.refresh_from_db()
    assert (job.state, job.message[:8]) == ("failed", "国家平台试了 4")
    job = start_sending(submission=Submission.objects.get(), by="he")
    job.refresh_from_db()
    assert (job.state, job.message) == ("done", "9 行全部送达")
    assert Job.objects.filter(kind="submissions.send_job").count() == 2


def test_what_is_wanting_is_named_before_anything_is_sent(national: National, whole: College) -> None:
    keep_interface(college=whole, wanted={"school_code": SCHOOL, "app_key": "", "address": ""}, by="he")
    with pytest.raises(SubmissionRefused, match="还没有填接口地址、app_key"):
        start_sending(submission=prepare(college=whole, table=COURSES, by="he"), by="he")
    with pytest.raises(SubmissionRefused, match="不经接口上报"):
        start_sending(submission=prepare(college=whole, table="GZ-6.1", by="he"), by="he")


def test_new_keys_seal_the_password_anew(national: National, whole: College) -> None:
    before = queries.interface(whole).secret
    assert reseal() == 1
    assert queries.interface(whole).secret != before


# --- the stand-in itself: it takes nothing that breaks a rule ---

Ask = Callable[..., tuple[int, str]]


@pytest.fixture
def ask(national: National, whole: College) -> Ask:
    """One upload with something changed; the status and what was said."""
    _, grant = national.grant({"grant_type": "password", "username": "school", "password": "geheim"}, "key-1")
    row = dict.fromkeys(national.fields[OBJECT], "") | {
        "ZJSJWYXBS": "1" * 32, "XXDM": SCHOOL, "SJCJSJ": "20261120080000"
    }  # fmt: skip

    def _ask(random: str = "r1", shift: int = 0, content: Any = None, **changed: str) -> tuple[int, str]:
        plain = json.dumps(content or {"dataObjName": OBJECT, "fileds": [row]})
        stamp = str(int(clock.now().timestamp() * 1000) + shift)
        headers = {
            "Authorization": f"Bearer {grant['access_token']}", "app_key": "key-1", "timestamps": stamp,
            "random": random, "sign": signature(plain, stamp, random),
        } | changed  # fmt: skip
        body = json.dumps({"cipherText": sealed(plain, grant["app_secret"])}).encode()
        asked = urllib.request.Request(f"{national.address}/data/upload", data=body, headers=headers)
        try:
            with urllib.request.urlopen(asked, timeout=5) as answer:
                return answer.status, json.loads(answer.read())["msg"]
        except urllib.error.HTTPError as no:
            with no:
                return no.code, json.loads(no.read())["msg"]

    return _ask


def test_a_replayed_request_is_refused(ask: Ask) -> None:
    assert ask()[0] == 200
    assert ask() == (400, "random 已经用过")


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({"sign": "0" * 64}, (400, "sign 不对")),
        ({"shift": -300_000}, (400, "timestamps 超出允许的时间")),
        ({"shift": 31_000}, (400, "timestamps 超出允许的时间")),
        ({"Authorization": "Bearer other"}, (401, "token")),
        ({"app_key": "other"}, (403, "app_key")),
        ({"content": {"dataObjName": "OTHER", "fileds": [{}]}}, (400, "dataObjName 或 fileds 不对：OTHER")),
        (
            {"content": {"dataObjName": OBJECT, "fields": [{}]}},
            (400, f"dataObjName 或 fileds 不对：{OBJECT}"),
        ),
        ({"content": {"dataObjName": OBJECT, "fileds": [{"KCMC": "甲"}]}}, (400, "字段名不对")),
    ],
)
def test_the_stand_in_checks_every_rule(ask: Ask, changed: dict[str, Any], answer: tuple[int, str]) -> None:
    assert ask(**changed) == answer
