from django.urls import URLPattern, path

from zhengai.web.desks.exemptions.deciding import decide, withdraw
from zhengai.web.desks.exemptions.exemption import exemption
from zhengai.web.desks.exemptions.listed import exemptions

urlpatterns: list[URLPattern] = [
    path("exemptions/", exemptions, name="exemptions"),
    path("exemptions/<int:number>/", exemption, name="exemption"),
    path("exemptions/<int:number>/decide/", decide, name="exemption-decide"),
    path("exemptions/<int:number>/withdraw/", withdraw, name="exemption-withdraw"),
]
