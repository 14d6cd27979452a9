from django.urls import URLPattern, path

from zhengai.web.desks.measures.chain import measures
from zhengai.web.desks.measures.entries import entries, entry, fill, review
from zhengai.web.desks.measures.leaf import measure

urlpatterns: list[URLPattern] = [
    path("measures/", measures, name="measures"),
    path("measures/entries/", entries, name="entries"),
    path("measures/<str:code>/", measure, name="measure"),
    path("measures/<str:code>/entry/", entry, name="entry"),
    path("measures/<str:code>/fill/", fill, name="measure-fill"),
    path("measures/<str:code>/review/", review, name="measure-review"),
]
