from django.urls import URLPattern, path

from zhengai.web.desks.centres.architecture import architecture_page
from zhengai.web.desks.centres.centre import centre
from zhengai.web.desks.centres.listed import listed

urlpatterns: list[URLPattern] = [
    path("centres/", listed, name="centres"),
    path("centres/architecture/", architecture_page, name="architecture"),
    path("centres/<slug:code>/", centre, name="centre"),
]
