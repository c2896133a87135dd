"""The addresses of figures, in one list for the site's own."""

from django.urls import URLPattern, path

from evenhand.web.appointments.figures import views
from evenhand.web.appointments.figures.exports import figure_list
from evenhand.web.exports.views import exported


FIGURE_ADDRESSES: list[URLPattern] = [
    # interviews/figures/
    path("interviews/figures/", views.figures, name="interview-figures"),
    path("interviews/figures/<slug:name>/", views.figures, name="interview-figure"),
    path(
        "interviews/figures/<slug:name>/export/",
        exported("interview-figures", figure_list),
        name="export-interview-figure",
    ),
]
