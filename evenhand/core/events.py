"""Write what happened, in the transaction in which it happens.

Bulk first: one event is a bulk of one. `KINDS` is the schema: which data each kind of
event carries. Events about the house carry no counts of cases: a total would tell a
reader of cases they may not see. Presenters turn rows into sentences (web/presenters.py).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from evenhand.core.models import User


# kind -> the names its data must have, no more and no fewer
KINDS: Mapping[str, frozenset[str]] = {
    "case_registered": frozenset({"source"}),
    "case_moved": frozenset({"from", "to"}),
    "case_allocated": frozenset(
        {"from_owner", "to_owner", "unit", "run", "reason", "owner_names"}
    ),
    "case_overridden": frozenset(
        {"from_owner", "to_owner", "unit", "run", "reason", "owner_names"}
    ),
    "case_given_back": frozenset(
        {"from_owner", "to_owner", "unit", "run", "reason", "owner_names"}
    ),
    "proposal_left": frozenset({"run", "reason"}),
    "proposal_taken_back": frozenset({"run"}),
    "unit_changed": frozenset(
        {"from_unit", "to_unit", "owner", "owner_name", "cut_over"}
    ),
    "unit_changed_back": frozenset(
        {"from_unit", "to_unit", "owner", "owner_name", "cut_over"}
    ),
    "barrier_opened": frozenset({"barrier", "blocks", "review_on"}),
    "barrier_reviewed": frozenset({"barrier", "review_on"}),
    "barrier_closed": frozenset({"barrier"}),
    "progressor_changed": frozenset({"from_name", "to_name"}),
    "case_skipped": frozenset({"name", "reason"}),
    "case_passed_back": frozenset({"name", "reason"}),
    "conflict_declared": frozenset({"name"}),
    "conflict_ended": frozenset({"name"}),
    "evidence_noted": frozenset({"kind"}),
    "evidence_note_ended": frozenset({"kind"}),
    "date_of_birth_corrected": frozenset({"person", "which"}),
    "people_linked": frozenset({"other_case"}),
    "people_unlinked": frozenset({"other_case"}),
    "cases_linked": frozenset({"other_case"}),
    "cases_unlinked": frozenset({"other_case"}),
    "likeness_refused": frozenset({"other_case"}),
    "likeness_taken_up_again": frozenset({"other_case"}),
    "note_added": frozenset({"text"}),
    "diary_written": frozenset({"text", "due_on", "whose"}),
    "diary_done": frozenset({"text"}),
    "contact_recorded": frozenset({"whom", "way", "reached"}),
    "arrival_recorded": frozenset({"who", "came_at"}),
    "arrival_taken_back": frozenset({"who"}),
    "interview_booked": frozenset({"starts_at", "site", "mode"}),
    "interview_changed": frozenset({"starts_at", "site", "mode", "from_at"}),
    "interview_cancelled": frozenset({"starts_at", "site", "mode", "cause"}),
    "interview_confirmed": frozenset({"who"}),
    "change_asked": frozenset({"who"}),
    "change_refused": frozenset({"who"}),
    "links_revoked": frozenset({"starts_at"}),
    "message_settled": frozenset({"who"}),
    "interview_began": frozenset({"late_minutes", "representative"}),
    "interview_paused": frozenset(),
    "interview_went_on": frozenset({"minutes"}),
    "interview_ended": frozenset({"outcome"}),
    "join_link_recorded": frozenset(),
    "explanation_asked": frozenset({"due_on"}),
    "explanation_received": frozenset({"on"}),
    "explanation_letter": frozenset({"due_on"}),
    "explanation_with_senior": frozenset(),
    "explanation_accepted": frozenset(),
    "tracker_imported": frozenset({"file", "unit"}),
    "tracker_undone": frozenset({"file", "unit"}),
    "tracker_row_taken": frozenset({"file", "unit", "changes"}),
    "clash_settled": frozenset({"field", "choice"}),
    "go_live_set": frozenset({"unit", "on"}),
    "release_published": frozenset({"number", "sha256"}),
    "rehearsal_asked": frozenset({"rehearsal"}),
    "draft_started": frozenset({"draft", "title", "release"}),
    "draft_changed": frozenset({"draft", "title", "where"}),
    "draft_given_up": frozenset({"draft", "title"}),
    "draft_sent": frozenset({"draft", "title", "effective_on"}),
    "draft_returned": frozenset({"draft", "title"}),
    "draft_approved": frozenset({"draft", "title", "number", "from_on"}),
    "withdrawal_asked": frozenset({"number"}),
    "withdrawal_called_off": frozenset({"number"}),
    "release_withdrawn": frozenset({"number", "back_to", "alone"}),
    "withdrawal_looked_at": frozenset({"number"}),
    "authority_lapses": frozenset({"authority", "number", "on"}),
    "authority_lapsed": frozenset({"authority", "number", "on"}),
    "assessment_opened": frozenset({"title", "number"}),
    "assessment_completed": frozenset({"title", "number"}),
    "ownership_given": frozenset({"name", "owner"}),
    "ownership_ended": frozenset({"name", "owner"}),
    "pilot_started": frozenset({"title"}),
    "pilot_joined": frozenset({"title", "part"}),
    "pilot_left": frozenset({"title", "part"}),
    "pilot_decided": frozenset({"title", "kind"}),
    "interview_plan_started": frozenset({"plan"}),
    "interview_plan_proposed": frozenset({"plan"}),
    "interview_plan_failed": frozenset({"plan", "why"}),
    "interview_plan_accepted": frozenset({"plan"}),
    "interview_plan_undone": frozenset({"plan"}),
    "run_started": frozenset({"run"}),
    "run_proposed": frozenset({"run"}),
    "run_failed": frozenset({"run", "why"}),
    "run_accepted": frozenset({"run"}),
    "acceptance_undone": frozenset({"run"}),
    "reallocation_proposed": frozenset({"run"}),
    "cut_over_planned": frozenset({"cut_over"}),
    "cut_over_phase_carried_out": frozenset({"cut_over", "phase"}),
    "cut_over_phase_reversed": frozenset({"cut_over", "phase"}),
    "cut_over_phase_called_off": frozenset({"cut_over", "phase"}),
    "cut_over_reviewed": frozenset({"cut_over"}),
    "needs_recorded": frozenset({"changes"}),
    "interpreter_conflict_declared": frozenset({"name"}),
    "interpreter_conflict_ended": frozenset({"name"}),
    "entry_added": frozenset({"what", "name"}),
    "entry_changed": frozenset({"what", "name", "changes"}),
    "entry_ended": frozenset({"what", "name", "on"}),
    "hours_set": frozenset({"name", "hours", "from_on"}),
    "day_opened": frozenset({"name", "on", "hours"}),
    "away_recorded": frozenset({"name", "cause", "from", "until"}),
    "away_ended": frozenset({"name", "cause", "from", "until"}),
    "journey_set": frozenset({"area", "site", "minutes"}),
    "travel_set": frozenset({"one", "other", "minutes"}),
    "absence_recorded": frozenset({"name", "from_on", "to_on"}),
    "absence_ended": frozenset({"name", "on"}),
    "person_joined": frozenset({"name", "unit", "from_on"}),
    "person_leaves": frozenset({"name", "last_on"}),
    "person_stays": frozenset({"name"}),
    "person_moved": frozenset({"name", "unit", "team"}),
    "hours_changed": frozenset({"name", "fte", "places"}),
    "skill_recorded": frozenset({"name", "skill", "expires_on"}),
    "skill_ended": frozenset({"name", "skill", "on"}),
    "languages_changed": frozenset({"name", "languages"}),
    "also_units_changed": frozenset({"name", "units"}),
    "person_invited": frozenset({"name"}),
    "unit_added": frozenset({"unit", "name"}),
    "unit_renamed": frozenset({"unit", "before", "name"}),
    "unit_closes": frozenset({"unit", "on"}),
    "unit_stays_open": frozenset({"unit"}),
    "team_added": frozenset({"unit", "team"}),
    "team_renamed": frozenset({"unit", "before", "team"}),
    "role_granted": frozenset({"name", "role"}),
    "role_ended": frozenset({"name", "role"}),
    "clearance_granted": frozenset({"name", "clearance"}),
    "clearance_ended": frozenset({"name", "clearance"}),
    "system_added": frozenset({"name", "clearances"}),
    "token_granted": frozenset({"system", "token", "scopes", "expires_on"}),
    "token_revoked": frozenset({"system", "token"}),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing to be recorded about one case, or about the house (`case_id` None)."""

    kind: str
    data: Mapping[str, Any]
    case_id: int | None = None


# Arrays, each sent as one: thousands of rows go in as quickly as they can be checked.
_RECORD = """
INSERT INTO core_event (kind, case_id, at, by_id, because, data)
SELECT x.kind, x.case_id, %(at)s, %(by)s, %(because)s, x.data
FROM unnest(%(kinds)s::text[], %(cases)s::bigint[], %(told)s::text[]::jsonb[])
    WITH ORDINALITY AS x (kind, case_id, data, place)
ORDER BY x.place
"""


def record_events(
    happenings: Iterable[Happening], *, by: User, at: datetime, because: str = ""
) -> None:
    """Add one event for each happening. Raises ValueError where data breaks `KINDS`."""
    kinds, cases, told = [], [], []
    for happening in happenings:
        expected = KINDS.get(happening.kind)
        if expected is None or expected != set(happening.data):
            raise ValueError(
                f"event {happening.kind} carries {sorted(happening.data)}, "
                f"expected {sorted(expected or ())}"
            )
        kinds.append(happening.kind)
        cases.append(happening.case_id)
        told.append(_json(happening.data))
    if kinds:
        with connection.cursor() as cursor:
            cursor.execute(
                _RECORD,
                {
                    "kinds": kinds,
                    "cases": cases,
                    "told": told,
                    "at": at,
                    "by": by.pk,
                    "because": because,
                },
            )


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(dict(data), cls=DjangoJSONEncoder)
