from django.urls import URLPattern, path

from zhengai.web.desks.proposals.listed import proposals
from zhengai.web.desks.proposals.proposal import proposal, proposal_move

urlpatterns: list[URLPattern] = [
    path("indicators/proposals/", proposals, name="proposals"),
    path("indicators/proposals/<int:number>/", proposal, name="proposal"),
    path("indicators/proposals/<int:number>/move/", proposal_move, name="proposal-move"),
]
