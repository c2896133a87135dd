"""The addresses of pilots, in one list for the site's own."""

from django.urls import URLPattern, path

from evenhand.web.appointments.pilots import change_views, views


PILOT_ADDRESSES: list[URLPattern] = [
    # interviews/
    path("interviews/pilots/", views.pilot_list, name="pilots"),
    path("interviews/pilots/start/", change_views.start, name="start-pilot"),
    path("interviews/pilots/<slug:slug>/", views.pilot, name="pilot"),
    path("interviews/pilots/<slug:slug>/join/", change_views.join, name="join-pilot"),
    path(
        "interviews/pilots/<slug:slug>/leave/<int:number>/",
        change_views.leave,
        name="leave-pilot",
    ),
    path(
        "interviews/pilots/<slug:slug>/feedback/",
        change_views.feedback,
        name="pilot-feedback",
    ),
    path(
        "interviews/pilots/<slug:slug>/decide/",
        change_views.decide,
        name="decide-pilot",
    ),
]
