"""What machines are told: a code for the program, a sentence for the person who reads its log."""

import json
from typing import Any

from django.http import HttpRequest, JsonResponse

from zhengai.sources.models import Source
from zhengai.sources.rules import Access, SourceRefused

LARGEST = 10 * 1024 * 1024


def told(status: int, code: str, message: str, **more: Any) -> JsonResponse:
    return JsonResponse(
        {"code": code, "message": message, **more}, status=status, json_dumps_params={"ensure_ascii": False}
    )


def find(college: str, code: str, access: Access) -> Source | None:
    """An enabled source of this access; null otherwise: a stranger learns nothing of what there is."""
    return (
        Source.objects.select_related("college")
        .prefetch_related("feeds")
        .filter(college__code=college, code=code, access=access.value, enabled=True)
        .first()
    )


def nobody() -> JsonResponse:
    return told(404, "unknown", "没有这个接收地址，或者数据源还没有启用")


def body_of(request: HttpRequest) -> Any:
    """Raises SourceRefused when it is no JSON."""
    try:
        return json.loads(request.body)
    except ValueError as problem:
        raise SourceRefused("正文不是完整的 JSON，没有接收；可能只到了一半，请重新发送") from problem
