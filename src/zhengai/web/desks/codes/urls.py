from django.urls import URLPattern, path

from zhengai.web.desks.codes.tables import table, tables

urlpatterns: list[URLPattern] = [
    path("codes/", tables, name="code-tables"),
    path("codes/<str:code>/", table, name="code-table"),
]
