"""Work of the night that belongs to no room."""

import logging

from huey import crontab

from zhengai.core.queue import queue
from zhengai.core.using import sum_up_yesterday

_log = logging.getLogger("zhengai.using")


@queue.periodic_task(crontab(hour="2", minute="20"))
def sum_up_uses() -> None:
    _log.info("%s rows of uses summed up", sum_up_yesterday())
