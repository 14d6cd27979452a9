from django.urls import URLPattern, path

from zhengai.web.desks.audit.trail import trail

urlpatterns: list[URLPattern] = [path("audit/", trail, name="audit")]
