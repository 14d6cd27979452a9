"""How a request to the national interface is signed and sealed (中职 2023.06 数据标准及接口规范).

`sign` is SM3 over the plain JSON, the time in milliseconds and a random text, written one after the other. The body
goes as `cipherText`: SM4 in CBC mode, as the implementation does that we know of. How its key is made from the
`app_secret` is not in the reference; here it is the first 16 bytes of SM3 of the secret, the initial vector stands
before the text. Both are in this file alone, to be compared with the official text when the college is connected.
"""

import base64
import os

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SM3, Hash

WINDOW_MS = 30_000  # how far a request's time may be from the national one
_BLOCK = 16


def sm3(data: bytes) -> bytes:
    digest = Hash(SM3())
    digest.update(data)
    return digest.finalize()


def signature(plain: str, timestamps: str, random: str) -> str:
    return sm3(f"{plain}{timestamps}{random}".encode()).hex()


def sealed(plain: str, app_secret: str, vector: bytes = b"") -> str:
    """Base64 of the vector and what SM4-CBC makes of the text (PKCS#7)."""
    vector = vector or os.urandom(_BLOCK)
    pad = padding.PKCS7(_BLOCK * 8).padder()
    text = pad.update(plain.encode()) + pad.finalize()
    encryptor = _cipher(app_secret, vector).encryptor()
    return base64.b64encode(vector + encryptor.update(text) + encryptor.finalize()).decode()


def opened(cipher_text: str, app_secret: str) -> str:
    """The plain text; raises ValueError when the secret is another one or the text was changed."""
    raw = base64.b64decode(cipher_text, validate=True)
    decryptor = _cipher(app_secret, raw[:_BLOCK]).decryptor()
    pad = padding.PKCS7(_BLOCK * 8).unpadder()
    padded = decryptor.update(raw[_BLOCK:]) + decryptor.finalize()
    return (pad.update(padded) + pad.finalize()).decode()


def _cipher(app_secret: str, vector: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.SM4(sm3(app_secret.encode())[:_BLOCK]), modes.CBC(vector))
