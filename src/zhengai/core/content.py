"""What is costly to build from stored content is built once a process and kept under the content's fingerprint."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class ContentCache(Generic[T]):
    """Safe with several processes: what another one changes has another fingerprint, which is asked for every time.

    What is kept is shared between threads, so it must never be changed by those who get it.
    """

    def __init__(self, size: int = 8) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, fingerprint: Callable[[], Hashable], build: Callable[[], T]) -> T:
        """`fingerprint` must be cheap: it is asked once for what is kept, and twice for what is not."""
        key = fingerprint()
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        built = build()
        if fingerprint() == key:
            # content that changed while it was read must not be kept under the earlier fingerprint
            self._keep(key, built)
        return built

    def forget(self) -> None:
        """All that is kept, where content came back under a fingerprint it had before: a restored database."""
        with self._lock:
            self._kept.clear()

    def _keep(self, key: Hashable, built: T) -> None:
        with self._lock:
            self._kept[key] = built
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)
