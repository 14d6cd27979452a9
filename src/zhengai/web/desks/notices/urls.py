from django.urls import URLPattern, path

from zhengai.web.desks.notices.inbox import notices, open_notice, read_notices

urlpatterns: list[URLPattern] = [
    path("notices/", notices, name="notices"),
    path("notices/read/", read_notices, name="notices-read"),
    path("notices/<int:number>/open/", open_notice, name="notice-open"),
]
