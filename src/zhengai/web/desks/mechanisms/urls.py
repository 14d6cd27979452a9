from django.urls import URLPattern, path

from zhengai.web.desks.mechanisms.page import mechanism, mechanism_list

urlpatterns: list[URLPattern] = [
    path("mechanisms/", mechanism_list, name="mechanisms"),
    path("mechanisms/<str:code>/", mechanism, name="mechanism"),
]
