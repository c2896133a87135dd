"""Addresses of what rules read."""

from django.urls import URLPattern, path

from evenhand.web.rules.facts import views


FACT_ADDRESSES: list[URLPattern] = [
    path("rules/<int:number>/facts/", views.facts, name="rule-facts"),
    path("rules/<int:number>/facts/<slug:name>/", views.fact, name="rule-fact"),
]
