"""Every address of the product lives in zhengai.web."""

from django.urls import include, path

urlpatterns = [path("", include("zhengai.web.urls"))]
