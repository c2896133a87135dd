"""Every address there is: the pages, and the API beside them."""

from django.urls import URLPattern, URLResolver, include, path

from evenhand.api.addresses import ROOT, addresses
from evenhand.web.urls import handler403, handler404, handler500
from evenhand.web.urls import urlpatterns as pages


__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    *pages,
    path(ROOT, include((addresses(), "api"))),
]
