from django.urls import URLPattern, path

from zhengai.web.desks.indicators.dictionary import dictionary
from zhengai.web.desks.indicators.editor import check, edit
from zhengai.web.desks.indicators.indicator import indicator
from zhengai.web.desks.indicators.value import value
from zhengai.web.desks.indicators.wanted import wanted

urlpatterns: list[URLPattern] = [
    path("indicators/", dictionary, name="indicators"),
    path("indicators/new/", edit, name="indicator-new"),
    path("indicators/check/", check, name="indicator-check"),
    path("indicators/wanted/", wanted, name="indicator-wanted"),
    path("indicators/<slug:code>/", indicator, name="indicator"),
    path("indicators/<slug:code>/edit/", edit, name="indicator-edit"),
    path("indicators/<slug:code>/value/", value, name="indicator-value"),
]
