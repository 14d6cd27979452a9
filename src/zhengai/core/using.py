"""Counting who uses what, at no cost to the page: a process counts in memory and writes a few times a minute.

A process that is killed loses at most what it counted since. What is counted is how often, never what was read.
"""

import atexit
import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Event, Lock, Thread

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Sum

from zhengai.core import clock
from zhengai.core.models import PageUse

_log = logging.getLogger("zhengai.using")
# the last three academic years are asked for in a review, and the running one
KEPT = timedelta(days=4 * 366)


@dataclass(frozen=True)
class Use:
    """One kind of use of one person on one day."""

    college: str
    day: date
    by: str
    role: str
    module: str
    level: str


class Tally:
    """Counts of this process, safe between its threads."""

    def __init__(self) -> None:
        self._views: Counter[Use] = Counter()
        self._acts: Counter[Use] = Counter()
        self._lock = Lock()
        self._writer: Thread | None = None

    def add(self, use: Use, *, acted: bool) -> None:
        with self._lock:
            (self._acts if acted else self._views)[use] += 1
            if self._writer is None and settings.USE_WRITTEN_EVERY:
                self._writer = Thread(target=self._write_now_and_then, name="uses", daemon=True)
                self._writer.start()
                atexit.register(self.write)

    def write(self) -> int:
        """What was counted since the last time; returns how many rows."""
        with self._lock:
            views, acts = self._views, self._acts
            self._views, self._acts = Counter(), Counter()
        rows = [
            PageUse(
                college=use.college, day=use.day, by=use.by, role=use.role, module=use.module, level=use.level,
                views=views[use], acts=acts[use],
            )
            for use in views.keys() | acts.keys()
        ]  # fmt: skip
        try:
            PageUse.objects.bulk_create(rows)
        except Exception:
            with self._lock:  # they wait for the next time
                self._views.update(views)
                self._acts.update(acts)
            raise
        return len(rows)

    def _write_now_and_then(self) -> None:
        pause = Event()
        while True:
            pause.wait(settings.USE_WRITTEN_EVERY)
            try:
                self.write()
            except Exception:  # the next time is soon; counting must never harm a page
                _log.exception("uses were not written")
            finally:
                connection.close()


TALLY = Tally()


def sum_up(*, until: date) -> int:
    """One row for each kind of use of the days before `until`, and none of days that are no longer kept; returns how
    many rows went."""
    before = PageUse.objects.count()
    PageUse.objects.filter(day__lt=until - KEPT).delete()
    keys = ("college", "day", "by", "role", "module", "level")
    split = PageUse.objects.filter(day__lt=until).order_by().values(*keys).annotate(rows=Count("pk"))
    days = {(each["college"], each["day"]) for each in split.filter(rows__gt=1)}
    for college, day in sorted(days):
        _sum_up_day(college, day, keys)
    return before - PageUse.objects.count()


@transaction.atomic
def _sum_up_day(college: str, day: date, keys: Iterable[str]) -> None:
    rows = PageUse.objects.filter(college=college, day=day)
    # what another process writes meanwhile has a later key and stays as it is
    newest = rows.order_by("-pk").values_list("pk", flat=True)[0]
    read = rows.filter(pk__lte=newest)
    summed = list(read.order_by().values(*keys).annotate(all_views=Sum("views"), all_acts=Sum("acts")))
    read.delete()
    PageUse.objects.bulk_create(
        PageUse(
            **{key: each[key] for key in keys},
            views=each["all_views"],
            acts=each["all_acts"],
        )
        for each in summed
    )


def sum_up_yesterday() -> int:
    return sum_up(until=clock.today())
