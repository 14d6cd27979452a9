from django.urls import URLPattern, path

from zhengai.web.desks.reports.batch import batch_zip, start_all
from zhengai.web.desks.reports.check import check, recompute, upload
from zhengai.web.desks.reports.listing import reports
from zhengai.web.desks.reports.making import make, new
from zhengai.web.desks.reports.report import report, word

urlpatterns: list[URLPattern] = [
    path("reports/", reports, name="reports"),
    path("reports/new/", new, name="report-new"),
    path("reports/new/make/", make, name="report-make"),
    path("reports/verify/", check, name="report-verify"),
    path("reports/verify/upload/", upload, name="report-upload"),
    path("reports/batch/", start_all, name="report-batch"),
    path("reports/batch/<int:number>/", batch_zip, name="report-batch-zip"),
    path("reports/<slug:code>/", report, name="report"),
    path("reports/<slug:code>/word/", word, name="report-word"),
    path("reports/<slug:code>/recompute/", recompute, name="report-recompute"),
]
