"""The area of the quality culture. Nothing is entered here: it shows what other pages keep."""

from dataclasses import dataclass
from itertools import islice

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.framework.models import Activity, Suggestion
from zhengai.framework.queries import section
from zhengai.framework.rules.following import ActivityKind, CultureLayer
from zhengai.framework.rules.suggestion import PUBLIC, SuggestionState
from zhengai.standards.rules.sections import PolicyItem
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request

_SHOWN = 5
_VALUES = ("方针", "原则")


@dataclass(frozen=True)
class Layer:
    """One of the four layers: how much was done, and the newest of it."""

    code: str
    name: str
    number: int
    newest: list[Activity]


@needs(Permission.ORGANISATION_VIEW)
def culture(request: Request) -> HttpResponse:
    # a few hundred a year at most: read once, told apart here
    done = list(Activity.objects.filter(college=request.college).only("pk", "kind", "layer", "topic", "day"))
    ideas = Suggestion.objects.filter(college=request.college, state__in=PUBLIC)
    policies = [PolicyItem.model_validate(each) for each in section(request.college, "policies")]
    cases = [each for each in done if each.kind == ActivityKind.CASE]
    context = {
        "layers": [_layer(layer, done) for layer in CultureLayer if layer.value],
        "values": [each for each in policies if each.kind in _VALUES][:_SHOWN],
        "policies": len(policies),
        "cases": cases[:_SHOWN],
        "case_count": len(cases),
        "news": list(islice((each for each in done if each.kind == ActivityKind.PUBLICITY), _SHOWN)),
        "ideas": [(each, each.state == SuggestionState.HONOURED) for each in ideas[:_SHOWN]],
        "total": len(done),
        "overseeing": request.person.may(Permission.COCKPIT_VIEW),
    }
    return render(request, "desks/culture/culture.html", context)


def _layer(layer: CultureLayer, done: list[Activity]) -> Layer:
    own = [each for each in done if each.layer == layer]
    return Layer(layer.value, layer.chinese, len(own), own[:_SHOWN])
