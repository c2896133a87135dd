"""Which cases belong together, by what people have recorded of the persons in them."""

from collections.abc import Iterable

import polars as pl
from django.db import connection


# Every way in which two cases are linked, each a question that answers pairs of cases.
# An open link between persons says that they are one, so that their cases are one's.
_PAIRS = (
    """
    SELECT one.case_id, other.case_id FROM casework_personlink l
    JOIN casework_person one ON one.id = l.one_id
    JOIN casework_person other ON other.id = l.other_id
    WHERE l.unlinked_at IS NULL
    """,
    # Cases that a person has said to be of one family.
    "SELECT one_id, other_id FROM casework_caselink WHERE ended_at IS NULL",
)


def linked_cases() -> pl.DataFrame:
    """One row for each case that is linked to another: case_id, group.

    Cases that are linked, directly or by way of others, are one group; it is called
    by the lowest case_id in it. Among the links the viewer may see.
    """
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(_PAIRS))
        groups = connected(cursor.fetchall())
    return pl.DataFrame(
        sorted(groups.items()),
        schema={"case_id": pl.Int64, "group": pl.Int64},
        orient="row",
    )


def connected(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Each of the numbers in the pairs, and the lowest it is connected with."""
    lowest: dict[int, int] = {}

    def found(number: int) -> int:
        at = number
        while lowest.setdefault(at, at) != at:
            at = lowest[at]
        while lowest[number] != at:
            lowest[number], number = at, lowest[number]
        return at

    for one, other in pairs:
        first, second = sorted((found(one), found(other)))
        lowest[second] = first
    return {number: found(number) for number in list(lowest)}
