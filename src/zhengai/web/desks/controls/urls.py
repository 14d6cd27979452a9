from django.urls import URLPattern, path

from zhengai.web.desks.controls.keeping import check, keep, take
from zhengai.web.desks.controls.listed import controls

urlpatterns: list[URLPattern] = [
    path("controls/", controls, name="controls"),
    path("controls/keep/", keep, name="control-keep"),
    path("controls/import/", take, name="controls-import"),
    path("controls/<int:number>/check/", check, name="control-check"),
]
