"""Keep the words by which people are found in step with what is recorded of them."""

from collections.abc import Iterable, Sequence

from django.db import connection

from evenhand.core.accounts import planning_service
from evenhand.core.viewing import acting_as
from evenhand.engine.search.spelling import slips_of
from evenhand.engine.search.words import Word, words_to_find


AT_ONCE = 20_000
# So many are seen to before a search is answered; the rest are left to the import that
# brought them, which sees to all.
BEFORE_A_SEARCH = 2_000
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('evenhand search words'))"
_TAKE = """
WITH taken AS (
    DELETE FROM casework_searchdue d USING (
        SELECT id FROM casework_searchdue ORDER BY id LIMIT %(most)s) f
    WHERE d.id = f.id RETURNING d.person_id)
SELECT DISTINCT person_id FROM taken
"""
_PERSONS = """
SELECT p.id, p.case_id, c.restriction, p.family_name, p.given_names, p.known_as,
       p.claimed_born_on, p.treated_as_born_on, p.assessed_born_on
FROM casework_person p JOIN casework_case c ON c.id = p.case_id
WHERE p.id = ANY (%s)
"""
_WORDS = (
    "CREATE TEMPORARY TABLE found_word (person_id bigint, case_id bigint, "
    "restriction text, word text, form text) ON COMMIT DROP"
)
_KEYS = (
    "CREATE TEMPORARY TABLE found_key (form text, restriction text, key text) "
    "ON COMMIT DROP"
)
_KEEP_WORDS = """
INSERT INTO casework_searchword (person_id, case_id, restriction, word, form)
SELECT person_id, case_id, restriction, word, form FROM found_word
ON CONFLICT DO NOTHING
"""
_NEW_FORMS = """
SELECT DISTINCT w.form, w.restriction FROM found_word w
WHERE NOT EXISTS (SELECT FROM casework_spelling s
                  WHERE s.form = w.form AND s.restriction = w.restriction)
"""
_KEEP_KEYS = """
INSERT INTO casework_spelling (form, restriction, key)
SELECT form, restriction, key FROM found_key ON CONFLICT DO NOTHING
"""


def refresh_search_words(most: int | None = None) -> int:
    """Find the words anew of everybody who was written or changed; how many that were.

    In the name of the service, since whoever is asking may not see them all. At most so
    many, None for all. Does nothing where somebody else is at it.
    """
    done = 0
    with acting_as(planning_service()), connection.cursor() as cursor:
        cursor.execute(_LOCK)
        if not cursor.fetchone()[0]:
            return 0
        while most is None or done < most:
            some = AT_ONCE if most is None else min(AT_ONCE, most - done)
            # First struck off, then read: a change made meanwhile strikes them on again.
            cursor.execute(_TAKE, {"most": some})
            due = [row[0] for row in cursor.fetchall()]
            if not due:
                break
            _find_anew(cursor, due)
            done += len(due)
    return done


def refresh_before_a_search() -> None:
    """See to what little may be due, which is one question where nothing is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_is_due()")
        due = cursor.fetchone()[0]
    if due:
        refresh_search_words(BEFORE_A_SEARCH)


def _find_anew(cursor: object, persons: Sequence[int]) -> None:
    execute = cursor.execute  # type: ignore[attr-defined]
    execute("DELETE FROM casework_searchword WHERE person_id = ANY (%s)", [persons])
    execute(_PERSONS, [persons])
    rows = cursor.fetchall()  # type: ignore[attr-defined]
    execute(_WORDS)
    _copy(
        cursor,
        "found_word",
        (
            (person, case, restriction, word, form)
            for person, case, restriction, *told in rows
            for word, form in sorted(_words(told))
        ),
    )
    execute(_NEW_FORMS)
    fresh = cursor.fetchall()  # type: ignore[attr-defined]
    execute(_KEEP_WORDS)
    execute(_KEYS)
    _copy(
        cursor,
        "found_key",
        (
            (form, restriction, key)
            for form, restriction in sorted(fresh)
            if form.isalpha()
            for key in sorted(slips_of(form))
        ),
    )
    execute(_KEEP_KEYS)
    execute("DROP TABLE found_word, found_key")


def _words(told: Sequence[object]) -> set[Word]:
    return words_to_find(told[:3], told[3:])  # type: ignore[arg-type]


def _copy(cursor: object, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    raw = cursor.cursor  # type: ignore[attr-defined]
    with raw.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
