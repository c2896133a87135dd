"""Keep the facts that rules read: the only writer of `CaseFacts`.

Facts are gathered as the planning service, whoever made the change: a fact the writer
may not read (a high harm note) must not turn false because they corrected a postcode.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import polars as pl
from django.db import connection

from evenhand.casework.facts.providers import PROVIDERS, SOURCES
from evenhand.casework.outlines.record import record_outlines
from evenhand.core.accounts import planning_service
from evenhand.core.viewing import acting_as
from evenhand.engine.rules.vocabulary import Vocabulary


_VALUES = ",\n".join(f"'{fact}', {sql}" for fact, sql in PROVIDERS.items())
_GATHERED = f"SELECT c.id, jsonb_build_object({_VALUES}) AS facts FROM {SOURCES}"

_END_WHAT_CHANGED = f"""
UPDATE casework_casefacts f
SET valid = tstzrange(lower(f.valid), greatest(lower(f.valid), %(at)s))
FROM ({_GATHERED} WHERE %(all)s OR c.id = ANY (%(ids)s)) g
WHERE f.case_id = g.id AND upper_inf(f.valid)
  AND (f.values <> g.facts OR f.vocabulary_version <> %(version)s)
"""
_DROP_WHAT_LASTED_NO_TIME = """
DELETE FROM casework_casefacts f
WHERE isempty(f.valid) AND (%(all)s OR f.case_id = ANY (%(ids)s))
"""
_ADD_WHAT_IS_MISSING = f"""
INSERT INTO casework_casefacts (case_id, valid, vocabulary_version, "values")
SELECT g.id,
       tstzrange(CASE WHEN EXISTS (SELECT FROM casework_casefacts f
                                   WHERE f.case_id = g.id)
                 THEN greatest(%(at)s, (SELECT max(upper(f.valid))
                                        FROM casework_casefacts f
                                        WHERE f.case_id = g.id))
                 ELSE %(at)s END, NULL),
       %(version)s, g.facts
FROM ({_GATHERED}
      WHERE (%(all)s OR c.id = ANY (%(ids)s))
        AND NOT EXISTS (SELECT FROM casework_casefacts f
                        WHERE f.case_id = c.id AND upper_inf(f.valid))) g
"""
# The values as they are kept, with the case written before them: to make each of them
# anew takes longer than to read them.
_KNOWN_AT = """
COPY (
    SELECT '{{"case": ' || to_json(c.ref) || ', "case_id": ' || c.id || ', "version": '
           || c.version || ', ' || substr(f.values::text, 2)
    FROM casework_casefacts f JOIN casework_case c ON c.id = f.case_id
    WHERE {when} {some}
) TO STDOUT (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')
"""


def record_facts(
    case_ids: Sequence[int] | None, *, at: datetime, vocabulary_version: int
) -> int:
    """Bring the facts of these cases (None: of all) up to date; answer how many changed.

    What was known until `at` stays as it was known; what has not changed is not written.
    Of two changes at once the one that began first may be recorded last: it is then
    known from the instant of the other, for nothing is known before it was. The outlines
    of the cases, by which lists are narrowed, are brought up to date with them.
    """
    record_outlines(case_ids)
    bound: dict[str, Any] = {
        "all": case_ids is None,
        "ids": list(case_ids or ()),
        "at": at,
        "version": vocabulary_version,
    }
    with acting_as(planning_service()), connection.cursor() as cursor:
        cursor.execute(_END_WHAT_CHANGED, bound)
        cursor.execute(_DROP_WHAT_LASTED_NO_TIME, bound)
        cursor.execute(_ADD_WHAT_IS_MISSING, bound)
        return int(cursor.rowcount)


def facts_known_at(
    vocabulary: Vocabulary,
    *,
    known_at: datetime | None,
    case_ids: Sequence[int] | None = None,
) -> pl.DataFrame:
    """The facts of every case as known at an instant (None: now), for the engine.

    One row a case: `case` (reference), `case_id`, `version`, and one column for each
    stored fact of the vocabulary, typed as it says. Read as the planning service.
    """
    when = (
        "upper_inf(f.valid)"
        if known_at is None
        else "f.valid @> %(known_at)s::timestamptz"
    )
    some = "" if case_ids is None else "AND f.case_id = ANY (%(ids)s)"
    with acting_as(planning_service()), connection.cursor() as cursor:
        with cursor.cursor.copy(
            _KNOWN_AT.format(when=when, some=some),
            {"known_at": known_at, "ids": list(case_ids or ())},
        ) as copy:
            lines = BytesIO(b"".join(bytes(block) for block in copy))
    schema: dict[str, Any] = {
        "case": pl.String(),
        "case_id": pl.Int64(),
        "version": pl.Int64(),
        **{fact.name: _AS_READ[fact.type] for fact in vocabulary.stored()},
    }
    if not lines.getbuffer().nbytes:
        frame = pl.DataFrame(schema=schema)
    else:
        frame = pl.read_ndjson(lines, schema=schema)
    dates = [fact.name for fact in vocabulary.stored() if fact.type == "date"]
    return frame.with_columns(pl.col(dates).str.to_date()).sort("case")


# JSON has no dates: they arrive as text and are read as dates afterwards.
_AS_READ: dict[str, pl.DataType] = {
    "text": pl.String(),
    "texts": pl.List(pl.String()),
    "boolean": pl.Boolean(),
    "integer": pl.Int64(),
    "decimal": pl.Decimal(),
    "date": pl.String(),
}
