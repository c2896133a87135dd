"""The addresses of messages and answers, in one list for the site's own."""

from django.urls import URLPattern, path

from evenhand.web.appointments.telling import answer_views, link_views, message_views


TELLING_ADDRESSES: list[URLPattern] = [
    # interviews/
    path("interviews/answers/", answer_views.answers, name="interview-answers"),
    path(
        "interviews/<uuid:uid>/keep/<slug:who>/",
        answer_views.keep,
        name="keep-interview",
    ),
    path("interviews/<uuid:uid>/links/", link_views.revoke, name="revoke-links"),
    path(
        "interviews/messages/", message_views.messages_back, name="interview-messages"
    ),
    path(
        "interviews/messages/<uuid:key>/",
        message_views.message,
        name="interview-message",
    ),
]
