from django.urls import URLPattern, path

from zhengai.web.desks.engine.bringing import engine_import
from zhengai.web.desks.engine.page import engine
from zhengai.web.desks.engine.using import engine_use, result_use, use_withdraw

urlpatterns: list[URLPattern] = [
    path("engine/", engine, name="engine"),
    path("engine/use/", engine_use, name="engine-use"),
    path("engine/import/", engine_import, name="engine-import"),
    path("engine/<int:number>/", result_use, name="result-use"),
    path("engine/<int:number>/withdraw/", use_withdraw, name="use-withdraw"),
]
