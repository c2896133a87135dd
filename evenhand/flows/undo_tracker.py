"""An import undone as a whole, or refused with the list of what was built on it.

Cases it added become void, so that what was known of them stays as it was known then;
cells it took go back by the writers that put them there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from evenhand.casework.facts.gather import record_facts
from evenhand.casework.models import Case
from evenhand.core.events import Happening, record_events
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.core.viewing import acting_as
from evenhand.intake.models import Import
from evenhand.intake.verdicts import may_undo
from evenhand.intake.writing import Writing, take
from evenhand.releases.queries import release_in_force


@dataclass(frozen=True, slots=True)
class BuiltOn:
    """A case on which something was built since the import, and what, in words."""

    case: Case
    what: str


class CannotUndo(Exception):
    """Something was built on what the import brought; `built` lists it, by case."""

    def __init__(self, built: Sequence[BuiltOn]) -> None:
        super().__init__("Something has been built on what this file brought in")
        self.built = tuple(built)


# What a row left its case as, against what the case is now.
_BUILT = """
SELECT c.id, CASE
    WHEN k.id IS NOT NULL THEN 'A conflict of it was settled'
    WHEN c.version <> r.case_version THEN coalesce(
        (SELECT CASE e.kind
            WHEN 'case_moved' THEN 'It was moved to another stage'
            WHEN 'case_allocated' THEN 'It was given to somebody'
            WHEN 'barrier_opened' THEN 'A barrier was opened'
            WHEN 'barrier_closed' THEN 'A barrier was closed'
            WHEN 'tracker_row_taken' THEN 'A later tracker changed it'
            WHEN 'conflict_declared' THEN 'A conflict of interest was declared'
            WHEN 'date_of_birth_corrected' THEN 'A date of birth was corrected'
         END FROM core_event e WHERE e.case_id = c.id AND e.at > r.in_at
         ORDER BY e.at DESC, e.id DESC LIMIT 1), 'It was changed')
    WHEN n.id IS NOT NULL THEN 'A note was written'
    WHEN l.id IS NOT NULL THEN 'A person was linked with one of another case'
    ELSE 'A later tracker was brought in on it' END
FROM intake_trackerrow r
JOIN casework_case c ON c.id = r.case_id
LEFT JOIN LATERAL (SELECT k.id FROM intake_clash k WHERE k.row_id = r.id
    AND k.choice IN ('here', 'there') LIMIT 1) k ON true
LEFT JOIN LATERAL (SELECT n.id FROM casework_note n WHERE n.case_id = c.id
    AND n.written_at > r.in_at LIMIT 1) n ON true
LEFT JOIN LATERAL (SELECT l.id FROM casework_personlink l JOIN casework_person p
    ON p.id IN (l.one_id, l.other_id) WHERE p.case_id = c.id AND l.linked_at > r.in_at
    LIMIT 1) l ON true
LEFT JOIN LATERAL (SELECT x.id FROM intake_trackerrow x WHERE x.case_id = c.id
    AND x.of_id <> r.of_id AND x.in_at > r.in_at AND x.about = 'cases' LIMIT 1) x
    ON true
WHERE r.of_id = %(of)s AND r.in_at IS NOT NULL AND r.about = 'cases'
  AND (r.added OR r.took <> '{}')
  AND (k.id IS NOT NULL OR c.version <> r.case_version OR n.id IS NOT NULL
       OR l.id IS NOT NULL OR (x.id IS NOT NULL AND r.added))
ORDER BY c.ref
"""
_BACK = """
CREATE TEMPORARY TABLE taken ON COMMIT DROP AS
SELECT r.case_id, m.person_id, t.key AS field, t.value ->> 1 AS before,
    t.value ->> 0 AS after
FROM intake_trackerrow r
CROSS JOIN LATERAL jsonb_each(r.took) t
LEFT JOIN casework_caseperson m ON m.case_id = r.case_id AND m.role = 'main applicant'
WHERE r.of_id = %(of)s AND r.in_at IS NOT NULL AND t.key <> 'notes'
"""
_NOTES = """
DELETE FROM casework_note n USING intake_trackerrow r
WHERE r.of_id = %(of)s AND r.in_at IS NOT NULL AND n.case_id = r.case_id
  AND n.written_at = r.in_at AND n.text = r.took -> 'notes' ->> 1
"""
_DEPENDANTS = """
DELETE FROM casework_person p USING intake_trackerrow d, casework_caseperson m
WHERE d.of_id = %(of)s AND d.about = 'dependants' AND d.added AND d.in_at IS NOT NULL
  AND p.case_id = d.case_id AND m.person_id = p.id AND m.role = 'dependant'
  AND p.family_key = upper(coalesce(d.values ->> 'family_name', ''))
  AND p.given_key = upper(coalesce(d.values ->> 'given_names', ''))
  AND p.claimed_born_on IS NOT DISTINCT FROM (d.values ->> 'date_of_birth')::date
  AND NOT EXISTS (SELECT FROM intake_trackerrow r WHERE r.of_id = d.of_id
                  AND r.case_id = d.case_id AND r.about = 'cases' AND r.added)
RETURNING p.id
"""
_VOID = """
WITH void AS (
    UPDATE casework_case c SET stage = 'void',
        stage_since = greatest(%(on)s, c.claimed_on), version = c.version + 1
    FROM intake_trackerrow r, casework_case o
    WHERE r.of_id = %(of)s AND r.added AND r.in_at IS NOT NULL AND r.about = 'cases'
      AND c.id = r.case_id AND o.id = c.id
    RETURNING c.id, o.stage AS came_from
)
INSERT INTO core_event (kind, case_id, at, by_id, because, data)
SELECT 'case_moved', id, %(at)s, %(by)s, %(because)s,
    jsonb_build_object('from', came_from, 'to', 'void')
FROM void ORDER BY id
RETURNING case_id
"""


def undo(of: Import, *, by: User, at: datetime, because: str) -> Import:
    """Undo an import as a whole: cases it added become void, cells go back.

    CannotUndo, with the list, where anything was built on it; Refused without a reason.
    """
    if not because.strip():
        raise Refused("Say why the import is undone")
    with acting_as(by):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('evenhand import'))")
        of = Import.objects.select_for_update(of=("self",)).get(pk=of.pk)
        may_undo(by, of).enforce()
        _lock(of)
        if built := _built_on(of):
            raise CannotUndo(built)
        writing = Writing.of(of, by=by, at=at, release=release_in_force(at))
        bound = writing.bound() | {"of": of.pk, "because": because.strip()}
        changed = take(_BACK, bound, writing, say=lambda words: None)
        with connection.cursor() as cursor:
            cursor.execute(_NOTES, bound)
            cursor.execute(_DEPENDANTS, bound)
            cursor.execute(_VOID, bound)
            changed += [row[0] for row in cursor.fetchall()]
            cursor.execute(
                "UPDATE intake_clash k SET settled_at = %(at)s, settled_by_id = %(by)s,"
                " choice = 'overtaken', settled_because = %(because)s"
                " FROM intake_trackerrow r WHERE r.id = k.row_id AND r.of_id = %(of)s"
                " AND k.settled_at IS NULL",
                bound,
            )
            # What was undone is not what the tracker last said.
            cursor.execute(
                "UPDATE intake_trackerrow SET in_at = NULL WHERE of_id = %(of)s", bound
            )
        record_facts(
            changed, at=at, vocabulary_version=writing.release.vocabulary_version
        )
        told = {"file": of.file_name, "unit": of.unit.code if of.unit else None}
        record_events(
            [Happening("tracker_undone", told)], by=by, at=at, because=because.strip()
        )
        of.state, of.undone_at, of.undone_by = Import.State.UNDONE, at, by
        of.undone_because = because.strip()
        of.save()
    return of


def _lock(of: Import) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT c.id FROM casework_case c WHERE c.id IN "
            "(SELECT r.case_id FROM intake_trackerrow r WHERE r.of_id = %s) "
            "ORDER BY c.id FOR UPDATE) locked",
            [of.pk],
        )


def _built_on(of: Import) -> list[BuiltOn]:
    with connection.cursor() as cursor:
        cursor.execute(_BUILT, {"of": of.pk})
        found = dict(cursor.fetchall())
    cases = Case.objects.in_bulk(list(found))
    return [BuiltOn(cases[pk], what) for pk, what in found.items()]
