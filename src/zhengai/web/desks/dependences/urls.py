from django.urls import URLPattern, path

from zhengai.web.desks.dependences.dependence import dependence, dependence_move
from zhengai.web.desks.dependences.listed import dependences
from zhengai.web.desks.dependences.sending import dependence_new, dependence_send

urlpatterns: list[URLPattern] = [
    path("dependences/", dependences, name="dependences"),
    path("dependences/new/", dependence_new, name="dependence-new"),
    path("dependences/send/", dependence_send, name="dependence-send"),
    path("dependences/<int:number>/", dependence, name="dependence"),
    path("dependences/<int:number>/move/", dependence_move, name="dependence-move"),
]
