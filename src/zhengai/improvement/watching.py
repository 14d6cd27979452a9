"""Following begins when rows have come in, not at the next full minute: the worker looks for them all the time.

A source brings its rows in below and tells nobody above it. A look is one question for batches above a number, which
the key of their table answers; what is found is followed in the thread that looks, so that it waits for no other work.
"""

import logging
from itertools import groupby
from threading import Event

from django.db import close_old_connections, connection
from django.db.models import Max

from zhengai.datacentre.compacting import compact
from zhengai.datacentre.models import Batch
from zhengai.datacentre.rules import BatchState
from zhengai.improvement.tasks import COLLECTED, follow_at_once, moving

PAUSE = 0.1  # seconds between two looks
_AFTER_TROUBLE = 5.0  # and when one went wrong

_log = logging.getLogger("zhengai.jobs")


class Watch:
    """What was there when the watch began is left to the look of every minute."""

    def __init__(self) -> None:
        self._settled = Batch.objects.aggregate(last=Max("pk"))["last"] or 0
        self._taken: set[int] = set()  # above `_settled`, where others are still coming in

    def look(self) -> int:
        """Follows what has come in since the last look, and returns how many batches that were."""
        new = dict(Batch.objects.filter(pk__gt=self._settled).values_list("pk", "state"))
        running = [pk for pk, state in new.items() if state == BatchState.RUNNING]
        ended = set(new) - set(running) - self._taken
        found = list(moving().filter(COLLECTED, pk__in=ended)) if ended else []
        self._settled = min(running) - 1 if running else max(new, default=self._settled)
        self._taken = {pk for pk in self._taken | ended if pk > self._settled}
        for _, each in groupby(sorted(found, key=_college), key=_college):
            batches = list(each)
            follow_at_once(batches)
            compact(batches[-1].college, {batch.dataset for batch in batches})
        return len(found)


def watch(stopped: Event) -> None:
    """Looks until it is stopped."""
    seen: Watch | None = None
    pause = 0.0
    while not stopped.wait(pause):
        try:
            seen = seen or Watch()
            seen.look()
            pause = PAUSE
        except Exception:
            _log.exception("looking for new rows failed")
            pause = _AFTER_TROUBLE
        close_old_connections()
    connection.close()


def _college(batch: Batch) -> int:
    return batch.college_id
