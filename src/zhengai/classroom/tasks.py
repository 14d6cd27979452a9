"""What happens to an evaluation whose teacher has gone on."""

from datetime import timedelta

from django.db.models import Q
from huey import crontab

from zhengai.classroom.actions import close_evaluation
from zhengai.classroom.models import InstantEvaluation
from zhengai.classroom.rules import SMALLEST_GROUP
from zhengai.core import clock
from zhengai.core.actions import SYSTEM
from zhengai.core.queue import queue

_TRIED_FOR = timedelta(days=1)


@queue.periodic_task(crontab(minute="*"))
def close_what_is_over() -> None:
    """Those whose minutes have passed; and those whose process died before the results were in the data centre."""
    now = clock.now()
    left = Q(closed_at__gte=now - _TRIED_FOR, batch="", sheets__gte=SMALLEST_GROUP)
    for each in InstantEvaluation.objects.filter(Q(closed_at=None, closes_at__lte=now) | left):
        close_evaluation(evaluation=each, by=SYSTEM)
