"""Every address of people and places."""

from django.urls import URLPattern, path

from evenhand.web.appointments.people_and_places import (
    calendar_views,
    companion_views,
    interpreter_views,
    interviewer_views,
    journey_views,
    needs_views,
    room_views,
    site_views,
)


_SITE = "places/sites/<slug:code>/"
_ONE = "places/<slug:kind>/<int:number>/"

PLACES_ADDRESSES: list[URLPattern] = [
    # cases/
    path("cases/<str:ref>/needs/", needs_views.needs, name="record-needs"),
    path(
        "cases/<str:ref>/interpreters/declare/",
        needs_views.declare,
        name="declare-interpreter-conflict",
    ),
    path(
        "cases/<str:ref>/interpreters/<int:number>/end/",
        needs_views.end,
        name="end-interpreter-conflict",
    ),
    # places/sites/
    path("places/", site_views.sites, name="places"),
    path("places/sites/add/", site_views.new_site, name="add-site"),
    path(_SITE, site_views.site, name="site"),
    path(f"{_SITE}change/", site_views.change_one, name="change-site"),
    path(f"{_SITE}leave/", site_views.leaves, name="site-leaves"),
    path(f"{_SITE}rooms/add/", room_views.new_room, name="add-room"),
    path(f"{_SITE}rooms/<int:number>/", room_views.room, name="room"),
    path(
        f"{_SITE}rooms/<int:number>/change/", room_views.change_one, name="change-room"
    ),
    path(f"{_SITE}rooms/<int:number>/end/", room_views.room_ends, name="end-room"),
    path(f"{_SITE}hosts/add/", room_views.new_host, name="add-host"),
    path(f"{_SITE}hosts/<int:number>/", room_views.host, name="host"),
    path(f"{_SITE}hosts/<int:number>/end/", room_views.host_ends, name="end-host"),
    path(f"{_SITE}journeys/", journey_views.journeys, name="journeys"),
    path(
        f"{_SITE}journeys/from/<slug:area>/",
        journey_views.journey,
        name="change-journey",
    ),
    path(
        f"{_SITE}journeys/site/<slug:other>/",
        journey_views.travel,
        name="change-travel",
    ),
    # places/interpreters/
    path("places/interpreters/", interpreter_views.interpreters, name="interpreters"),
    path(
        "places/interpreters/add/",
        interpreter_views.new_interpreter,
        name="add-interpreter",
    ),
    path(
        "places/interpreters/<slug:ref>/",
        interpreter_views.interpreter,
        name="interpreter",
    ),
    path(
        "places/interpreters/<slug:ref>/change/",
        interpreter_views.change_one,
        name="change-interpreter",
    ),
    path(
        "places/interpreters/<slug:ref>/languages/",
        interpreter_views.spoken,
        name="change-spoken",
    ),
    # places/interviewers/
    path("places/interviewers/", interviewer_views.interviewers, name="interviewers"),
    path(
        "places/interviewers/add/",
        interviewer_views.new_interviewer,
        name="add-interviewer",
    ),
    path(
        "places/interviewers/<str:ref>/",
        interviewer_views.interviewer,
        name="interviewer",
    ),
    path(
        "places/interviewers/<str:ref>/change/",
        interviewer_views.change_one,
        name="change-interviewer",
    ),
    # places/calendars/
    path(
        "places/calendars/<int:number>/hours/", calendar_views.hours, name="set-hours"
    ),
    path("places/calendars/<int:number>/day/", calendar_views.one_day, name="open-day"),
    path(
        "places/calendars/<int:number>/away/",
        calendar_views.away,
        name="close-calendar",
    ),
    path(
        "places/calendars/<int:number>/away/<int:away>/end/",
        calendar_views.back,
        name="end-away",
    ),
    # places/representatives/, places/adults/
    path("places/<slug:kind>/", companion_views.companions, name="companions"),
    path(
        "places/<slug:kind>/add/", companion_views.new_companion, name="add-companion"
    ),
    path(_ONE, companion_views.companion, name="companion"),
    path(f"{_ONE}change/", companion_views.change_one, name="change-companion"),
    path(f"{_ONE}end/", companion_views.goes, name="end-companion"),
]
