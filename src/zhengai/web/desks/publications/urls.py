from django.urls import URLPattern, path

from zhengai.web.desks.publications.listed import publications
from zhengai.web.desks.publications.planning import publication_end, publication_new, publications_due
from zhengai.web.desks.publications.shown import publication

urlpatterns: list[URLPattern] = [
    path("publications/", publications, name="publications"),
    path("publications/new/", publication_new, name="publication-new"),
    path("publications/due/", publications_due, name="publications-due"),
    path("publications/<int:number>/", publication, name="publication"),
    path("publications/plans/<int:number>/end/", publication_end, name="publication-end"),
]
