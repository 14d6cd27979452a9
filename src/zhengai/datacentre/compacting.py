"""Small files become few: each message of a source is a file of its own, and opening many takes longer than reading
them. Rows and versions stay as they are, so nobody has to know."""

import logging
from collections.abc import Iterable

from zhengai.college.models import College
from zhengai.datacentre.queries import lake

_log = logging.getLogger("zhengai.datacentre")


def compact(college: College, datasets: Iterable[str]) -> None:
    for dataset in sorted(datasets):
        done = lake(college).compact(dataset)
        if done is not None:
            _log.info("%s: %s small files merged into %s", dataset, done.files, done.into)
