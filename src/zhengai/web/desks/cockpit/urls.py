from django.urls import URLPattern, path

from zhengai.web.desks.cockpit.behind import goals, subjects
from zhengai.web.desks.cockpit.cockpit import cockpit
from zhengai.web.desks.cockpit.states import states
from zhengai.web.desks.cockpit.wall import wall

urlpatterns: list[URLPattern] = [
    path("cockpit/", cockpit, name="cockpit"),
    path("cockpit/states/", states, name="cockpit-states"),
    path("cockpit/subjects/", subjects, name="cockpit-subjects"),
    path("cockpit/goals/", goals, name="cockpit-goals"),
    path("cockpit/wall/", wall, name="wall"),
]
