from django.urls import URLPattern, path

from zhengai.web.desks.matrix.cell import cell
from zhengai.web.desks.matrix.grid import grid

urlpatterns: list[URLPattern] = [
    path("matrix/", grid, name="matrix"),
    path("matrix/<slug:level>/<slug:system>/", cell, name="matrix-cell"),
]
