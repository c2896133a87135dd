"""Situations that rules and screens have to get right, counted by name."""

import polars as pl

from evenhand.synthetic.aim import Aim
from evenhand.synthetic.barriers import SCARCE


def situations(aim: Aim, cases: pl.DataFrame) -> dict[str, int]:
    """How many cases are in each situation."""
    on = pl.lit(aim.on)
    grown = ~pl.col("child")
    overdue = pl.col("barriers").list.eval(
        pl.element().str.split(";").list.get(2).str.to_date() < on
    )
    rows = {
        "claimed as a child alone": pl.col("unaccompanied"),
        "claimed as a child alone, still under 18": pl.col("unaccompanied") & pl.col("child"),
        "claimed as a child alone, 18 or over now": pl.col("unaccompanied") & grown,
        "claimed as a child with an adult": pl.col("child_at_claim") & ~pl.col("unaccompanied"),
        "child alone, of Croydon or Kent": pl.col("unaccompanied") & pl.col("local_authority").is_in(["Croydon", "Kent"]),
        "child in a hotel": pl.col("child") & (pl.col("accommodation") == "hotel"),
        "age disputed": pl.col("age_disputed"),
        "age disputed, treated as a child": pl.col("age_disputed") & pl.col("child"),
        "age disputed, detained": pl.col("age_disputed") & pl.col("detained"),
        "says a child, treated as an adult": pl.col("treated_as_date_of_birth").is_not_null() & ~pl.col("child_at_claim"),
        "waited 36 months or more": pl.col("claimed_on").dt.offset_by("36mo") <= on,
        "Nigerian woman": (pl.col("nationality") == "Nigeria") & (pl.col("sex") == "female"),
        "Nigerian, sex not recorded": (pl.col("nationality") == "Nigeria") & (pl.col("sex") == "not recorded"),
        "British National (Overseas)": pl.col("nationality") == "British National (Overseas)",
        "South Sudan": pl.col("nationality") == "South Sudan",
        "stateless": pl.col("nationality") == "Stateless",
        "two nationalities": pl.col("other_nationalities").is_not_null(),
        "nationality disputed": pl.col("nationality_standing") == "disputed",
        "sex not recorded": pl.col("sex") == "not recorded",
        "no postcode": pl.col("postcode").is_null(),
        "subsistence only": pl.col("support") == "subsistence only",
        "Napier": pl.col("accommodation") == "Napier",
        "detained": pl.col("detained"),
        "scarce language": pl.col("language").is_in(SCARCE),
        "no interpreter needed": ~pl.col("interpreter_needed"),
        "high profile": pl.col("high_profile"),
        "high harm": pl.col("high_harm"),
        "restricted": pl.col("restriction") == "restricted",
        "special": pl.col("restriction") == "special",
        "court order": pl.col("court_order_on").is_not_null(),
        "letter before action": pl.col("pre_action_letter_on").is_not_null(),
        "Member of Parliament asks": pl.col("mp_expedite_on").is_not_null(),
        "represented": pl.col("representative_firm").is_not_null(),
        "two barriers": pl.col("barriers").list.len() > 1,
        "a review of a barrier is overdue": overdue.list.any(),
        "ready to interview, nothing in the way": (pl.col("stage") == "ready_to_interview") & (pl.col("barriers").list.len() == 0),
        "owned": pl.col("owner").is_not_null(),
        "a second record of somebody": pl.col("like_kind") == "same person",
        "a relative has a case too": pl.col("like_kind") == "family",
        "interviewed, nobody owns it": pl.col("interviewed_on").is_not_null() & pl.col("owner").is_null(),
    }  # fmt: skip
    return {
        name: int(count)
        for name, count in cases.select(
            **{name: condition.fill_null(False).sum() for name, condition in rows.items()}
        ).row(0, named=True).items()
    }  # fmt: skip
