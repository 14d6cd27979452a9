from django.urls import URLPattern, path

from zhengai.web.desks.regulations.campaign import begin, campaign, decide
from zhengai.web.desks.regulations.changing import change, publish, read
from zhengai.web.desks.regulations.charter import charter, hang_on
from zhengai.web.desks.regulations.importing import take
from zhengai.web.desks.regulations.listed import regulations
from zhengai.web.desks.regulations.registering import add
from zhengai.web.desks.regulations.regulation import regulation

urlpatterns: list[URLPattern] = [
    path("regulations/", regulations, name="regulations"),
    path("regulations/charter/", charter, name="charter"),
    path("regulations/charter/hang/", hang_on, name="charter-hang"),
    path("regulations/import/", take, name="regulations-import"),
    path("regulations/new/", add, name="regulation-new"),
    path("regulations/campaigns/new/", begin, name="campaign-new"),
    path("regulations/campaigns/<int:number>/", campaign, name="campaign"),
    path("regulations/campaigns/<int:number>/decide/", decide, name="campaign-decide"),
    path("regulations/<int:number>/", regulation, name="regulation"),
    path("regulations/<int:number>/change/", change, name="regulation-change"),
    path("regulations/<int:number>/publish/", publish, name="regulation-publish"),
    path("regulations/<int:number>/read/", read, name="regulation-read"),
]
