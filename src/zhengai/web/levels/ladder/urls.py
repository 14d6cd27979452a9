from django.urls import URLPattern, path

from zhengai.web.levels.ladder.climbing import note, recognise_step
from zhengai.web.levels.ladder.page import beside_standards

urlpatterns: list[URLPattern] = [
    path("levels/<slug:level>/<str:code>/standards/", beside_standards, name="subject-standards"),
    path("levels/<slug:level>/<str:code>/standards/note/", note, name="ladder-note"),
    path("levels/<slug:level>/<str:code>/standards/recognise/", recognise_step, name="ladder-recognise"),
]
