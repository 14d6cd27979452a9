from django.urls import URLPattern, path

from zhengai.web.desks.participation.page import participation_page

urlpatterns: list[URLPattern] = [path("participation/", participation_page, name="participation")]
