from django.urls import URLPattern, path

from zhengai.web.desks.alerts.alert import alert
from zhengai.web.desks.alerts.answering import ask_exception, respond
from zhengai.web.desks.alerts.desk import desk

urlpatterns: list[URLPattern] = [
    path("alerts/", desk, name="alerts"),
    path("alerts/<int:number>/", alert, name="alert"),
    path("alerts/<int:number>/respond/", respond, name="alert-respond"),
    path("alerts/<int:number>/exception/", ask_exception, name="alert-exception"),
]
