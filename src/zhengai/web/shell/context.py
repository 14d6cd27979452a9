"""What every template may use: the college, the person, the menu, the theme."""

from typing import Any

from django.http import HttpRequest

from zhengai.college.models import College
from zhengai.web.shell.menu import menu_for
from zhengai.web.shell.person import Person

THEMES = ("light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    person: Person | None = getattr(request, "person", None)
    college: College | None = person.college if person else getattr(request, "college", None)
    chosen = request.COOKIES.get("theme", "")
    return {
        "college": college,
        "person": person,
        "menu": menu_for(person, request.path) if person else [],
        "theme": chosen if chosen in THEMES else "",
    }
