from django.urls import URLPattern, path

from zhengai.web.desks.submissions.listed import listed
from zhengai.web.desks.submissions.one import file, move, submission
from zhengai.web.desks.submissions.returns import returns, returns_import, returns_take
from zhengai.web.desks.submissions.settings import settings
from zhengai.web.desks.submissions.table import prepare, table

urlpatterns: list[URLPattern] = [
    path("submissions/", listed, name="submissions"),
    path("submissions/settings/", settings, name="submission-settings"),
    path("submissions/returns/<slug:kind>/", returns, name="returns"),
    path("submissions/returns/<slug:kind>/import/", returns_import, name="returns-import"),
    path("submissions/returns/<slug:kind>/import/take/", returns_take, name="returns-take"),
    path("submissions/records/<int:number>/", submission, name="submission"),
    path("submissions/records/<int:number>/file/", file, name="submission-file"),
    path("submissions/records/<int:number>/move/", move, name="submission-move"),
    path("submissions/tables/<str:code>/", table, name="national-table"),
    path("submissions/tables/<str:code>/prepare/", prepare, name="submission-prepare"),
]
