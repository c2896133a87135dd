"""The addresses of plans of interviews, in one list for the site's own."""

from django.urls import URLPattern, path

from evenhand.web.appointments.plans import book_views, look_views, undo_views, views


PLAN_ADDRESSES: list[URLPattern] = [
    # interviews/plans/
    path("interviews/plans/", views.plans_list, name="interview-plans"),
    path("interviews/plans/start/", views.start, name="start-interview-plan"),
    path("interviews/plans/<int:number>/", views.plan, name="interview-plan"),
    path(
        "interviews/plans/<int:number>/progress/",
        views.progress,
        name="interview-plan-progress",
    ),
    path(
        "interviews/plans/<int:number>/book/",
        book_views.book,
        name="book-interview-plan",
    ),
    path(
        "interviews/plans/<int:number>/leave/",
        book_views.leave_out,
        name="leave-planned",
    ),
    path(
        "interviews/plans/<int:number>/undo/<int:act>/",
        undo_views.undo_act,
        name="undo-planned",
    ),
    path(
        "interviews/plans/<int:number>/<str:ref>/",
        look_views.planned,
        name="planned-interview",
    ),
    path(
        "interviews/plans/<int:number>/<str:ref>/take-back/",
        book_views.take_one_back,
        name="take-back-planned",
    ),
]
