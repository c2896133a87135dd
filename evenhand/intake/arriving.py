"""SQL by which cases that are not here yet go from temporary tables into the real ones.

COPY is not allowed into tables with row-level security, so rows are copied into
temporary tables, which end with the transaction, and inserted from there. What may be
unsaid comes in as "not recorded".
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from evenhand.casework.cases.references import case_ref


# name -> its columns as PostgreSQL has them
TABLES = {
    "arriving_case": """
        case_id bigint, person_id bigint, reference text, ref text, claimed_on date, stage text, stage_since date,
        interviewed_on date, family_name text, given_names text, known_as text,
        claimed_date_of_birth date, treated_as_date_of_birth date,
        assessed_date_of_birth date, age_disputed boolean, unaccompanied boolean,
        sex text, nationality text, nationality_standing text, language text,
        dialect text, interpreter_needed boolean, support text, accommodation text,
        address text, postcode text, local_authority text, detained_since date,
        place_of_detention text, high_profile boolean, high_harm boolean,
        court_order_on date, pre_action_letter_on date, mp_expedite_on date,
        restriction text, representative_firm text, representative_reference text,
        unit text, owner text, progressor text, arc_number text, port_reference text,
        next_action text, next_action_on date, notes text, tracker_row bigint,
        other_nationalities text, vulnerabilities text, barriers text""",
    "arriving_nationality": "reference text, nationality text, place integer",
    "arriving_vulnerability": "reference text, kind text",
    "arriving_barrier": """
        reference text, kind text, blocks text, opened_on date, review_on date""",
}

# What the planner has to know of them; to count every column takes longer than it saves.
JOINED_BY = {
    "arriving_case": "case_id, tracker_row, reference, unit, owner, progressor",
    "arriving_nationality": "reference",
    "arriving_vulnerability": "reference",
    "arriving_barrier": "reference",
}

# What is told while it is done, and how it is done. Bound: at, by, system, source.
STEPS: list[tuple[str, list[str]]] = [
    (
        "Adding the cases",
        [
            """
            INSERT INTO casework_case (id, ref, claimed_on, registered_at, stage,
                stage_since, interviewed_on, restriction, high_profile,
                responsible_unit_id, owner_id, owned_since, progressor_id, version)
            SELECT a.case_id, a.ref, a.claimed_on, %(at)s, a.stage, a.stage_since,
                a.interviewed_on, coalesce(a.restriction, ''),
                coalesce(a.high_profile, false),
                u.id, o.id, CASE WHEN o.id IS NOT NULL THEN a.stage_since END, p.id, 1
            FROM arriving_case a
            JOIN workforce_staffmember p ON p.ref = a.progressor
            LEFT JOIN workforce_staffmember o ON o.ref = a.owner
            LEFT JOIN workforce_unit u ON u.code = a.unit
            ORDER BY a.case_id""",
            """
            INSERT INTO casework_externalreference (case_id, system, value)
            SELECT case_id, %(system)s, reference FROM arriving_case ORDER BY 1""",
            """
            INSERT INTO casework_externalreference (case_id, system, value)
            SELECT case_id, e.system, e.value
            FROM arriving_case, LATERAL (VALUES
                ('ARC number', arc_number),
                ('Port reference', port_reference)) e (system, value)
            WHERE e.value IS NOT NULL ORDER BY 1, 2""",
        ],
    ),
    (
        "Adding their people",
        [
            """
            INSERT INTO casework_person (id, case_id, family_name, given_names,
                known_as, sex, claimed_born_on, treated_as_born_on, assessed_born_on,
                age_disputed)
            SELECT person_id, case_id, coalesce(family_name, ''),
                coalesce(given_names, ''), coalesce(known_as, ''),
                coalesce(sex, 'not recorded'), claimed_date_of_birth,
                treated_as_date_of_birth, assessed_date_of_birth,
                coalesce(age_disputed, false)
            FROM arriving_case ORDER BY 1""",
            """
            INSERT INTO casework_caseperson (case_id, person_id, role, relationship,
                unaccompanied_at_claim)
            SELECT case_id, person_id, 'main applicant', '',
                coalesce(unaccompanied, false)
            FROM arriving_case ORDER BY 1""",
            """
            INSERT INTO casework_personnationality (person_id, nationality, standing,
                position)
            SELECT person_id, coalesce(nationality, 'Not recorded'),
                coalesce(nationality_standing, 'claimed'), 1
            FROM arriving_case ORDER BY 1""",
            """
            INSERT INTO casework_personnationality (person_id, nationality, standing,
                position)
            SELECT a.person_id, n.nationality, 'claimed', n.place
            FROM arriving_nationality n JOIN arriving_case a USING (reference)
            ORDER BY 1, 4""",
            """
            INSERT INTO casework_personlanguage (person_id, language, dialect,
                interpreter_needed, position)
            SELECT person_id, coalesce(language, 'Not recorded'),
                coalesce(dialect, ''), coalesce(interpreter_needed, true), 1
            FROM arriving_case ORDER BY 1""",
            """
            INSERT INTO casework_vulnerability (person_id, kind, from_on)
            SELECT a.person_id, v.kind, a.claimed_on
            FROM arriving_vulnerability v JOIN arriving_case a USING (reference)
            ORDER BY 1, 2""",
        ],
    ),
    (
        "Adding their circumstances",
        [
            """
            INSERT INTO casework_residence (case_id, accommodation, address, postcode,
                local_authority, from_on)
            SELECT case_id, coalesce(accommodation, 'not recorded'),
                coalesce(address, ''), coalesce(upper(postcode), ''),
                coalesce(local_authority, ''), claimed_on
            FROM arriving_case ORDER BY 1""",
            """
            INSERT INTO casework_support (case_id, kind, from_on)
            SELECT case_id, coalesce(support, 'not recorded'), claimed_on
            FROM arriving_case ORDER BY 1""",
            """
            INSERT INTO casework_detention (case_id, place, from_on)
            SELECT case_id, coalesce(place_of_detention, 'Not recorded'), detained_since
            FROM arriving_case WHERE detained_since IS NOT NULL ORDER BY 1""",
            """
            INSERT INTO casework_representation (case_id, firm, reference, from_on)
            SELECT case_id, representative_firm,
                coalesce(representative_reference, ''), claimed_on
            FROM arriving_case WHERE representative_firm IS NOT NULL ORDER BY 1""",
            """
            INSERT INTO casework_expedite (case_id, kind, dated_on)
            SELECT case_id, e.kind, e.dated_on
            FROM arriving_case, LATERAL (VALUES
                ('court order', court_order_on),
                ('pre-action letter', pre_action_letter_on),
                ('MP expedite', mp_expedite_on)) e (kind, dated_on)
            WHERE e.dated_on IS NOT NULL ORDER BY 1, 3""",
            """
            INSERT INTO casework_highharm (case_id, recorded_at, recorded_by_id, because)
            SELECT case_id, %(at)s, %(by)s, %(source)s
            FROM arriving_case WHERE high_harm ORDER BY 1""",
            """
            INSERT INTO casework_barrier (case_id, kind, blocks, source, opened_on,
                opened_by_id, review_on, closed_because)
            SELECT a.case_id, b.kind, b.blocks, %(source)s, b.opened_on, %(by)s,
                b.review_on, ''
            FROM arriving_barrier b JOIN arriving_case a USING (reference)
            ORDER BY 1, 2""",
            """
            INSERT INTO casework_nextaction (case_id, text, due_on, source, recorded_at,
                recorded_by_id)
            SELECT case_id, next_action, next_action_on, %(source)s, %(at)s, %(by)s
            FROM arriving_case WHERE next_action IS NOT NULL ORDER BY 1""",
            """
            INSERT INTO casework_note (case_id, text, written_at, written_by_id)
            SELECT case_id, notes, %(at)s, %(by)s
            FROM arriving_case WHERE notes IS NOT NULL ORDER BY 1""",
        ],
    ),
    (
        "Telling their histories",
        [
            """
            INSERT INTO core_event (kind, case_id, at, by_id, because, data)
            SELECT 'case_registered', case_id, %(at)s, %(by)s, '',
                jsonb_build_object('source', %(source)s::text)
            FROM arriving_case ORDER BY 2""",
        ],
    ),
]


def create_tables(cursor: CursorWrapper) -> None:
    """The temporary tables of this transaction, empty."""
    for name, columns in TABLES.items():
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP")


def bring_in(
    cursor: CursorWrapper, bound: Mapping[str, Any], say: Callable[[str], None]
) -> None:
    """Insert what stands in the temporary tables, and tell the histories."""
    for name, told in JOINED_BY.items():
        cursor.execute(f"ANALYZE {name} ({told})")
    for words, statements in STEPS:
        say(words)
        for statement in statements:
            cursor.execute(statement, bound)


# The rows of new cases in the order of the file, each with what it will be known by.
_NEWCOMERS = """
CREATE TEMPORARY TABLE newcomer ON COMMIT DROP AS
SELECT k.id, k.place, f.ref, nextval(%(cases)s::text::regclass) AS case_id,
    nextval(%(people)s::text::regclass) AS person_id
FROM (
    SELECT r.id, row_number() OVER (ORDER BY r.id) AS place
    FROM intake_trackerrow r JOIN coming USING (id) WHERE r.standing = 'new'
) k JOIN unnest(%(refs)s::text[]) WITH ORDINALITY f (ref, place) USING (place)
ORDER BY k.place
"""


def number_newcomers(cursor: CursorWrapper, count: int) -> None:
    """Give each new row of the temporary table `coming` its reference and numbers.

    Makes the temporary table `newcomer`. The rows themselves are wide: this way only
    their numbers are sorted.
    """
    cursor.execute(
        "SELECT pg_get_serial_sequence('casework_case', 'id'), "
        "pg_get_serial_sequence('casework_person', 'id')"
    )
    cases, people = cursor.fetchone()
    bound = {"refs": fresh_refs(count), "cases": cases, "people": people}
    cursor.execute(_NEWCOMERS, bound)
    cursor.execute("ANALYZE newcomer")


def fresh_refs(count: int) -> list[str]:
    """References that no case has had yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('casework_case_number') FROM generate_series(1, %s)",
            [count],
        )
        return [case_ref(number) for (number,) in cursor.fetchall()]
