"""Every kind of event is told in a sentence a person would say."""

from datetime import date

import pytest

from evenhand.core.events import KINDS, Happening, record_events
from evenhand.core.models import Event, User
from evenhand.core.viewing import acting_as
from evenhand.engine.allocation import explain
from evenhand.web.presenters import (
    GROUPS,
    NOT_PLACED,
    PRESENTERS,
    kinds_of,
    reason_not_placed,
    sentence_of,
)
from evenhand.web.titles import Titles, titles_at
from tests.cast import AT


EXAMPLES = {
    "needs_recorded": (
        {
            "changes": [
                ["language", "Arabic", "English, without an interpreter"],
                ["latest_start", None, "14:00:00"],
                ["interviewer_sex", "female", ""],
                ["childcare", False, True],
                ["phone", False, True],
            ]
        },
        "Interview needs recorded: the language of the interview from Arabic to English, "
        "without an interpreter; the latest start: 2pm; who interviews: no longer a "
        "woman; childcare: yes; the telephone number changed",
    ),
    "interpreter_conflict_declared": (
        {"name": "Ida Hale"},
        "Ida Hale must not interpret in this case",
    ),
    "interpreter_conflict_ended": (
        {"name": "Ida Hale"},
        "Nothing speaks against Ida Hale as interpreter any longer",
    ),
    "entry_added": (
        {"what": "adult", "name": "Ida Hale, Kent"},
        "A responsible adult was added to the appointment book: Ida Hale, Kent",
    ),
    "entry_changed": (
        {"what": "interpreter", "name": "Ida", "changes": ["vetted_until", "phone"]},
        "Ida was changed: vetting and telephone",
    ),
    "entry_ended": (
        {"what": "room", "name": "Room 2, Derby", "on": date(2027, 1, 5)},
        "Room 2, Derby is not in the appointment book from 5 January 2027",
    ),
    "hours_set": (
        {"name": "Ida", "hours": "Monday 9am to 5pm", "from_on": date(2027, 1, 5)},
        "Hours of Ida from 5 January 2027: Monday 9am to 5pm",
    ),
    "day_opened": (
        {"name": "Derby", "on": date(2027, 1, 9), "hours": "9am to midday"},
        "Derby also opens on 9 January 2027, 9am to midday",
    ),
    "away_recorded": (
        {"name": "Derby", "cause": "closure", "from": AT, "until": AT},
        "Derby: closed, from 20 November 2026 at 9am to 20 November 2026 at 9am",
    ),
    "away_ended": (
        {"name": "Derby", "cause": "closure", "from": AT, "until": AT},
        "Derby is back: ended what was recorded from 20 November 2026 at 9am to "
        "20 November 2026 at 9am",
    ),
    "journey_set": (
        {"area": "LS", "site": "Leeds office", "minutes": 20},
        "The journey from LS to Leeds office takes 20 minutes",
    ),
    "travel_set": (
        {"one": "Derby", "other": "Belfast", "minutes": None},
        "The journey between Derby and Belfast cannot be made in a day",
    ),
    "case_registered": ({"source": "a letter"}, "Registered: a letter"),
    "case_moved": (
        {"from": "ready_to_interview", "to": "interviewed"},
        "Moved from ready to interview to interviewed",
    ),
    "case_allocated": (
        {
            "from_owner": 1,
            "to_owner": 2,
            "unit": "LIVERPOOL",
            "run": 3,
            "reason": "longest waiting",
            "owner_names": ["Bo", "Amira"],
        },
        "Given to Amira of Liverpool, before with Bo: longest waiting",
    ),
    "barrier_opened": (
        {"barrier": "prosecution", "blocks": "decision", "review_on": date(2027, 1, 5)},
        "Barrier opened: Prosecution is pending. It blocks any decision and is looked "
        "at again on 5 January 2027",
    ),
    "barrier_reviewed": (
        {"barrier": "prosecution", "review_on": date(2027, 1, 5)},
        "Barrier still stands: Prosecution is pending. Next look on 5 January 2027",
    ),
    "barrier_closed": (
        {"barrier": "prosecution"},
        "Barrier closed: Prosecution is pending",
    ),
    "absence_ended": (
        {"name": "Amira", "on": "2027-01-05"},
        "Amira is back from 5 January 2027",
    ),
    "person_joined": (
        {"name": "Ida", "unit": "LIVERPOOL", "from_on": "2027-01-05"},
        "Ida joins Liverpool on 5 January 2027",
    ),
    "person_leaves": (
        {"name": "Ida", "last_on": "2027-01-05"},
        "Ida leaves; the last day is 5 January 2027",
    ),
    "person_stays": ({"name": "Ida"}, "Ida does not leave"),
    "person_moved": (
        {"name": "Ida", "unit": "LIVERPOOL", "team": "Team 2"},
        "Ida moved to Liverpool, Team 2",
    ),
    "hours_changed": (
        {"name": "Ida", "fte": "0.60", "places": 3},
        "Ida works 60% of full time, with 3 places in a full week",
    ),
    "skill_recorded": (
        {"name": "Ida", "skill": "children", "expires_on": "2027-01-05"},
        "Ida is trained: Children's claims until 5 January 2027",
    ),
    "skill_ended": (
        {"name": "Ida", "skill": "children", "on": "2027-01-05"},
        "Ida no longer holds Children's claims from 5 January 2027",
    ),
    "languages_changed": (
        {"name": "Ida", "languages": ["Arabic", "Pashto"]},
        "Ida works in Arabic and Pashto",
    ),
    "also_units_changed": (
        {"name": "Ida", "units": ["LEEDS", "GLASGOW"]},
        "Ida also works for Leeds and Glasgow",
    ),
    "person_invited": ({"name": "Ida"}, "Ida was invited to choose a password"),
    "unit_added": (
        {"unit": "WALES", "name": "Wales"},
        "The unit Wales was added",
    ),
    "unit_renamed": (
        {"unit": "WALES", "before": "Wales", "name": "Wales and West"},
        "The unit Wales is now Wales and West",
    ),
    "unit_closes": (
        {"unit": "LIVERPOOL", "on": "2027-01-05"},
        "Liverpool closes on 5 January 2027",
    ),
    "unit_stays_open": ({"unit": "LIVERPOOL"}, "Liverpool does not close"),
    "team_added": (
        {"unit": "LIVERPOOL", "team": "Team 2"},
        "Liverpool: Team 2 was added",
    ),
    "team_renamed": (
        {"unit": "LIVERPOOL", "before": "Team 2", "team": "Quay"},
        "Liverpool: Team 2 is now Quay",
    ),
    "role_granted": (
        {"name": "Ida", "role": "Auditor"},
        "Ida was given the role Auditor",
    ),
    "role_ended": (
        {"name": "Ida", "role": "Auditor"},
        "Ida no longer has the role Auditor",
    ),
    "clearance_granted": (
        {"name": "Ida", "clearance": "Special cases"},
        "Ida was cleared: Special cases",
    ),
    "clearance_ended": (
        {"name": "Ida", "clearance": "Special cases"},
        "Ida is no longer cleared: Special cases",
    ),
    "system_added": (
        {"name": "Interpreter agency", "clearances": ["Restricted cases"]},
        "Interpreter agency was added as a system, cleared: Restricted cases",
    ),
    "token_granted": (
        {
            "system": "Interpreter agency",
            "token": "rota server",
            "scopes": ["appointments:read", "appointments:write"],
            "expires_on": "2027-01-05",
        },
        "Interpreter agency was given the token “rota server” for appointments:read "
        "and appointments:write; it works before 5 January 2027",
    ),
    "token_revoked": (
        {"system": "Interpreter agency", "token": "rota server"},
        "The token “rota server” of Interpreter agency was revoked",
    ),
    "case_skipped": (
        {"name": "Amira", "reason": "not-trained"},
        "Skipped by Amira that day: it asks for a training I do not hold",
    ),
    "case_passed_back": (
        {"name": "Amira", "reason": "other"},
        "Passed back by Amira: another reason",
    ),
    "progressor_changed": (
        {"from_name": "Eli", "to_name": "Bo"},
        "Moved on by Bo, before by Eli",
    ),
    "conflict_declared": (
        {"name": "Amira"},
        "Conflict of interest declared: Amira",
    ),
    "conflict_ended": ({"name": "Amira"}, "Conflict of interest ended: Amira"),
    "evidence_noted": (
        {"kind": "medical-evidence"},
        "Noted: medical evidence of being unfit has come",
    ),
    "evidence_note_ended": (
        {"kind": "evidence-may-suffice"},
        "Counts no longer: the evidence may be enough",
    ),
    "date_of_birth_corrected": (
        {"person": 1, "which": "treated as"},
        "Date of birth corrected (treated as)",
    ),
    "proposal_taken_back": (
        {"run": 3},
        "What run 3 proposed, and was left, waits to be accepted again",
    ),
    "people_linked": (
        {"other_case": 9},
        "A person was linked with one of another case",
    ),
    "people_unlinked": (
        {"other_case": 9},
        "A link with a person of another case was ended",
    ),
    "cases_linked": (
        {"other_case": "EH-1"},
        "Linked with another case as one family",
    ),
    "cases_unlinked": (
        {"other_case": "EH-1"},
        "The link with a case of the family was ended",
    ),
    "likeness_refused": (
        {"other_case": "EH-1"},
        "A likeness with a person of another case was looked at and refused",
    ),
    "likeness_taken_up_again": (
        {"other_case": "EH-1"},
        "A likeness with a person of another case, refused before, is to be looked at "
        "again",
    ),
    "note_added": ({"text": "Called."}, "Note: Called."),
    "diary_written": (
        {"text": "Ring the hub", "due_on": "2026-12-01", "whose": "Amira Bello"},
        "To do by 1 December 2026, Amira Bello: Ring the hub",
    ),
    "diary_done": ({"text": "Ring the hub"}, "Done: Ring the hub"),
    "contact_recorded": (
        {"whom": "representative", "way": "phone", "reached": False},
        "Tried to reach their representative by phone",
    ),
    "interview_booked": (
        {
            "starts_at": "2021-03-29T09:00:00+00:00",
            "site": "Derby",
            "mode": "video",
        },
        "An interview was booked: 29 March 2021, 10am, at Derby, by video",
    ),
    "interview_changed": (
        {
            "starts_at": "2021-03-29T09:30:00+00:00",
            "site": "Derby",
            "mode": "video",
            "from_at": "2021-03-26T10:00:00+00:00",
        },
        "The interview was changed: now 29 March 2021, 10:30am, at Derby, by video; "
        "it was 26 March 2021, 10am",
    ),
    "interview_cancelled": (
        {
            "starts_at": "2021-03-29T09:00:00+00:00",
            "site": "Derby",
            "mode": "in person",
            "cause": "Claimant asked",
        },
        "The interview was cancelled: 29 March 2021, 10am, at Derby, in person. "
        "Claimant asked",
    ),
    "pilot_started": ({"title": "Derby"}, "Pilot started: Derby"),
    "pilot_joined": (
        {"title": "Derby", "part": "Bootle, by video"},
        "Pilot Derby: Bootle, by video joins",
    ),
    "pilot_left": (
        {"title": "Derby", "part": "Bootle"},
        "Pilot Derby: Bootle leaves",
    ),
    "pilot_decided": (
        {"title": "Derby", "kind": "Made permanent"},
        "Pilot Derby: Made permanent",
    ),
    "interview_confirmed": (
        {"who": "claimant"},
        "Claimant: said that they will come",
    ),
    "change_asked": (
        {"who": "representative"},
        "Representative: asked to change the interview",
    ),
    "change_refused": (
        {"who": "adult"},
        "Responsible adult: told that the interview stays as it is",
    ),
    "links_revoked": (
        {"starts_at": "2021-03-29T09:00:00+00:00"},
        "Private links to the interview were ended",
    ),
    "message_settled": (
        {"who": "claimant"},
        "Claimant: a message that did not arrive was dealt with",
    ),
    "arrival_recorded": (
        {"who": "adult", "came_at": "2026-07-01T08:40:00+00:00"},
        "Responsible adult came at 9:40am",
    ),
    "arrival_taken_back": (
        {"who": "claimant"},
        "Claimant: that they came was recorded in error",
    ),
    "interview_began": (
        {"late_minutes": 20, "representative": "had the chance"},
        "The interview began, 20 minutes late. Their representative was told and did "
        "not attend",
    ),
    "interview_paused": ({}, "A break in the interview"),
    "interview_went_on": (
        {"minutes": 10},
        "The interview went on after a break of 10 minutes",
    ),
    "interview_ended": (
        {"outcome": "adult away"},
        "The interview was not held: no responsible adult",
    ),
    "join_link_recorded": ({}, "The link to join the interview was recorded"),
    "explanation_asked": (
        {"due_on": "2026-11-30"},
        "Asked to explain the missed interview by 30 November 2026",
    ),
    "explanation_received": (
        {"on": "2026-11-26"},
        "Explained the missed interview on 26 November 2026",
    ),
    "explanation_letter": (
        {"due_on": "2026-12-07"},
        "Written to for more about the missed interview, to answer by 7 December 2026",
    ),
    "explanation_with_senior": ({}, "A senior is to consider the missed interview"),
    "explanation_accepted": (
        {},
        "The explanation was accepted; the interview is to be booked again",
    ),
    "tracker_imported": (
        {"file": "leeds.xlsx", "unit": "LIVERPOOL"},
        "The tracker of Liverpool brought in from leeds.xlsx",
    ),
    "tracker_undone": (
        {"file": "leeds.xlsx", "unit": None},
        "The tracker undone: leeds.xlsx",
    ),
    "tracker_row_taken": (
        {
            "file": "leeds.xlsx",
            "unit": "LIVERPOOL",
            "changes": [
                {"field": "postcode", "before": None, "after": "LS1 1AA"},
                {"field": "high_harm"},
            ],
        },
        "Changed by the tracker of Liverpool: postcode from not recorded to LS1 1AA;"
        " high harm",
    ),
    "clash_settled": (
        {"field": "arc_number", "choice": "there"},
        "Two changes settled: the tracker is right on ARC number",
    ),
    "go_live_set": (
        {"unit": "LIVERPOOL", "on": "2026-12-01"},
        "Liverpool: its tracker is no longer taken from 1 December 2026",
    ),
    "release_published": (
        {"number": 2, "sha256": "ab"},
        "Policy release 2 put in force",
    ),
    "rehearsal_asked": ({"rehearsal": 3}, "Rehearsal 3 asked for"),
    "draft_started": (
        {"draft": 3, "title": "Iraq to Newcastle", "release": 1},
        "Draft “Iraq to Newcastle” started from policy release 1",
    ),
    "draft_changed": (
        {"draft": 3, "title": "Iraq to Newcastle", "where": "RT-047, then units"},
        "Draft “Iraq to Newcastle” changed: RT-047, then units",
    ),
    "draft_given_up": (
        {"draft": 3, "title": "Iraq to Newcastle"},
        "Draft “Iraq to Newcastle” given up",
    ),
    "draft_sent": (
        {"draft": 1, "title": "More points", "effective_on": "2026-12-01"},
        "Draft “More points” sent for approval, to be in force from 1 December 2026",
    ),
    "draft_returned": (
        {"draft": 1, "title": "More points"},
        "Draft “More points” returned to its author",
    ),
    "draft_approved": (
        {"draft": 1, "title": "More points", "number": 2, "from_on": "2026-12-01"},
        "Draft “More points” approved as policy release 2, in force from "
        "1 December 2026",
    ),
    "withdrawal_asked": ({"number": 2}, "Policy release 2: withdrawal asked for"),
    "withdrawal_called_off": (
        {"number": 2},
        "Policy release 2 stays in force: withdrawal called off",
    ),
    "release_withdrawn": (
        {"number": 2, "back_to": 1, "alone": True},
        "Policy release 2 withdrawn, by one person in an emergency; release 1 is in "
        "force again",
    ),
    "withdrawal_looked_at": (
        {"number": 2},
        "The withdrawal of policy release 2 by one person was looked at by another",
    ),
    "authority_lapses": (
        {"authority": "AUTH-NAT-1", "number": 2, "on": "2029-10-31"},
        "Authority AUTH-NAT-1 of policy release 2 ends on 31 October 2029; those who "
        "answer for it were told",
    ),
    "authority_lapsed": (
        {"authority": "AUTH-NAT-1", "number": 2, "on": "2029-10-31"},
        "Authority AUTH-NAT-1 of policy release 2 ended on 31 October 2029; those who "
        "answer for it were told",
    ),
    "assessment_opened": (
        {"title": "Equality impact assessment", "number": 2},
        "Equality impact assessment of release 2 opened",
    ),
    "assessment_completed": (
        {"title": "Equality impact assessment", "number": 2},
        "Equality impact assessment of release 2 completed",
    ),
    "ownership_given": (
        {"name": "Gil Test", "owner": "Asylum policy"},
        "Gil Test answers for Asylum policy",
    ),
    "ownership_ended": (
        {"name": "Gil Test", "owner": "Asylum policy"},
        "Gil Test no longer answers for Asylum policy",
    ),
    "interview_plan_started": ({"plan": 3}, "Plan 3 of interviews started"),
    "interview_plan_proposed": ({"plan": 3}, "Plan 3 of interviews proposed times"),
    "interview_plan_failed": (
        {"plan": 3, "why": "Refused"},
        "Plan 3 of interviews failed",
    ),
    "interview_plan_accepted": ({"plan": 3}, "Interviews of plan 3 booked"),
    "interview_plan_undone": ({"plan": 3}, "Interviews of plan 3 cancelled together"),
    "run_started": ({"run": 3}, "Planning run 3 started"),
    "run_proposed": ({"run": 3}, "Planning run 3 made its proposals"),
    "run_failed": ({"run": 3, "why": "Refused"}, "Planning run 3 failed"),
    "run_accepted": ({"run": 3}, "Proposals of planning run 3 accepted"),
    "acceptance_undone": ({"run": 3}, "Acceptance of planning run 3 undone"),
    "case_overridden": (
        {
            "from_owner": None,
            "to_owner": 1,
            "owner_names": [None, "Amira Bello"],
            "unit": "LIVERPOOL",
            "run": 3,
            "reason": "family-together",
        },
        "Given to Amira Bello of Liverpool, and not as run 3 proposed: "
        "family to be decided together",
    ),
    "case_given_back": (
        {
            "from_owner": 1,
            "to_owner": None,
            "owner_names": ["Amira Bello", None],
            "unit": "",
            "run": 3,
            "reason": "",
        },
        "The acceptance of run 3 was undone: back to wait for a decision maker, away "
        "from Amira Bello",
    ),
    "proposal_left": (
        {"run": 3, "reason": "fact-is-wrong"},
        "Left as it was, and not as run 3 proposed: a fact on the case is wrong",
    ),
    "unit_changed": (
        {
            "from_unit": "MERSEY",
            "to_unit": "WALES",
            "owner": 7,
            "owner_name": "Amira Bello",
            "cut_over": "Iraq to Wales",
        },
        "Moved to Wales, before Mersey, by the cut-over “Iraq to Wales”. Amira Bello no "
        "longer has it; it waits for a decision maker",
    ),
    "unit_changed_back": (
        {
            "from_unit": "WALES",
            "to_unit": "MERSEY",
            "owner": 7,
            "owner_name": "Amira Bello",
            "cut_over": "Iraq to Wales",
        },
        "Moved back to Mersey and to Amira Bello, away from Wales: “Iraq to Wales” was "
        "reversed",
    ),
    "cut_over_planned": (
        {"cut_over": "Iraq to Wales"},
        "Cut-over “Iraq to Wales” planned",
    ),
    "cut_over_phase_carried_out": (
        {"cut_over": "Iraq to Wales", "phase": 2},
        "Phase 2 of the cut-over “Iraq to Wales” carried out",
    ),
    "cut_over_phase_reversed": (
        {"cut_over": "Iraq to Wales", "phase": 2},
        "Phase 2 of the cut-over “Iraq to Wales” reversed",
    ),
    "cut_over_phase_called_off": (
        {"cut_over": "Iraq to Wales", "phase": 2},
        "Phase 2 of the cut-over “Iraq to Wales” called off",
    ),
    "cut_over_reviewed": (
        {"cut_over": "Iraq to Wales"},
        "Cut-over “Iraq to Wales” reviewed",
    ),
    "reallocation_proposed": ({"run": 3}, "Re-allocation proposed (run 3)"),
    "absence_recorded": (
        {"name": "Amira Bello", "from_on": "2026-11-23", "to_on": "2026-12-01"},
        "Amira Bello is away from 23 November 2026 to 30 November 2026",
    ),
}


def test_every_kind_of_event_has_a_presenter_and_an_example():
    assert set(PRESENTERS) == set(KINDS) == set(EXAMPLES)
    assert {presenter.group for presenter in PRESENTERS.values()} <= set(GROUPS)


@pytest.mark.parametrize("kind", list(EXAMPLES))
def test_event_is_told_as_people_would(kind, cast):
    data, words = EXAMPLES[kind]
    with acting_as(cast.amira):
        record_events([Happening(kind, data)], by=cast.amira, at=AT, because="so")
        event = Event.objects.get(kind=kind, because="so")
        told = sentence_of(event, titles_at(AT))
    assert told.what == words
    assert (told.by, told.because) == ("Amira Test", "so")


def test_redacted_event_says_only_that_it_was():
    event = Event(
        kind="note_added", data={}, at=AT, redacted_at=AT, by=User(name="Amira")
    )
    assert sentence_of(event, Titles(None)).what == (
        "The words of this entry were removed"
    )


def test_every_group_of_the_timeline_holds_some_kind():
    assert all(kinds_of(group) for group in GROUPS)


def test_reasons_for_not_placing_are_sentences():
    codes = {
        value
        for name, value in vars(explain).items()
        if name.isupper() and isinstance(value, str) and value != explain.PLACED
    }
    assert codes == set(NOT_PLACED)
    assert reason_not_placed("something new") == "Something new"
