"""Every address of the API, as `config/urls.py` mounts it."""

from django.urls import URLPattern

from evenhand.api.api import api
from evenhand.api.document import document


ROOT = "api/v1/"


@api.get("/openapi.json", url_name="openapi", include_in_schema=False)
def openapi(request: object) -> dict[str, object]:
    """The description of the API (OpenAPI 3.1), for any token."""
    return document()


def addresses() -> list[URLPattern]:
    """The calls, without the page that ninja would add about itself."""
    found, _, _ = api.urls
    return [
        pattern
        for pattern in found
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ]
