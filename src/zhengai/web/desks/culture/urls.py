from django.urls import URLPattern, path

from zhengai.web.desks.culture.awareness import awareness
from zhengai.web.desks.culture.page import culture

urlpatterns: list[URLPattern] = [
    path("culture/", culture, name="culture"),
    path("culture/awareness/", awareness, name="awareness"),
]
