from django.urls import URLPattern, path

from zhengai.web.desks.modules.page import module, modules_page

urlpatterns: list[URLPattern] = [
    path("modules/", modules_page, name="modules"),
    path("modules/<slug:code>/", module, name="module"),
]
