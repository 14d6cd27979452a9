"""What sources give us to sign in with, encrypted at rest (Fernet: AES-128-CBC with HMAC-SHA256).

The keys are in `ZHENGAI_SOURCE_KEYS` (newest first, separated by commas), else in `$ZHENGAI_HOME/source-keys`, one a
line, newest first, readable by the owner only. The database and its backups hold ciphertext alone.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from zhengai.sources.rules import SourceRefused

_VARIABLE, _FILE = "ZHENGAI_SOURCE_KEYS", "source-keys"


def seal(values: Mapping[str, str]) -> str:
    """ "" for nothing."""
    if not values:
        return ""
    text = json.dumps(dict(values), ensure_ascii=False, sort_keys=True)
    return _box(_keys()).encrypt(text.encode()).decode()


def unseal(sealed: str) -> dict[str, str]:
    """Raises SourceRefused when no key opens it."""
    if not sealed:
        return {}
    try:
        opened = json.loads(_box(_keys()).decrypt(sealed.encode()))
    except InvalidToken as problem:
        raise SourceRefused(
            "凭据解不开：密钥文件 source-keys(或 ZHENGAI_SOURCE_KEYS)不是加密时的那一份。"
            "请恢复原来的密钥，或在数据源页面上重新填写凭据"
        ) from problem
    return {str(key): str(value) for key, value in opened.items()}


def add_key() -> None:
    """A new key before the others: what is sealed from now on is sealed with it. The file is replaced as a whole."""
    if os.environ.get(_VARIABLE):
        raise SourceRefused(
            f"密钥来自环境变量 {_VARIABLE}：请先把新密钥写在最前面(用逗号隔开)并重启，再运行这个命令"
        )
    _write([Fernet.generate_key().decode(), *_keys()])


def drop_old_keys() -> None:
    """Only after everything was sealed anew."""
    if not os.environ.get(_VARIABLE):
        _write(_keys()[:1])


def from_environment() -> bool:
    return bool(os.environ.get(_VARIABLE))


def _box(keys: list[str]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key.encode()) for key in keys])
    except ValueError as problem:
        raise SourceRefused(
            f"密钥不对：每个密钥是 32 字节的 base64 文字，请检查 {_VARIABLE} 或 {_FILE}"
        ) from problem


def _keys() -> list[str]:
    if given := os.environ.get(_VARIABLE):
        return [key.strip() for key in given.split(",") if key.strip()]
    path = _path()
    if not path.exists():
        _write([Fernet.generate_key().decode()], new=True)
    return [line.strip() for line in path.read_text().splitlines() if line.strip()]


def _write(keys: list[str], *, new: bool = False) -> None:
    """`new` never replaces a file that another process made meanwhile."""
    path, waiting = _path(), _path().with_name(f"{_FILE}.{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        handle.write("\n".join(keys) + "\n")
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


def _path() -> Path:
    return Path(settings.ZHENGAI_HOME) / _FILE
