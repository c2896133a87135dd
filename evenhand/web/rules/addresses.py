"""Addresses of owners, publication, withdrawal and assessments, grouped by noun."""

from django.urls import URLPattern, path

from evenhand.web.rules.assessments import views as assessments
from evenhand.web.rules.owners import views as owners
from evenhand.web.rules.publication import bundle_views, views
from evenhand.web.rules.publication import withdrawal_views as withdrawal


ADDRESSES: list[URLPattern] = [
    # rules/owners/
    path("rules/owners/", owners.owners, name="owners"),
    path("rules/owners/give/", owners.give, name="give-ownership"),
    path("rules/owners/<int:number>/end/", owners.end, name="end-ownership"),
    # rules/drafts/<number>/publication/
    path(
        "rules/drafts/<int:number>/publication/",
        views.publication,
        name="draft-publication",
    ),
    path("rules/drafts/<int:number>/send/", views.send, name="send-draft"),
    path("rules/drafts/<int:number>/approve/", views.approve_it, name="approve-draft"),
    path("rules/drafts/<int:number>/return/", views.give_back, name="return-draft"),
    # rules/withdrawals/
    path(
        "rules/withdrawals/<int:number>/withdraw/",
        withdrawal.agree,
        name="withdraw-release",
    ),
    path(
        "rules/withdrawals/<int:number>/call-off/",
        withdrawal.call_off,
        name="call-off-withdrawal",
    ),
    path(
        "rules/withdrawals/<int:number>/look/",
        withdrawal.look,
        name="look-at-withdrawal",
    ),
    # rules/<number>/
    path("rules/<int:number>/bundle/", bundle_views.bundle, name="release-bundle"),
    path(
        "rules/<int:number>/ask-withdrawal/",
        withdrawal.ask_for_it,
        name="ask-withdrawal",
    ),
    path("rules/<int:number>/withdraw-alone/", withdrawal.alone, name="withdraw-alone"),
    # rules/<number>/assessments/
    path(
        "rules/<int:number>/assessments/", assessments.assessments, name="assessments"
    ),
    path(
        "rules/<int:number>/assessments/<slug:kind>/",
        assessments.assessment,
        name="assessment",
    ),
    path(
        "rules/<int:number>/assessments/<slug:kind>/open/",
        assessments.open_one,
        name="open-assessment",
    ),
    path(
        "rules/<int:number>/assessments/<slug:kind>/complete/",
        assessments.complete,
        name="complete-assessment",
    ),
    path(
        "rules/<int:number>/assessments/<slug:kind>/workbook/",
        assessments.workbook,
        name="assessment-workbook",
    ),
    path(
        "rules/<int:number>/assessments/<slug:kind>/answer/<slug:key>/",
        assessments.answer,
        name="answer-question",
    ),
]
