"""All addresses. Each page's folder lists its own."""

from importlib import import_module

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path

from zhengai.web.components.gallery import gallery
from zhengai.web.shell.demo import sign_in_as
from zhengai.web.shell.sign_in import SignIn, SignOut
from zhengai.web.shell.theme import choose_theme

PLACES = (
    "desks.workbench",
    "desks.cockpit",
    "desks.matrix",
    "desks.centres",
    "desks.modules",
    "desks.usage",
    "desks.organisation",
    "desks.suggestions",
    "desks.culture",
    "desks.engine",
    "desks.mechanisms",
    "desks.participation",
    "levels.subjects",
    "levels.profile",
    "levels.ladder",
    "levels.abilities",
    "desks.alerts",
    "desks.exemptions",
    "desks.notices",
    "desks.diagnosis",
    "desks.improvement",
    "desks.dependences",
    "desks.goals",
    "desks.plans",
    "desks.tasks",
    "desks.chain",
    "desks.standards",
    "desks.library",
    "desks.teaching",
    "desks.lessons",
    "desks.regulations",
    "desks.controls",
    "desks.workflows",
    "desks.proposals",
    "desks.indicators",
    "desks.sources",
    "desks.inbound",
    "desks.checklists",
    "desks.data",
    "desks.registers",
    "desks.quality",
    "desks.lineage",
    "desks.codes",
    "desks.submissions",
    "desks.measures",
    "desks.evidence",
    "desks.reports",
    "desks.publications",
    "desks.search",
    "desks.jobs",
    "desks.scheme",
    "desks.intake",
    "desks.accounts",
    "desks.audit",
    "desks.tour",
)


def _of(place: str) -> list[URLPattern]:
    return list(import_module(f"zhengai.web.{place}.urls").urlpatterns)


urlpatterns: list[URLPattern] = [
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-in/demo/", login_not_required(sign_in_as), name="demo-sign-in"),
    path("sign-out/", SignOut.as_view(), name="sign-out"),
    path("theme/", login_not_required(choose_theme), name="theme"),
    path("components/", gallery, name="components"),
    *(each for place in PLACES for each in _of(place)),
]
