"""The levels of the college by name, and those in which a person sees anybody: read once a request."""

from zhengai.accounts.queries import reach
from zhengai.accounts.rules import Permission
from zhengai.datacentre.queries import catalogue
from zhengai.web.shell.request import Request
from zhengai_engine.model.level import COLLEGE

_KEPT = "_level_names"
_SEEN = Permission.INDICATOR_VIEW
# what belongs to a subject of a level is seen with it
_BELOW = {
    "programme": ("course", "class", "student"),
    "class": ("student",),
    "teacher": ("course", "class"),
}


def level_names(request: Request) -> dict[str, str]:
    """Code → name, in the order of the scheme."""
    kept: dict[str, str] | None = getattr(request, _KEPT, None)
    if kept is None:
        kept = {each.code: each.name for each in catalogue(request.college).levels.values()}
        setattr(request, _KEPT, kept)
    return kept


def reached_levels(request: Request) -> list[str]:
    """Those in which the person may see somebody, told from the roles alone: the menu is on every page."""
    person = request.person
    if not person.may(_SEEN):
        return []
    far = reach(person.user, person.grants, _SEEN)
    names = level_names(request)
    if far.everything:
        return list(names)
    if far.departments:
        return [code for code in names if code != COLLEGE]
    held = {level for level, _ in far.subjects} | ({"teacher"} if far.person_number else set())
    below = {each for level in held for each in _BELOW.get(level, ())}
    return [code for code in names if code in held | below]
