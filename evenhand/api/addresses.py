"""Every address of the API, as `config/urls.py` mounts it."""

from django.urls import URLPattern

from evenhand.api.api import ROOT, api


__all__ = ["ROOT", "addresses"]


def addresses() -> list[URLPattern]:
    """The calls, without the page that ninja would add about itself."""
    found, _, _ = api.urls
    return [
        pattern
        for pattern in found
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    ]
