"""Every address of drafts: what is being written, changed, compared, taken out and in."""

from django.urls import URLPattern, path

from evenhand.web.exports.views import exported
from evenhand.web.rules.drafts import (
    beside_views,
    comparing,
    file_views,
    newer_views,
    rule_views,
    views,
)


DRAFT_ADDRESSES: list[URLPattern] = [
    # rules/drafts/
    path("rules/drafts/", views.listed, name="drafts"),
    path("rules/drafts/start/", views.start, name="start-draft"),
    path("rules/drafts/<int:number>/", views.draft, name="draft"),
    path(
        "rules/drafts/<int:number>/books/<slug:name>/",
        views.rulebook,
        name="draft-rulebook",
    ),
    path(
        "rules/drafts/<int:number>/rules/<slug:rule_id>/",
        rule_views.change,
        name="change-rule",
    ),
    path(
        "rules/drafts/<int:number>/rules/<slug:rule_id>/move/",
        rule_views.move,
        name="move-rule",
    ),
    path(
        "rules/drafts/<int:number>/rules/<slug:rule_id>/remove/",
        rule_views.remove,
        name="remove-rule",
    ),
    path(
        "rules/drafts/<int:number>/tables/<slug:name>/add/",
        rule_views.add,
        name="add-rule",
    ),
    path(
        "rules/drafts/<int:number>/tables/<slug:name>/check/",
        rule_views.check,
        name="check-cell",
    ),
    path(
        "rules/drafts/<int:number>/authorities/<slug:id_>/",
        beside_views.authority,
        name="draft-authority",
    ),
    path("rules/drafts/<int:number>/head/", beside_views.head, name="draft-head"),
    path("rules/drafts/<int:number>/changes/", views.history, name="draft-history"),
    path(
        "rules/drafts/<int:number>/changes/<int:version>/take-back/",
        views.undo,
        name="undo-draft-changes",
    ),
    path("rules/drafts/<int:number>/give-up/", views.give_up, name="give-up-draft"),
    path("rules/drafts/<int:number>/newer/", newer_views.newer, name="bring-draft-up"),
    path("rules/comparison/", comparing.comparison, name="compare-policies"),
    path(
        "rules/comparison/export/",
        exported("rules", comparing.comparison_list),
        name="export-comparison",
    ),
    # rules/drafts/ files
    path("rules/drafts/<int:number>/files/", file_views.files, name="draft-files"),
    path(
        "rules/drafts/<int:number>/files/<str:name>",
        file_views.take_out,
        name="take-out-draft",
    ),
]
