from django.urls import URLPattern, path

from zhengai.web.desks.goals.changing import change, decide
from zhengai.web.desks.goals.goal import goal
from zhengai.web.desks.goals.listed import goals
from zhengai.web.desks.goals.proposing import propose

urlpatterns: list[URLPattern] = [
    path("goals/", goals, name="goals"),
    path("goals/new/", propose, name="goal-new"),
    path("goals/<int:number>/", goal, name="goal"),
    path("goals/<int:number>/decide/", decide, name="goal-decide"),
    path("goals/<int:number>/change/", change, name="goal-change"),
]
