from django.urls import URLPattern, path

from zhengai.web.desks.inbound.push import push
from zhengai.web.desks.inbound.xapi import statements

urlpatterns: list[URLPattern] = [
    path("in/<slug:college>/<str:code>/push/", push, name="inbound-push"),
    path("in/<slug:college>/<str:code>/xapi/statements", statements, name="inbound-xapi"),
]
