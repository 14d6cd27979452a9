"""One-time passwords: made by the platform, changed at the first sign-in.

Slow hashing protects passwords that people think of, because those can be guessed. A one-time password is drawn from
31 ** 12 (59 bits), so guessing needs no more hindrance than a few thousand rounds: with ROUNDS a stolen table costs an
attacker 2 ** 72 hash operations for each account, while 15,000 accounts are made in minutes instead of hours.
At the first sign-in Django stores the password anew at full strength, and the person's own one replaces it at once.
"""

import secrets

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.utils.crypto import salted_hmac

ROUNDS = 10_000
# nothing that is read for something else: no 0 o, 1 l i
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _SIZE = 3, 4


def one_time_password() -> str:
    return _spelled(secrets.token_bytes(32))


def derived(seed: str, username: str) -> str:
    """The same every time, and unknown to whoever lacks the seed or the installation's secret key."""
    return _spelled(
        salted_hmac("zhengai.accounts.handout", f"{seed}:{username}", algorithm="sha256").digest()
    )


def hashed(password: str) -> str:
    """For one-time passwords only."""
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations=ROUNDS)
    return hasher.encode(password, hasher.salt())


def _spelled(drawn: bytes) -> str:
    number = int.from_bytes(drawn, "big")
    letters = ""
    for _ in range(_GROUPS * _SIZE):
        number, place = divmod(number, len(LETTERS))
        letters += LETTERS[place]
    return "-".join(letters[at : at + _SIZE] for at in range(0, len(letters), _SIZE))
