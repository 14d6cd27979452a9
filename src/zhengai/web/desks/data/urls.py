from django.urls import URLPattern, path

from zhengai.web.desks.data import wizard
from zhengai.web.desks.data.batch import batch, rejected
from zhengai.web.desks.data.dataset import dataset, template
from zhengai.web.desks.data.datasets import datasets
from zhengai.web.desks.data.surveys import survey_import

urlpatterns: list[URLPattern] = [
    path("data/", datasets, name="data"),
    path("data/surveys/", survey_import, name="survey-import"),
    path("data/import/", wizard.begin, name="data-import"),
    path("data/import/<slug:token>/", wizard.upload, name="data-import-upload"),
    path("data/import/<slug:token>/take/", wizard.take, name="data-import-take"),
    path("data/batches/<slug:code>/", batch, name="batch"),
    path("data/batches/<slug:code>/rejected/", rejected, name="batch-rejected"),
    path("data/<slug:code>/", dataset, name="dataset"),
    path("data/<slug:code>/template/", template, name="dataset-template"),
]
