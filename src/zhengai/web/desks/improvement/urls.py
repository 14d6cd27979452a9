from django.urls import URLPattern, path

from zhengai.web.desks.improvement import evidenced as evidenced
from zhengai.web.desks.improvement.board import improvements
from zhengai.web.desks.improvement.improvement import improvement
from zhengai.web.desks.improvement.moving import improvement_cancel, improvement_move
from zhengai.web.desks.improvement.opening import improvement_new, improvement_open
from zhengai.web.desks.improvement.planning import improvement_plan, improvement_revise

urlpatterns: list[URLPattern] = [
    path("improvements/", improvements, name="improvements"),
    path("improvements/new/", improvement_new, name="improvement-new"),
    path("improvements/open/", improvement_open, name="improvement-open"),
    path("improvements/<int:number>/", improvement, name="improvement"),
    path("improvements/<int:number>/move/", improvement_move, name="improvement-move"),
    path("improvements/<int:number>/plan/", improvement_plan, name="improvement-plan"),
    path("improvements/<int:number>/revise/", improvement_revise, name="improvement-revise"),
    path("improvements/<int:number>/cancel/", improvement_cancel, name="improvement-cancel"),
]
