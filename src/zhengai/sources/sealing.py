"""What sources give us to sign in with, encrypted at rest (Fernet: AES-128-CBC with HMAC-SHA256).

The keys are in `ZHENGAI_SOURCE_KEYS` (newest first, separated by commas), else in `$ZHENGAI_HOME/source-keys`, one a
line, newest first, readable by the owner only. The database and its backups hold ciphertext alone.
"""

import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from zhengai.core.keyring import Keyring, KeysGiven
from zhengai.sources.rules import SourceRefused

_RING = Keyring("source-keys", "ZHENGAI_SOURCE_KEYS", lambda: Fernet.generate_key().decode())


def seal(values: Mapping[str, str]) -> str:
    """ "" for nothing."""
    if not values:
        return ""
    text = json.dumps(dict(values), ensure_ascii=False, sort_keys=True)
    return _box(_RING.lines()).encrypt(text.encode()).decode()


def unseal(sealed: str) -> dict[str, str]:
    """Raises SourceRefused when no key opens it."""
    if not sealed:
        return {}
    try:
        opened = json.loads(_box(_RING.lines()).decrypt(sealed.encode()))
    except InvalidToken as problem:
        raise SourceRefused(
            "凭据解不开：密钥文件 source-keys(或 ZHENGAI_SOURCE_KEYS)不是加密时的那一份。"
            "请恢复原来的密钥，或在数据源页面上重新填写凭据"
        ) from problem
    return {str(key): str(value) for key, value in opened.items()}


def add_key() -> None:
    """Raises SourceRefused when the keys are not ours to change."""
    try:
        _RING.add()
    except KeysGiven as problem:
        raise SourceRefused(str(problem)) from problem


def drop_old_keys() -> None:
    """Only after everything was sealed anew."""
    _RING.drop_old()


def from_environment() -> bool:
    return _RING.is_given()


def _box(keys: list[str]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key.encode()) for key in keys])
    except ValueError as problem:
        raise SourceRefused(
            f"密钥不对：每个密钥是 32 字节的 base64 文字，请检查 {_RING.variable} 或 {_RING.file}"
        ) from problem
