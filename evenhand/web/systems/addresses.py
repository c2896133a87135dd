"""Every address of other systems and their tokens."""

from django.urls import URLPattern, path

from evenhand.web.systems import views


SYSTEM_ADDRESSES: list[URLPattern] = [
    # systems/
    path("systems/", views.listed, name="systems"),
    path("systems/the-api/", views.api_reference, name="api-reference"),
    path("systems/add/", views.new_system, name="add-system"),
    path("systems/<slug:username>/", views.system, name="system"),
    path("systems/<slug:username>/tokens/grant/", views.new_token, name="grant-token"),
    path(
        "systems/<slug:username>/tokens/<int:number>/revoke/",
        views.end_token,
        name="revoke-token",
    ),
]
