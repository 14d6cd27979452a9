from django.urls import URLPattern, path

from zhengai.web.desks.usage.page import usage

urlpatterns: list[URLPattern] = [path("usage/", usage, name="usage")]
