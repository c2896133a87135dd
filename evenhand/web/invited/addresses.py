"""The addresses of private links, short enough to be typed from a letter."""

from django.urls import URLPattern, path

from evenhand.web.invited import views
from evenhand.web.invited.door import open_invitation


INVITED_ADDRESSES: list[URLPattern] = [
    # i/
    path("i/<str:token>/", views.invitation, name="invitation"),
    path("i/<str:token>/open/", open_invitation, name="open-invitation"),
    path("i/<str:token>/confirm/", views.confirms, name="confirm-invitation"),
    path("i/<str:token>/change/", views.asks_to_change, name="change-invitation"),
    path("i/<str:token>/appointment.ics", views.calendar, name="invitation-calendar"),
]
