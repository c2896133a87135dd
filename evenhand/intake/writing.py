"""Rows come in: new cases by their temporary tables, changed cells field by field.

All in the caller's transaction, set by set: a tracker of one row and a national one
take the same statements.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from evenhand.casework.facts.gather import record_facts
from evenhand.casework.models import Case
from evenhand.core.models import User
from evenhand.core.verdict import Refused
from evenhand.intake.arriving import TABLES, bring_in, create_tables, number_newcomers
from evenhand.intake.dependants import bring_dependants
from evenhand.intake.holdings import HOLDINGS, UNTOLD
from evenhand.intake.matching import SYSTEM
from evenhand.intake.models import Import
from evenhand.intake.telling import tell
from evenhand.intake.writers import WRITERS
from evenhand.releases.models import PolicyRelease
from evenhand.releases.queries import policy_of
from evenhand.workforce.models import StaffMember, Unit


Say = Callable[[str], None]
LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True)
class Writing:
    """Who writes what, when, on which tracker's word, under which policy."""

    by: User
    at: datetime
    source: str
    unit: Unit | None
    release: PolicyRelease
    file: str

    @classmethod
    def of(
        cls, found: Import, *, by: User, at: datetime, release: PolicyRelease
    ) -> "Writing":
        """The writing of one import."""
        whose = f"the tracker of {found.unit.name}" if found.unit else "a tracker"
        source = f"{whose}, {found.file_name}"[:200]
        return cls(by, at, source, found.unit, release, found.file_name)

    @property
    def on(self) -> date:
        return self.at.astimezone(LONDON).date()

    def bound(self) -> dict[str, Any]:
        """What the statements of writers and arriving are given."""
        barriers = policy_of(self.release).registers["barriers"].attributes or {}
        return {
            "at": self.at,
            "on": self.on,
            "by": self.by.pk,
            "source": self.source,
            "system": SYSTEM,
            "unit": self.unit.code if self.unit else None,
            "blocks": json.dumps({k: str(v["blocks"]) for k, v in barriers.items()}),
            "review_days": json.dumps(
                {k: int(v.get("review_days", 28)) for k, v in barriers.items()}  # type: ignore[call-overload]
            ),
        }


_COMING = """
CREATE TEMPORARY TABLE coming ON COMMIT DROP AS
SELECT r.id FROM intake_trackerrow r
WHERE r.of_id = %(of)s AND (%(rows)s::bigint[] IS NULL OR r.id = ANY (%(rows)s))
  AND r.in_at IS NULL AND r.standing <> 'quarantined' AND r.about = 'cases'
  AND (r.case_id IS NOT NULL OR r.standing = 'new')
"""
# Which columns of a new case are read from its row as they stand.
_PLAIN = {
    "claimed_on": "date", "stage": "text", "stage_since": "date",
    "interviewed_on": "date", "family_name": "text", "given_names": "text",
    "known_as": "text", "claimed_date_of_birth": "date",
    "treated_as_date_of_birth": "date", "assessed_date_of_birth": "date",
    "age_disputed": "boolean", "unaccompanied": "boolean", "sex": "text",
    "nationality": "text", "nationality_standing": "text", "language": "text",
    "dialect": "text", "interpreter_needed": "boolean", "support": "text",
    "accommodation": "text", "address": "text", "postcode": "text",
    "local_authority": "text", "detained_since": "date", "place_of_detention": "text",
    "high_profile": "boolean", "high_harm": "boolean", "court_order_on": "date",
    "pre_action_letter_on": "date", "mp_expedite_on": "date", "restriction": "text",
    "representative_firm": "text", "representative_reference": "text",
    "arc_number": "text", "port_reference": "text", "next_action": "text",
    "next_action_on": "date", "notes": "text", "owner": "text",
    "other_nationalities": "text", "vulnerabilities": "text", "barriers": "text",
}  # fmt: skip
_WORTH = {"stage_since": "coalesce(v.stage_since, v.claimed_on)"}
_NEW = f"""
INSERT INTO arriving_case (tracker_row, case_id, person_id, reference, ref, unit,
    progressor, {", ".join(_PLAIN)})
SELECT k.id, k.case_id, k.person_id, v.reference, k.ref,
    coalesce(v.unit, %(unit)s, o.unit),
    coalesce(v.progressor, near.refs[1 + k.place %% cardinality(near.refs)],
             far.refs[1 + k.place %% cardinality(far.refs)]),
    {", ".join(_WORTH.get(name, f"v.{name}") for name in _PLAIN)}
FROM newcomer k JOIN intake_trackerrow r ON r.id = k.id
CROSS JOIN LATERAL jsonb_to_record(r.values) v (reference text, unit text,
    progressor text, {", ".join(f"{name} {kind}" for name, kind in _PLAIN.items())})
LEFT JOIN (
    SELECT s.ref, u.code AS unit FROM workforce_staffmember s
    JOIN workforce_unit u ON u.id = s.unit_id
) o ON o.ref = v.owner
LEFT JOIN mover near ON near.unit = coalesce(v.unit, %(unit)s, o.unit)
CROSS JOIN (SELECT refs FROM mover WHERE unit IS NULL) far
"""
# Who moves cases on, by unit and (no unit) everywhere: progression officers first.
_MOVERS = """
CREATE TEMPORARY TABLE mover ON COMMIT DROP AS
WITH person AS (
    SELECT s.ref, u.code AS unit, EXISTS (
        SELECT FROM core_rolegrant g WHERE g.user_id = s.user_id AND g.ended_at IS NULL
          AND g.role = 'case_progression_officer') AS officer
    FROM workforce_staffmember s JOIN workforce_unit u ON u.id = s.unit_id
    WHERE s.left_on IS NULL
), of_unit AS (
    SELECT unit, ref FROM person p
    WHERE officer OR NOT EXISTS (
        SELECT FROM person o WHERE o.unit = p.unit AND o.officer)
)
SELECT unit, array_agg(ref ORDER BY ref) AS refs FROM of_unit GROUP BY unit
UNION ALL
SELECT NULL, array_agg(ref ORDER BY ref) FROM person p
WHERE officer OR NOT EXISTS (SELECT FROM person o WHERE o.officer)
"""
_PARTS = [
    """
    INSERT INTO arriving_nationality (reference, nationality, place)
    SELECT a.reference, n.value, n.place + 1
    FROM arriving_case a, string_to_table(a.other_nationalities, '|')
        WITH ORDINALITY n (value, place)
    WHERE n.value <> coalesce(a.nationality, 'Not recorded')""",
    """
    INSERT INTO arriving_vulnerability (reference, kind)
    SELECT a.reference, v.value
    FROM arriving_case a, string_to_table(a.vulnerabilities, '|') v (value)""",
    """
    INSERT INTO arriving_barrier (reference, kind, blocks, opened_on, review_on)
    SELECT DISTINCT ON (a.reference, split_part(b.value, ';', 1))
        a.reference, split_part(b.value, ';', 1),
        %(blocks)s::jsonb ->> split_part(b.value, ';', 1),
        coalesce(nullif(split_part(b.value, ';', 2), '')::date, a.stage_since),
        coalesce(nullif(split_part(b.value, ';', 3), '')::date, %(on)s::date
            + (%(review_days)s::jsonb ->> split_part(b.value, ';', 1))::integer)
    FROM arriving_case a, string_to_table(a.barriers, '|') b (value)""",
]
_ARRIVED = """
UPDATE intake_trackerrow r
SET case_id = a.case_id, restriction = coalesce(a.restriction, ''), added = true,
    in_at = %(at)s, case_version = 1
FROM arriving_case a WHERE r.id = a.tracker_row
"""
_TAKEN = """
CREATE TEMPORARY TABLE taken ON COMMIT DROP AS
SELECT r.case_id, m.person_id, t.key AS field, t.value ->> 0 AS before,
    t.value ->> 1 AS after
FROM intake_trackerrow r JOIN coming USING (id)
CROSS JOIN LATERAL jsonb_each(r.took) t
LEFT JOIN casework_caseperson m ON m.case_id = r.case_id AND m.role = 'main applicant'
WHERE r.standing IN ('update', 'conflict')
"""
_IN = """
UPDATE intake_trackerrow r SET in_at = %(at)s, case_version = c.version
FROM coming k, casework_case c
WHERE r.id = k.id AND c.id = r.case_id AND r.in_at IS NULL
"""
# A later word of the same tracker on the same cell makes an older clash idle.
_OVERTAKE = """
UPDATE intake_clash o
SET settled_at = %(at)s, settled_by_id = %(by)s, choice = 'overtaken'
FROM intake_clash n JOIN coming k ON k.id = n.row_id
WHERE o.settled_at IS NULL AND o.id <> n.id AND o.case_id = n.case_id
  AND o.field = n.field AND o.unit_id IS NOT DISTINCT FROM n.unit_id
  AND o.found_at < n.found_at
"""


def bring_rows(
    of_id: int,
    writing: Writing,
    *,
    rows: Sequence[int] | None = None,
    say: Say = lambda words: None,
) -> None:
    """Bring in these rows of an import (None: all) that are not in yet nor kept apart.

    Refused where nobody works here whom a case could be given to move on.
    """
    bound = writing.bound() | {"of": of_id, "rows": list(rows) if rows else None}
    if rows is not None and not rows:
        return
    nothing_before = not Case.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute(
            f"DROP TABLE IF EXISTS coming, newcomer, mover, taken, {', '.join(TABLES)}"
        )
        cursor.execute(_COMING, bound)
        cursor.execute("ANALYZE coming")
        cursor.execute(
            "SELECT count(*) FROM intake_trackerrow JOIN coming USING (id) "
            "WHERE standing = 'new'"
        )
        count = int(cursor.fetchone()[0])
    if count:
        _add(count, bound, say=say)
    changed = take(_TAKEN, bound, writing, say=say)
    bring_dependants(of_id, at=writing.at)
    with connection.cursor() as cursor:
        cursor.execute(_IN, bound)
        cursor.execute(_OVERTAKE, bound)
        new: list[int] = []
        if count:
            cursor.execute("SELECT case_id FROM arriving_case")
            new = [row[0] for row in cursor.fetchall()]
    say("Recording the facts that rules read")
    if new or changed:
        record_facts(
            None if nothing_before else [*new, *changed],
            at=writing.at,
            vocabulary_version=writing.release.vocabulary_version,
        )


def _add(count: int, bound: Mapping[str, Any], *, say: Say) -> None:
    if not StaffMember.objects.filter(left_on=None).exists():
        raise Refused(
            "Bring in the people who work here first: cases need a progressor"
        )
    with connection.cursor() as cursor:
        create_tables(cursor)
        cursor.execute(_MOVERS)
        number_newcomers(cursor, count)
        cursor.execute(_NEW, bound)
        for statement in _PARTS:
            cursor.execute(statement, bound)
        bring_in(cursor, bound, say)
        cursor.execute(_ARRIVED, bound)


def take(
    taken: str, bound: Mapping[str, Any], writing: Writing, *, say: Say
) -> list[int]:
    """Put in place what the statement `taken` stages; answer the cases it changed.

    The statement makes the temporary table `taken` that WRITERS read.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS taken")
        cursor.execute(taken, bound)
        cursor.execute("ANALYZE taken")
        cursor.execute("SELECT DISTINCT field FROM taken")
        fields = {row[0] for row in cursor.fetchall()}
        if not fields:
            return []
        say("Changing what the tracker changed")
        for writer in dict.fromkeys(HOLDINGS[field].write for field in HOLDINGS):
            if any(HOLDINGS[field].write == writer for field in fields):
                for statement in WRITERS[writer]:
                    cursor.execute(statement, bound)
        cursor.execute(
            "UPDATE casework_case SET version = version + 1 "
            "WHERE id IN (SELECT case_id FROM taken)"
        )
        tell(cursor, bound, untold=sorted(UNTOLD), file=writing.file)
        cursor.execute("SELECT DISTINCT case_id FROM taken")
        return [row[0] for row in cursor.fetchall()]
