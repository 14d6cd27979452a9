"""The keys with which an installation seals what it keeps: in an environment variable (newest first, separated by commas),
else in a file of the installation's home, one a line, newest first, readable by the owner only."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


class KeysGiven(RuntimeError):
    """The keys come from the environment and cannot be changed here; the message is a Chinese sentence."""


@dataclass(frozen=True)
class Keyring:
    """`file` in the home, `variable` in the environment; `make` gives a new key as one line of text."""

    file: str
    variable: str
    make: Callable[[], str]

    def lines(self) -> list[str]:
        """Newest first; the first key is made when none is asked for the first time."""
        if given := os.environ.get(self.variable):
            return [each.strip() for each in given.split(",") if each.strip()]
        path = self._path()
        if not path.exists():
            self._write([self.make()], new=True)
        return [line.strip() for line in path.read_text().splitlines() if line.strip()]

    def is_given(self) -> bool:
        """By the environment."""
        return bool(os.environ.get(self.variable))

    def add(self) -> None:
        """A new key before the others: what is sealed from now on is sealed with it. Raises KeysGiven."""
        if self.is_given():
            raise KeysGiven(
                f"密钥来自环境变量 {self.variable}：请先把新密钥写在最前面(用逗号隔开)并重启，再运行这个命令"
            )
        self._write([self.make(), *self.lines()])

    def drop_old(self) -> None:
        """Only after everything was sealed anew."""
        if not self.is_given():
            self._write(self.lines()[:1])

    def _path(self) -> Path:
        return Path(settings.ZHENGAI_HOME) / self.file

    def _write(self, lines: list[str], *, new: bool = False) -> None:
        """The file is replaced as a whole; `new` never replaces one that another process made meanwhile."""
        path = self._path()
        waiting = path.with_name(f"{self.file}.{os.getpid()}")
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write("\n".join(lines) + "\n")
            handle.flush()
            os.fsync(handle.fileno())
        if not new:
            waiting.replace(path)
            return
        try:
            os.link(waiting, path)
        except FileExistsError:
            pass
        finally:
            waiting.unlink(missing_ok=True)
