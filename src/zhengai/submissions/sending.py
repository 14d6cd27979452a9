"""Sending a submission parcel by parcel. What has a receipt is not sent again; what was sent without one is, with the
same keys, and replaces itself at the national side. A process that dies leaves the next one exactly there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from zhengai.core import clock
from zhengai.core.actions import record
from zhengai.core.locks import Held, only_one
from zhengai.submissions import queries
from zhengai.submissions.interface import Client
from zhengai.submissions.models import Parcel, Submission
from zhengai.submissions.preparing import in_parcels
from zhengai.submissions.queries import Table
from zhengai.submissions.rules import (
    Move,
    SubmissionRefused,
    SubmissionState,
    SubmissionTrouble,
    next_state,
    retry_at,
)

_LOG = 200  # sentences that are kept


def check_sendable(*, submission: Submission) -> Table:
    """Raises SubmissionRefused where it cannot go over the interface now."""
    next_state(SubmissionState(submission.state), Move.SEND)
    table = queries.find_table(submission.college, submission.table)
    if not table.item.object:
        raise SubmissionRefused(f"{table.item.name}不经接口上报：请导出文件，在采集平台上报之后登记提交编号")
    settings = queries.interface(submission.college)
    wanting = [
        name
        for name, value in (
            ("接口地址", settings.address),
            ("账号", settings.account),
            ("密码", settings.secret),
            ("app_key", settings.app_key),
        )
        if not value
    ]
    if wanting:
        raise SubmissionRefused(f"报送设置里还没有填{'、'.join(wanting)}")
    if not queries.rows_file(submission).exists():
        raise SubmissionRefused("这份数据的行已经不在，请作废它再重新生成，同一数据版本得到同样的行")
    return table


def send(*, submission: Submission, by: str) -> Submission:
    """Sends what has no receipt yet. Trouble leaves it 中断 with the sentence, and nothing of what arrived is lost.
    Raises SubmissionRefused when it cannot begin."""
    table = check_sendable(submission=submission)
    try:
        with only_one(queries.lock_of(submission.college)):
            started = _moved(submission, Move.SEND, "", by)
            return _Sending(started, table, by).carry_out()
    except Held as held:
        raise SubmissionRefused("另一张表正在生成或报送，请等它结束再试") from held


@dataclass
class _Sending:
    submission: Submission
    table: Table
    by: str

    def carry_out(self) -> Submission:
        began = clock.now()
        client = Client(queries.interface(self.submission.college), self.say)
        try:
            self._parcels(client)
            self._compare(client, began)
        except SubmissionTrouble as problem:
            return self._pause(str(problem), again=True)
        except SubmissionRefused as problem:
            return self._pause(str(problem), again=False)
        return _moved(self.submission, Move.FINISH, f"{self.submission.rows} 行全部送达", self.by)

    def say(self, sentence: str) -> None:
        """Kept at once: whoever looks at the page while it goes on sees it."""
        self.submission.log = [*self.submission.log, [clock.now().isoformat(), sentence]][-_LOG:]
        self.submission.save(update_fields=["log"])

    def _parcels(self, client: Client) -> None:
        waiting = {each.number: each for each in self.submission.parcels.filter(sent_at=None)}
        if not waiting:
            return
        sizes = list(self.submission.parcels.values_list("rows", flat=True))
        for number, rows in enumerate(in_parcels(queries.rows_file(self.submission), sizes), start=1):
            if number in waiting:
                self._parcel(client, waiting[number], rows)

    def _parcel(self, client: Client, parcel: Parcel, rows: list[dict[str, str]]) -> None:
        if len(rows) != parcel.rows:
            raise SubmissionRefused("写下的行与分份对不上，没有再送：请作废这一份，重新生成")
        parcel.tries += 1
        parcel.save(update_fields=["tries"])
        parcel.receipt = client.upload(self.table.item.object, rows)
        parcel.sent_at = clock.now()
        parcel.save(update_fields=["receipt", "sent_at"])

    def _compare(self, client: Client, began: datetime) -> None:
        """What the national side counts since the first parcel went, where there is a query interface."""
        if not client.settings.query_path:
            return
        first = self.submission.parcels.order_by("sent_at").values_list("sent_at", flat=True).first()
        since = int((first or began).timestamp() * 1000) - 60_000
        until = int(clock.now().timestamp() * 1000) + 60_000
        answer = client.collected(self.table.item.object, since, until)
        self.submission.answer = answer
        self.submission.save(update_fields=["answer"])
        stored = _number(answer, "storageNum")
        if stored is not None and stored < self.submission.rows:
            said = str(answer.get("remark") or "没有说明原因")
            raise SubmissionTrouble(
                f"国家平台只存入 {stored} 行，少 {self.submission.rows - stored} 行({said})，稍后再核对"
            )

    def _pause(self, said: str, *, again: bool) -> Submission:
        return _moved(self.submission, Move.PAUSE, said, self.by, again=again)


def _number(answer: dict[str, Any], name: str) -> int | None:
    """Wherever the answer keeps it."""
    inner = answer.get("data")
    found = answer.get(name, inner.get(name) if isinstance(inner, dict) else None)
    return int(found) if isinstance(found, int | str) and str(found).isdigit() else None


def _moved(submission: Submission, move: Move, said: str, by: str, *, again: bool = False) -> Submission:
    now = clock.now()
    with transaction.atomic():
        found = Submission.objects.select_for_update().get(pk=submission.pk)
        found.state = next_state(SubmissionState(found.state), move)
        found.message, found.retry_at = said, None
        if move is Move.PAUSE:
            found.attempts += 1
            found.retry_at = retry_at(now, found.attempts) if again else None
        if move is Move.FINISH:
            found.attempts, found.sent_at = 0, now
        sentence = said or ("继续报送" if found.attempts else "开始报送")
        found.log = [*found.log, [now.isoformat(), f"{sentence}({by})"]][-_LOG:]
        found.save()
        record(
            action=f"submissions.{move}",
            by=by,
            subject=f"submission:{found.pk}",
            details={
                "table": found.table,
                "rows": found.rows,
                "arrived": sum(found.parcels.exclude(sent_at=None).values_list("rows", flat=True)),
            },
        )
    return found


def interrupted(now: datetime) -> list[Submission]:
    """Those that go on by themselves: their time has come, or the process that sent them is gone."""
    due = Submission.objects.filter(state=SubmissionState.PAUSED, retry_at__lte=now)
    left = Submission.objects.filter(state=SubmissionState.SENDING)
    return list((due | left).select_related("college").order_by("pk"))
