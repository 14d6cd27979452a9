"""Rows with a signed request, for events as they happen (docs/how-to/connect-a-source.md)."""

import time

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from zhengai.datacentre.models import Batch
from zhengai.datacentre.queries import first_problems
from zhengai.sources.models import Collection
from zhengai.sources.receiving import receive, trust
from zhengai.sources.rules import Access, CollectionState, SourceRefused, SourceTrouble
from zhengai.sources.rules.signing import NotTrusted
from zhengai.web.desks.inbound.answers import LARGEST, body_of, find, nobody, told

_STATUS = {CollectionState.DONE: 200, CollectionState.REFUSED: 422}
_SHOWN = 20
_LONGEST_KEY = 120


@login_not_required
@csrf_exempt
@require_POST
def push(request: HttpRequest, college: str, code: str) -> JsonResponse:
    source = find(college, code, Access.PUSH)
    if source is None:
        return nobody()
    try:
        trust(
            source=source,
            timestamp=request.headers.get("X-Zhengai-Timestamp", ""),
            nonce=request.headers.get("X-Zhengai-Nonce", ""),
            given=request.headers.get("X-Zhengai-Signature", ""),
            body=request.body,
        )
        key = request.headers.get("Idempotency-Key", "").strip()
        if len(key) > _LONGEST_KEY:
            raise SourceRefused(f"Idempotency-Key 最长 {_LONGEST_KEY} 个字符")
        sent = body_of(request)
        if not isinstance(sent, dict):
            raise SourceRefused('正文要写成 {"dataset": "…", "rows": [ … ]}')
        one, again = receive(
            source=source,
            dataset=str(sent.get("dataset", "")),
            rows=sent.get("rows", []),
            key=key,
            by=f"source:{source.code}",
        )
    except NotTrusted as problem:
        status = 409 if problem.code == "replay" else 401
        return told(status, problem.code, str(problem), server_time=int(time.time()))
    except RequestDataTooBig:
        return told(413, "too_large", f"正文超过 {LARGEST // 1048576} MB，没有接收；请分几次发送")
    except SourceTrouble as problem:
        return told(503, "busy", str(problem))
    except SourceRefused as problem:
        return told(400, "refused", str(problem))
    return _answer(one, again)


def _answer(one: Collection, again: bool) -> JsonResponse:
    state = CollectionState(one.state)
    batch = Batch.objects.select_related("college").filter(code=one.batch).first() if one.batch else None
    problems = [each.sentence for each in first_problems(batch)[:_SHOWN]] if batch else []
    return told(
        _STATUS.get(state, 503),
        state.value,
        one.message,
        collection=one.pk,
        repeated=again,
        rows=one.rows,
        rejected=batch.rows_rejected if batch else 0,
        problems=problems,
    )
