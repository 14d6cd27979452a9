"""Sensitive texts (身份证号, 手机号, 银行卡号…) as the lake holds them: sealed with AES-SIV (RFC 5297), which gives the same
token for the same text, so that a row that comes again is known and a sealed key stays a key (ADR 0014).

The keys are in `ZHENGAI_FIELD_KEYS` (newest first, separated by commas), else in `$ZHENGAI_HOME/field-keys`, one a line,
newest first, readable by the owner only. Backups leave them out.
"""

import base64
import binascii
import unicodedata
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from zhengai.core.keyring import Keyring, KeysGiven
from zhengai.datacentre.rules.masking import UNREADABLE, masked

_PREFIX = "sealed:"
_BITS = 512  # two keys of 256: one for the tag, one for AES
FILE = "field-keys"
_RING = Keyring(
    FILE, "ZHENGAI_FIELD_KEYS", lambda: base64.urlsafe_b64encode(AESSIV.generate_key(_BITS)).decode()
)
_PURPOSE = [b"zhengai field"]


class NoKey(RuntimeError):
    """No key opens a token, or the keys cannot be read; the message is a Chinese sentence."""


def seal(text: str) -> str:
    """What is sealed with the newest key stays as it is, what is sealed with another is sealed anew."""
    if is_sealed(text):
        text = unseal(text)
    plain = unicodedata.normalize("NFKC", text).strip()
    box = AESSIV(_keys()[0])
    return _PREFIX + base64.urlsafe_b64encode(box.encrypt(plain.encode(), _PURPOSE)).decode()


def unseal(token: str) -> str:
    """Raises NoKey when no key opens it. What was never sealed is given back."""
    if not is_sealed(token):
        return token
    opened = _opened(token)
    if opened is None:
        raise NoKey(
            f"加密的字段解不开：密钥文件 {FILE}(或 {_RING.variable})不是加密时的那一份，请恢复原来的密钥"
        )
    return opened


def is_sealed(text: str) -> bool:
    """A token; what merely begins like one is a text."""
    if not text.startswith(_PREFIX):
        return False
    try:
        return len(base64.urlsafe_b64decode(text.removeprefix(_PREFIX))) >= 16
    except (binascii.Error, ValueError):
        return False


def shown(token: str) -> str:
    """What a person sees who may not see it: enough to tell two apart."""
    opened = _opened(token) if is_sealed(token) else token
    return UNREADABLE if opened is None else masked(opened)


def add_key() -> None:
    """Raises NoKey when the keys are not ours to change."""
    try:
        _RING.add()
    except KeysGiven as problem:
        raise NoKey(str(problem)) from problem


def drop_old_keys() -> None:
    """Only after everything was sealed anew; earlier versions of the data cannot be opened any more."""
    _RING.drop_old()


def _opened(token: str) -> str | None:
    for key in _keys():
        try:
            raw = base64.urlsafe_b64decode(token.removeprefix(_PREFIX))
            return AESSIV(key).decrypt(raw, _PURPOSE).decode()
        except InvalidTag:
            continue
    return None


def _keys() -> tuple[bytes, ...]:
    return _read(tuple(_RING.lines()))


@lru_cache(maxsize=4)
def _read(lines: tuple[str, ...]) -> tuple[bytes, ...]:
    try:
        keys = tuple(base64.urlsafe_b64decode(each) for each in lines)
    except (binascii.Error, ValueError) as problem:
        raise NoKey(
            f"密钥不对：每个密钥是 64 字节的 base64 文字，请检查 {_RING.variable} 或 {FILE}"
        ) from problem
    if any(len(each) * 8 != _BITS for each in keys):
        raise NoKey(f"密钥不对：每个密钥是 64 字节的 base64 文字，请检查 {_RING.variable} 或 {FILE}")
    return keys
