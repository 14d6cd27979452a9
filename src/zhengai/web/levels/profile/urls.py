from django.urls import URLPattern, path

from zhengai.web.levels.profile.chart import chart
from zhengai.web.levels.profile.holdings import holdings
from zhengai.web.levels.profile.loop import loop
from zhengai.web.levels.profile.page import profile
from zhengai.web.levels.profile.spiral import spiral

urlpatterns: list[URLPattern] = [
    path("levels/<slug:level>/<str:code>/", profile, name="profile"),
    path("levels/<slug:level>/<str:code>/spiral/", spiral, name="spiral"),
    path("levels/<slug:level>/<str:code>/loop/", loop, name="profile-loop"),
    path("levels/<slug:level>/<str:code>/holdings/", holdings, name="profile-holdings"),
    path("levels/<slug:level>/<str:code>/runs/<slug:indicator>/", chart, name="profile-run"),
]
