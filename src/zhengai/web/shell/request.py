"""What every view receives: Django's request with what the middleware adds."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from zhengai.accounts.models import User
from zhengai.college.models import College
from zhengai.web.shell.person import Person


class Request(HttpRequest):
    """`college` and `person` are set on pages that `needs` or `for_everyone` marks."""

    user: User
    htmx: HtmxDetails
    college: College
    person: Person
    upload_problem: str  # set where a sent file could not be received (see uploads)
