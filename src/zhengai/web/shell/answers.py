"""Whole page first: the same address answers HTMX with a fragment of the same template."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from zhengai.web.shell.request import Request


def answer(request: Request, page: str, fragment: str, context: dict[str, Any]) -> HttpResponse:
    """`fragment` is the template that `page` includes where it may change."""
    partly = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    response = render(request, fragment if partly else page, context)
    patch_vary_headers(response, ("HX-Request",))
    return response
