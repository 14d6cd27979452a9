from django.urls import URLPattern, path

from zhengai.web.desks.workbench.bench import home

urlpatterns: list[URLPattern] = [path("", home, name="home")]
