"""The addresses of booking, in one list for the site's own."""

from django.urls import URLPattern, path

from evenhand.web.appointments.booking import (
    home_views,
    interview_views,
    offer_views,
)


BOOKING_ADDRESSES: list[URLPattern] = [
    # interviews/
    path("interviews/", home_views.interviews, name="interviews"),
    path("interviews/case/<str:ref>/", offer_views.offer, name="offer-interview"),
    path("interviews/<uuid:uid>/", interview_views.interview, name="interview"),
    path("interviews/<uuid:uid>/change/", offer_views.move, name="change-interview"),
    path(
        "interviews/<uuid:uid>/cancel/",
        interview_views.call_off,
        name="cancel-interview",
    ),
]
