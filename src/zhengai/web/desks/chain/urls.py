from django.urls import URLPattern, path

from zhengai.web.desks.chain.chain import goal_chain
from zhengai.web.desks.chain.execution import execution

urlpatterns: list[URLPattern] = [
    path("chain/", goal_chain, name="goal-chain"),
    path("chain/execution/", execution, name="execution"),
]
