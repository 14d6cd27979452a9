from django.urls import URLPattern, path

from zhengai.web.levels.subjects.page import subjects

urlpatterns: list[URLPattern] = [path("levels/<slug:level>/", subjects, name="subjects")]
