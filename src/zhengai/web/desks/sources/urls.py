from django.urls import URLPattern, path

from zhengai.web.desks.sources import keeping, moving
from zhengai.web.desks.sources.calendar import calendar
from zhengai.web.desks.sources.listed import sources
from zhengai.web.desks.sources.operation import operation
from zhengai.web.desks.sources.source import source

urlpatterns: list[URLPattern] = [
    path("data/sources/", sources, name="sources"),
    path("data/sources/new/", keeping.new, name="source-new"),
    path("data/sources/calendar/", calendar, name="source-calendar"),
    path("data/operation/", operation, name="operation"),
    path("data/sources/<str:code>/", source, name="source"),
    path("data/sources/<str:code>/edit/", keeping.edit, name="source-edit"),
    path("data/sources/<str:code>/feed/", keeping.feed, name="source-feed"),
    path("data/sources/<str:code>/move/", moving.move, name="source-move"),
    path("data/sources/<str:code>/collections/<int:number>/decide/", moving.decide_on, name="source-decide"),
]
