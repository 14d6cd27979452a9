"""The error log: what went wrong, for those who operate this installation. It names no person and repeats nothing that
was sent: of an exception stay its kind, the places in the program, and a first line without names and numbers."""

import fcntl
import logging
import re
import traceback
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

LONGEST = 300  # characters of an exception's message that are kept
# Chinese words (names among them), addresses of mail, and numbers as people and things of a college have them
_TELLING = re.compile(r"[^\s'\"(]+@[^\s'\")]+|[\w-]*[0-9]{4,}[\w-]*|[⺀-鿿豈-﫿]+")


def without_data(message: str) -> str:
    """The first line, with … for whatever may be a person's. A database tells the values of a row in further lines."""
    first = message.strip().partition("\n")[0]
    return _TELLING.sub("…", first)[:LONGEST]


def told(problem: BaseException) -> str:
    """The traceback, oldest cause first."""
    chain: list[BaseException] = []
    found: BaseException | None = problem
    while found is not None and found not in chain:
        chain.append(found)
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    return "\n".join(_one(each) for each in reversed(chain))


def _one(problem: BaseException) -> str:
    kind, message = type(problem), without_data(str(problem))
    name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
    return "".join(traceback.format_tb(problem.__traceback__)) + (f"{name}: {message}" if message else name)


class Entry(logging.Formatter):
    """A line that says when and what, then the traceback. Of a request that failed, the page's error number, the user's
    key and the address stand in place of the message (web.shell.errors)."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created).astimezone().isoformat(" ", "seconds")
        what = getattr(getattr(record, "request", None), "failure", None) or self._message(record)
        lines = [f"{when} {record.levelname} {record.name} {what}"]
        if record.exc_info and record.exc_info[1]:
            lines.append(told(record.exc_info[1]))
        return "\n".join(lines)

    @staticmethod
    def _message(record: logging.LogRecord) -> str:
        """Our own say what they name; what other packages put into theirs is not known."""
        message = record.getMessage()
        return message if record.name.startswith("zhengai.") else without_data(message)


class ErrorFile(RotatingFileHandler):
    """Shared by the processes of the server and the worker: each opens the file for one entry and holds a lock
    meanwhile, so that none writes on into a file that another has moved away."""

    def __init__(self, filename: str, maxBytes: int, backupCount: int) -> None:  # noqa: N803
        super().__init__(filename, maxBytes=maxBytes, backupCount=backupCount, encoding="utf-8", delay=True)
        self._lock_file = Path(filename).with_name(".lock")

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._lock_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._lock_file.open("a") as handle:
                fcntl.flock(handle, fcntl.LOCK_EX)
                super().emit(record)
                stream, self.stream = self.stream, None
                if stream:
                    stream.close()
        except OSError:  # a full disk must not take the answer with it
            self.handleError(record)
