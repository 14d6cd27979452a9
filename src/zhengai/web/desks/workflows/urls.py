from django.urls import URLPattern, path

from zhengai.web.desks.workflows.listed import workflow_list
from zhengai.web.desks.workflows.run import move, run, start
from zhengai.web.desks.workflows.workflow import workflow

urlpatterns: list[URLPattern] = [
    path("workflows/", workflow_list, name="workflows"),
    path("workflows/runs/<int:number>/", run, name="workflow-run"),
    path("workflows/runs/<int:number>/move/", move, name="workflow-move"),
    path("workflows/of/<str:code>/", workflow, name="workflow"),
    path("workflows/of/<str:code>/start/", start, name="workflow-start"),
]
