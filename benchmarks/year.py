"""A year of what happens on a national caseload, made up in bulk and always alike.

What a benchmark of pages would else miss: long histories, a log of looks that has grown,
contacts, notes and diaries, facts and outcomes that were otherwise before, and the runs
of fifty-two weeks with what was accepted of them. Drawn from the numbers of the cases
and from nothing else, so that the same caseload is given the same year. All invented.

It writes as the owner of the database, past the checks of what the product would write:
for a caseload that is measured, and for no other.
"""

import time
from collections.abc import Callable
from datetime import date

from django.db import connections, transaction


WEEKS = 52
DAYS = 365

# Staff by number, and the span of the year in which each case was there: `since` to now.
_PEOPLE = """
CREATE TEMPORARY TABLE staff_by_number AS
SELECT row_number() OVER (ORDER BY s.id) - 1 AS number, s.id, s.user_id, s.unit_id, s.name
FROM workforce_staffmember s WHERE s.user_id IS NOT NULL AND s.decides;
ALTER TABLE staff_by_number ADD PRIMARY KEY (number);
CREATE TEMPORARY TABLE span AS
SELECT c.id, c.owner_id, c.progressor_id, c.restriction, c.stage,
       coalesce(o.user_id, p.user_id) AS user_id,
       coalesce(o.id, p.id) AS staff_id, coalesce(o.name, p.name) AS name,
       greatest(c.claimed_on, %(day)s::date - %(days)s)::timestamptz AS since,
       %(day)s::timestamptz - greatest(c.claimed_on, %(day)s::date - %(days)s) AS lasted
FROM casework_case c
LEFT JOIN workforce_staffmember o ON o.id = c.owner_id
JOIN workforce_staffmember p ON p.id = c.progressor_id
WHERE c.claimed_on < %(day)s::date - 7;
ALTER TABLE span ADD PRIMARY KEY (id);
ANALYZE span;
"""
# The n-th of so many instants of a case, and a number below `of` that it always draws.
_AT = "s.since + s.lasted * ((n - 0.1 - (s.id * 31 + n * 17) %% 80 / 100.0) / {many})"
_DRAW = "((s.id * 7919 + n * 104729) %% {of})"

_NOTES = f"""
INSERT INTO casework_note (case_id, text, written_at, written_by_id)
SELECT s.id, (ARRAY['Called the representative; they will write by Friday.',
                    'Papers were sent to the interpreter.',
                    'Waiting for the medical report, asked again today.',
                    'The claimant has moved; the address was corrected.'])
             [1 + {_DRAW.format(of=4)}], {_AT.format(many=2)}, s.user_id
FROM span s, generate_series(1, 2) n
"""
_CONTACTS = f"""
INSERT INTO casework_contact
    (case_id, at, whom, name, way, reached, said, recorded_at, recorded_by_id)
SELECT s.id, {_AT.format(many=4)},
       (ARRAY['claimant', 'representative', 'accommodation provider', 'local authority'])
       [1 + {_DRAW.format(of=4)}], '', (ARRAY['phone', 'email', 'letter'])
       [1 + {_DRAW.format(of=3)}], {_DRAW.format(of=5)} > 0,
       'Asked what is still to come, and when.', {_AT.format(many=4)}, s.user_id
FROM span s, generate_series(1, 4) n
"""
_DIARY = f"""
INSERT INTO casework_diaryentry
    (case_id, text, due_on, whose_id, written_at, written_by_id, done_at, done_by_id)
SELECT s.id, 'Ask for the report again', ({_AT.format(many=3)})::date + 14, s.staff_id,
       {_AT.format(many=3)}, s.user_id,
       CASE WHEN n < 3 THEN {_AT.format(many=3)} + interval '9 days' END,
       CASE WHEN n < 3 THEN s.user_id END
FROM span s, generate_series(1, 3) n WHERE n < 3 OR {_DRAW.format(of=6)} = 0
"""
_BARRIERS = f"""
INSERT INTO casework_barrier (case_id, kind, blocks, source, opened_on, opened_by_id,
                              review_on, closed_on, closed_by_id, closed_because)
SELECT s.id, (ARRAY['medical-evidence', 'interpreter', 'identity-documents'])
             [1 + {_DRAW.format(of=3)}], 'interview', 'the case file',
       ({_AT.format(many=2)})::date, s.user_id, NULL, ({_AT.format(many=2)})::date + 20,
       s.user_id, 'It came'
FROM span s, generate_series(1, 1) n
WHERE ({_AT.format(many=2)})::date + 20 < %(day)s
"""
# Ten a case: stages, notes, contacts, barriers, and who had it.
_EVENTS = f"""
INSERT INTO core_event (kind, case_id, at, by_id, because, data)
SELECT e.kind, s.id, {_AT.format(many=10)}, s.user_id, '', e.data
FROM span s, generate_series(1, 10) n
CROSS JOIN LATERAL (SELECT
    (ARRAY['case_moved', 'note_added', 'contact_recorded', 'diary_written',
           'barrier_opened', 'contact_recorded', 'barrier_closed', 'note_added',
           'contact_recorded', 'case_allocated'])[n] AS kind,
    (ARRAY['{{"from": "registered", "to": "screened"}}',
           '{{"text": "Papers were sent to the interpreter."}}',
           '{{"whom": "claimant", "way": "phone", "reached": true}}',
           '{{"text": "Ask for the report again", "due_on": "2026-06-01", "whose": ""}}',
           '{{"barrier": "medical-evidence", "blocks": "interview",'
               '"review_on": "2026-06-01"}}',
           '{{"whom": "representative", "way": "email", "reached": true}}',
           '{{"barrier": "medical-evidence"}}',
           '{{"text": "Waiting for the medical report."}}',
           '{{"whom": "claimant", "way": "letter", "reached": false}}',
           '{{"from_owner": null, "to_owner": "", "unit": "LEEDS", "run": 1,'
               '"reason": "", "owner_names": ["", "A colleague"]}}'])[n]::jsonb AS data) e
"""
# Two dozen a case by those who have it, and searches and pages that are of no one case.
_LOOKS = f"""
INSERT INTO core_look (kind, case_id, at, by_id, what, because, rows)
SELECT 'view', s.id, {_AT.format(many=24)},
       CASE WHEN n %% 4 = 0 THEN t.user_id ELSE s.user_id END, 'Case page', '', NULL
FROM span s CROSS JOIN generate_series(1, 24) n
JOIN staff_by_number t
  ON t.number = (s.id * 7919 + n * 104729) %% (SELECT count(*) FROM staff_by_number)
"""
_SEARCHES = """
INSERT INTO core_look (kind, at, by_id, what, because, rows)
SELECT 'search', %(day)s::timestamptz - n * interval '1 day' + m * interval '4 minutes',
       t.user_id, 'Cases: all open', '', 50
FROM staff_by_number t, generate_series(1, %(days)s) n, generate_series(1, 3) m
WHERE extract(isodow FROM %(day)s::date - n) < 6
"""
_MESSAGES = f"""
INSERT INTO core_message
    (case_id, recipient, kind, data, created_at, created_by_id, sent_at)
SELECT s.id, (ARRAY['claimant', 'representative'])[n], 'owner_changed', '{{}}',
       {_AT.format(many=2)}, s.user_id, {_AT.format(many=2)} + interval '1 hour'
FROM span s, generate_series(1, 2) n
"""
# Three earlier states of each case's facts and two of its outcome, ended before today's.
_FACTS = """
INSERT INTO casework_casefacts (case_id, valid, vocabulary_version, "values")
SELECT f.case_id,
       tstzrange(s.since + s.lasted * ((n - 1) / 4.0), s.since + s.lasted * (n / 4.0)),
       f.vocabulary_version,
       f.values || jsonb_build_object('support', 'not recorded')
FROM casework_casefacts f JOIN span s ON s.id = f.case_id, generate_series(1, 3) n
WHERE upper_inf(f.valid)
"""
_RUNS = """
INSERT INTO planning_run ("on", known_at, seed, versions, state, started_at, finished_at,
    accepted_at, accepted_by_id, why_failed, release_id, started_by_id, why, places)
SELECT %(day)s::date - 7 * n, at, r.seed, r.versions, 'accepted', at, at, at,
       r.started_by_id, '', r.release_id, r.started_by_id, '', 'week'
FROM (SELECT * FROM planning_run ORDER BY id LIMIT 1) r, generate_series(%(weeks)s, 1, -1) n,
     LATERAL (SELECT %(day)s::timestamptz - n * interval '7 days' AS at) x
"""
_OUTCOMES = """
INSERT INTO planning_outcome (case_id, restriction, valid, run_id, release_id, "on",
    claimed_on, points, band, routed_units, requires, alarms, kind_of_work, ready,
    held_by, fired)
SELECT o.case_id, o.restriction,
       tstzrange(s.since + s.lasted * ((n - 1) / 3.0), s.since + s.lasted * (n / 3.0)),
       o.run_id, o.release_id, (s.since + s.lasted * ((n - 1) / 3.0))::date, o.claimed_on,
       o.points, o.band, o.routed_units, o.requires, o.alarms, o.kind_of_work, o.ready,
       o.held_by, o.fired
FROM planning_outcome o JOIN span s ON s.id = o.case_id, generate_series(1, 2) n
WHERE upper_inf(o.valid)
"""
_PROPOSALS = """
INSERT INTO planning_proposal (run_id, case_id, restriction, case_version, position, band,
    reserved, to_owner_id, to_unit_id, reason, why_not, matters, why_left_out, state)
SELECT r.id, p.case_id, p.restriction, p.case_version, p.position, p.band, p.reserved,
       p.to_owner_id, p.to_unit_id, p.reason, p.why_not, p.matters, '',
       CASE WHEN p.to_owner_id IS NULL THEN p.state
            WHEN p.position %% 97 = 0 THEN 'left out' ELSE 'accepted' END
FROM (SELECT * FROM planning_run WHERE state = 'accepted') r, planning_proposal p
WHERE p.run_id = (SELECT min(id) FROM planning_run) ORDER BY r.id, p.position
"""
_EFFECTS = """
INSERT INTO planning_effect (run_id, case_id, restriction, placed, waiting_days, unit,
    band, nationality, sex, age)
SELECT r.id, e.case_id, e.restriction, e.placed, e.waiting_days, e.unit, e.band,
       e.nationality, e.sex, e.age
FROM (SELECT * FROM planning_run WHERE state = 'accepted') r, planning_effect e
WHERE e.run_id = (SELECT min(id) FROM planning_run) ORDER BY r.id, e.case_id
"""
_ACCEPTANCES = """
INSERT INTO planning_acceptance (run_id, reason, words, by_id, at, undone_because)
SELECT id, 'each-looked-at', '', accepted_by_id, accepted_at, ''
FROM planning_run WHERE state = 'accepted'
"""
# Most of them stand; the cases are not touched, so that each can be planned again.
_HANDOVERS = """
INSERT INTO planning_handover (proposal_id, case_id, restriction, acceptance_id,
    to_owner_id, to_unit_id, case_version, at, undone_at)
SELECT p.id, p.case_id, p.restriction, a.id, p.to_owner_id, p.to_unit_id,
       p.case_version, a.at,
       CASE WHEN p.position %% 20 = 0 THEN a.at + interval '5 days' END
FROM planning_acceptance a JOIN planning_proposal p ON p.run_id = a.run_id
WHERE p.state = 'accepted'
"""
_PASSINGS = f"""
INSERT INTO planning_passing (case_id, staff_member_id, kind, reason, words, "on", at, by_id)
SELECT s.id, s.staff_id, 'skipped', 'not-ready', '', ({_AT.format(many=1)})::date,
       {_AT.format(many=1)}, s.user_id
FROM span s, generate_series(1, 1) n WHERE s.owner_id IS NOT NULL AND s.id %% 5 = 0
"""

PARTS = (
    ("notes", _NOTES),
    ("contacts", _CONTACTS),
    ("diary entries", _DIARY),
    ("barriers that were closed", _BARRIERS),
    ("events", _EVENTS),
    ("looks at cases", _LOOKS),
    ("searches", _SEARCHES),
    ("messages sent", _MESSAGES),
    ("earlier facts", _FACTS),
    ("weekly runs", _RUNS),
    ("earlier outcomes", _OUTCOMES),
    ("proposals of those runs", _PROPOSALS),
    ("effects of those runs", _EFFECTS),
    ("acceptances", _ACCEPTANCES),
    ("handovers", _HANDOVERS),
    ("cases skipped", _PASSINGS),
)
_GROWN = sorted({sql.split("INSERT INTO ")[1].split()[0] for _, sql in PARTS})


def load_year(day: date, *, say: Callable[[str], None]) -> bool:
    """Give the caseload of this database the year before `day`; False where it has one.

    The database must be planned, and its owner a superuser, as the demo's is: what is
    known to fit is not compared row by row.
    """
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM planning_run WHERE state = 'accepted'")
        if cursor.fetchone()[0] >= WEEKS:
            return False
    with transaction.atomic(using="owner"), owner.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        bound = {"day": day, "days": DAYS, "weeks": WEEKS}
        cursor.execute(_PEOPLE, bound)
        for words, sql in PARTS:
            started = time.perf_counter()
            cursor.execute(sql, bound)
            seconds = time.perf_counter() - started
            say(f"A year of {words}: {cursor.rowcount:,} rows in {seconds:.0f} s")
    with owner.cursor() as cursor:
        for table in _GROWN:
            cursor.execute(f"VACUUM ANALYZE {table}")
    return True
