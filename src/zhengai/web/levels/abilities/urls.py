from django.urls import URLPattern, path

from zhengai.web.levels.abilities.page import abilities_of
from zhengai.web.levels.abilities.taking import take

urlpatterns: list[URLPattern] = [
    path("levels/programme/<str:code>/abilities/", abilities_of, name="abilities"),
    path("levels/programme/<str:code>/abilities/import/", take, name="abilities-import"),
]
