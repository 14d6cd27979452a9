from django.urls import URLPattern, path

from zhengai.web.desks.intake.begin import begin
from zhengai.web.desks.intake.draft import draft
from zhengai.web.desks.intake.install import install
from zhengai.web.desks.intake.rows import add, discard, row

urlpatterns: list[URLPattern] = [
    path("intake/", begin, name="intake"),
    path("intake/<int:number>/", draft, name="intake-draft"),
    path("intake/<int:number>/install/", install, name="intake-install"),
    path("intake/<int:number>/add/", add, name="intake-add"),
    path("intake/<int:number>/discard/", discard, name="intake-discard"),
    path("intake/<int:number>/rows/<int:place>/", row, name="intake-row"),
]
