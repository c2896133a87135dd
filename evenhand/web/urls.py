"""Every address, grouped by noun. The demo's door has one in the demo only."""

from django.conf import settings
from django.urls import URLPattern, path

from evenhand.web import glossary, home
from evenhand.web.appointments.booking.addresses import BOOKING_ADDRESSES
from evenhand.web.appointments.calendars.addresses import CALENDAR_ADDRESSES
from evenhand.web.appointments.day.addresses import DAY_ADDRESSES
from evenhand.web.appointments.figures.addresses import FIGURE_ADDRESSES
from evenhand.web.appointments.people_and_places.addresses import PLACES_ADDRESSES
from evenhand.web.appointments.pilots.addresses import PILOT_ADDRESSES
from evenhand.web.appointments.plans.addresses import PLAN_ADDRESSES
from evenhand.web.appointments.telling.addresses import TELLING_ADDRESSES
from evenhand.web.audit import views as audit
from evenhand.web.audit.exports import look_list
from evenhand.web.cases import bulk_views, replay_views, saved_views
from evenhand.web.cases import conflict_views as conflict
from evenhand.web.cases import diary_views as diary
from evenhand.web.cases import list_views as cases
from evenhand.web.cases import person_views as person_of_case
from evenhand.web.cases import views as case
from evenhand.web.cases.exports import case_list
from evenhand.web.evidence import views as evidence
from evenhand.web.exports.views import exported
from evenhand.web.guidance import views as guidance
from evenhand.web.intake import (
    clash_views,
    go_live_views,
    set_aside_views,
    sheet_views,
)
from evenhand.web.intake import views as trackers
from evenhand.web.intake.conflict_exports import conflict_list
from evenhand.web.intake.exports import rows_set_aside
from evenhand.web.invited.addresses import INVITED_ADDRESSES
from evenhand.web.likeness import views as likeness
from evenhand.web.likeness.exports import likeness_list
from evenhand.web.my_work import passing_views as passing
from evenhand.web.my_work import views as my_work
from evenhand.web.my_work.exports import my_list
from evenhand.web.people import (
    grant_views,
    invitation_views,
    person_views,
    post_views,
    skill_views,
    time_views,
    unit_views,
)
from evenhand.web.people import reallocation_views as reallocation
from evenhand.web.people import team_views as team
from evenhand.web.people import views as people
from evenhand.web.people.exports import people_list, unit_list
from evenhand.web.planning import acceptance_views as acceptance
from evenhand.web.planning import cut_over_phase_views as cut_over_phase
from evenhand.web.planning import cut_over_views as cut_over
from evenhand.web.planning import leaving_views as leaving
from evenhand.web.planning import proposal_views as proposal
from evenhand.web.planning import views as planning
from evenhand.web.planning.cut_over_exports import cut_over_list
from evenhand.web.planning.exports import run_list
from evenhand.web.rules import views as rules
from evenhand.web.rules.addresses import ADDRESSES
from evenhand.web.rules.drafts.addresses import DRAFT_ADDRESSES
from evenhand.web.rules.exports import rule_list
from evenhand.web.rules.facts.addresses import FACT_ADDRESSES
from evenhand.web.rules.proof import views as proof
from evenhand.web.rules.proof.exports import proof_list
from evenhand.web.rules.rehearsals import views as rehearsals
from evenhand.web.rules.rehearsals.exports import rehearsal_cases, rehearsal_figures
from evenhand.web.rules.replays import views as replays
from evenhand.web.sign_in import invitation
from evenhand.web.sign_in import views as sign_in
from evenhand.web.systems.addresses import SYSTEM_ADDRESSES


urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("rows/", home.choose_rows, name="choose-density"),
    path("glossary/", glossary.glossary, name="glossary"),
    # guidance/
    path("guidance/", guidance.guidance, name="guidance"),
    path("guidance/<slug:name>/", guidance.page, name="guidance-page"),
    # my-work/
    path("my-work/", my_work.my_work, name="my-work"),
    path("my-work/export/", exported("my-work", my_list), name="export-my-work"),
    path("my-work/skip/<str:ref>/", passing.skip, name="skip-case"),
    # cases/
    path("cases/", cases.cases, name="cases"),
    path("cases/count/", cases.count, name="count-cases"),
    path("cases/columns/", cases.columns, name="choose-columns"),
    path("cases/bulk/", bulk_views.act, name="act-in-bulk"),
    path("cases/bulk/<uuid:key>/", bulk_views.outcome, name="bulk-act"),
    path("cases/views/keep/", saved_views.save, name="save-view"),
    path("cases/views/<int:number>/", saved_views.change, name="change-view"),
    path("cases/export/", exported("cases", case_list), name="export-cases"),
    path("cases/without-interview/", evidence.files, name="files-to-be-read"),
    path("cases/<str:ref>/", case.case, name="case"),
    path("cases/<str:ref>/notes/", case.note, name="add-note"),
    path("cases/<str:ref>/move/", case.move, name="move-case"),
    path("cases/<str:ref>/replay/", replay_views.replay, name="replay-case"),
    path("cases/<str:ref>/diary/", diary.write_diary, name="write-diary"),
    path(
        "cases/<str:ref>/diary/<int:number>/done/",
        diary.finish_diary,
        name="finish-diary",
    ),
    path("cases/<str:ref>/contacts/", diary.new_contact, name="record-contact"),
    path("cases/<str:ref>/barriers/open/", case.new_barrier, name="open-barrier"),
    path(
        "cases/<str:ref>/barriers/<slug:kind>/review/",
        case.still_standing,
        name="review-barrier",
    ),
    path(
        "cases/<str:ref>/barriers/<slug:kind>/close/",
        case.no_longer_standing,
        name="close-barrier",
    ),
    path(
        "cases/<str:ref>/conflicts/declare/", conflict.declare, name="declare-conflict"
    ),
    path(
        "cases/<str:ref>/conflicts/<int:number>/end/", conflict.end, name="end-conflict"
    ),
    path(
        "cases/<str:ref>/people/<int:number>/date-of-birth/",
        person_of_case.date_of_birth,
        name="correct-birth",
    ),
    path("cases/<str:ref>/evidence/", evidence.note, name="note-evidence"),
    path(
        "cases/<str:ref>/evidence/<int:number>/end/",
        evidence.end,
        name="end-evidence-note",
    ),
    path("cases/<str:ref>/pass-back/", passing.pass_back, name="pass-case-back"),
    path("cases/<str:ref>/reallocate/", conflict.somebody_else, name="reallocate-case"),
    path(
        "cases/<str:ref>/clashes/<int:number>/settle/",
        clash_views.settle,
        name="settle-clash",
    ),
    # trackers/
    path("trackers/", trackers.trackers, name="trackers"),
    path("trackers/bring-in/", trackers.bring_in, name="bring-in-tracker"),
    path(
        "trackers/units/<slug:code>/go-live/", go_live_views.go_live, name="set-go-live"
    ),
    path("trackers/<int:number>/", trackers.import_page, name="import"),
    path("trackers/<int:number>/progress/", trackers.progress, name="import-progress"),
    path("trackers/<int:number>/figures/", trackers.figures, name="import-figures"),
    path("trackers/<int:number>/look-again/", trackers.look_again, name="judge-import"),
    path("trackers/<int:number>/bring-in/", trackers.carry_out, name="bring-in-import"),
    path("trackers/<int:number>/undo/", trackers.undo_import, name="undo-import"),
    path(
        "trackers/<int:number>/sheets/<int:position>/correct/",
        sheet_views.correct_columns,
        name="correct-columns",
    ),
    path("trackers/<int:number>/word/", set_aside_views.say_word, name="mend-word"),
    path(
        "trackers/<int:number>/rows/<int:row>/mend/",
        set_aside_views.put_right,
        name="mend-row",
    ),
    path(
        "trackers/<int:number>/export/",
        exported("trackers", rows_set_aside),
        name="export-set-aside",
    ),
    path(
        "trackers/<int:number>/conflicts/export/",
        exported("trackers", conflict_list),
        name="export-conflicts",
    ),
    path(
        "trackers/<int:number>/workbook/",
        set_aside_views.return_workbook,
        name="return-workbook",
    ),
    path(
        "trackers/<int:number>/settle/", clash_views.settle_field, name="settle-clashes"
    ),
    path("cases/<str:ref>/links/<slug:code>/end/", likeness.end_link, name="end-link"),
    # same-person/
    path("same-person/", likeness.suggestions, name="likenesses"),
    path(
        "same-person/export/",
        exported("likenesses", likeness_list),
        name="export-likenesses",
    ),
    path("same-person/<slug:code>/", likeness.suggestion, name="likeness"),
    path("same-person/<slug:code>/judge/", likeness.judge, name="judge-likeness"),
    path(
        "same-person/<slug:code>/take-back/",
        likeness.take_back,
        name="take-back-likeness",
    ),
    # planning/
    path("planning/", planning.planning, name="planning"),
    path("planning/start/", planning.start, name="start-run"),
    path("planning/<int:number>/", planning.run, name="run"),
    path("planning/<int:number>/progress/", planning.progress, name="run-progress"),
    path("planning/<int:number>/replay/", planning.replay, name="replay-run"),
    path(
        "planning/<int:number>/export/",
        exported("planning", run_list),
        name="export-run",
    ),
    path("planning/<int:number>/accept/", acceptance.accept, name="accept-run"),
    path("planning/<int:number>/leave/", leaving.reject, name="leave-proposals"),
    path("planning/<int:number>/undo/", acceptance.undo, name="undo-run"),
    path("planning/<int:number>/review/", proposal.review, name="run-review"),
    path(
        "planning/<int:number>/proposals/<str:ref>/", proposal.proposal, name="proposal"
    ),
    path(
        "planning/<int:number>/proposals/<str:ref>/change/",
        proposal.override,
        name="override-proposal",
    ),
    path(
        "planning/<int:number>/proposals/<str:ref>/take-back/",
        leaving.take_back_one,
        name="take-back-proposal",
    ),
    # team/
    path("team/", team.my_team, name="team"),
    # planning/cut-overs/
    path("planning/cut-overs/", cut_over.listed, name="cut-overs"),
    path("planning/cut-overs/plan/", cut_over.plan, name="plan-cut-over"),
    path("planning/cut-overs/<int:number>/", cut_over.cut_over, name="cut-over"),
    path(
        "planning/cut-overs/<int:number>/export/",
        exported("planning", cut_over_list),
        name="export-cut-over",
    ),
    path(
        "planning/cut-overs/<int:number>/feedback/",
        cut_over.feedback,
        name="record-feedback",
    ),
    path(
        "planning/cut-overs/<int:number>/review/",
        cut_over.review,
        name="review-cut-over",
    ),
    path(
        "planning/cut-overs/<int:number>/phases/<int:phase>/carry-out/",
        cut_over_phase.carry_out,
        name="carry-out-phase",
    ),
    path(
        "planning/cut-overs/<int:number>/phases/<int:phase>/reverse/",
        cut_over_phase.reverse_one,
        name="reverse-phase",
    ),
    path(
        "planning/cut-overs/<int:number>/phases/<int:phase>/call-off/",
        cut_over_phase.call_off,
        name="call-off-phase",
    ),
    # people/
    path("people/", people.people, name="people"),
    path("people/export/", exported("people", unit_list), name="export-units"),
    path("people/units/add/", unit_views.new_unit, name="add-unit"),
    path("people/<slug:code>/", people.unit, name="unit"),
    path("people/<slug:code>/rename/", unit_views.name_anew, name="rename-unit"),
    path("people/<slug:code>/close/", unit_views.closes, name="close-unit"),
    path("people/<slug:code>/keep/", unit_views.stays_open, name="keep-unit-open"),
    path(
        "people/<slug:code>/export/",
        exported("people", people_list),
        name="export-unit",
    ),
    path(
        "people/reallocations/<int:number>/",
        reallocation.reallocation,
        name="reallocation",
    ),
    path(
        "people/reallocations/<int:number>/accept/",
        reallocation.accept,
        name="accept-reallocation",
    ),
    path(
        "people/reallocations/<int:number>/leave/",
        reallocation.leave_rest,
        name="leave-reallocation",
    ),
    path(
        "people/<slug:code>/<str:ref>/reallocate/",
        reallocation.reallocate,
        name="reallocate-person",
    ),
    path("people/<slug:code>/join/", post_views.joins, name="add-person"),
    path("people/<slug:code>/teams/add/", team.new_team, name="add-team"),
    path("people/<slug:code>/teams/<int:number>/", team.team, name="team-of-unit"),
    path(
        "people/<slug:code>/teams/<int:number>/rename/",
        team.name_anew,
        name="rename-team",
    ),
    path("people/<slug:code>/<str:ref>/", person_views.person, name="person"),
    path(
        "people/<slug:code>/<str:ref>/sick/", time_views.sick_today, name="sick-today"
    ),
    path(
        "people/<slug:code>/<str:ref>/away/", time_views.absence, name="record-absence"
    ),
    path(
        "people/<slug:code>/<str:ref>/away/<int:number>/back/",
        time_views.back_early,
        name="back-early",
    ),
    path("people/<slug:code>/<str:ref>/hours/", time_views.hours, name="change-hours"),
    path("people/<slug:code>/<str:ref>/move/", post_views.move, name="move-person"),
    path(
        "people/<slug:code>/<str:ref>/also/",
        post_views.also,
        name="change-also-units",
    ),
    path(
        "people/<slug:code>/<str:ref>/invite/",
        invitation_views.invites,
        name="invite-person",
    ),
    path(
        "people/<slug:code>/<str:ref>/leave/", post_views.leaves, name="person-leaves"
    ),
    path("people/<slug:code>/<str:ref>/stay/", post_views.stays, name="person-stays"),
    path(
        "people/<slug:code>/<str:ref>/skills/", skill_views.skill, name="record-skill"
    ),
    path(
        "people/<slug:code>/<str:ref>/skills/<slug:name>/end/",
        skill_views.no_skill,
        name="end-skill",
    ),
    path(
        "people/<slug:code>/<str:ref>/languages/",
        skill_views.languages,
        name="change-languages",
    ),
    path("people/<slug:code>/<str:ref>/grants/", grant_views.give, name="give-grant"),
    path(
        "people/<slug:code>/<str:ref>/grants/<slug:kind>/<int:number>/end/",
        grant_views.end_grant,
        name="end-grant",
    ),
    # audit/
    path("audit/", audit.audit, name="audit"),
    path("audit/export/", exported("audit", look_list), name="export-looks"),
    # rules/
    path("rules/", rules.rules, name="rules"),
    path("rules/replays/", replays.replays, name="replays"),
    path("rules/proof/", proof.proof, name="proof"),
    path("rules/proof/count/", proof.count, name="count-proof"),
    path("rules/proof/export/", exported("rules", proof_list), name="export-proof"),
    # rules/rehearsals/
    path("rules/rehearsals/", rehearsals.listed, name="rehearsals"),
    path("rules/rehearsals/ask/", rehearsals.ask, name="rehearse"),
    path(
        "rules/rehearsals/side-by-side/",
        rehearsals.side_by_side,
        name="rehearsals-beside",
    ),
    path("rules/rehearsals/<int:number>/", rehearsals.rehearsal, name="rehearsal"),
    path(
        "rules/rehearsals/<int:number>/progress/",
        rehearsals.progress,
        name="rehearsal-progress",
    ),
    path(
        "rules/rehearsals/<int:number>/cases/",
        rehearsals.cases,
        name="rehearsed-cases",
    ),
    path(
        "rules/rehearsals/<int:number>/export/",
        exported("rules", rehearsal_figures),
        name="export-rehearsal",
    ),
    path(
        "rules/rehearsals/<int:number>/cases/export/",
        exported("rules", rehearsal_cases),
        name="export-rehearsed-cases",
    ),
    # rules/
    *FACT_ADDRESSES,
    *ADDRESSES,
    *DRAFT_ADDRESSES,
    # rules/
    path("rules/<int:number>/", rules.release, name="release"),
    path(
        "rules/<int:number>/export/",
        exported("rules", rule_list),
        name="export-release",
    ),
    path("rules/<int:number>/rule/<slug:rule_id>/", rules.rule, name="rule"),
    path("rules/<int:number>/<slug:name>/", rules.rulebook, name="rulebook"),
    path(
        "rules/<int:number>/<slug:name>/export/",
        exported("rules", rule_list),
        name="export-rulebook",
    ),
    *BOOKING_ADDRESSES,
    *PLAN_ADDRESSES,
    *CALENDAR_ADDRESSES,
    *FIGURE_ADDRESSES,
    *DAY_ADDRESSES,
    *TELLING_ADDRESSES,
    *PILOT_ADDRESSES,
    *PLACES_ADDRESSES,
    *SYSTEM_ADDRESSES,
    *INVITED_ADDRESSES,
    # sign-in/
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path(
        "sign-in/first/<slug:account>/<slug:key>/",
        invitation.choose_password,
        name="first-password",
    ),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
]

if settings.DEMO_DOOR:
    from evenhand.web.sign_in import demo

    urlpatterns += [
        # demo/
        path("demo/", demo.demo_door, name="demo-door"),
        path("demo/<str:username>/", demo.enter_demo, name="enter-demo"),
    ]

handler403 = "evenhand.web.errors.not_allowed"
handler404 = "evenhand.web.errors.not_found"
handler500 = "evenhand.web.errors.something_wrong"
