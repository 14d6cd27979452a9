from django.urls import URLPattern, path

from zhengai.web.desks.lineage.choosing import choosing
from zhengai.web.desks.lineage.page import page

urlpatterns: list[URLPattern] = [
    path("lineage/", choosing, name="lineage"),
    path("lineage/<str:kind>/<path:code>/", page, name="lineage-of"),
]
