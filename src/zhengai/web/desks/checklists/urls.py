from django.urls import URLPattern, path

from zhengai.web.desks.checklists.page import checklists_page

urlpatterns: list[URLPattern] = [path("data/checklists/", checklists_page, name="checklists")]
