"""Linked cases are planned together: one rank, one person, and no more told than may be.

The cases of a group that are to be placed take the best band among them, the longest
wait, and the reserved share if one of them has it, for allocation alone. Ranked each for
itself they would leave a gap: the more urgent could be placed beside a place that the
others still want. What a case is told and shown stays its own.

A reason tells of a linked case only where whoever may see the one may see the other: one
that is not restricted, or restricted as it is itself.
"""

import polars as pl

from evenhand.casework.people.queries import linked_cases
from evenhand.engine.allocation.explain import Linked


# What is known of the links of a case, beside its standing.
LINKS = ("group", "linked_owners", "told_owners")
STAFF = pl.List(pl.String)


def with_links(standing: pl.DataFrame) -> pl.DataFrame:
    """The standing of all cases with the columns of `LINKS`.

    group          what the case and those linked to it have in common, or null.
    linked_owners  who has or had a case linked to it (staff references), the one with
                   most of them first.
    told_owners    those of them whom a reason for this case may name.
    """
    groups = linked_cases()
    members = standing.join(groups, on="case_id").select(
        "case_id", "group", "restriction", "owner"
    )
    owned = members.filter(pl.col("owner").is_not_null())
    beside = (
        members.select("case_id", "group", own="restriction")
        .join(owned.rename({"case_id": "other"}), on="group")
        .filter(pl.col("case_id") != pl.col("other"))
        .group_by("case_id", "owner")
        .agg(pl.len(), told=_may_be_told("restriction", "own").any())
        .sort("case_id", "len", "owner", descending=[False, True, False])
        .group_by("case_id")
        .agg(
            linked_owners="owner",
            told_owners=pl.col("owner").filter("told"),
        )
    )
    return (
        standing.join(groups, on="case_id", how="left")
        .join(beside, on="case_id", how="left")
        .with_columns(
            pl.col("group").cast(pl.String),
            pl.col("linked_owners").cast(STAFF).fill_null([]),
            pl.col("told_owners").cast(STAFF).fill_null([]),
        )
    )


def without_links(standing: pl.DataFrame) -> pl.DataFrame:
    """Standings that say of no case that it is linked to another."""
    return standing.with_columns(
        group=pl.lit(None, dtype=pl.String),
        linked_owners=pl.lit([], dtype=STAFF),
        told_owners=pl.lit([], dtype=STAFF),
    )


def ranked_together(waiting: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """The cases to place, with the rank of their group and whom they would rather have.

    waiting  case, band, waiting_days, reserved, restriction and the columns of `LINKS`.
    people   ref, of those there are.

    Adds as_band, as_waiting_days, as_reserved (the best of the group) and with_owner (of
    those who have a case linked to it and are there, or null).
    """
    # Of the few that are linked alone: lists of a national caseload are slow to sift.
    together = waiting.filter(pl.col("group").is_not_null()).select(
        "case",
        as_band=pl.col("band").min().over("group"),
        as_waiting_days=pl.col("waiting_days").max().over("group"),
        as_reserved=pl.col("reserved").any().over("group"),
        with_owner=pl.col("linked_owners")
        .list.filter(pl.element().is_in(people["ref"].implode()))
        .list.first(),
    )
    return waiting.join(
        together, on="case", how="left", maintain_order="left"
    ).with_columns(
        as_band=pl.coalesce("as_band", "band"),
        as_waiting_days=pl.coalesce("as_waiting_days", "waiting_days"),
        as_reserved=pl.coalesce("as_reserved", "reserved"),
    )


def told_of_links(together: pl.DataFrame) -> dict[str, Linked]:
    """For each case that is linked to another, what its reason may tell of it.

    together  as `ranked_together` answers.
    """
    groups: dict[str, list[dict[str, object]]] = {}
    for row in together.filter(pl.col("group").is_not_null()).to_dicts():
        groups.setdefault(str(row["group"]), []).append(row)
    return {
        str(row["case"]): _told(row, members)
        for members in groups.values()
        for row in members
    }


def _told(row: dict[str, object], members: list[dict[str, object]]) -> Linked:
    known = [
        other
        for other in members
        if other is row or other["restriction"] in ("", row["restriction"])
    ]
    own = _rank(row)
    bands, days, reserved = zip(*(_rank(other) for other in known), strict=True)
    owners = row["told_owners"]
    assert isinstance(owners, list)
    return Linked(
        own=own,
        ranks=(min(bands), max(days), any(reserved)),
        others=len(known) - 1,
        all_told=len(known) == len(members),
        owner=row["with_owner"] in owners,
    )


def _rank(row: dict[str, object]) -> tuple[int, int, bool]:
    band, days = row["band"], row["waiting_days"]
    assert isinstance(band, int)
    assert isinstance(days, int)
    return band, days, bool(row["reserved"])


def _may_be_told(restriction: str, to_readers_of: str) -> pl.Expr:
    return (pl.col(restriction) == "") | (pl.col(restriction) == pl.col(to_readers_of))
