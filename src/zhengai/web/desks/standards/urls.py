from django.urls import URLPattern, path

from zhengai.web.desks.standards.listed import standards
from zhengai.web.desks.standards.own import set_limits
from zhengai.web.desks.standards.standard import standard

urlpatterns: list[URLPattern] = [
    path("standards/", standards, name="standards"),
    path("standards/<slug:code>/", standard, name="standard"),
    path("standards/<slug:code>/limits/", set_limits, name="standard-limits"),
]
