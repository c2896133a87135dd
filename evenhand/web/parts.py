"""Answer with a whole page, or with the part of it that a script asked for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_page_or_part(
    request: HttpRequest, page: str, part: str, context: dict[str, Any]
) -> HttpResponse:
    """The part where the page around it is there already; else the whole page."""
    asked = request.headers
    wanted = asked.get("HX-Request") and not asked.get("HX-History-Restore-Request")
    response = render(request, part if wanted else page, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
