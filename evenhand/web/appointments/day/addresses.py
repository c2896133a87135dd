"""The addresses of the day, in one list for the site's own."""

from django.urls import URLPattern, path

from evenhand.web.appointments.day import (
    after_views,
    interview_views,
    risk_views,
    standby_views,
    today_views,
)


DAY_ADDRESSES: list[URLPattern] = [
    # interviews/today/
    path("interviews/today/", today_views.today, name="today"),
    path(
        "interviews/today/<uuid:uid>/", interview_views.of_today, name="today-interview"
    ),
    path(
        "interviews/today/<uuid:uid>/arrivals/",
        interview_views.arrived,
        name="record-arrival",
    ),
    path(
        "interviews/today/<uuid:uid>/arrivals/take-back/",
        interview_views.not_arrived,
        name="take-arrival-back",
    ),
    path(
        "interviews/today/<uuid:uid>/begin/",
        interview_views.begins,
        name="begin-interview",
    ),
    path(
        "interviews/today/<uuid:uid>/break/",
        interview_views.pauses,
        name="pause-interview",
    ),
    path(
        "interviews/today/<uuid:uid>/go-on/",
        interview_views.goes_on,
        name="go-on-interview",
    ),
    path(
        "interviews/today/<uuid:uid>/end/", interview_views.ends, name="end-interview"
    ),
    path(
        "interviews/today/<uuid:uid>/link/",
        interview_views.link,
        name="record-join-link",
    ),
    # interviews/at-risk/
    path("interviews/at-risk/", risk_views.list_at_risk, name="interviews-at-risk"),
    path("interviews/at-risk/all/", risk_views.do_all, name="mend-interviews"),
    path("interviews/at-risk/<uuid:uid>/", risk_views.mend, name="mend-interview"),
    path(
        "interviews/at-risk/<uuid:uid>/proposed/",
        risk_views.proposed,
        name="proposed-for-interview",
    ),
    # interviews/standby/
    path("interviews/standby/", standby_views.standby, name="standby"),
    # interviews/missed/
    path("interviews/missed/", after_views.list_explanations, name="explanations"),
    path("interviews/missed/<uuid:uid>/", after_views.explanation, name="explanation"),
    # interviews/again/
    path("interviews/again/", after_views.again, name="book-again"),
]
