"""From the database to the engine: everybody recorded, with what they are compared by."""

from io import BytesIO

import polars as pl
from django.db import connection

from evenhand.casework.cases.stages import Stage
from evenhand.engine.likeness.problem import PERSONS, REFERENCES, Problem


_PERSONS = f"""
COPY (
    SELECT p.id AS person, c.id AS "case", t.role = 'main applicant' AS main,
           c.restriction, p.family_name, p.given_names, p.known_as,
           p.claimed_born_on AS claimed, p.treated_as_born_on AS treated_as,
           p.assessed_born_on AS assessed, p.sex,
           (SELECT string_agg(n.nationality, '|' ORDER BY n.position)
            FROM casework_personnationality n WHERE n.person_id = p.id) AS nationalities,
           r.address, r.postcode, l.firm, l.reference AS firm_reference, c.claimed_on
    FROM casework_person p
    JOIN casework_case c ON c.id = p.case_id
    JOIN casework_caseperson t ON t.person_id = p.id
    LEFT JOIN casework_residence r ON r.case_id = c.id AND r.to_on IS NULL
    LEFT JOIN casework_representation l ON l.case_id = c.id AND l.to_on IS NULL
    WHERE c.stage <> '{Stage.VOID}'
) TO STDOUT (FORMAT csv, HEADER)
"""
_REFERENCES = f"""
COPY (
    SELECT e.case_id AS "case", e.system, e.value
    FROM casework_externalreference e JOIN casework_case c ON c.id = e.case_id
    WHERE c.stage <> '{Stage.VOID}'
) TO STDOUT (FORMAT csv, HEADER)
"""


def gather() -> Problem:
    """Everybody in every case that is not void, as the viewer may see them."""
    persons = _read(_PERSONS, PERSONS).with_columns(
        pl.col("main") == "t",
        pl.col("restriction").fill_null(""),
        pl.col("nationalities").str.split("|").fill_null([]),
    )
    return Problem(
        persons.select(pl.col(name).cast(kind) for name, kind in PERSONS.items()),
        _read(_REFERENCES, REFERENCES),
    )


def _read(statement: str, schema: object) -> pl.DataFrame:
    assert isinstance(schema, dict)
    found = BytesIO()
    with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
        for block in copy:
            found.write(block)
    found.seek(0)
    # Truth and lists come as words.
    words = {
        name: pl.String if kind in (pl.Boolean, pl.List(pl.String)) else kind
        for name, kind in schema.items()
    }
    return pl.read_csv(found, schema=words)
