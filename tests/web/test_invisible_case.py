"""A restricted case leaves no trace for those not cleared: not in a page, not in a total.

The same world is made twice, with and without one restricted case that is planned and
given out. Whoever is not cleared must be answered alike in both, at every address.
"""

import json
import re
from argparse import Namespace
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import blake2b, md5
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from evenhand.casework.cases.references import case_ref
from evenhand.casework.evidence.services import note_evidence
from evenhand.casework.likeness.queries import likenesses, links_of
from evenhand.casework.likeness.services import join
from evenhand.casework.models import Case
from evenhand.cli.people_verbs import likenesses as told_likenesses
from evenhand.cli.plan_verbs import show_run
from evenhand.core.accounts import grant
from evenhand.core.models import Clearance, Role, User
from evenhand.core.viewing import acting_as
from evenhand.flows.count_proof import count_yesterday
from evenhand.flows.cut_over import Asked, carry_out_phase, plan_cut_over
from evenhand.flows.find_likenesses import find_likenesses
from evenhand.flows.override_plan import leave_proposals
from evenhand.flows.plan_cases import carry_out, create_run
from evenhand.flows.plan_interviews import (
    Wanted,
    carry_out_plan,
    create_interview_plan,
)
from evenhand.flows.reallocate import reallocate_person
from evenhand.flows.rehearse import Asked as Rehearsing
from evenhand.flows.rehearse import ask_to_rehearse, carry_out_rehearsal
from evenhand.flows.replay_night import replay_night
from evenhand.flows.undo_plan import take_back, undo_acceptance
from evenhand.planning.cutover.phasing import Timetable
from evenhand.planning.models import Outcome, Override, Passing, Run
from evenhand.planning.passing.services import record_passing
from evenhand.releases.queries import policy_of
from evenhand.workforce.models import StaffMember, Team
from tests.accepting import accept
from tests.api.bearing import Caller, mint
from tests.cast import AT, ON, Cast, assemble
from tests.conftest import Worlds
from tests.rehearsing import edited
from tests.walked_book import (
    HIDDEN_INTERVIEW,
    SEEN_INTERVIEW,
    message_key,
    walked_book,
)


NOW = AT + timedelta(hours=3)
HIDDEN = case_ref(4)
SEEN = case_ref(1)
SECRET = "Oyelowobright"
# Where the first case's applicant and the hidden one's are looked at, and their link.
WITH_HIDDEN = md5(b"same person 1 4", usedforsecurity=False).hexdigest()[:12]
LINK = blake2b(b"person 1 4", digest_size=6).hexdigest()
KEY = "6f1f9e9c-0f0e-4c57-9d0a-0c6a5a3f2d11"
SAID = {"reason": "other", "because": "as we spoke"}

CSV = {"because": "a reason", "kind": "csv"}
XLSX = {"because": "a reason", "kind": "xlsx"}

TO_LIVERPOOL: dict[str, object] = {
    **{"title": "All to Liverpool", "to_unit": "LIVERPOOL", "phases": "1"},
    **{"first_on-day": "23", "first_on-month": "11", "first_on-year": "2026"},
    **{"review_on-day": "1", "review_on-month": "3", "review_on-year": "2027"},
    **{"days_apart": "7", "owner": "dana", "because": "the hub is there"},
}

CALLED_OFF = {"cause": "error", "because": "booked twice"}

LONG = {
    **{"from_on-day": "20", "from_on-month": "11", "from_on-year": "2026"},
    **{"last_on-day": "20", "last_on-month": "1", "last_on-year": "2027"},
    # Without a reason nothing is recorded: what is booked is told before that.
    "because": "",
}
CLOSED_FOR_LONG: dict[str, str] = LONG | {"cause": "closure"}
AWAY_FOR_LONG: dict[str, str] = LONG | {"cause": "cancelled"}

# Every address, by name: what it takes (`?`: its query, where something is posted to
# it), and how it is asked. `None`: tells of no case.
WALK: dict[str, list[tuple[str, dict[str, object], dict[str, str]]] | None] = {
    "home": [("get", {}, {})],
    "choose-density": None,
    "glossary": None,
    "guidance": None,
    "guidance-page": None,
    "my-work": [("get", {}, {})],
    "export-my-work": [("post", {}, CSV), ("post", {}, XLSX)],
    "skip-case": [
        ("get", {"ref": HIDDEN}, {}),
        ("post", {"ref": HIDDEN}, {"reason": "not-trained"}),
        ("post", {"ref": SEEN}, {"reason": "not-trained"}),
    ],
    "pass-case-back": [
        ("get", {"ref": HIDDEN}, {}),
        ("post", {"ref": HIDDEN}, {"reason": "not-trained"}),
        ("get", {"ref": SEEN}, {}),
    ],
    "interviews": [
        ("get", {}, {}),
        ("get", {}, {"case": HIDDEN}),
        ("get", {}, {"unit": "MERSEY"}),
    ],
    "offer-interview": [
        ("get", {"ref": HIDDEN}, {}),
        ("post", {"ref": HIDDEN}, {"slip": "x"}),
        ("get", {"ref": case_ref(2)}, {}),
    ],
    "interview": [
        ("get", {"uid": HIDDEN_INTERVIEW}, {}),
        ("get", {"uid": SEEN_INTERVIEW}, {}),
    ],
    "change-interview": [
        ("get", {"uid": HIDDEN_INTERVIEW}, {}),
        ("post", {"uid": HIDDEN_INTERVIEW}, {"slip": "x", "because": "x"}),
    ],
    "cancel-interview": [
        ("get", {"uid": HIDDEN_INTERVIEW}, {}),
        ("post", {"uid": HIDDEN_INTERVIEW}, CALLED_OFF),
    ],
    "interview-answers": [
        ("get", {}, {}),
        ("get", {}, {"after": "2026-11-24T09:00:00Z~x"}),
    ],
    "keep-interview": [
        ("get", {"uid": HIDDEN_INTERVIEW, "who": "claimant"}, {}),
        ("post", {"uid": HIDDEN_INTERVIEW, "who": "claimant"}, {"because": "x"}),
    ],
    "revoke-links": [
        ("get", {"uid": HIDDEN_INTERVIEW}, {}),
        ("post", {"uid": HIDDEN_INTERVIEW}, {"because": "x"}),
        ("get", {"uid": SEEN_INTERVIEW}, {}),
    ],
    "interview-messages": [("get", {}, {}), ("get", {}, {"before": "9"})],
    "interview-message": [
        ("get", {"key": message_key(HIDDEN_INTERVIEW, "claimant")}, {}),
        ("post", {"key": message_key(HIDDEN_INTERVIEW, "claimant")}, {"because": "x"}),
        ("get", {"key": message_key(SEEN_INTERVIEW, "claimant")}, {}),
    ],
    "pilots": [("get", {}, {})],
    "start-pilot": None,
    "pilot": [("get", {"slug": "tried-out"}, {})],
    "join-pilot": None,
    "leave-pilot": None,
    "pilot-feedback": None,
    "decide-pilot": None,
    # Private links show what their text was made for: tests/web/test_invited.py.
    "invitation": [("get", {"token": "x"}, {})],
    "open-invitation": [("get", {"token": "x"}, {})],
    "confirm-invitation": [("post", {"token": "x"}, {})],
    "change-invitation": [("get", {"token": "x"}, {})],
    "invitation-calendar": [("get", {"token": "x"}, {})],
    "today": [
        ("get", {}, {}),
        ("get", {}, {"on": "2026-11-23"}),
        ("get", {}, {"on": "2026-11-23", "site": "DERBY"}),
        ("get", {}, {"on": "2026-11-24", "site": "DERBY"}),
    ],
    "today-interview": [
        ("get", {"uid": HIDDEN_INTERVIEW}, {}),
        ("get", {"uid": SEEN_INTERVIEW}, {}),
    ],
    "record-arrival": [("post", {"uid": HIDDEN_INTERVIEW}, {"who": "claimant"})],
    "take-arrival-back": [("post", {"uid": HIDDEN_INTERVIEW}, {"who": "claimant"})],
    "begin-interview": [
        ("get", {"uid": HIDDEN_INTERVIEW}, {}),
        ("post", {"uid": HIDDEN_INTERVIEW}, {"version": 1, "representative": "none"}),
    ],
    "pause-interview": [("post", {"uid": HIDDEN_INTERVIEW}, {})],
    "go-on-interview": [("post", {"uid": HIDDEN_INTERVIEW}, {})],
    "end-interview": [
        ("get", {"uid": HIDDEN_INTERVIEW}, {}),
        (
            "post",
            {"uid": HIDDEN_INTERVIEW},
            {"version": 1, "outcome": "site closed", "because": "x"},
        ),
    ],
    "record-join-link": [
        ("get", {"uid": HIDDEN_INTERVIEW}, {}),
        ("post", {"uid": HIDDEN_INTERVIEW}, {"address": "https://x.example/1"}),
    ],
    "interview-plans": [("get", {}, {})],
    "start-interview-plan": [("post", {}, {"weeks": "0"})],
    "interview-plan": [
        ("get", {"number": 1}, {}),
        ("get", {"number": 1}, {"show": "list"}),
        ("get", {"number": 1}, {"show": "left-out"}),
        ("get", {"number": 1}, {"show": "left-out", "why": "no_place"}),
        ("get", {"number": 1}, {"show": "done"}),
    ],
    "interview-plan-progress": [("get", {"number": 1}, {})],
    "book-interview-plan": [
        ("post", {"number": 1}, {"which": "all"}),
        ("post", {"number": 1}, {"planned": "4"}),
    ],
    "leave-planned": [("post", {"number": 1}, {"planned": "4", "because": "x"})],
    "undo-planned": [("get", {"number": 1, "act": 1}, {})],
    "planned-interview": [
        ("get", {"number": 1, "ref": HIDDEN}, {}),
        ("get", {"number": 1, "ref": case_ref(2)}, {}),
    ],
    "take-back-planned": [("post", {"number": 1, "ref": HIDDEN}, {})],
    "calendar": [
        ("get", {}, {}),
        ("get", {}, {"find": "room"}),
        ("get", {}, {"by": "site", "of": "DERBY", "on": "2026-11-20"}),
        ("get", {}, {"by": "site", "of": "DERBY", "on": "2026-11-23", "view": "day"}),
        ("get", {}, {"by": "interviewer", "of": "S-amira", "on": "2026-11-20"}),
        ("get", {}, {"by": "interviewer", "of": "S-amira", "on": "2026-11-25"}),
        ("get", {}, {"by": "interpreter", "of": "INT-Ines", "on": "2026-11-20"}),
        ("get", {}, {"by": "interpreter", "of": "INT-Ines", "on": "2026-11-25"}),
        ("get", {}, {"by": "room", "of": "1", "on": "2026-11-25"}),
        ("get", {}, {"by": "room", "of": "2", "on": "2026-11-20"}),
        ("get", {}, {"by": "room", "of": "2", "on": "2026-11-25"}),
    ],
    "fill-gap": [
        ("get", {}, {"on": "2026-11-25"}),
        ("get", {}, {"on": "2026-11-25", "site": "DERBY"}),
        ("get", {}, {"on": "2026-11-25", "interpreter": "INT-Ines"}),
    ],
    "interview-figures": [("get", {}, {}), ("get", {}, {"of": "interviewer"})],
    "interview-figure": [
        ("get", {"name": "use"}, {"of": "interpreter"}),
        ("get", {"name": "lost"}, {}),
        ("get", {"name": "waiting"}, {}),
        ("get", {"name": "waiting"}, {"by": "band"}),
        ("get", {"name": "invited-again"}, {"weeks": "52"}),
        ("get", {"name": "wishes"}, {"site": "DERBY"}),
        ("get", {"name": "short-notice"}, {}),
    ],
    "export-interview-figure": [
        ("post", {"name": "use"}, CSV),
        ("post", {"name": "waiting"}, CSV),
        ("post", {"name": "waiting", "?": "by=band&table=1"}, XLSX),
    ],
    "interviews-at-risk": [("get", {}, {})],
    "proposed-for-interview": [
        ("get", {"uid": HIDDEN_INTERVIEW}, {}),
        ("get", {"uid": SEEN_INTERVIEW}, {}),
    ],
    "mend-interviews": [("post", {}, {"interview": f"{HIDDEN_INTERVIEW}:1"})],
    "mend-interview": [
        ("get", {"uid": HIDDEN_INTERVIEW}, {}),
        ("post", {"uid": HIDDEN_INTERVIEW}, {"version": 1, "choice": "cancel~"}),
        ("get", {"uid": SEEN_INTERVIEW}, {}),
    ],
    "standby": [("get", {}, {}), ("get", {}, {"language": "Arabic"})],
    "explanations": [("get", {}, {})],
    "explanation": [("get", {"uid": HIDDEN_INTERVIEW}, {})],
    "book-again": [("get", {}, {})],
    "cases": [
        ("get", {}, {}),
        ("get", {}, {"q": SECRET[:6]}),
        ("get", {}, {"q": HIDDEN}),
        ("get", {}, {"band": "1"}),
        ("get", {}, {"unit": "LIVERPOOL"}),
        ("get", {}, {"order": "band"}),
        ("get", {}, {"q": f"{SECRET[:5]}x{SECRET[6:]}"}),
        ("get", {}, {"q": "17/5/1990"}),
        ("get", {}, {"q": HIDDEN[:8]}),
        ("get", {}, {"nationality": "Syria", "columns": "nationality.barriers.held"}),
        ("get", {}, {"held": "ready", "waiting": "12", "supported": "yes"}),
        ("get", {}, {"unit": "LIVERPOOL", "owner": "S-zed"}),
    ],
    "act-in-bulk": [
        ("post", {}, {"act": "note", "which": "all", "key": KEY}),
        ("post", {}, {"act": "open", "which": "chosen", "case": [HIDDEN], "key": KEY}),
        (
            "post",
            {"?": f"q={SECRET[:6]}"},
            {"act": "diary", "which": "all", "key": KEY},
        ),
        (
            "post",
            {},
            {
                **{"act": "note", "which": "all", "number": "3", "sure": "1"},
                **{"text": "For all of them", "key": KEY},
            },
        ),
    ],
    "bulk-act": [("get", {"key": KEY}, {})],
    "save-view": [
        ("get", {}, {}),
        ("post", {"?": "unit=LIVERPOOL"}, {"name": "Liverpool", "whose": "unit"}),
        ("post", {"?": f"q={SECRET[:6]}"}, {"name": "Them", "whose": "me"}),
    ],
    "change-view": [("get", {"number": 1}, {}), ("get", {"number": 2}, {})],
    "choose-columns": [("post", {}, {"column": "nationality"})],
    "count-cases": [
        ("get", {}, {}),
        ("get", {}, {"q": SECRET[:6]}),
        ("get", {}, {"q": "sayed", "bare": "1"}),
        ("get", {}, {"nationality": "Syria"}),
        ("get", {}, {"flag": "alone"}),
        ("get", {}, {"due": "month"}),
        ("get", {}, {"owner": "S-zed"}),
    ],
    "export-cases": [
        ("get", {}, {"q": SECRET[:6]}),
        ("post", {}, CSV),
        ("post", {}, XLSX),
        ("post", {"?": "order=band"}, CSV),
        ("post", {"?": f"q={SECRET[:6]}"}, XLSX),
        ("post", {"?": f"q={HIDDEN}"}, CSV),
    ],
    "case": [("get", {"ref": HIDDEN}, {}), ("get", {"ref": SEEN}, {})],
    "replay-case": [
        ("get", {"ref": HIDDEN}, {"on": "2026-11-20"}),
        ("get", {"ref": SEEN}, {"on": "2026-11-20"}),
    ],
    "add-note": [("post", {"ref": HIDDEN}, {"text": "x"})],
    "write-diary": [
        ("get", {"ref": HIDDEN}, {}),
        ("post", {"ref": HIDDEN}, {"text": "x", "whose": "1"}),
    ],
    "finish-diary": [("post", {"ref": HIDDEN, "number": 1}, {})],
    "record-contact": [
        ("get", {"ref": HIDDEN}, {}),
        ("post", {"ref": HIDDEN}, {"said": "x"}),
    ],
    "move-case": [
        ("get", {"ref": HIDDEN}, {}),
        ("post", {"ref": HIDDEN}, {"to": "withdrawn", "because": "x"}),
    ],
    "open-barrier": [
        ("get", {"ref": HIDDEN}, {}),
        ("post", {"ref": HIDDEN}, {"kind": "no-contact"}),
    ],
    "review-barrier": [("get", {"ref": HIDDEN, "kind": "no-contact"}, {})],
    "close-barrier": [("get", {"ref": HIDDEN, "kind": "no-contact"}, {})],
    "declare-conflict": [
        ("get", {"ref": HIDDEN}, {}),
        ("post", {"ref": HIDDEN}, {"who": "S-amira", "because": "x"}),
    ],
    "end-conflict": [("get", {"ref": HIDDEN, "number": 1}, {})],
    "files-to-be-read": [
        ("get", {}, {"unit": "all"}),
        ("get", {}, {"unit": "none", "list": "unable"}),
        ("get", {}, {"unit": "LIVERPOOL", "after": f"2025-01-01~{HIDDEN}"}),
    ],
    "note-evidence": [
        ("get", {"ref": HIDDEN}, {}),
        ("post", {"ref": HIDDEN}, {"kind": "evidence-may-suffice", "text": "x"}),
    ],
    "end-evidence-note": [("get", {"ref": HIDDEN, "number": 2}, {})],
    "correct-birth": [
        ("get", {"ref": HIDDEN, "number": 4}, {}),
        ("post", {"ref": HIDDEN, "number": 4}, {"which": "claimed"}),
        ("get", {"ref": SEEN, "number": 4}, {}),
    ],
    "reallocate-case": [("post", {"ref": HIDDEN}, {})],
    "settle-clash": [
        ("get", {"ref": HIDDEN, "number": 1}, {}),
        ("post", {"ref": HIDDEN, "number": 1}, {"choice": "here", "because": "x"}),
        ("get", {"ref": SEEN, "number": 1}, {}),
    ],
    "trackers": [("get", {}, {})],
    "bring-in-tracker": [("post", {}, {"unit": "LIVERPOOL"})],
    "set-go-live": [("get", {"code": "MERSEY"}, {})],
    "import": [
        ("get", {"number": number}, {"show": show, "count": "yes"})
        for number in (1, 2)
        for show in ("rows", "columns", "set-aside", "conflicts", "gone", "two")
    ]
    + [
        ("get", {"number": number}, {"standing": standing})
        for number in (1, 2)
        for standing in ("new", "update", "unchanged", "conflict")
    ],
    "import-progress": [("get", {"number": 1}, {}), ("get", {"number": 2}, {})],
    "import-figures": [("get", {"number": 2}, {})],
    "judge-import": [("post", {"number": 1}, {})],
    "bring-in-import": [("post", {"number": 1}, {}), ("post", {"number": 2}, {})],
    "undo-import": [("get", {"number": 1}, {}), ("get", {"number": 2}, {})],
    "correct-columns": [("post", {"number": 2, "position": 0}, {"role": "cases"})],
    "mend-word": [
        ("post", {"number": 1}, {"field": "language", "word": "Kurdi", "value": "x"})
    ],
    "mend-row": [
        ("get", {"number": 1, "row": 1}, {}),
        ("get", {"number": 2, "row": 99}, {}),
    ],
    "export-conflicts": [("post", {"number": 1}, CSV), ("post", {"number": 2}, XLSX)],
    "export-likenesses": [("post", {}, CSV), ("post", {"?": "state=joined"}, XLSX)],
    "export-set-aside": [("post", {"number": 1}, CSV), ("post", {"number": 2}, XLSX)],
    "return-workbook": [("post", {"number": 1}, {})],
    "settle-clashes": [("post", {"number": 1}, {"field": "support", "because": "x"})],
    "end-link": [
        ("get", {"ref": HIDDEN, "code": LINK}, {}),
        ("get", {"ref": SEEN, "code": LINK}, {}),
        ("post", {"ref": SEEN, "code": LINK}, {"because": "x"}),
    ],
    "likenesses": [
        ("get", {}, {}),
        ("get", {}, {"kind": "family"}),
        ("get", {}, {"state": "refused"}),
    ],
    "likeness": [("get", {"code": WITH_HIDDEN}, {})],
    "judge-likeness": [
        ("post", {"code": WITH_HIDDEN}, {"which": "family", "because": "x"})
    ],
    "take-back-likeness": [("post", {"code": WITH_HIDDEN}, {"because": "x"})],
    "planning": [("get", {}, {})],
    "start-run": None,
    "run": [
        ("get", {"number": 1}, {}),
        ("get", {"number": 1}, {"show": "not-placed"}),
        ("get", {"number": 1}, {"show": "shares"}),
        ("get", {"number": 2}, {"show": "shares", "price": "yes"}),
        ("get", {"number": 1}, {"show": "effects"}),
        ("get", {"number": 2}, {"show": "effects", "by": "nationality"}),
        ("get", {"number": 1}, {"show": "replay"}),
        ("get", {"number": 1}, {"show": "read"}),
        ("get", {"number": 1}, {"show": "left-out"}),
        ("get", {"number": 1}, {"show": "done"}),
        ("get", {"number": 1}, {"unit": "LIVERPOOL"}),
    ],
    "export-run": [
        ("get", {"number": 1}, {}),
        ("post", {"number": 1}, CSV),
        ("post", {"number": 2}, XLSX),
        ("post", {"number": 1, "?": "show=not-placed"}, CSV),
        ("post", {"number": 1, "?": "show=shares"}, CSV),
        ("post", {"number": 1, "?": "show=shares"}, XLSX),
        ("post", {"number": 1, "?": "show=effects"}, CSV),
    ],
    "take-back-proposal": [
        ("get", {"number": 1, "ref": HIDDEN}, {}),
        ("post", {"number": 1, "ref": HIDDEN}, {"because": "x"}),
        ("get", {"number": 1, "ref": SEEN}, {}),
    ],
    "leave-reallocation": [("post", {"number": 3}, {})],
    "run-progress": [("get", {"number": 1}, {})],
    "replay-run": [("post", {"number": 1}, {}), ("post", {"number": 3}, {})],
    "accept-run": [
        ("post", {"number": 1}, {}),
        ("post", {"number": 1}, {"sure": "1", **SAID}),
        ("post", {"number": 2}, {}),
    ],
    "leave-proposals": [("post", {"number": 1}, {"proposal": ["3", "4"]})],
    "undo-run": [
        ("get", {"number": 1}, {}),
        ("get", {"number": 1}, {"act": "1"}),
        ("post", {"number": 1}, {"act": "2"}),
    ],
    "run-review": [("get", {"number": 1}, {}), ("get", {"number": 3}, {})],
    "proposal": [
        ("get", {"number": 1, "ref": HIDDEN}, {}),
        ("get", {"number": 1, "ref": SEEN}, {}),
    ],
    "override-proposal": [
        ("get", {"number": 1, "ref": HIDDEN}, {}),
        ("post", {"number": 1, "ref": HIDDEN}, {"choice": "left", **SAID}),
        ("get", {"number": 1, "ref": SEEN}, {}),
    ],
    "team": [("get", {}, {})],
    "team-of-unit": [("get", {"code": "LIVERPOOL", "number": 1}, {})],
    "add-team": [("get", {"code": "LIVERPOOL"}, {})],
    "rename-team": [("get", {"code": "LIVERPOOL", "number": 1}, {})],
    "add-person": [("get", {"code": "LIVERPOOL"}, {})],
    "person": [
        ("get", {"code": "LIVERPOOL", "ref": "S-zed"}, {}),
        ("get", {"code": "LIVERPOOL", "ref": "S-amira"}, {}),
    ],
    "sick-today": [("post", {"code": "LIVERPOOL", "ref": "S-zed"}, {})],
    "record-absence": [("get", {"code": "LIVERPOOL", "ref": "S-zed"}, {})],
    "back-early": [("get", {"code": "LIVERPOOL", "ref": "S-zed", "number": 1}, {})],
    "change-hours": [("get", {"code": "LIVERPOOL", "ref": "S-zed"}, {})],
    "move-person": [("get", {"code": "LIVERPOOL", "ref": "S-zed"}, {})],
    "person-leaves": [("get", {"code": "LIVERPOOL", "ref": "S-zed"}, {})],
    "person-stays": [("get", {"code": "LIVERPOOL", "ref": "S-zed"}, {})],
    "record-skill": [("get", {"code": "LIVERPOOL", "ref": "S-zed"}, {})],
    "end-skill": [
        ("get", {"code": "LIVERPOOL", "ref": "S-amira", "name": "children"}, {})
    ],
    "change-also-units": [("get", {"code": "LIVERPOOL", "ref": "S-zed"}, {})],
    "invite-person": [
        ("get", {"code": "LIVERPOOL", "ref": "S-zed"}, {}),
    ],
    "add-unit": [("get", {}, {})],
    "rename-unit": [("get", {"code": "LIVERPOOL"}, {})],
    "close-unit": [
        ("get", {"code": "LIVERPOOL"}, {}),
        ("post", {"code": "LIVERPOOL"}, {"because": "x"}),
    ],
    "keep-unit-open": [("get", {"code": "LIVERPOOL"}, {})],
    "first-password": None,
    "change-languages": [("get", {"code": "LIVERPOOL", "ref": "S-zed"}, {})],
    "give-grant": [("get", {"code": "LIVERPOOL", "ref": "S-zed"}, {})],
    "end-grant": [
        (
            "get",
            {"code": "LIVERPOOL", "ref": "S-amira", "kind": "role", "number": 2},
            {},
        )
    ],
    "cut-overs": [("get", {}, {})],
    "plan-cut-over": [("get", {}, {}), ("post", {}, TO_LIVERPOOL)],
    "cut-over": [
        ("get", {"number": 1}, {"show": show})
        for show in ("phases", "cases", "left-out", "told", "feedback")
    ]
    + [("get", {"number": 1}, {"show": "left-out", "why": "restricted"})],
    "export-cut-over": [
        ("post", {"number": 1, "?": f"show={show}"}, CSV)
        for show in ("cases", "left-out", "told")
    ]
    + [("post", {"number": 1, "?": "show=told&phase=1"}, XLSX)],
    "record-feedback": [("post", {"number": 1}, {"whose": "other"})],
    "review-cut-over": [("post", {"number": 1}, {})],
    "carry-out-phase": [
        ("get", {"number": 1, "phase": 1}, {}),
        ("post", {"number": 1, "phase": 2}, {"sure": "1"}),
    ],
    "reverse-phase": [("get", {"number": 1, "phase": 1}, {})],
    "call-off-phase": [("get", {"number": 1, "phase": 2}, {})],
    "people": [("get", {}, {})],
    "export-units": [("post", {}, CSV)],
    "export-unit": [("post", {"code": "LIVERPOOL"}, CSV)],
    "unit": [("get", {"code": "LIVERPOOL"}, {})],
    "reallocate-person": [("get", {"code": "LIVERPOOL", "ref": "S-zed"}, {})],
    "reallocation": [("get", {"number": 3}, {})],
    "accept-reallocation": [("post", {"number": 3}, {"proposal": "99"})],
    "audit": [("get", {}, {}), ("get", {}, {"case": HIDDEN})],
    "export-looks": [
        ("post", {}, CSV),
        ("post", {}, XLSX),
        ("post", {"?": f"case={HIDDEN}"}, CSV),
    ],
    "owners": None,
    "give-ownership": None,
    "end-ownership": None,
    "draft-publication": None,
    "send-draft": None,
    "approve-draft": None,
    "return-draft": None,
    "withdraw-release": None,
    "call-off-withdrawal": None,
    "look-at-withdrawal": None,
    "release-bundle": None,
    "ask-withdrawal": None,
    "withdraw-alone": None,
    "assessments": None,
    "assessment": None,
    "open-assessment": None,
    "complete-assessment": None,
    "assessment-workbook": None,
    "answer-question": None,
    "draft": [("get", {"number": 1}, {})],
    "drafts": None,
    "start-draft": None,
    "draft-rulebook": None,
    "change-rule": None,
    "move-rule": None,
    "remove-rule": None,
    "add-rule": None,
    "check-cell": None,
    "draft-authority": None,
    "draft-head": None,
    "draft-history": None,
    "undo-draft-changes": None,
    "give-up-draft": None,
    "bring-draft-up": None,
    "draft-files": None,
    "take-out-draft": None,
    "compare-policies": None,
    "export-comparison": None,
    "rules": [("get", {}, {})],
    "release": [("get", {"number": 1}, {})],
    "rehearsals": [("get", {}, {})],
    "rehearse": [
        ("get", {"?": "release=1"}, {}),
        ("post", {"?": "release=1"}, {"on-day": "20", "on-month": "11"}),
    ],
    "rehearsals-beside": [
        ("get", {"?": "r=1&r=2"}, {}),
        ("get", {"?": "r=1&r=2&by=sex"}, {}),
    ],
    "rehearsal": [
        ("get", {"number": number}, {"by": by})
        for number in (1, 2)
        for by in ("nationality", "accommodation", "disability")
    ],
    "rehearsal-progress": [("get", {"number": 1}, {})],
    "rehearsed-cases": [
        ("get", {"number": number}, {"kind": kind})
        for number in (1, 2)
        for kind in ("all", "unit", "down")
    ],
    "export-rehearsal": [
        ("post", {"number": 1}, CSV),
        ("post", {"number": 2}, XLSX),
    ],
    "export-rehearsed-cases": [
        ("get", {"number": 1}, {}),
        ("post", {"number": 1}, CSV),
        ("post", {"number": 2}, XLSX),
    ],
    "replays": [("get", {}, {})],
    "proof": [
        ("get", {}, {"on": "2026-11-20", "stage": stage})
        for stage in ("given", "interviewed", "decided", "served")
    ],
    "count-proof": [("post", {}, {"on": "2026-11-19"})],
    "export-proof": [
        ("post", {"?": "on=2026-11-20"}, CSV),
        ("post", {"?": "on=2026-11-20"}, XLSX),
    ],
    "rule-facts": [("get", {"number": 1}, {})],
    "rule-fact": [
        ("get", {"number": 1, "name": name}, {})
        for name in ("nationality", "high_harm")
    ],
    "rule": [("get", {"number": 1, "rule_id": "RT-031"}, {})],
    "export-release": [("post", {"number": 1}, CSV)],
    "export-rulebook": [("post", {"number": 1, "name": "routing"}, XLSX)],
    "rulebook": [("get", {"number": 1, "name": "routing"}, {})],
    "api:openapi": None,
    "api:offers": [
        ("get", {"ref": HIDDEN}, {}),
        ("get", {"ref": SEEN}, {}),
    ],
    "api:interviews": [
        ("get", {}, {"from_on": "2026-11-20", "to_on": "2027-01-20"}),
        ("get", {}, {"from_on": "2026-11-20", "case": HIDDEN}),
        ("post", {}, {"case": HIDDEN, "offer": "x"}),
        ("post", {}, {"case": SEEN, "offer": "x"}),
    ],
    "api:interview": [
        ("get", {"uid": KEY}, {}),
        ("patch", {"uid": KEY}, {"version": "1", "offer": "x", "because": "x"}),
    ],
    "api:cancellation": [("post", {"uid": KEY}, {"cause": "claimant", "because": "x"})],
    "places": [("get", {}, {})],
    "add-site": None,
    "site": [("get", {"code": "DERBY"}, {}), ("get", {"code": "BOOTLE"}, {})],
    "change-site": None,
    "site-leaves": None,
    "add-room": None,
    # Pages of whoever and whatever is taken show the absence that stands in its place.
    "room": [("get", {"code": "BOOTLE", "number": 3}, {})],
    "change-room": None,
    "end-room": None,
    "add-host": None,
    "host": [("get", {"code": "DERBY", "number": 1}, {})],
    "end-host": None,
    "journeys": None,
    "change-journey": None,
    "change-travel": None,
    "interpreters": [("get", {}, {}), ("get", {}, {"language": "Arabic"})],
    "add-interpreter": None,
    "interpreter": [("get", {"ref": "INT-Nobody"}, {})],
    "change-interpreter": None,
    "change-spoken": None,
    "interviewers": [("get", {}, {}), ("get", {}, {"site": "BOOTLE"})],
    "add-interviewer": None,
    "interviewer": [("get", {"ref": "S-nobody"}, {})],
    "change-interviewer": None,
    "set-hours": None,
    "open-day": None,
    # Which interviews a closure puts at risk is told before it is recorded: those seen.
    "close-calendar": [
        ("post", {"number": number}, CLOSED_FOR_LONG) for number in (1, 2, 3)
    ]
    + [("post", {"number": number}, AWAY_FOR_LONG) for number in (4, 8)],
    "end-away": None,
    "companions": [("get", {"kind": "adults"}, {})],
    "add-companion": None,
    "companion": [("get", {"kind": "adults", "number": 1}, {})],
    "change-companion": None,
    "end-companion": None,
    "record-needs": [
        ("get", {"ref": HIDDEN}, {}),
        ("post", {"ref": HIDDEN}, {"channel": "letter"}),
        ("get", {"ref": SEEN}, {}),
    ],
    "declare-interpreter-conflict": [
        ("get", {"ref": HIDDEN}, {}),
        ("post", {"ref": HIDDEN}, {"who": "INT-Ines", "because": "x"}),
    ],
    "end-interpreter-conflict": [
        ("get", {"ref": HIDDEN, "number": 1}, {}),
        ("post", {"ref": HIDDEN, "number": 1}, {"because": "x"}),
    ],
    "systems": None,
    "add-system": None,
    "api-reference": None,
    "system": None,
    "grant-token": None,
    "revoke-token": None,
    "sign-in": None,
    "sign-out": None,
    "demo-door": None,
    "enter-demo": None,
}
READERS = ("amira", "bo", "cass", "dana", "eli", "idris", "jo", "nobody")
Answers = dict[tuple[str, str, str], tuple[int, str]]


def test_every_address_is_walked() -> None:
    assert set(named()) == set(WALK), "list a new address here, and how it is asked"


def named() -> Iterator[str | None]:
    """The name of every page, and of every call of the API."""
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name
        else:
            yield from (f"api:{call.name}" for call in pattern.url_patterns)


def world(*, with_hidden: bool) -> Cast:
    """Three cases anybody may see, and perhaps a fourth that few may."""
    cast = assemble()
    zed = cleared(cast, "zed", Role.DECISION_MAKER)
    zed.staff_member.decides, zed.staff_member.weekly_places = True, 5
    zed.staff_member.save()
    yara = cleared(cast, "yara", Role.WORKFLOW_MANAGER)
    lead(cast, zed)
    for day in (1, 2, 3):
        cast.case(claimed_on=date(2025, 3, day))
    if with_hidden:
        cast.case(
            claimed_on=date(2025, 3, 4), restriction="restricted", family_name=SECRET
        )
    walked_book(cast, seen=SEEN, hidden=HIDDEN)
    with acting_as(cast.dana):
        run = create_run(on=ON, by=cast.dana, at=AT)
    carry_out(run.pk, at=AT)
    if with_hidden:
        deal_with_hidden(run, yara)
    accept(run, by=yara, on=ON, at=AT, proposals=proposals_of(run, cast.dana)[:2])
    if with_hidden:
        not_taken(zed)
    with acting_as(cast.dana):
        run = create_run(on=ON + timedelta(days=7), by=cast.dana, at=AT)
    carry_out(run.pk, at=AT)
    leaves = reallocate_person(
        zed.staff_member, why=Run.Why.LEAVES, by=cast.dana, on=ON, at=AT
    )
    assert leaves.pk == 3
    with acting_as(cast.service):
        for case in Case.objects.filter(ref__in=[SEEN, HIDDEN]):
            case.references.create(system="Home Office reference", value="K7654321")
    find_likenesses(at=AT)
    if with_hidden:
        join_with_hidden(yara)
    cut_over_to_liverpool(cast, planned_by=yara)
    rehearsed(cast)
    not_the_same(cast)
    noted(cast)
    interviews_planned(cast)
    return cast


def interviews_planned(cast: Cast) -> None:
    """Interviews are planned for whoever has none; see tests/appointments/plans too."""
    with acting_as(cast.dana):
        plan = create_interview_plan(Wanted(seconds=0), by=cast.dana, on=ON, at=AT)
    assert carry_out_plan(plan.pk, at=AT).state == "proposed"


def noted(cast: Cast) -> None:
    """The evidence in one case may be enough, and in the hidden one too."""
    with acting_as(cast.service):
        # The seen one first: its note has the same number in both worlds.
        known = {case.ref: case for case in Case.objects.all()}
        for ref in (SEEN, HIDDEN):
            if ref not in known:
                continue
            note_evidence(
                known[ref],
                kind="evidence-may-suffice",
                text="the whole file",
                dated_on=ON,
                by=cast.service,
                on=ON,
                at=AT + timedelta(days=1),
            )


def not_the_same(cast: Cast) -> None:
    """The night finds the outcome of one case changed, and of the hidden one too."""
    with acting_as(cast.service):
        Outcome.objects.filter(case__ref__in=[SEEN, HIDDEN]).update(band=5)
    assert replay_night(ON, at=AT + timedelta(days=1)) is not None
    assert count_yesterday(ON, at=AT + timedelta(days=1)) is not None


def rehearsed(cast: Cast) -> None:
    """Syria to Mersey, and Syria to whichever unit its people live near."""
    release = policy_of(cast.release)
    for number, policy in enumerate(
        (
            edited(release, "RT-031", '["LIVERPOOL"]', '["MERSEY"]'),
            edited(
                release,
                "RT-031",
                'when = { nationality = ["Syria"] }',
                'when = { nationality = ["Tuvalu"] }',
            ),
        ),
        start=1,
    ):
        with acting_as(cast.dana):
            asked = ask_to_rehearse(
                Rehearsing(policy, "Syria elsewhere", with_allocation=number == 1),
                by=cast.dana,
                at=AT,
            )
        assert asked.pk == number
        assert carry_out_rehearsal(asked.pk, at=AT).state == "done"


def cut_over_to_liverpool(cast: Cast, *, planned_by: User) -> None:
    """Every case is with Mersey, and moves in two phases, of which one is carried out."""
    with acting_as(cast.service):
        Case.objects.update(responsible_unit=cast.mersey)
    cut_over = plan_cut_over(
        Asked(
            title="Syria to Liverpool",
            to_unit=cast.liverpool,
            from_units=(cast.mersey,),
            rules=(),
            because="the hub is there",
            owner=cast.dana,
            timetable=Timetable(phases=2, first_on=ON),
            review_on=date(2027, 3, 1),
        ),
        by=planned_by,
        on=ON,
        at=AT,
    )
    assert cut_over.pk == 1
    carry_out_phase(cut_over.phases.get(number=1), by=cast.dana, on=ON, at=AT)


def join_with_hidden(by: User) -> None:
    """The hidden case's applicant is said to be the seen one's."""
    with acting_as(by):
        likeness = likenesses().get(one_case__ref=SEEN, other_case__ref=HIDDEN)
        assert likeness.code == WITH_HIDDEN
        joined_as = likeness.Kind.SAME_PERSON
        join(likeness, joined_as=joined_as, by=by, at=AT, because="one photograph")
        (link,) = links_of(likeness.one_case)
        assert link.code == LINK


def lead(cast: Cast, *others: User) -> None:
    """Put cass in a team with amira and others, so that the page of a team has people."""
    team = Team.objects.create(unit=cast.liverpool, name="Team 1")
    users = [cast.cass, cast.amira, *others]
    StaffMember.objects.filter(user__in=users).update(team=team)


def not_taken(owner: User) -> None:
    """Whoever has the hidden case skips it; then it is theirs as before."""
    with acting_as(owner):
        case = Case.objects.get(ref=HIDDEN)
        case.barriers.create(
            kind="no-contact",
            blocks="interview",
            source="a letter",
            opened_on=ON - timedelta(days=20),
            opened_by=owner,
            review_on=ON - timedelta(days=2),
        )
        record_passing(
            case,
            kind=Passing.Kind.SKIPPED,
            reason="not-trained",
            words="",
            on=ON,
            by=owner,
            at=AT,
        )


def proposals_of(run: Run, reader: User) -> list[int]:
    with acting_as(reader):
        return list(run.proposals.order_by("position").values_list("pk", flat=True))


def deal_with_hidden(run: Run, by: User) -> None:
    """Everything that can be done with a proposal is done with the hidden one alone."""
    with acting_as(by):
        proposal = run.proposals.get(case__ref=HIDDEN)
    alone = {"proposals": [proposal.pk], "by": by, "at": AT}
    leave_proposals(run, **alone, reason="other", because="waits for a letter")
    with acting_as(by):
        (left,) = Override.objects.all()
    take_back(left, by=by, at=AT, because="it came")
    accept(run, **alone, on=ON)
    undo_acceptance(run, by=by, on=ON, at=AT, because="too early")
    accept(run, **alone, on=ON)


def cleared(cast: Cast, name: str, role: Role) -> User:
    user = cast.person(name, role)
    grant(user, clearances=Clearance.values, by=cast.service, at=AT, because="cleared")
    return user


def answers(cast: Cast) -> Answers:
    return {
        (reader, name, f"{method} {address} {data}"): answer
        for reader in READERS
        for name, method, address, data, answer in walked(getattr(cast, reader))
    }


def walked(
    reader: User,
) -> Iterator[tuple[str, str, str, str, tuple[int, str]]]:
    client = Client()
    client.force_login(reader, "django.contrib.auth.backends.ModelBackend")
    caller = Caller(mint(reader))
    for name, asked in WALK.items():
        for method, where, data in asked or ():
            query = where.get("?")
            address = reverse(name, kwargs={k: where[k] for k in where if k != "?"})
            address += f"?{query}" if query else ""
            if name.startswith("api:"):
                response = caller.ask(method, address, data)
            else:
                response = getattr(client, method)(address, data)
            yield name, method, address, json.dumps(data), told(response)


def told(response: object) -> tuple[int, str]:
    if response.streaming:  # type: ignore[attr-defined]
        return response.status_code, written(response.getvalue())  # type: ignore[attr-defined]
    text = response.content.decode()  # type: ignore[attr-defined]
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    return response.status_code, text  # type: ignore[attr-defined]


def written(file: bytes) -> str:
    """All that stands in a file, every part of a workbook included."""
    if not file.startswith(b"PK"):
        return file.decode()
    with ZipFile(BytesIO(file)) as parts:
        return "\n".join(
            f"{name}\n{parts.read(name).decode()}" for name in parts.namelist()
        )


@pytest.fixture
def both(worlds: Worlds) -> tuple[Answers, Answers]:
    """What every reader is answered: without the restricted case, and with it."""
    found = []
    for with_hidden in (False, True):
        with worlds(), time_machine.travel(NOW, tick=False):
            cast = world(with_hidden=with_hidden)
            told_to = answers(cast)
            for reader in READERS:
                shown = show_run(Namespace(run_id=1, as_user=reader))
                told_to[(reader, "plan show", "")] = (0, json.dumps(shown))
            for reader in ("dana", "eli"):
                asked = Namespace(as_user=reader, find=True, most=50)
                told = json.dumps(told_likenesses(asked))
                told_to[(reader, "people likenesses", "")] = (0, told)
            found.append(told_to)
            if with_hidden:
                with acting_as(cast.service):
                    hidden = Case.objects.get(ref=HIDDEN)
                    assert hidden.owner is not None, "it was planned and given out"
    return found[0], found[1]


def test_invisible_case_changes_no_answer(both: tuple[Answers, Answers]) -> None:
    without, with_hidden = both
    assert without.keys() == with_hidden.keys()
    told_apart = [where for where in without if without[where] != with_hidden[where]]
    assert told_apart == []
    assert not [
        where
        for where, (_, text) in with_hidden.items()
        if SECRET in text and SECRET not in where[2]
    ]


def test_case_is_missing_to_those_who_may_not_see_it(
    both: tuple[Answers, Answers],
) -> None:
    _, with_hidden = both
    statuses = {
        (reader, name): status
        for (reader, name, where), (status, _) in with_hidden.items()
        if f"/{HIDDEN}/" in where
    }
    assert statuses
    assert set(statuses.values()) <= {403, 404}
    assert statuses[("dana", "case")] == 404


def test_walk_would_notice_a_leak(worlds: Worlds) -> None:
    """The cleared see the case, so an address that forgot to ask would tell it."""
    with worlds(), time_machine.travel(NOW, tick=False):
        cast = world(with_hidden=True)
        yara = User.objects.get(username="yara")
        seen = {
            name: text
            for name, _, _, _, (_, text) in walked(yara)
            if SECRET in text or HIDDEN in text
        }
        assert {"cases", "case", "export-cases"} <= set(seen)
        assert cast.dana.has_role(Role.WORKFLOW_MANAGER)
