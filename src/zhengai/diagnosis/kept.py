"""The form that a round keeps, read once for as long as its content is the same: one of 5,000 points takes a while."""

from zhengai.core.content import ContentCache
from zhengai.diagnosis.models import Round, mark_of
from zhengai.diagnosis.rules.form import FormScheme, read_form

_SCHEMES: ContentCache[FormScheme] = ContentCache(size=32)


def scheme_of(round: Round) -> FormScheme:
    """Shared: nobody may alter it. A round read without its form (`defer`) fetches it only when it is not known."""
    return _SCHEMES.get(lambda: round.form_mark or mark_of(round.form), lambda: read_form(round.form))
