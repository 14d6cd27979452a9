"""Signed requests: who sends, when, and that nobody sends the same request twice."""

import hashlib
import hmac
import re

SKEW = 300  # seconds that two clocks may be apart
_NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")


class NotTrusted(ValueError):
    """The request is not taken; `code` is for programs, the message is a Chinese sentence for people."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def signature(key: str, timestamp: str, nonce: str, body: bytes) -> str:
    """HMAC-SHA256 in hex over the timestamp, the nonce and the body, each but the last ended by a line feed."""
    text = f"{timestamp}\n{nonce}\n".encode() + body
    return hmac.new(key.encode(), text, hashlib.sha256).hexdigest()


def check_signature(*, key: str, timestamp: str, nonce: str, given: str, body: bytes, now: float) -> None:
    """`timestamp` in seconds since 1970. The clock is looked at first: it is what goes wrong without ill will. Raises
    NotTrusted."""
    if not timestamp.isascii() or not timestamp.isdigit():
        raise NotTrusted("timestamp", "请求头 X-Zhengai-Timestamp 要是 1970 年以来的秒数")
    apart = int(timestamp[:15]) - now
    if abs(apart) > SKEW:
        way = "快" if apart > 0 else "慢"
        raise NotTrusted(
            "clock",
            f"发送方的时钟比本机{way}了 {abs(apart):.0f} 秒，超过 {SKEW} 秒，没有接收；请先校准时钟(例如用 NTP)再发",
        )
    if not _NONCE.fullmatch(nonce):
        raise NotTrusted("nonce", "请求头 X-Zhengai-Nonce 要是 8 到 64 个字母、数字、- 或 _，每次不同")
    if not key or not hmac.compare_digest(
        signature(key, timestamp, nonce, body).encode(), given.lower().encode()
    ):
        raise NotTrusted(
            "signature", "签名不对，没有接收；请核对签名密钥，以及签名用的时间、随机串和正文与发送的一致"
        )
