from django.urls import URLPattern, path

from zhengai.web.desks.scheme.listed import download, scheme
from zhengai.web.desks.scheme.pack import install, pack
from zhengai.web.desks.scheme.section import item, restore, save, section

urlpatterns: list[URLPattern] = [
    path("scheme/", scheme, name="scheme"),
    path("scheme/export/", download, name="scheme-export"),
    path("scheme/packs/<slug:code>/", pack, name="pack"),
    path("scheme/packs/<slug:code>/install/", install, name="pack-install"),
    path("scheme/sections/<slug:name>/", section, name="scheme-section"),
    path("scheme/sections/<slug:name>/<str:code>/", item, name="scheme-item"),
    path("scheme/sections/<slug:name>/<str:code>/save/", save, name="scheme-item-save"),
    path("scheme/sections/<slug:name>/<str:code>/restore/", restore, name="scheme-item-restore"),
]
