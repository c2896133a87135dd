"""Which cases belong together by the persons in them, and which are of children."""

from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from evenhand.casework.people.models import CasePerson, Person
from evenhand.core.arrays import AnyOf


ADULT = 18

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


# Pairs without a restricted case in them.
_SEEN_BY_ALL = """
SELECT p.a, p.b FROM ({pairs}) AS p (a, b)
JOIN casework_case one ON one.id = p.a AND one.restriction = ''
JOIN casework_case other ON other.id = p.b AND other.restriction = ''
"""


def linked_cases(*, hidden: bool = True) -> pl.DataFrame:
    """One row for each case that is linked to another: case_id, group.

    Cases that are linked, directly or by way of others, are one group; it is called
    by the lowest case_id in it. Among the links the viewer may see; without `hidden`,
    not by way of a restricted case, so that every viewer is answered alike.
    """
    pairs = " UNION ".join(_PAIRS)
    with connection.cursor() as cursor:
        cursor.execute(pairs if hidden else _SEEN_BY_ALL.format(pairs=pairs))
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


def adult_since(on: date) -> date:
    """The last date of birth of those who are adults on a day."""
    leap = on.month == 2 and on.day == 29
    return on.replace(year=on.year - ADULT, day=28 if leap else on.day)


def main_applicants_under_age(on: date) -> QuerySet[Person]:
    """Those treated as children on a day; without a date of birth, who claimed alone."""
    born = Coalesce("assessed_born_on", "treated_as_born_on", "claimed_born_on")
    return (
        Person.objects.filter(part__role=CasePerson.Role.MAIN)
        .annotate(born=born)
        .filter(
            Q(born__gt=adult_since(on))
            | Q(born=None, part__unaccompanied_at_claim=True)
        )
    )


def children_among(case_ids: Sequence[int], *, on: date) -> set[int]:
    """Those of some cases whose main applicant is treated as a child on a day."""
    children = main_applicants_under_age(on).filter(AnyOf("case_id", case_ids))
    return set(children.values_list("case_id", flat=True))
