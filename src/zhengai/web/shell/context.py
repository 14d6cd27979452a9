"""What every template may use: the college, the person, the menu, unread messages, the theme."""

from typing import Any, cast

from django.http import HttpRequest

from zhengai.accounts.rules import Permission
from zhengai.college.models import College
from zhengai.college.queries import NoCollege, only_college
from zhengai.framework.queries import marks_of_packs, shown_words
from zhengai.framework.rules.words import WORDS
from zhengai.notices.queries import unread_count
from zhengai.web.shell.menu import menu_for
from zhengai.web.shell.module import module_at
from zhengai.web.shell.person import Person
from zhengai.web.shell.request import Request

THEMES = ("light", "dark")


def _person_outside(request: HttpRequest) -> Person | None:
    """On a page without a view of its own (an address that does not exist, an expired form) people keep their menu."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    try:
        college = only_college(**marks_of_packs())
    except NoCollege:
        return None
    known = cast(Request, request)
    known.college, known.person = college, Person(known.user, college)
    return known.person


def shell(request: HttpRequest) -> dict[str, Any]:
    person: Person | None = getattr(request, "person", None) or _person_outside(request)
    college: College | None = person.college if person else getattr(request, "college", None)
    chosen = request.COOKIES.get("theme", "")
    # with a one-time password no other page opens
    opens = person is not None and not person.user.must_change_password
    # a fragment has no frame around it
    framed = person is not None and not getattr(request, "htmx", False)
    return {
        "college": college,
        "person": person,
        "menu": menu_for(cast(Request, request)) if framed and opens else [],
        "unread": unread_count(person.college.code, person.user.person_number) if person and framed else 0,
        "word": shown_words(college) if college else WORDS,
        "module": module_at(college, request.path) if college and framed else None,
        "may_see_owners": opens and person is not None and person.may(Permission.ORGANISATION_VIEW),
        "theme": chosen if chosen in THEMES else "",
    }
