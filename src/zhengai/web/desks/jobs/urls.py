from django.urls import URLPattern, path

from zhengai.web.desks.jobs.job import job

urlpatterns: list[URLPattern] = [path("jobs/<int:number>/", job, name="job")]
