from django.urls import URLPattern, path

from zhengai.web.desks.search.page import find

urlpatterns: list[URLPattern] = [path("search/", find, name="search")]
