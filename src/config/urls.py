"""Every address of the product lives in zhengai.web."""

from django.urls import include, path

urlpatterns = [path("", include("zhengai.web.urls"))]
handler500 = "zhengai.web.shell.errors.server_error"
