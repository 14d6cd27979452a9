from django.urls import URLPattern, path

from zhengai.web.desks.plans.breakdown import breakdown
from zhengai.web.desks.plans.capacity import capacity
from zhengai.web.desks.plans.listed import open_listed, plans
from zhengai.web.desks.plans.moving import answer, decide, forward, move, remove, say, target
from zhengai.web.desks.plans.plan import plan
from zhengai.web.desks.plans.writing import add, add_goal, change_goal, swot, write

urlpatterns: list[URLPattern] = [
    path("plans/", plans, name="plans"),
    path("plans/new/", add, name="plan-new"),
    path("plans/open/", open_listed, name="plans-open"),
    path("plans/<int:number>/", plan, name="plan"),
    path("plans/<int:number>/write/", write, name="plan-write"),
    path("plans/<int:number>/capacity/", capacity, name="plan-capacity"),
    path("plans/<int:number>/breakdown/", breakdown, name="plan-breakdown"),
    path("plans/<int:number>/swot/", swot, name="plan-swot"),
    path("plans/<int:number>/goals/new/", add_goal, name="plan-goal-new"),
    path("plans/<int:number>/move/", move, name="plan-move"),
    path("plans/<int:number>/decide/", decide, name="plan-decide"),
    path("plans/<int:number>/say/", say, name="plan-say"),
    path("plans/comments/<int:number>/answer/", answer, name="plan-answer"),
    path("plans/goals/<int:number>/", change_goal, name="plan-goal"),
    path("plans/goals/<int:number>/target/", target, name="plan-target"),
    path("plans/goals/<int:number>/remove/", remove, name="plan-goal-remove"),
    path("plans/targets/<int:number>/forward/", forward, name="target-forward"),
]
