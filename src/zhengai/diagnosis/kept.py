"""The form that a round keeps, read once for as long as its content is the same: one of 5,000 points takes a while."""

import json
from hashlib import blake2b

from zhengai.core.content import ContentCache
from zhengai.diagnosis.models import Round
from zhengai.diagnosis.rules.form import FormScheme, read_form

_SCHEMES: ContentCache[FormScheme] = ContentCache(size=32)


def scheme_of(round: Round) -> FormScheme:
    """Shared: nobody may alter it."""
    return _SCHEMES.get(lambda: _mark(round), lambda: read_form(round.form))


def _mark(round: Round) -> bytes:
    return blake2b(json.dumps(round.form).encode()).digest()
