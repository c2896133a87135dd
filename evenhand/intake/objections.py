"""Cells that changed in the tracker only and still cannot be put in place: for a person.

A stage that cannot follow, a day on the wrong side of the claim, an owner who must not
have the case. The database would refuse them; here each becomes a clash with its reason.
"""

from functools import cache

import polars as pl
from django.db import connection

from evenhand.casework.cases.stages import NEXT
from evenhand.casework.models import Stage
from evenhand.intake.comparing import Compared


DATED = ("claimed_on", "stage", "stage_since", "interviewed_on")


def object_to(compared: Compared, here: pl.DataFrame) -> Compared:
    """Move what cannot be put in place from the taken to the clashes.

    here    row, case_id and every field as it stands
    answer  the same, where clashes have one column more: because
    """
    after = _as_it_would_be(compared.taken, here)
    wrong = [
        _stages(compared.taken),
        _dates(after),
        _owners(compared.taken, here),
        _pairs(after),
    ]
    objected = pl.concat(wrong).unique(["row", "field"], keep="first")
    taken = compared.taken.join(
        objected.select("row", "field"), on=["row", "field"], how="anti"
    )
    clashed = compared.taken.join(objected, on=["row", "field"]).select(
        "row",
        "field",
        last="before",
        here="before",
        there="after",
        because="because",
    )
    clashes = pl.concat(
        [compared.clashes.with_columns(because=pl.lit("")), clashed],
    )
    return Compared(taken, clashes)


_SCHEMA = {"row": pl.Int64, "field": pl.String, "because": pl.String}


def _none() -> pl.DataFrame:
    return pl.DataFrame(schema=_SCHEMA)


def _told(rows: pl.DataFrame, fields: tuple[str, ...], because: str) -> pl.DataFrame:
    return (
        rows.select("row")
        .join(pl.DataFrame({"field": list(fields), "because": because}), how="cross")
        .select(pl.col("row").cast(pl.Int64), "field", "because")
    )


def _as_it_would_be(taken: pl.DataFrame, here: pl.DataFrame) -> pl.DataFrame:
    """What would stand in each case after taking: every column that laws tie together."""
    names = (
        *DATED,
        "detained_since",
        "place_of_detention",
        "representative_firm",
        "representative_reference",
    )
    after = here.select("row", *names)
    for name in names:
        new = taken.filter(pl.col("field") == name).select(
            "row", pl.col("after").alias("new"), said=pl.lit(True)
        )
        after = (
            after.join(new, on="row", how="left")
            .with_columns(pl.when("said").then("new").otherwise(name).alias(name))
            .drop("new", "said")
        )
    return after.join(taken.select("row").unique(), on="row", how="semi")


@cache
def may_follow() -> dict[str, frozenset[str]]:
    """Stage -> every stage a case can come to from there, by way of others or at once."""
    reached: dict[str, frozenset[str]] = {}
    for start in Stage:
        seen: set[Stage] = set()
        ahead = set(NEXT[start])
        while ahead:
            seen |= ahead
            ahead = {later for stage in ahead for later in NEXT[stage]} - seen
        reached[start.value] = frozenset(stage.value for stage in seen)
    return reached


def _stages(taken: pl.DataFrame) -> pl.DataFrame:
    moves = taken.filter(pl.col("field") == "stage")
    wrong = [
        (row, "stage", f"A case that is {_label(before)} cannot become {_label(after)}")
        for row, before, after in moves.select("row", "before", "after").iter_rows()
        if after not in may_follow()[before]
    ]
    return pl.DataFrame(wrong, schema=_SCHEMA, orient="row")


def _label(stage: str) -> str:
    return Stage(stage).label.lower()


def _dates(after: pl.DataFrame) -> pl.DataFrame:
    found = [_none()]
    for later, words in (
        ("stage_since", "The day of the stage would be before the claim"),
        ("interviewed_on", "The interview would be before the claim"),
    ):
        # ISO dates are in the order of their text.
        wrong = after.filter(pl.col(later) < pl.col("claimed_on"))
        found.append(_told(wrong, DATED, words))
    unsaid = after.filter(
        (pl.col("stage") == Stage.INTERVIEWED.value)
        & pl.col("interviewed_on").is_null()
    )
    found.append(
        _told(unsaid, DATED, "An interviewed case needs the date of its interview")
    )
    return pl.concat(found)


def _pairs(after: pl.DataFrame) -> pl.DataFrame:
    """What means nothing alone."""
    nowhere = after.filter(
        pl.col("detained_since").is_null() & pl.col("place_of_detention").is_not_null()
    )
    nobody = after.filter(
        pl.col("representative_firm").is_null()
        & pl.col("representative_reference").is_not_null()
    )
    return pl.concat(
        [
            _told(nowhere, ("place_of_detention",), "Nobody is detained"),
            _told(nobody, ("representative_reference",), "No firm is given"),
        ]
    )


def _owners(taken: pl.DataFrame, here: pl.DataFrame) -> pl.DataFrame:
    """Owners with a conflict of interest in the case, or not cleared for it."""
    new = taken.filter(
        (pl.col("field") == "owner") & pl.col("after").is_not_null()
    ).join(here.select("row", "case_id", "restriction"), on="row")
    if not new.height:
        return _none()
    bound = {
        "cases": new["case_id"].to_list(),
        "owners": new["after"].to_list(),
        "marks": new["restriction"].fill_null("").to_list(),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT k.place,
                EXISTS (SELECT FROM casework_conflict x WHERE x.case_id = k.case_id
                        AND x.staff_member_id = s.id AND x.ended_at IS NULL),
                k.mark <> '' AND NOT EXISTS (
                    SELECT FROM core_clearancegrant g WHERE g.user_id = s.user_id
                    AND g.clearance = k.mark AND g.ended_at IS NULL)
            FROM unnest(%(cases)s::bigint[], %(owners)s::text[], %(marks)s::text[])
                WITH ORDINALITY k (case_id, owner, mark, place)
            JOIN workforce_staffmember s ON s.ref = k.owner
            ORDER BY 1""",
            bound,
        )
        told = [
            (
                new["row"][place - 1],
                "owner",
                "The new owner has a conflict of interest in this case"
                if conflict
                else "The new owner is not cleared for this case",
            )
            for place, conflict, uncleared in cursor.fetchall()
            if conflict or uncleared
        ]
    return pl.DataFrame(told, schema=_SCHEMA, orient="row")
