"""Constraints that many tables share, so that one law reads the same everywhere."""

from django.db.models import CheckConstraint, F, Q


def paired(table: str, *columns: str) -> CheckConstraint:
    """All of `columns` are filled, or none is: nothing happens at no time by nobody."""
    none = Q(**{f"{column}__isnull": True for column in columns})
    every = Q(**{f"{column}__isnull": False for column in columns})
    return CheckConstraint(
        condition=none | every, name=f"{table}_{'_and_'.join(columns)}_paired"
    )


def in_order(table: str, earlier: str, later: str) -> CheckConstraint:
    """`later` is not before `earlier`, where both are known."""
    return CheckConstraint(
        condition=Q(**{f"{later}__isnull": True})
        | Q(**{f"{earlier}__isnull": True})
        | Q(**{f"{later}__gte": F(earlier)}),
        name=f"{table}_{later}_not_before_{earlier}",
    )
