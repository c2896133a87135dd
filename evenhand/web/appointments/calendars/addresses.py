"""The addresses of calendars, in one list for the site's own."""

from django.urls import URLPattern, path

from evenhand.web.appointments.calendars import filling_views, views


CALENDAR_ADDRESSES: list[URLPattern] = [
    # interviews/calendar/
    path("interviews/calendar/", views.calendar, name="calendar"),
    path("interviews/calendar/fill/", filling_views.fill, name="fill-gap"),
]
